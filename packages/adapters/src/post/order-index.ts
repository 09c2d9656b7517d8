import type { DossierId, OfficeId, PostLegKind, Storage } from "../shared/core.ts";
import { type HostIndex, memoryIndex, storageIndex } from "../shared/host-index.ts";

/** Whose parcel an order number names. */
export interface OrderedBy {
  readonly dossierId: DossierId;
  readonly legId: string;
  readonly leg: PostLegKind;
}

/** Finds the dossier of an order number, for what a carrier pushes. Written before a carrier is called. */
export type OrderIndex = HostIndex<OrderedBy>;

/** For tests and demonstrations: gone with the process. */
export const memoryOrders = (): OrderIndex => memoryIndex();

/** In the office's own storage, as records of the host. */
export const storageOrders = (
  storage: Pick<Storage, "readHostRecord" | "writeHostRecord">,
  officeId: OfficeId,
): OrderIndex => storageIndex(storage, officeId, "post");
