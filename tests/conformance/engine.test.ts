import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { memoryStorage } from "@motcua/adapters/memory";
import { sqliteStorage } from "@motcua/adapters/sqlite";
import { runEngineCases } from "@motcua/core/conformance";
import { describe, test } from "vitest";
import { durableHarness } from "./engine-harness.ts";

const runner = { test, skip: test.skip };

describe("the engine on memory", () => {
  runEngineCases(
    runner,
    { survivesRestart: false, commandIdsAcrossDossiers: true },
    durableHarness({ open: async () => memoryStorage() }),
  );
});

describe("the engine on a SQLite file", () => {
  let folder = "";
  const reopen = async () => sqliteStorage({ file: join(folder, "office.db") });
  const open = () => {
    folder = mkdtempSync(join(tmpdir(), "motcua-engine-kit-"));
    return reopen();
  };
  const dispose = async () => rmSync(folder, { recursive: true });
  runEngineCases(
    runner,
    { survivesRestart: true, commandIdsAcrossDossiers: true },
    durableHarness({ open, reopen, dispose }),
  );
});
