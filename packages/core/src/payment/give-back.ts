import { ok } from "../base/result.ts";
import { isVnd } from "../procedure/money.ts";
import { type Answer, no, notOpen, now, type Of, same } from "./answer.ts";
import { type AsideTransfer, givenBackVnd, type Payment, type PaymentRefund, receivedVnd } from "./state.ts";

/** Is money owed back that was not given back yet? */
export const isRefundOpen = ({ refund }: Payment): boolean => refund !== undefined && refund.madeAt === undefined;

/** Money is given back after it came: of a refused dossier, of one withdrawn, of a part that was never completed. One part after
 *  the other, never more than came. */
export function askRefund(payment: Payment, { reason, amountVnd, at }: Of<"ask-refund">): Answer {
  const { refund, refundsBefore = [] } = payment;
  const left = receivedVnd(payment) - givenBackVnd(payment);
  const amount = amountVnd ?? left;
  if (refund !== undefined && isSameRefund(refund, reason, amountVnd, left)) return same(payment);
  if (isRefundOpen(payment)) return notOpen();
  if (!isVnd(amount) || amount === 0 || amount > left)
    return no("payment.nothing_to_refund", "Không có khoản đã nộp để hoàn", "more than was paid, or nothing was paid");
  const before = refund === undefined ? {} : { refundsBefore: [...refundsBefore, refund] };
  return now(payment, { status: "refund-due", refund: { reason, amountVnd: amount, askedAt: at }, ...before });
}

/** Asked for again. Without an amount, after a part went back, the rest is meant. */
function isSameRefund(refund: PaymentRefund, reason: string, amountVnd: number | undefined, left: number): boolean {
  if (refund.reason !== reason) return false;
  const whole = refund.madeAt === undefined ? left : left === 0 ? refund.amountVnd : undefined;
  return (amountVnd ?? whole) === refund.amountVnd;
}

/** Taken back: the payment stands as it did before it was owed back. */
export function dropRefund(payment: Payment, { at }: Of<"drop-refund">): Answer {
  if (payment.status !== "refund-due") return notOpen();
  const { refund: _dropped, refundsBefore = [], ...kept } = payment;
  const last = refundsBefore.at(-1);
  if (last !== undefined) {
    const before = refundsBefore.length === 1 ? {} : { refundsBefore: refundsBefore.slice(0, -1) };
    return ok({ changed: true, payment: { ...kept, status: "refunded", refund: last, ...before } });
  }
  const unpaid = at > payment.payBy ? "expired" : "partly";
  const status = receivedVnd(payment) === payment.amountVnd ? "paid" : unpaid;
  return ok({ changed: true, payment: { ...kept, status } });
}

export function refunded(payment: Payment, { refundId, amountVnd, at }: Of<"refunded">): Answer {
  const { refund, refundsBefore = [] } = payment;
  if (refund === undefined) return notOpen();
  if (refundsBefore.some((known) => known.refundId === refundId)) return same(payment);
  if (payment.status === "refunded") return refund.refundId === refundId ? same(payment) : notOpen();
  if (amountVnd !== refund.amountVnd)
    return no("payment.amount_differs", "Số tiền hoàn khác số phải hoàn", "the refund is not what was due");
  return now(payment, { status: "refunded", refund: { ...refund, refundId, madeAt: at } });
}

/** Asked for once: after an unknown outcome the gateway's word is needed before it is asked again. */
export function startRefund(payment: Payment, { at }: Of<"start-refund">): Answer {
  const { refund } = payment;
  if (payment.status === "refund-due" && refund !== undefined)
    return now(payment, { status: "refunding", refund: { ...refund, sentAt: at } });
  return payment.status === "refunding"
    ? no(
        "payment.outcome_unknown",
        "Đã yêu cầu hoàn và chưa rõ kết quả: phải tra cứu, không yêu cầu lần hai",
        "the refund was asked for with unknown outcome: inquire, never ask twice",
      )
    : notOpen();
}

export function refundNotMade(payment: Payment): Answer {
  if (payment.status !== "refunding" || payment.refund === undefined) return notOpen();
  const { sentAt: _notTaken, ...refund } = payment.refund;
  return now(payment, { status: "refund-due", refund });
}

/** Transfers that one payment keeps aside until they went back, and in all, so that no dossier grows without bound. */
const openAsideMax = 20;
const asideMax = 100;

/** How many more it can keep aside. */
export function roomAside({ aside = [] }: Payment): number {
  const open = aside.filter(({ refundId }) => refundId === undefined).length;
  return Math.max(0, Math.min(openAsideMax - open, asideMax - aside.length));
}

export function setAside(
  payment: Payment,
  { transactionId, amount, currency, paidAt, because, at }: Of<"set-aside">,
): Answer {
  const aside = payment.aside ?? [];
  const before = aside.find((known) => known.transactionId === transactionId);
  if (before !== undefined) return same(payment);
  if (roomAside(payment) === 0) return notOpen();
  const kept: AsideTransfer = { transactionId, amount, currency, paidAt, toldAt: at, because };
  return now(payment, { aside: [...aside, kept] });
}

export function gaveBack(payment: Payment, { transactionId, refundId }: Of<"gave-back">): Answer {
  const aside = payment.aside ?? [];
  const before = aside.find((known) => known.transactionId === transactionId);
  if (before === undefined) return notOpen();
  if (before.refundId !== undefined) return before.refundId === refundId ? same(payment) : notOpen();
  return now(payment, { aside: aside.map((known) => (known === before ? { ...known, refundId } : known)) });
}
