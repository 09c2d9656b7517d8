import {
  err,
  type Fault,
  type Moved,
  movePayment,
  type OfficeId,
  type Payment,
  type PaymentCommand,
  type Result,
  type Storage,
} from "../shared/core.ts";
import { fault } from "./fault.ts";

/** Where an office keeps its payments. */
export interface PaymentBook {
  read(reference: string): Promise<Payment | undefined>;
  /** Applies one command to one payment: nothing else changes it meanwhile, and it is kept before this answers. */
  move(reference: string, command: PaymentCommand): Promise<Result<Moved, Fault>>;
}

const pattern = /^[A-Za-z0-9][A-Za-z0-9._:~-]{0,99}$/;

/** One after the other for each reference, within this process. */
function inTurn(load: (key: string) => Promise<Payment | undefined>, save: (payment: Payment) => Promise<void>) {
  const last = new Map<string, Promise<unknown>>();
  const apply = async (reference: string, command: PaymentCommand): Promise<Result<Moved, Fault>> => {
    const moved = movePayment(await load(reference), command);
    if (moved.ok && moved.value.changed) await save(moved.value.payment);
    return moved;
  };
  return {
    read: async (reference: string) => (pattern.test(reference) ? load(reference) : undefined),
    move: async (reference: string, command: PaymentCommand): Promise<Result<Moved, Fault>> => {
      if (!pattern.test(reference) || (command.type === "request" && command.reference !== reference))
        return err(fault("payment.unknown", "Không có yêu cầu thanh toán này", "no such payment"));
      const turn = (last.get(reference) ?? Promise.resolve()).then(
        () => apply(reference, command),
        () => apply(reference, command),
      );
      last.set(reference, turn);
      try {
        return await turn;
      } finally {
        if (last.get(reference) === turn) last.delete(reference);
      }
    },
  };
}

/** For tests and demonstrations: gone with the process. */
export function memoryBook(): PaymentBook & { all(): readonly Payment[] } {
  const kept = new Map<string, Payment>();
  const book = inTurn(
    async (reference) => kept.get(reference),
    async (payment) => void kept.set(payment.reference, payment),
  );
  return { ...book, all: () => [...kept.values()] };
}

/** In the office's own storage, as records of the host. One process takes an office's payments at a time: records have no
 *  version to compare. */
export function storageBook(
  storage: Pick<Storage, "readHostRecord" | "writeHostRecord">,
  officeId: OfficeId,
): PaymentBook {
  const key = (reference: string): string => `payment:${reference}`;
  return inTurn(
    async (reference) => {
      const text = await storage.readHostRecord(officeId, key(reference));
      return text === undefined ? undefined : (JSON.parse(text) as Payment);
    },
    (payment) => storage.writeHostRecord(officeId, key(payment.reference), JSON.stringify(payment)),
  );
}
