import { memoryStorage } from "@motcua/adapters/memory";
import { dossierBook, inquirePayment, memoryReferences } from "@motcua/adapters/payment";
import { type DossierId, type GatewayPayment, type PaymentMove, systemActor } from "@motcua/core";
import { describe, expect, it } from "vitest";
import { act, at, Driver, inForce, people } from "../dossier/kit.ts";
import { openOffice } from "../engine/engine-kit.ts";

const land = "1.013978";
const reference = "H26.1-260820-0001-TT1";
const amountVnd = 28_000;
const move = (one: PaymentMove) => ({ type: "move-payment", reference, move: one });
const transfer = { transactionId: "GD1", amountVnd, currency: "VND", paidAt: at("2026-08-20 09:01") } as const;
const came = move({ type: "receive", ...transfer });
const wentBack = move({ type: "reversed", ...transfer, refundId: "H9" });
const ask = { type: "request-payment", reference, amountVnd, payBy: at("2026-09-10 17:00") };
const accepted = (procedure: string) =>
  new Driver(inForce(procedure), "2026-08-20 09:00")
    .ok(people.desk, { type: "submit", procedure, channel: "counter", caseId: "general", facts: {}, intakeRef: "r1" })
    .ok(people.desk, { type: "accept" });
const requestAt = (now: number) =>
  ({ type: "request", reference, dossierId: "d1" as DossierId, amountVnd, payBy: now + 864_000_000, at: now }) as const;
const payment = (d: Driver) => d.state?.payments?.[reference];
const told = (d: Driver) => d.last?.outbox.map(({ adapter, kind, body }) => [adapter, kind, JSON.parse(body)]);

describe("money of a dossier that the gateway gave back by itself", () => {
  it("ends no wait where its notice was lost, and the desk is told", () => {
    const d = accepted(land)
      .ok(people.desk, act("intake", "forward"))
      .ok(people.land, { type: "claim" })
      .ok(people.land, act("officer", "charge"))
      .ok(people.desk, { ...ask, action: "paid" });
    const stands = d.state?.task?.step;
    d.at("2026-08-20 09:05").ok(systemActor, wentBack);
    expect(d.state?.task?.step).toBe(stands);
    expect(payment(d)).toMatchObject({ received: [], aside: [{ transactionId: "GD1", refundId: "H9" }] });
    expect(told(d)).toEqual([
      [
        "desk",
        "payment-reversed",
        expect.objectContaining({ transactionId: "GD1", amount: amountVnd, refundId: "H9" }),
      ],
    ]);
    expect(d.refused(systemActor, wentBack)).toBe("payment.nothing_new");
    expect(d.refused(systemActor, came)).toBe("payment.not_open");
    expect(d.refused(people.desk, move({ type: "reversed", ...transfer } as PaymentMove))).toBe("command.input");
  });

  it("is owed back no more when the matter is refused", () => {
    const d = accepted("1.001193").ok(people.desk, ask).at("2026-08-20 09:05").ok(systemActor, came);
    d.ok(systemActor, wentBack);
    expect(payment(d)).toMatchObject({ status: "refunded", refund: { refundId: "H9", amountVnd } });
    expect(told(d)?.map(([, kind]) => kind)).toEqual(["payment-reversed"]);
    d.ok(people.deskHead, { type: "void", reason: { code: "mistake" } });
    expect(payment(d)).toMatchObject({ status: "refunded", refund: { reason: "gateway-reversed" } });
  });

  it("is found by asking, through the book of dossiers", async () => {
    const office = openOffice(memoryStorage(), { start: "2026-08-20 09:00" });
    await office.accept("d1", "1.001193");
    const book = dossierBook({ engine: office.engine, references: memoryReferences() });
    const now = office.clock.now();
    await book.move(reference, requestAt(now));
    const there: GatewayPayment = { reference, outcome: "refunded", ...transfer, refundId: "H9" };
    const gateway = { start: async () => ({ payUrl: "https://pay.example/1" }), inquire: async () => there };
    office.clock.advanceTo(now + 900_000);
    for (const kind of ["recorded", "repeated"])
      expect(await inquirePayment(gateway, book, reference, office.clock.now())).toMatchObject({ value: { kind } });
    expect(await book.read(reference)).toMatchObject({ status: "requested", aside: [{ refundId: "H9" }] });
  });
});

describe("money asked for through the book of dossiers at a wait for payment", () => {
  const waiting = async () => {
    const office = openOffice(memoryStorage(), { start: "2026-08-20 09:00" });
    await office.accept("d1", land);
    await office.good("d1", people.desk, act("intake", "forward"));
    await office.good("d1", people.land, { type: "claim" });
    await office.good("d1", people.land, act("officer", "charge"));
    const book = dossierBook({ engine: office.engine, references: memoryReferences() });
    const now = office.clock.now();
    const request = requestAt(now);
    const task = (await office.engine.read("d1" as DossierId))?.state.task;
    return { book, request, step: task?.step ?? "", visit: task?.visit ?? 0 };
  };

  it("belongs to that wait by its action", async () => {
    const { book, request, step, visit } = await waiting();
    const wait = { step, visit, action: "paid" };
    for (const changed of [true, false])
      expect(await book.move(reference, { ...request, wait })).toMatchObject({ ok: true, value: { changed } });
    expect((await book.read(reference))?.wait).toEqual(wait);
  });

  it("is refused for another step or visit, and nothing is asked for", async () => {
    const { book, request, step, visit } = await waiting();
    for (const wait of [
      { step: "officer", visit, action: "paid" },
      { step, visit: visit + 1, action: "paid" },
    ])
      expect(await book.move(reference, { ...request, wait })).toMatchObject({
        ok: false,
        error: { code: "command.unknown_action" },
      });
    expect(await book.read(reference)).toBeUndefined();
  });

  it("may be beside it: the command has the word", async () => {
    const { book, request, step, visit } = await waiting();
    // Beside the wait and ending it at once is refused by the dossier, so the word arrived there.
    const both = { ...request, beside: true, wait: { step, visit, action: "paid" } } as const;
    expect(await book.move(reference, both)).toMatchObject({ ok: false, error: { code: "command.unknown_action" } });
    expect(await book.move(reference, { ...request, beside: true })).toMatchObject({ ok: true });
    expect((await book.read(reference))?.wait).toBeUndefined();
  });
});
