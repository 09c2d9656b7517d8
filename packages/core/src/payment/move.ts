import { unreachable } from "../base/invariant.ts";
import { ok } from "../base/result.ts";
import { isVnd } from "../procedure/money.ts";
import { type Answer, no, notOpen, now, type Of, same } from "./answer.ts";
import { askRefund, dropRefund, gaveBack, refunded, refundNotMade, setAside, startRefund } from "./give-back.ts";
import { reversed } from "./reversed.ts";
import { type Payment, type PaymentCommand, type PaymentStatus, receivedVnd } from "./state.ts";

const open: ReadonlySet<PaymentStatus> = new Set(["requested", "starting", "started", "partly"]);

/** The one way a payment changes. A refusal changes nothing; the same command again changes nothing and is no refusal. */
export function movePayment(payment: Payment | undefined, command: PaymentCommand): Answer {
  if (command.type === "request") return request(payment, command);
  if (payment === undefined) return no("payment.unknown", "Không có yêu cầu thanh toán này", "no such payment");
  switch (command.type) {
    case "start":
      return start(payment, command);
    case "start-known":
      return startKnown(payment, command);
    case "receive":
      return receive(payment, command);
    case "expire":
      return expire(payment, command);
    case "cancel":
      return cancel(payment);
    case "ask-refund":
      return askRefund(payment, command);
    case "drop-refund":
      return dropRefund(payment, command);
    case "start-refund":
      return startRefund(payment, command);
    case "refund-not-made":
      return refundNotMade(payment);
    case "refunded":
      return refunded(payment, command);
    case "set-aside":
      return setAside(payment, command);
    case "gave-back":
      return gaveBack(payment, command);
    case "reversed":
      return reversed(payment, command);
    default:
      return unreachable(command, "payment command");
  }
}

function request(known: Payment | undefined, command: Of<"request">): Answer {
  const { reference, dossierId, amountVnd, payBy, parts = "refused", wait, at } = command;
  if (known !== undefined) {
    const again =
      known.reference === reference &&
      known.dossierId === dossierId &&
      known.amountVnd === amountVnd &&
      known.payBy === payBy &&
      known.parts === parts;
    return again
      ? same(known)
      : no("payment.reference_reused", "Mã tham chiếu đã dùng cho yêu cầu khác", "another payment has this reference");
  }
  if (!isVnd(amountVnd) || amountVnd === 0)
    return no(
      "payment.bad_amount",
      "Số tiền phải là số đồng nguyên, lớn hơn 0",
      "an amount is whole đồng, more than none",
    );
  if (!(payBy > at)) return no("payment.bad_time", "Hạn nộp phải sau lúc yêu cầu", "it must be payable after now");
  const asked = { reference, dossierId, amountVnd, parts, status: "requested", requestedAt: at, payBy } as const;
  return ok({ changed: true, payment: { ...asked, received: [], ...(wait === undefined ? {} : { wait }) } });
}

function start(payment: Payment, { at }: Of<"start">): Answer {
  if (payment.status === "requested") return now(payment, { status: "starting", sentAt: at });
  return payment.status === "starting"
    ? no(
        "payment.outcome_unknown",
        "Đã gửi yêu cầu và chưa rõ kết quả: phải tra cứu, không gửi lần hai",
        "it was sent with unknown outcome: inquire, never send it twice",
      )
    : notOpen();
}

function startKnown(payment: Payment, { outcome }: Of<"start-known">): Answer {
  if (payment.status === "starting") return now(payment, { status: outcome === "there" ? "started" : "requested" });
  // Money may be told of before the answer to the call that asked for it.
  const told = payment.status === "started" || payment.received.length > 0;
  return told && outcome === "there" ? same(payment) : notOpen();
}

function receive(payment: Payment, command: Of<"receive">): Answer {
  const { transactionId, amountVnd, currency, paidAt, at } = command;
  if (currency !== "VND") return no("payment.other_currency", "Loại tiền khác VND", "the currency is not VND");
  if (!isVnd(amountVnd) || amountVnd === 0 || transactionId === "")
    return no("payment.bad_amount", "Số tiền hoặc mã giao dịch sai", "no amount, or no transaction id");
  const before = payment.received.find((transfer) => transfer.transactionId === transactionId);
  if (before !== undefined)
    return before.amountVnd === amountVnd
      ? same(payment)
      : no("payment.transaction_reused", "Mã giao dịch đã dùng với số tiền khác", "the transaction had another amount");
  // What went back is nobody's payment any more.
  if (payment.aside?.some((known) => known.transactionId === transactionId && known.refundId !== undefined))
    return notOpen();
  const left = payment.amountVnd - receivedVnd(payment);
  // Paid in time counts, however late the notice comes; what was called off stays so and is given back.
  const expiredInTime = payment.status === "expired" && paidAt <= payment.payBy;
  if (payment.status === "cancelled" || (payment.status === "expired" && !expiredInTime))
    return no("payment.late", "Nộp khi yêu cầu đã hết hạn hoặc đã hủy", "paid after the request ended");
  if (!open.has(payment.status) && !expiredInTime)
    return no("payment.already_paid", "Khoản này đã nộp bằng giao dịch khác", "it was paid by another transaction");
  if (paidAt > payment.payBy) return no("payment.late", "Nộp sau hạn", "paid after the last moment");
  if (amountVnd > left || (amountVnd < left && payment.parts === "refused"))
    return no("payment.amount_differs", "Số tiền khác số phải nộp", "the amount is not what was asked for");
  const received = [...payment.received, { transactionId, amountVnd, paidAt, toldAt: at }];
  const status = amountVnd === left ? "paid" : expiredInTime ? "expired" : "partly";
  // Told wrongly first and rightly now: it is no longer aside.
  const aside = payment.aside?.filter((known) => known.transactionId !== transactionId);
  return now(payment, { received, status, ...(aside === undefined ? {} : { aside }) });
}

function expire(payment: Payment, { at }: Of<"expire">): Answer {
  if (payment.status === "expired") return same(payment);
  if (!open.has(payment.status)) return notOpen();
  return at > payment.payBy
    ? now(payment, { status: "expired" })
    : no("payment.bad_time", "Chưa hết hạn nộp", "there is time left to pay");
}

function cancel(payment: Payment): Answer {
  if (payment.status === "cancelled") return same(payment);
  // An order under way, or money that came, does not go away by being called off: that is a refund.
  if (payment.status === "starting" || payment.status === "partly") return notOpen();
  return open.has(payment.status) || payment.status === "expired"
    ? payment.received.length > 0
      ? notOpen()
      : now(payment, { status: "cancelled" })
    : notOpen();
}
