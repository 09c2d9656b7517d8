import type { Storage, StorageSupports } from "../ports/storage.ts";
import { ConformanceError } from "./check.ts";
import type { CaseHarness, StorageCase, StorageHarness } from "./storage-case.ts";
import { storageCases } from "./storage-cases.ts";

/** The part of a test runner used here; `{ test, skip: test.skip }` of node:test and of vitest both fit. */
export interface Runner {
  test(name: string, run: () => Promise<void>): unknown;
  skip(name: string, run: () => Promise<void>): unknown;
}

/** Hands every case to the runner; cases beyond what the storage supports are skipped by name. */
export function runCases(runner: Runner, supports: StorageSupports, harness: StorageHarness): void {
  for (const each of storageCases) {
    const run = () => runCase(each, harness);
    if (each.needs !== undefined && !supports[each.needs]) runner.skip(each.name, run);
    else runner.test(each.name, run);
  }
}

/** Runs one case on fresh stores, which are closed and disposed of whatever happens. */
export async function runCase(each: StorageCase, harness: StorageHarness): Promise<void> {
  const opened = new Set<Storage>();
  const keep = (storage: Storage): Storage => {
    opened.add(storage);
    return storage;
  };
  const missing = (what: "reopen" | "share"): never => {
    throw new ConformanceError(`the harness has no \`${what}\`, and the storage says it supports what needs it`);
  };
  const inside: CaseHarness = {
    open: async () => keep(await harness.open()),
    reopen: async (storage) => {
      if (harness.reopen === undefined) return missing("reopen");
      opened.delete(storage);
      return keep(await harness.reopen(storage));
    },
    share: async (storage) => (harness.share === undefined ? missing("share") : keep(await harness.share(storage))),
  };
  try {
    await each.run(inside);
  } finally {
    for (const storage of opened) await storage.close();
    await harness.dispose?.();
  }
}
