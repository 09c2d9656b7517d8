import type { EpochMs } from "../calendar/types.ts";
import type { PaymentWait, RecordedPaymentMove } from "../payment/state.ts";

/** What happens to a dossier's payments: amounts, times and numbers, never who paid. */
export type PaymentEventBody =
  | {
      readonly type: "payment-requested";
      readonly reference: string;
      readonly amountVnd: number;
      readonly payBy: EpochMs;
      readonly parts: "refused" | "accepted";
      readonly wait?: PaymentWait;
    }
  | { readonly type: "payment-moved"; readonly reference: string; readonly move: RecordedPaymentMove };
