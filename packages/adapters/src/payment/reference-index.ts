import type { DossierId, OfficeId, Storage } from "../shared/core.ts";
import { type HostIndex, memoryIndex, storageIndex } from "../shared/host-index.ts";

/** Finds the dossier of a reference, for what a gateway tells. Written before the money is asked for. */
export type PaymentReferences = HostIndex<DossierId>;

/** For tests and demonstrations: gone with the process. */
export const memoryReferences = (): PaymentReferences => memoryIndex();

/** In the office's own storage, as records of the host. */
export const storageReferences = (
  storage: Pick<Storage, "readHostRecord" | "writeHostRecord">,
  officeId: OfficeId,
): PaymentReferences => storageIndex(storage, officeId, "payment");
