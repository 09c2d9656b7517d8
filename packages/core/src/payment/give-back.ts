import { isVnd } from "../procedure/money.ts";
import { type Answer, no, notOpen, now, type Of, same } from "./answer.ts";
import { type AsideTransfer, type Payment, receivedVnd } from "./state.ts";

/** Money is given back after it came: of a refused dossier, of one withdrawn, of a part that was never completed. */
export function askRefund(payment: Payment, { reason, amountVnd, at }: Of<"ask-refund">): Answer {
  const whole = receivedVnd(payment);
  const amount = amountVnd ?? whole;
  if (payment.refund !== undefined)
    return payment.refund.reason === reason && payment.refund.amountVnd === amount ? same(payment) : notOpen();
  if (!isVnd(amount) || amount === 0 || amount > whole)
    return no("payment.nothing_to_refund", "Không có khoản đã nộp để hoàn", "more than was paid, or nothing was paid");
  return now(payment, { status: "refund-due", refund: { reason, amountVnd: amount, askedAt: at } });
}

export function refunded(payment: Payment, { refundId, amountVnd, at }: Of<"refunded">): Answer {
  const { refund } = payment;
  if (refund === undefined) return notOpen();
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

export const refundNotMade = (payment: Payment): Answer =>
  payment.status === "refunding" ? now(payment, { status: "refund-due" }) : notOpen();

/** Transfers one payment keeps aside, so that no dossier grows without bound. */
export const asideMax = 20;

export function setAside(
  payment: Payment,
  { transactionId, amount, currency, paidAt, because, at }: Of<"set-aside">,
): Answer {
  const aside = payment.aside ?? [];
  const before = aside.find((known) => known.transactionId === transactionId);
  if (before !== undefined) return same(payment);
  if (aside.length >= asideMax) return notOpen();
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
