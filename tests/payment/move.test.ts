import { givenBackVnd, movePayment, type Payment, type PaymentCommand, receivedVnd } from "@motcua/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";

const ask = { type: "request", reference: "R1", dossierId: "d1", amountVnd: 100, payBy: 50, at: 0 } as const;
const pay = (transactionId: string, amountVnd: number, paidAt: number, currency = "VND") =>
  ({ type: "receive", transactionId, amountVnd, currency, paidAt, at: paidAt + 5 }) as const;

/** Plays commands; answers the last outcome and where the payment stands. */
function play(...commands: readonly PaymentCommand[]): readonly [string, string | undefined, number] {
  let payment: Payment | undefined;
  let outcome = "";
  for (const command of commands) {
    const before = JSON.stringify(payment);
    const answer = movePayment(payment, command);
    expect(JSON.stringify(payment)).toBe(before);
    outcome = answer.ok ? (answer.value.changed ? "changed" : "same") : answer.error.code;
    if (answer.ok) payment = answer.value.payment;
  }
  return [outcome, payment?.status, payment === undefined ? 0 : receivedVnd(payment)];
}
const start = { type: "start", at: 1 } as const;
const known = (outcome: "there" | "not-there") => ({ type: "start-known", outcome, at: 2 }) as const;
const give = (refundId: string, amountVnd = 100) => ({ type: "refunded", refundId, amountVnd, at: 9 }) as const;
const refund = { type: "ask-refund", reason: "dossier-refused", at: 8 } as const;
const part = { ...refund, amountVnd: 40 } as const;
const send = { type: "start-refund", at: 8 } as const;
const drop = { type: "drop-refund", at: 8 } as const;
const differs = ["payment.amount_differs", "refund-due", 100] as const;
const same = ["same", "refund-due", 100] as const;
const kept = ["changed", "refunded", 100] as const;
const parts = { ...ask, parts: "accepted" } as const;

