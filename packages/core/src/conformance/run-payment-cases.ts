import type { PaymentCase, PaymentHarness } from "./payment-case.ts";
import { paymentCases } from "./payment-cases.ts";
import { runPortCase, runPortCases } from "./port-case.ts";
import type { Runner } from "./run-cases.ts";

/** Hands every case to the runner; cases beyond what the other side can do are skipped by name. */
export const runPaymentCases = (runner: Runner, harness: PaymentHarness): void =>
  runPortCases(runner, paymentCases, harness);

/** Runs one case on a fresh bench, which is closed whatever happens. */
export const runPaymentCase = (each: PaymentCase, harness: PaymentHarness): Promise<void> => runPortCase(each, harness);
