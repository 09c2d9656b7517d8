import {
  err,
  type Fault,
  isPaymentReference,
  type Moved,
  movePayment,
  type Payment,
  type PaymentCommand,
  type Result,
} from "../shared/core.ts";
import { fault } from "./fault.ts";
import { withRecordedIds } from "./recorded-id.ts";

/** What a book is told of a payment. */
export type BookCommand =
  | Exclude<PaymentCommand, { readonly type: "request" }>
  /** `beside`: asked for at a wait for payment, and no part of what the step waits for. */
  | (Extract<PaymentCommand, { readonly type: "request" }> & { readonly beside?: true });

/** Where an office keeps its payments: `dossierBook`, in its dossiers; `memoryBook` for tests. */
export interface PaymentBook {
  read(reference: string): Promise<Payment | undefined>;
  /** Applies one command to one payment: nothing else changes it meanwhile, and it is kept before this answers. Ids of gateways
   *  are kept as `recordedId` has them. */
  move(reference: string, command: BookCommand): Promise<Result<Moved, Fault>>;
}

export const unknownPayment = (): { readonly ok: false; readonly error: Fault } =>
  err(fault("payment.unknown", "Không có yêu cầu thanh toán này", "no such payment"));

/** For tests and demonstrations: gone with the process. */
export function memoryBook(): PaymentBook & { all(): readonly Payment[] } {
  const kept = new Map<string, Payment>();
  return {
    read: async (reference) => kept.get(reference),
    async move(reference, command) {
      if (!isPaymentReference(reference) || (command.type === "request" && command.reference !== reference))
        return unknownPayment();
      const moved = movePayment(kept.get(reference), withRecordedIds(command));
      if (moved.ok && moved.value.changed) kept.set(reference, moved.value.payment);
      return moved;
    },
    all: () => [...kept.values()],
  };
}