describe("a payment", () => {
  it.each<[string, readonly PaymentCommand[], readonly [string, string | undefined, number]]>([
    ["is paid by its amount", [ask, start, known("there"), pay("T", 100, 9)], ["changed", "paid", 100]],
    ["told twice is told once", [ask, pay("T", 100, 9), pay("T", 100, 9)], ["same", "paid", 100]],
    [
      "has no transaction of two amounts",
      [ask, pay("T", 100, 9), pay("T", 99, 9)],
      ["payment.transaction_reused", "paid", 100],
    ],
    ["is not paid twice", [ask, pay("T", 100, 9), pay("U", 100, 9)], ["payment.already_paid", "paid", 100]],
    ["takes no less", [ask, pay("T", 99, 9)], ["payment.amount_differs", "requested", 0]],
    ["takes no more", [ask, pay("T", 101, 9)], ["payment.amount_differs", "requested", 0]],
    ["takes no other currency", [ask, pay("T", 100, 9, "USD")], ["payment.other_currency", "requested", 0]],
    ["takes no fraction", [ask, pay("T", 99.5, 9)], ["payment.bad_amount", "requested", 0]],
    ["takes parts where it may", [parts, pay("T", 40, 9)], ["changed", "partly", 40]],
    ["is paid by its parts", [parts, pay("T", 40, 9), pay("U", 60, 9)], ["changed", "paid", 100]],
    ["takes no part too many", [parts, pay("T", 40, 9), pay("U", 61, 9)], ["payment.amount_differs", "partly", 40]],
    ["takes nothing after its time", [ask, pay("T", 100, 51)], ["payment.late", "requested", 0]],
    [
      "takes nothing once expired",
      [ask, { type: "expire", at: 51 }, pay("T", 100, 51)],
      ["payment.late", "expired", 0],
    ],
    ["paid in time counts, told late", [ask, { type: "expire", at: 51 }, pay("T", 100, 50)], ["changed", "paid", 100]],
    ["expires after its time only", [ask, { type: "expire", at: 50 }], ["payment.bad_time", "requested", 0]],
    ["is not called off under way", [ask, start, { type: "cancel", at: 3 }], ["payment.not_open", "starting", 0]],
    ["called off takes nothing", [ask, { type: "cancel", at: 3 }, pay("T", 100, 9)], ["payment.late", "cancelled", 0]],
    ["is not sent again while nobody knows", [ask, start, start], ["payment.outcome_unknown", "starting", 0]],
    ["may be sent again once known not there", [ask, start, known("not-there"), start], ["changed", "starting", 0]],
    ["is not sent again once there", [ask, start, known("there"), start], ["payment.not_open", "started", 0]],
    ["may be told paid before the answer", [ask, start, pay("T", 100, 9), known("there")], ["same", "paid", 100]],
    ["is given back", [ask, pay("T", 100, 7), refund, give("F")], ["changed", "refunded", 100]],
    ["is given back once", [ask, pay("T", 100, 7), refund, give("F"), give("F")], ["same", "refunded", 100]],
    [
      "is not given back twice",
      [ask, pay("T", 100, 7), refund, give("F"), give("G")],
      ["payment.not_open", "refunded", 100],
    ],
    [
      "is given back as it was due",
      [ask, pay("T", 100, 7), refund, give("F", 99)],
      ["payment.amount_differs", "refund-due", 100],
    ],
    [
      "goes back in parts",
      [ask, pay("T", 100, 7), part, give("F", 40), refund, give("G", 60)],
      ["changed", "refunded", 100],
    ],
    ["owes the rest, by default", [ask, pay("T", 100, 7), part, give("F", 40), refund, give("G", 61)], differs],
    [
      "gives no more back than came, in parts either",
      [ask, pay("T", 100, 7), part, give("F", 40), { ...refund, amountVnd: 61 }],
      ["payment.nothing_to_refund", "refunded", 100],
    ],
    ["went back whole once", [ask, pay("T", 100, 7), refund, give("F"), refund], ["same", "refunded", 100]],
    ["a part told again is told once", [ask, pay("T", 100, 7), part, give("F", 40), refund, give("F", 40)], same],
    ["is owed one part at a time", [ask, pay("T", 100, 7), part, refund], ["payment.not_open", "refund-due", 100]],
    ["is not owed back after all", [ask, pay("T", 100, 7), refund, drop], ["changed", "paid", 100]],
    ["in part is not owed back after all", [parts, pay("T", 40, 9), refund, drop], ["changed", "partly", 40]],
    ["keeps the part that went back", [ask, pay("T", 100, 7), part, give("F", 40), refund, drop], kept],
    [
      "asked of the gateway stays owed",
      [ask, pay("T", 100, 7), refund, send, drop],
      ["payment.not_open", "refunding", 100],
    ],
    ["not paid has nothing to give back", [ask, refund], ["payment.nothing_to_refund", "requested", 0]],
    ["keeps its reference", [ask, { ...ask, amountVnd: 7 }], ["payment.reference_reused", "requested", 0]],
    ["asked for again is the same", [ask, ask], ["same", "requested", 0]],
    ["of nothing is none", [{ ...ask, amountVnd: 0 }], ["payment.bad_amount", undefined, 0]],
    ["that was over before is none", [{ ...ask, payBy: 0 }], ["payment.bad_time", undefined, 0]],
    ["nobody asked for is none", [pay("T", 100, 9)], ["payment.unknown", undefined, 0]],
  ])("%s", (_name, commands, outcome) => {
    expect(play(...commands)).toEqual(outcome);
  });

  const command: fc.Arbitrary<PaymentCommand> = fc.oneof(
    fc.constantFrom<PaymentCommand>(
      start,
      known("there"),
      known("not-there"),
      refund,
      part,
      send,
      drop,
      give("F"),
      give("G", 40),
      give("H", 60),
      {
        type: "cancel",
        at: 9,
      },
    ),
    fc.integer({ min: 0, max: 90 }).map((at) => ({ type: "expire", at }) as const),
    fc
      .tuple(fc.constantFrom("T", "U", "V"), fc.constantFrom(40, 60, 100), fc.integer({ min: 0, max: 60 }))
      .map(([id, amountVnd, paidAt]) => pay(id, amountVnd, paidAt)),
    fc
      .tuple(fc.constantFrom("T", "U", "V"), fc.constantFrom(40, 60, 100), fc.constantFrom("F", "G", "R"))
      .map(([transactionId, amountVnd, refundId]) => {
        return { type: "reversed", transactionId, amountVnd, currency: "VND", paidAt: 9, refundId, at: 9 } as const;
      }),
  );

  it("never holds more than was asked, nor a transaction twice, whatever comes and in whatever order", () => {
    fc.assert(
      fc.property(fc.boolean(), fc.array(command, { maxLength: 14 }), (inParts, commands) => {
        let payment: Payment | undefined;
        for (const one of [inParts ? parts : ask, ...commands]) {
          const answer = movePayment(payment, one);
          if (!answer.ok) continue;
          if (!answer.value.changed) expect(answer.value.payment).toEqual(payment);
          payment = answer.value.payment;
          const { status, received, amountVnd, refund: back } = payment;
          const sum = receivedVnd(payment);
          expect(sum <= amountVnd && new Set(received.map((part) => part.transactionId)).size === received.length).toBe(
            true,
          );
          if (status === "paid") expect(sum).toBe(amountVnd);
          if (["requested", "starting", "started", "cancelled"].includes(status)) expect(sum).toBe(0);
          const owed = [...(payment.refundsBefore ?? []), ...(back === undefined ? [] : [back])];
          expect(owed.reduce((all, one) => all + one.amountVnd, 0) <= sum && givenBackVnd(payment) <= sum).toBe(true);
          if (status === "refunded" || status === "refund-due")
            expect(back?.madeAt !== undefined).toBe(status === "refunded");
          expect(received.every(({ paidAt }) => paidAt <= 50)).toBe(true);
        }
      }),
      { numRuns: 3_000 },
    );
  });
});
