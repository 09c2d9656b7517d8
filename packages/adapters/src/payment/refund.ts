import {
  type EpochMs,
  type Fault,
  type GatewayPayment,
  givenBackVnd,
  ok,
  type Payment,
  type PaymentGateway,
  type Result,
  receivedVnd,
  refundReferenceOf,
} from "../shared/core.ts";
import { type PaymentBook, unknownPayment } from "./book.ts";
import { type StartOptions, surelyNothing, troubleOf } from "./start.ts";

/** What giving back came to. `unknown`: nobody can tell yet; call again later, it inquires first. Of a part it may stay so where
 *  the gateway tells no amount: the desk looks at its statement and records `refunded`. `by-hand`: this gateway
 *  takes no such call, so the desk gives it back and records the number. */
export type RefundOutcome =
  | { readonly kind: "refunded" | "by-hand"; readonly payment: Payment }
  | { readonly kind: "unknown"; readonly cause?: unknown };

/** Gives back what is owed back (`refund-due`), never twice: what is about to be asked is written down first, and where its
 *  outcome is unknown the gateway is asked how the payment stands before it is asked again (trap 28).
 *  @throws AdapterError of the gateway where surely nothing went back; and what `book` throws before it was asked */
export async function refundPayment(
  gateway: PaymentGateway,
  book: PaymentBook,
  reference: string,
  at: EpochMs,
  { notThereAfterMs = 120_000 }: StartOptions = {},
): Promise<Result<RefundOutcome, Fault>> {
  const payment = await book.read(reference);
  if (payment === undefined) return unknownPayment();
  if (payment.status === "refunded") return ok({ kind: "refunded", payment });
  if (payment.status === "refunding") {
    const tooEarly = at - (payment.refund?.sentAt ?? 0) < notThereAfterMs;
    const looked = await lookUp(gateway, book, payment, at, tooEarly);
    if (looked !== undefined) return looked;
  }
  const { refund } = payment;
  if (gateway.refund === undefined && refund !== undefined) return ok({ kind: "by-hand", payment });
  const begun = await book.move(reference, { type: "start-refund", at });
  if (!begun.ok) return begun;
  const { amountVnd, reason } = begun.value.payment.refund as NonNullable<Payment["refund"]>;
  const order = {
    reference,
    refundReference: refundReferenceOf(payment),
    amountVnd,
    transactionIds: payment.received.map(({ transactionId }) => transactionId),
    reason,
  };
  let made: { readonly refundId: string } | undefined;
  try {
    made = await gateway.refund?.(order);
  } catch (error) {
    if (!surelyNothing(error, "payment.refund_refused")) return ok({ kind: "unknown", cause: error });
    const unwritten = await troubleOf(book.move(reference, { type: "refund-not-made", at }));
    if (unwritten !== undefined) return ok({ kind: "unknown", ...unwritten });
    throw error;
  }
  try {
    return await refunded(book, payment, made?.refundId, at);
  } catch (cause) {
    // It went back; the book learns of it when the gateway is asked.
    return ok({ kind: "unknown", cause });
  }
}

async function refunded(
  book: PaymentBook,
  payment: Payment,
  refundId: string | undefined,
  at: EpochMs,
): Promise<Result<RefundOutcome, Fault>> {
  const { reference, refund } = payment;
  const amountVnd = refund?.amountVnd ?? 0;
  const id = refundId ?? refundReferenceOf(payment);
  const moved = await book.move(reference, { type: "refunded", refundId: id, amountVnd, at });
  return moved.ok ? ok({ kind: "refunded", payment: moved.value.payment }) : moved;
}

/** Asks how the payment stands. `undefined`: it surely was not given back, and may be asked for again. */
async function lookUp(
  gateway: PaymentGateway,
  book: PaymentBook,
  payment: Payment,
  at: EpochMs,
  tooEarly: boolean,
): Promise<Result<RefundOutcome, Fault> | undefined> {
  const { reference } = payment;
  const there = await gateway.inquire?.(reference);
  const went = wentBack(payment, there);
  if (went === "all") return await refunded(book, payment, there?.refundId, at);
  if (went === "unknown" || tooEarly) return ok({ kind: "unknown" });
  const moved = await book.move(reference, { type: "refund-not-made", at });
  return moved.ok ? undefined : moved;
}

/** What of the refund in doubt went back, as the gateway tells. One that tells no amount calls a payment paid, or refunded, as
 *  it pleases once a part of it went back: without an amount it is believed of the whole only. */
function wentBack(payment: Payment, there: GatewayPayment | undefined): "all" | "nothing" | "unknown" {
  // Not there at all, or never paid: what was paid here is not what the gateway knows, and somebody has to look.
  if (there === undefined || there.outcome === "not-paid") return "unknown";
  const [due, before] = [payment.refund?.amountVnd ?? 0, givenBackVnd(payment)];
  const { outcome, refundedVnd } = there;
  if (refundedVnd !== undefined)
    return refundedVnd >= before + due ? "all" : refundedVnd === before ? "nothing" : "unknown";
  // Its number of one that went back before says nothing of this one.
  if (before > 0) return "unknown";
  if (outcome === "refunded") return "all";
  return due === receivedVnd(payment) ? "nothing" : "unknown";
}
