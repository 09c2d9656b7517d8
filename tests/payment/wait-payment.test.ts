import { createHash } from "node:crypto";
import { dossierBook, memoryReferences, payGovProfile, takePayGovCallback } from "@motcua/adapters/payment";
import { vietnamFurtherProcedures, vietnamLaw, vietnamProcedures } from "@motcua/core/vietnam";
import { describe, expect, it } from "vitest";
import { act, actor, people } from "../dossier/kit.ts";
import { papers, record } from "../dossier/moment-kit.ts";
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

    const references = memoryReferences();
    const book = dossierBook({ engine: office.engine, references });
    const at = office.clock.now();
    const request = { reference, dossierId: "d1", amountVnd: 1_250_000, payBy: at + 30 * 86_400_000, at };
    // The definition says nothing of payment: who asks for the money says which action ends the wait.
    const wait = { step: "payment", visit: 1, action: "paid" };
    const asked = await book.move(reference, { type: "request", ...request, wait });
    expect(asked).toMatchObject({ ok: true, value: { changed: true, payment: { wait } } });
    office.clock.advanceTo(at + 5 * 86_400_000);

    const receive = async (body: string): Promise<string> => {
      const { outcome } = await takePayGovCallback(profile, book, body, office.clock.now());
      return outcome.kind === "refused" ? outcome.fault.code : outcome.kind;
    };
    expect(await receive(callback.replace("1250000", "1250001"))).toBe("payment.bad_signature");
    expect(await held()).toEqual(["work/payment clock/suspended", 1]);
    expect([await receive(callback), await receive(callback)]).toEqual(["recorded", "repeated"]);
    expect(await held()).toEqual(["work/officer clock/running", 0]);

    await drain(office.worker);
    // 6: waiting for tax or fee (national-portal.md §4).
    expect(portal.map((body) => JSON.parse(body).status)).toEqual([1, 2, 4, 6, 4]);
    expect(portal.join()).not.toContain("GD77");
  });

  it("by a definition that says what follows, the gateway's word is recorded, under our number and nobody's name", async () => {
    const further = "1.014284";
    const law = vietnamLaw({ procedures: [...vietnamProcedures(), ...vietnamFurtherProcedures()] });
    const office = openOffice(open(), { law, start: "2026-08-17 08:00" });
    const registry = (role: string) => actor(role, "land-registry", role);
    await office.accept("d1", further);
    for (const [by, step, action] of [
      [people.desk, "intake", "forward"],
      [people.land, "request-data", "submit"],
      [people.landHead, "sign-request", "approve"],
      [registry("registry-officer"), "extract", "submit"],
      [registry("registry-head"), "sign-extract", "answered"],
      [people.land, "officer", "visit"],
    ] as const)
      await office.good("d1", by, act(step, action));
    await office.good("d1", people.land, record("field", "visited", papers("record")));
    for (const [by, step, action] of [
      [people.landHead, "submit", "submit"],
      [people.leader, "guide", "askCompletion"],
      [people.land, "completion", "completed"],
      [people.desk, "receive-again", "forward"],
      [people.land, "appraise-again", "submit"],
      [people.landHead, "submit-again", "submit"],
      [people.leader, "leader", "approve"],
      [people.land, "send-tax", "submit"],
      [people.landHead, "sign-tax", "charge"],
    ] as const)
      await office.good("d1", by, act(step, action));
    const book = dossierBook({ engine: office.engine, references: memoryReferences() });
    const at = office.clock.now();
    await book.move(reference, {
      type: "request",
      reference,
      dossierId: "d1",
      amountVnd: 1_250_000,
      payBy: at + 20 * 86_400_000,
      at,
    });
    office.clock.advanceTo(at + 9 * 86_400_000);
    const answers = [];
    for (const body of [callback.replace("1250000", "1250001"), callback, callback]) {
      const { outcome } = await takePayGovCallback(profile, book, body, office.clock.now());
      answers.push(outcome.kind === "refused" ? outcome.fault.code : outcome.kind);
    }
    expect(answers).toEqual(["payment.bad_signature", "recorded", "repeated"]);
    const events = (await office.history("d1")).map(({ bytes }) => JSON.parse(bytes));
    expect(events.find(({ type, moment }) => type === "recorded" && moment === "paid")?.details).toEqual({ reference });
    expect(events.find(({ type }) => type === "resolved")?.outcome).toBe("granted");
  });
});
