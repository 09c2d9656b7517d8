import { type PaymentMove, systemActor } from "@motcua/core";
import { expect, it } from "vitest";
import { at, people } from "../dossier/kit.ts";
import { freshFile, openOffice, openSqlite } from "../engine/engine-kit.ts";
import { motcua } from "../office/helpers.ts";

const reference = "H26.1-260820-0001-TT1";
const move = (one: PaymentMove) => ({ type: "move-payment", reference, move: one });
const came = (transactionId: string) =>
  move({ type: "receive", transactionId, amountVnd: 28_000, currency: "VND", paidAt: at("2026-08-20 09:01") });

it("motcua explain shows what a dossier was asked for, what came twice, and what is owed back", async () => {
  const file = freshFile();
  const office = openOffice(openSqlite(file));
  await office.accept("d1", "1.001193");
  const asked = { type: "request-payment", reference, amountVnd: 28_000, payBy: at("2026-09-10 17:00") };
  await office.good("d1", people.desk, asked);
  await office.good("d1", systemActor, came("GD1"));
  await office.good("d1", systemActor, came("GD2"));
  await office.good("d1", people.deskHead, { type: "void", reason: { code: "mistake" } });
  const { status, stdout } = await motcua("explain", "d1", "--db", file);
  expect(status).toBe(0);
  expect(stdout).toContain(`  ${reference}  28.000 đồng  phải hoàn lại / to be given back`);
  expect(stdout).toContain("    GD2  28000 VND  payment.already_paid");
  expect(stdout).toContain(`diễn biến thanh toán / payment moved: ${reference}, đã nộp / paid, GD1`);
  expect(stdout).toContain("phải hoàn lại / to be given back [dossier-voided]");
});
