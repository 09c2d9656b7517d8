import { type ErrorCode, type Fault, fault } from "../base/errors.ts";
import { unreachable } from "../base/invariant.ts";
import { err, ok, type Result } from "../base/result.ts";
import { isVnd } from "../procedure/money.ts";
import { type Payment, type PaymentCommand, type PaymentStatus, receivedVnd } from "./state.ts";

export interface Moved {
  readonly payment: Payment;
  /** `false`: the same thing told again. Nothing is to be saved or done. */
  readonly changed: boolean;
}
type Of<Type extends PaymentCommand["type"]> = Extract<PaymentCommand, { readonly type: Type }>;
type Answer = Result<Moved, Fault>;

const open: ReadonlySet<PaymentStatus> = new Set(["requested", "starting", "started", "partly"]);

/** The one way a payment changes. A refusal changes nothing; the same command again changes nothing and is no refusal. */
export function movePayment(payment: Payment | undefined, command: PaymentCommand): Answer {
  if (command.type === "request") return request(payment, command);
  if (payment === undefined) return no("payment.unknown", "Không có yêu cầu thanh toán này", "no such payment");
  switch (command.type) {
    case "start":
      return start(payment);
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
    case "refunded":
      return refunded(payment, command);
    default:
      return unreachable(command, "payment command");
  }
}

const no = (code: ErrorCode, vi: string, en: string): { readonly ok: false; readonly error: Fault } =>
  err(fault(code, vi, en));
const same = (payment: Payment): Answer => ok({ payment, changed: false });
const now = (payment: Payment, change: Partial<Payment>): Answer =>
  ok({ payment: { ...payment, ...change }, changed: true });
const notOpen = (): Answer =>
  no("payment.not_open", "Yêu cầu thanh toán không còn ở trạng thái này", "the payment is not where this can be done");

function request(known: Payment | undefined, command: Of<"request">): Answer {
  const { reference, dossierId, amountVnd, payBy, parts = "refused", at } = command;
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
  return ok({
    changed: true,
    payment: { reference, dossierId, amountVnd, parts, status: "requested", requestedAt: at, payBy, received: [] },
  });
}

function start(payment: Payment): Answer {
  if (payment.status === "requested") return now(payment, { status: "starting" });
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
  return now(payment, { received, status: amountVnd === left ? "paid" : expiredInTime ? "expired" : "partly" });
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

/** Money is given back after it came: of a refused dossier, of one withdrawn, of a part that was never completed. */
function askRefund(payment: Payment, { reason, amountVnd, at }: Of<"ask-refund">): Answer {
  const whole = receivedVnd(payment);
  const amount = amountVnd ?? whole;
  if (payment.refund !== undefined)
    return payment.refund.reason === reason && payment.refund.amountVnd === amount ? same(payment) : notOpen();
  if (!isVnd(amount) || amount === 0 || amount > whole)
    return no("payment.nothing_to_refund", "Không có khoản đã nộp để hoàn", "more than was paid, or nothing was paid");
  return now(payment, { status: "refund-due", refund: { reason, amountVnd: amount, askedAt: at } });
}

function refunded(payment: Payment, { refundId, amountVnd, at }: Of<"refunded">): Answer {
  const { refund } = payment;
  if (refund === undefined) return notOpen();
  if (payment.status === "refunded") return refund.refundId === refundId ? same(payment) : notOpen();
  if (amountVnd !== refund.amountVnd)
    return no("payment.amount_differs", "Số tiền hoàn khác số phải hoàn", "the refund is not what was due");
  return now(payment, { status: "refunded", refund: { ...refund, refundId, madeAt: at } });
}
