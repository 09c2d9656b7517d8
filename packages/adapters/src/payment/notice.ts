import type { EpochMs, Fault, GatewayPayment, Payment, Result } from "../shared/core.ts";
import type { PaymentBook } from "./book.ts";

/** What became of a notice. A fault changed nothing. */
export type NoticeOutcome =
  | { readonly kind: "recorded" | "repeated"; readonly payment: Payment }
  | { readonly kind: "refused"; readonly fault: Fault };

/** Books what a gateway said, after its signature was found right and never before. */
export async function takeNotice(
  book: PaymentBook,
  said: GatewayPayment & { readonly transactionId: string },
  at: EpochMs,
): Promise<NoticeOutcome> {
  const { reference, transactionId, amountVnd, currency, paidAt = at } = said;
  const moved = await book.move(reference, { type: "receive", transactionId, amountVnd, currency, paidAt, at });
  return outcomeOf(moved);
}

/** Books what a gateway said when it was asked. `undefined`: no money came. */
export async function takeStanding(
  book: PaymentBook,
  said: GatewayPayment,
  at: EpochMs,
): Promise<NoticeOutcome | undefined> {
  const { reference, outcome, transactionId, amountVnd, refundedVnd = amountVnd, currency, paidAt = at } = said;
  if (outcome === "not-paid" || transactionId === undefined) return undefined;
  if (outcome === "paid") return await takeNotice(book, { ...said, transactionId }, at);
  // What went back again is no payment, whether the notice of it was lost or heard.
  const back = { transactionId, amountVnd: refundedVnd, currency, paidAt, refundId: said.refundId ?? transactionId };
  return outcomeOf(await book.move(reference, { type: "reversed", ...back, at }));
}

const outcomeOf = (moved: Result<{ readonly payment: Payment; readonly changed: boolean }, Fault>): NoticeOutcome =>
  moved.ok
    ? { kind: moved.value.changed ? "recorded" : "repeated", payment: moved.value.payment }
    : { kind: "refused", fault: moved.error };
