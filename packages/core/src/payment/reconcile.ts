import { type Bilingual, bilingual } from "../base/text.ts";
import type { GatewayPayment } from "../ports/payment.ts";
import { isRefundOpen } from "./give-back.ts";
import { type Payment, receivedVnd } from "./state.ts";

/** Where our payments and the gateway's list part. */
export type PaymentDifferenceKind =
  | "not-recorded"
  | "not-at-gateway"
  | "amount"
  | "currency"
  | "paid-twice"
  | "paid-late"
  | "unknown-reference"
  | "refund-not-made"
  | "refund-not-recorded";

export interface PaymentDifference {
  readonly kind: PaymentDifferenceKind;
  readonly reference: string;
  readonly transactionId?: string;
  readonly oursVnd: number;
  readonly theirsVnd: number;
}

/** What each means, and what is to be done about it. */
export const paymentDifferenceWords: { readonly [kind in PaymentDifferenceKind]: Bilingual } = {
  "not-recorded": bilingual(
    "Đã nộp ở cổng, chưa ghi nhận: tra cứu và ghi nhận",
    "Paid there, not recorded here: inquire and record it",
  ),
  "not-at-gateway": bilingual(
    "Đã ghi nhận, cổng không có giao dịch: hỏi cổng",
    "Recorded here, unknown there: ask the gateway",
  ),
  amount: bilingual("Số tiền khác nhau: hỏi cổng", "The amounts differ: ask the gateway"),
  currency: bilingual("Loại tiền khác VND: hoàn lại", "Not in VND: give it back"),
  "paid-twice": bilingual("Nộp hai lần: hoàn giao dịch thừa", "Paid twice: give the extra one back"),
  "paid-late": bilingual(
    "Nộp sau khi hết hạn hoặc hủy: hoàn lại hoặc yêu cầu mới",
    "Paid after it ended: give it back or ask anew",
  ),
  "unknown-reference": bilingual(
    "Cổng có mã tham chiếu không phải của cơ quan: hỏi cổng",
    "A reference that is not ours: ask the gateway",
  ),
  "refund-not-made": bilingual("Phải hoàn mà cổng chưa hoàn: hoàn", "A refund is due and not made: make it"),
  "refund-not-recorded": bilingual("Cổng đã hoàn, chưa ghi nhận: ghi nhận", "Refunded there, not recorded: record it"),
};

/** Compares ours with the gateway's list of the same time, a line a transfer; sorted by reference. Both unpaid agree. A
 *  refund of a part does not show in such a list and is not looked for, nor does what the desk gave back by hand: that the
 *  citizen has it says its own number. */
export function reconcilePayments(
  ours: readonly Payment[],
  theirs: readonly GatewayPayment[],
): readonly PaymentDifference[] {
  const lists = new Map<string, GatewayPayment[]>();
  for (const line of theirs) {
    if (line.outcome === "not-paid") continue;
    const list = lists.get(line.reference);
    if (list === undefined) lists.set(line.reference, [line]);
    else list.push(line);
  }
  const found: PaymentDifference[] = [];
  for (const payment of ours) {
    found.push(...differencesOf(payment, lists.get(payment.reference) ?? []));
    lists.delete(payment.reference);
  }
  for (const [reference, lines] of lists)
    for (const line of lines) found.push(difference("unknown-reference", reference, 0, line));
  return found.sort((a, b) => (a.reference < b.reference ? -1 : a.reference > b.reference ? 1 : 0));
}

function differencesOf(payment: Payment, lines: readonly GatewayPayment[]): readonly PaymentDifference[] {
  const { reference, received, refund, status } = payment;
  const found: PaymentDifference[] = [];
  const matched = new Set<string>();
  for (const line of lines) {
    const { transactionId = "", amountVnd, currency } = line;
    const transfer = received.find((known) => known.transactionId === transactionId);
    if (transfer !== undefined) {
      if (matched.has(transactionId)) continue;
      matched.add(transactionId);
      if (currency !== "VND") found.push(difference("currency", reference, transfer.amountVnd, line));
      else if (transfer.amountVnd !== amountVnd) found.push(difference("amount", reference, transfer.amountVnd, line));
      else if (line.outcome === "refunded" && status !== "refunded")
        found.push(difference("refund-not-recorded", reference, refund?.amountVnd ?? 0, line));
      else if (line.outcome === "paid" && isBackInVain(payment))
        found.push(difference("refund-not-made", reference, receivedVnd(payment), line));
    } else if (line.outcome === "paid" && !wentBack(payment, line))
      found.push(difference(strangeKind(payment, line), reference, 0, line));
  }
  for (const { transactionId, amountVnd } of received)
    if (!matched.has(transactionId))
      found.push({ kind: "not-at-gateway", reference, transactionId, oursVnd: amountVnd, theirsVnd: 0 });
  return found;
}

/** The whole is owed back, or went back by the gateway as it said. What the desk gave back by hand a gateway shows as paid for
 *  ever, as it does what went back in part. */
function isBackInVain(payment: Payment): boolean {
  const { refund, refundsBefore = [] } = payment;
  if (refund === undefined) return false;
  const all = [...refundsBefore, refund];
  const whole = all.reduce((sum, { amountVnd }) => sum + amountVnd, 0) === receivedVnd(payment);
  return whole && (isRefundOpen(payment) || all.every(({ sentAt }) => sentAt !== undefined));
}

/** It stood aside, and the desk gave it back. */
const wentBack = ({ aside = [] }: Payment, { transactionId, amountVnd, currency }: GatewayPayment): boolean =>
  aside.some(
    (known) =>
      known.refundId !== undefined &&
      known.transactionId === transactionId &&
      known.amount === amountVnd &&
      known.currency === currency,
  );

/** Money at the gateway that we have no transfer for. */
function strangeKind(payment: Payment, { amountVnd, currency, paidAt }: GatewayPayment): PaymentDifferenceKind {
  const { status, payBy } = payment;
  if (currency !== "VND") return "currency";
  if (status === "paid" || status === "refund-due" || status === "refunding" || status === "refunded")
    return "paid-twice";
  if (status === "cancelled" || (paidAt ?? Number.NEGATIVE_INFINITY) > payBy) return "paid-late";
  const left = payment.amountVnd - receivedVnd(payment);
  return amountVnd === left || (payment.parts === "accepted" && amountVnd < left) ? "not-recorded" : "amount";
}

const difference = (
  kind: PaymentDifferenceKind,
  reference: string,
  oursVnd: number,
  { transactionId, amountVnd }: GatewayPayment,
): PaymentDifference => ({
  kind,
  reference,
  ...(transactionId === undefined ? {} : { transactionId }),
  oursVnd,
  theirsVnd: amountVnd,
});
