import type { OfficeId, Storage } from "./core.ts";

/** Finds by a number of ours what it names, for what comes in from outside under that number alone. */
export interface HostIndex<Named> {
  put(number: string, named: Named): Promise<void>;
  find(number: string): Promise<Named | undefined>;
}

/** For tests and demonstrations: gone with the process. */
export function memoryIndex<Named>(): HostIndex<Named> {
  const kept = new Map<string, Named>();
  return {
    put: async (number, named) => void kept.set(number, named),
    find: async (number) => kept.get(number),
  };
}

/** In the office's own storage, as records of the host; what a number names never changes, so any process may write it. */
export function storageIndex<Named>(
  storage: Pick<Storage, "readHostRecord" | "writeHostRecord">,
  officeId: OfficeId,
  prefix: string,
): HostIndex<Named> {
  return {
    put: (number, named) => storage.writeHostRecord(officeId, `${prefix}:${number}`, JSON.stringify(named)),
    async find(number) {
      const text = await storage.readHostRecord(officeId, `${prefix}:${number}`);
      return text === undefined ? undefined : (JSON.parse(text) as Named);
    },
  };
}
