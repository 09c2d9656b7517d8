import type { PaymentCase } from "./payment-case.ts";
import { paymentNoticeCases } from "./payment-notice-cases.ts";
import { paymentOrderCases } from "./payment-order-cases.ts";
import { paymentRefundCases } from "./payment-refund-cases.ts";

/** What every payment gateway, and the door for its notices, must keep to, one named case at a time. */
export const paymentCases: readonly PaymentCase[] = [
  ...paymentOrderCases,
  ...paymentNoticeCases,
  ...paymentRefundCases,
];
