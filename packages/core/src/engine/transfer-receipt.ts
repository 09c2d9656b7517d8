import type { DossierId, OfficeId } from "../base/ids.ts";
import type { DossierState, TransferState } from "../dossier/state.ts";
import type { Storage } from "../ports/storage.ts";
import type { TransferStatement } from "./transfer-seal.ts";

/** Until a dossier comes back, the receipt is the only proof at its sender of where it went: its history ends with the
 *  hand-over. */
const receiptKey = (dossierId: DossierId): string => `motcua.transfer:${dossierId}`;

export const writeReceipt = (storage: Storage, statement: TransferStatement, receipt: string): Promise<void> =>
  storage.writeHostRecord(
    statement.from,
    receiptKey(statement.dossierId),
    JSON.stringify({ ...statement, kind: "taken-over", receipt }),
  );

/** Whether the office it was handed over to has signed that it has it. Nothing else here says so. */
export async function isReceipted(
  storage: Pick<Storage, "readHostRecord">,
  officeId: OfficeId,
  { dossierId, transfer }: Pick<DossierState, "dossierId" | "transfer">,
): Promise<boolean> {
  return transfer !== undefined && isReceiptOf(await storage.readHostRecord(officeId, receiptKey(dossierId)), transfer);
}

/** Whether what is kept is the receipt of this hand-over, not of one before. */
function isReceiptOf(text: string | undefined, { epoch }: TransferState): boolean {
  if (text === undefined || text === "") return false;
  return (JSON.parse(text) as { readonly epoch?: unknown }).epoch === epoch;
}
