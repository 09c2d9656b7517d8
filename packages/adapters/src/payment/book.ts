import {
  err,
  type Fault,
  type Moved,
  movePayment,
  type Payment,
  type PaymentCommand,
  type Result,
} from "../shared/core.ts";
import { fault } from "./fault.ts";

/** Where an office keeps its payments: `dossierBook`, in its dossiers; `memoryBook` for tests. */
export interface PaymentBook {
  read(reference: string): Promise<Payment | undefined>;
  /** Applies one command to one payment: nothing else changes it meanwhile, and it is kept before this answers. */
  move(reference: string, command: PaymentCommand): Promise<Result<Moved, Fault>>;
}

const pattern = /^[A-Za-z0-9][A-Za-z0-9._:~-]{0,99}$/;

export const unknownPayment = (): { readonly ok: false; readonly error: Fault } =>
  err(fault("payment.unknown", "Không có yêu cầu thanh toán này", "no such payment"));

export const isReference = (reference: string): boolean => pattern.test(reference);

/** For tests and demonstrations: gone with the process. */
export function memoryBook(): PaymentBook & { all(): readonly Payment[] } {
  const kept = new Map<string, Payment>();
  return {
    read: async (reference) => kept.get(reference),
    async move(reference, command) {
      if (!isReference(reference) || (command.type === "request" && command.reference !== reference))
        return unknownPayment();
      const moved = movePayment(kept.get(reference), command);
      if (moved.ok && moved.value.changed) kept.set(reference, moved.value.payment);
      return moved;
    },
    all: () => [...kept.values()],
  };
}
