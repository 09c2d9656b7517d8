import type { DossierId } from "../base/ids.ts";
import type { TransferState } from "../dossier/state.ts";
import type { Storage } from "../ports/storage.ts";
import type { TransferStatement } from "./transfer-seal.ts";

/** Until a dossier comes back, the receipt is the only proof at its sender of where it went: its history ends with the
 *  hand-over. */
export const receiptKey = (dossierId: DossierId): string => `motcua.transfer:${dossierId}`;

export const writeReceipt = (storage: Storage, statement: TransferStatement, receipt: string): Promise<void> =>
  storage.writeHostRecord(
    statement.from,
    receiptKey(statement.dossierId),
    JSON.stringify({ ...statement, kind: "taken-over", receipt }),
  );

/** Whether what is kept is the receipt of this hand-over, not of one before. */
export function isReceiptOf(text: string | undefined, { epoch }: TransferState): boolean {
  if (text === undefined || text === "") return false;
  return (JSON.parse(text) as { readonly epoch?: unknown }).epoch === epoch;
}
