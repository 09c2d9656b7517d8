import { isVnd } from "../procedure/money.ts";
import { type Answer, no, notOpen, now, type Of } from "./answer.ts";
import { askRefund, gaveBack, isRefundOpen, refunded, roomAside } from "./give-back.ts";
import type { AsideTransfer, Payment } from "./state.ts";

/**
 * The gateway gave a transfer back by itself, or somebody did so there. Of money that was booked it is the refund, asked for and
 * made; money that was never booked stands aside as given back, so that a late notice of it is no payment. An order in doubt
 * is there, for it was paid.
 */
export function reversed(payment: Payment, command: Of<"reversed">): Answer {
  const { transactionId, amountVnd, refundId, at } = command;
  if (!isVnd(amountVnd) || amountVnd === 0 || transactionId === "" || refundId === "")
    return no("payment.bad_amount", "Số tiền hoặc mã giao dịch sai", "no amount, or no transaction id");
  if (payment.received.some((known) => known.transactionId === transactionId)) {
    const { refund, refundsBefore = [] } = payment;
    if (isRefundOpen(payment) || [refund, ...refundsBefore].some((known) => known?.refundId === refundId))
      return refunded(payment, { type: "refunded", refundId, amountVnd, at });
    const due = askRefund(payment, { type: "ask-refund", reason: "gateway-reversed", amountVnd, at });
    return due.ok ? refunded(due.value.payment, { type: "refunded", refundId, amountVnd, at }) : due;
  }
  const aside = payment.aside ?? [];
  if (aside.some((known) => known.transactionId === transactionId))
    return gaveBack(payment, { type: "gave-back", transactionId, refundId, at });
  if (roomAside(payment) === 0) return notOpen();
  const { currency, paidAt } = command;
  const went: AsideTransfer = {
    ...{ transactionId, amount: amountVnd, currency, paidAt, toldAt: at },
    ...{ because: "payment.not_paid", refundId },
  };
  return now(payment, {
    aside: [...aside, went],
    ...(payment.status === "starting" ? { status: "started" as const } : {}),
  });
}
