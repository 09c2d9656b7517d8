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

const outcomeOf = (moved: Result<{ readonly payment: Payment; readonly changed: boolean }, Fault>): NoticeOutcome =>
  moved.ok
    ? { kind: moved.value.changed ? "recorded" : "repeated", payment: moved.value.payment }
    : { kind: "refused", fault: moved.error };
