import {
  type GatewayPayment,
  movePayment,
  type Payment,
  type PaymentCommand,
  paymentDifferenceWords,
  reconcilePayments,
} from "@motcua/core";
import { describe, expect, it } from "vitest";

const after = (reference: string, ...commands: readonly PaymentCommand[]): Payment => {
  let payment: Payment | undefined;
  const ask = { type: "request", reference, dossierId: "d1", amountVnd: 100, payBy: 50, at: 0 } as const;
  for (const command of [ask, ...commands]) {
    const answer = movePayment(payment, command);
    if (!answer.ok) throw new Error(answer.error.code);
    payment = answer.value.payment;
  }
  if (payment === undefined) throw new Error("none");
  return payment;
};
const receive = { type: "receive", transactionId: "T", amountVnd: 100, currency: "VND", paidAt: 7, at: 8 } as const;
const refund = { type: "ask-refund", reason: "dossier-refused", at: 9 } as const;
const back = { type: "refunded", refundId: "F", amountVnd: 100, at: 10 } as const;
const send = { type: "start-refund", at: 9 } as const;
const not = { type: "refund-not-made", at: 9 } as const;
const part = { ...refund, amountVnd: 30 } as const;
const partBack = { ...back, amountVnd: 30 } as const;
const due = ["refund-not-made"];
const wrong = { transactionId: "U", amount: 100, currency: "VND", paidAt: 7, because: "payment.already_paid" } as const;
const aside = { type: "set-aside", ...wrong, at: 8 } as const;
const gaveBack = { type: "gave-back", transactionId: "U", refundId: "G", at: 9 } as const;
const line = (change: Partial<GatewayPayment> = {}): GatewayPayment => ({
  reference: "R",
  outcome: "paid",
  transactionId: "T",
  amountVnd: 100,
  currency: "VND",
  paidAt: 7,
  ...change,
});

describe("our payments against the gateway's list", () => {
  it.each<[string, Payment, readonly GatewayPayment[], readonly string[]]>([
    ["the same", after("R", receive), [line()], []],
    ["the same, told twice", after("R", receive), [line(), line()], []],
    ["nothing on either side", after("R"), [line({ outcome: "not-paid" })], []],
    ["a lost notice", after("R"), [line()], ["not-recorded"]],
    ["a payment the gateway has not", after("R", receive), [], ["not-at-gateway"]],
    ["another amount", after("R", receive), [line({ amountVnd: 99 })], ["amount"]],
    ["another amount, not recorded", after("R"), [line({ amountVnd: 99 })], ["amount"]],
    ["dollars", after("R"), [line({ currency: "USD" })], ["currency"]],
    ["a second transfer", after("R", receive), [line(), line({ transactionId: "U" })], ["paid-twice"]],
    ["money after the time", after("R", { type: "expire", at: 51 }), [line({ paidAt: 51 })], ["paid-late"]],
    ["money after calling off", after("R", { type: "cancel", at: 3 }), [line()], ["paid-late"]],
    ["a reference that is not ours", after("R", receive), [line(), line({ reference: "X" })], ["unknown-reference"]],
    ["a refund that is due", after("R", receive, refund), [line()], ["refund-not-made"]],
    [
      "a refund by the gateway, said to be made",
      after("R", receive, refund, send, back),
      [line()],
      ["refund-not-made"],
    ],
    ["a refund by hand", after("R", receive, refund, back), [line()], []],
    ["a refund by hand after the gateway refused it", after("R", receive, refund, send, not, back), [line()], []],
    ["a part that went back", after("R", receive, part, partBack), [line()], []],
    ["a part that went back, and the rest is due", after("R", receive, part, partBack, refund), [line()], due],
    ["a second transfer given back", after("R", receive, aside, gaveBack), [line(), line({ transactionId: "U" })], []],
    ["one not given back yet", after("R", receive, aside), [line(), line({ transactionId: "U" })], ["paid-twice"]],
    [
      "one given back that has another amount there",
      after("R", receive, aside, gaveBack),
      [line(), line({ transactionId: "U", amountVnd: 99 })],
      ["paid-twice"],
    ],
    ["a refund told here", after("R", receive, refund, back), [line({ outcome: "refunded" })], []],
    ["a refund not told here", after("R", receive), [line({ outcome: "refunded" })], ["refund-not-recorded"]],
  ])("%s", (_name, ours, theirs, kinds) => {
    const found = reconcilePayments([ours], theirs);
    expect(found.map(({ kind }) => kind)).toEqual(kinds);
    for (const { kind } of found) expect(paymentDifferenceWords[kind].vi.length).toBeGreaterThan(10);
  });

  it("tells each by its reference, in order", () => {
    const found = reconcilePayments(
      [after("C"), after("A")],
      [line({ reference: "C" }), line({ reference: "A" }), line({ reference: "B" })],
    );
    expect(found.map(({ reference, kind, oursVnd, theirsVnd }) => [reference, kind, oursVnd, theirsVnd])).toEqual([
      ["A", "not-recorded", 0, 100],
      ["B", "unknown-reference", 0, 100],
      ["C", "not-recorded", 0, 100],
    ]);
  });
});
