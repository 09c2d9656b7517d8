import type { DossierId, OfficeId, PostLegKind, Storage } from "../shared/core.ts";

/** Whose parcel an order number names. */
export interface OrderedBy {
  readonly dossierId: DossierId;
  readonly legId: string;
  readonly leg: PostLegKind;
}

/** Finds the dossier of an order number, for what a carrier pushes. Written before a carrier is called. */
export interface OrderIndex {
  put(orderNumber: string, by: OrderedBy): Promise<void>;
  find(orderNumber: string): Promise<OrderedBy | undefined>;
}

/** For tests and demonstrations: gone with the process. */
export function memoryOrders(): OrderIndex {
  const kept = new Map<string, OrderedBy>();
  return {
    put: async (orderNumber, by) => void kept.set(orderNumber, by),
    find: async (orderNumber) => kept.get(orderNumber),
  };
}

/** In the office's own storage, as records of the host. */
export function storageOrders(
  storage: Pick<Storage, "readHostRecord" | "writeHostRecord">,
  officeId: OfficeId,
): OrderIndex {
  const key = (orderNumber: string): string => `post:${orderNumber}`;
  return {
    put: (orderNumber, by) => storage.writeHostRecord(officeId, key(orderNumber), JSON.stringify(by)),
    async find(orderNumber) {
      const text = await storage.readHostRecord(officeId, key(orderNumber));
      return text === undefined ? undefined : (JSON.parse(text) as OrderedBy);
    },
  };
}
