import { createHash } from "node:crypto";
import { memoryBook, payGovProfile, takePayGovCallback } from "@motcua/adapters/payment";
import { type Payment, systemActor } from "@motcua/core";
import { describe, expect, it } from "vitest";
import { act, people } from "../dossier/kit.ts";
import { drain, openOffice, storages } from "../engine/engine-kit.ts";

const key = "a-key-of-waiting-tests";
const profile = payGovProfile({
  partnerCode: "P1",
  accessKey: "AK",
  serviceCode: "S1",
  keys: [key],
  payUrl: "https://paygov.example/pay",
  returnUrl: "https://motcua.example/back",
});
const reference = "H22-0001-01";
const fields = {
  orderId: reference,
  errorCode: "00",
  amount: "1250000",
  requestCode: reference,
  transactionNo: "GD77",
  payDate: "20260825081500",
  paygate: "VNPAY",
  transactionCode: "",
};
const checksum = createHash("sha256")
  .update(`${Object.values(fields).join("|")}|${key}`)
  .digest("hex");
const callback = new URLSearchParams({ ...fields, checksum }).toString();
/** A land procedure in which the applicant pays land charges. */
const land = "1.013978";

describe.each(storages)("a dossier that waits for payment, on $name", ({ open }) => {
  it("stands still while the citizen owes, and goes on by the gateway's word, told as often as it likes", async () => {
    const portal: string[] = [];
    const deliver = {
      portal: async (message: { readonly body: string }) => {
        portal.push(message.body);
        return undefined;
      },
    };
    const office = openOffice(open(), { deliver });
    await office.accept("d1", land);
    await office.good("d1", people.desk, act("intake", "forward"));
    await office.good("d1", people.land, { type: "claim" });
    await office.good("d1", people.land, act("officer", "charge"));

    const held = async () => {
      const events = (await office.history("d1")).map(({ type, bytes }) => ({ type, body: JSON.parse(bytes) }));
      const of = (type: string) => events.filter((event) => event.type === type);
      const open = of("limit-suspended").length - of("limit-resumed").length;
      return [of("acted").at(-1)?.body.control.split(";").slice(0, 2).join(" "), open];
    };
    expect(await held()).toEqual(["work/payment clock/suspended", 1]);

    const book = memoryBook();
    const at = office.clock.now();
    const request = { reference, dossierId: "d1", amountVnd: 1_250_000, payBy: at + 30 * 86_400_000, at };
    await book.move(reference, { type: "request", ...request });
    office.clock.advanceTo(at + 5 * 86_400_000);

    /** What a host does with a callback: believe, book, tell the engine, answer. */
    const receive = async (body: string, stops = false): Promise<string> => {
      const { outcome } = await takePayGovCallback(profile, book, body, office.clock.now());
      if (outcome.kind === "refused") return outcome.fault.code;
      if (stops) return "stopped";
      const { received, status, dossierId }: Payment = outcome.payment;
      if (status !== "paid") return status;
      const commandId = `payment:${received.at(-1)?.transactionId}`;
      const done = await office.send(dossierId, systemActor, { ...act("payment", "paid"), commandId });
      return done.ok ? (done.value.duplicate ? "duplicate" : "taken") : done.error.code;
    };
    expect(await receive(callback.replace("1250000", "1250001"))).toBe("payment.bad_signature");
    expect(await held()).toEqual(["work/payment clock/suspended", 1]);
    expect([await receive(callback, true), await receive(callback), await receive(callback)]).toEqual([
      "stopped",
      "taken",
      "duplicate",
    ]);
    expect(await held()).toEqual(["work/officer clock/running", 0]);

    await drain(office.worker);
    // 6: waiting for tax or fee (national-portal.md §4).
    expect(portal.map((body) => JSON.parse(body).status)).toEqual([1, 2, 4, 6, 4]);
    expect(portal.join()).not.toContain("GD77");
  });
});
