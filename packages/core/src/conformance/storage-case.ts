import type { Storage, StorageSupports } from "../ports/storage.ts";

/** What an adapter brings to the kit. */
export interface StorageHarness {
  /** A fresh, empty store at every call. */
  open(): Promise<Storage>;
  /** Closes the store and opens the same data again. Needed where `survivesRestart`. */
  reopen?(storage: Storage): Promise<Storage>;
  /** Another connection to the same data, as another process would have. Needed where `sharedWriters`. */
  share?(storage: Storage): Promise<Storage>;
  /** Removes what `open` made; called once after each case, when its stores are closed. */
  dispose?(): Promise<void>;
}

/** The harness inside a case: every way to a store is there, and what is opened is closed afterwards. */
export interface CaseHarness {
  open(): Promise<Storage>;
  reopen(storage: Storage): Promise<Storage>;
  share(storage: Storage): Promise<Storage>;
}

export interface StorageCase {
  readonly name: string;
  /** Left out where the storage says that it cannot. */
  readonly needs?: keyof StorageSupports;
  readonly run: (harness: CaseHarness) => Promise<void>;
}
