import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { memoryStorage } from "@motcua/adapters/memory";
import { sqliteStorage } from "@motcua/adapters/sqlite";
import { runCases, type StorageHarness } from "@motcua/core/conformance";
import { describe, test } from "vitest";

const runner = { test, skip: test.skip };

describe("memory", () => {
  const harness = { open: async () => memoryStorage() };
  runCases(runner, memoryStorage().supports, harness);
});

describe("SQLite in memory", () => {
  const harness = { open: async () => sqliteStorage({ file: ":memory:" }) };
  runCases(runner, sqliteStorage({ file: ":memory:" }).supports, harness);
});

describe("SQLite file", () => {
  let folder = "";
  const file = () => join(folder, "office.db");
  const harness: StorageHarness = {
    open: async () => {
      folder = mkdtempSync(join(tmpdir(), "motcua-"));
      return sqliteStorage({ file: file() });
    },
    reopen: async (storage) => {
      await storage.close();
      return sqliteStorage({ file: file() });
    },
    share: async () => sqliteStorage({ file: file() }),
    dispose: async () => rmSync(folder, { recursive: true }),
  };
  runCases(runner, { sharedWriters: true, survivesRestart: true }, harness);
});
