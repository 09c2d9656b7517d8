import { memoryStorage } from "@motcua/adapters/memory";
import { ConformanceError, type EngineHarness, engineCases, runEngineCase } from "@motcua/core/conformance";
import { describe, expect, it } from "vitest";
import { durableHarness } from "./engine-harness.ts";
import { engineFaults } from "./faulty-engines.ts";

/** Names of cases that the engine fails, of those asked for. A crash of its own counts: it is no conforming answer. */
async function failures(harness: EngineHarness, asked?: readonly string[]): Promise<string[]> {
  const failed: string[] = [];
  for (const each of engineCases) {
    if (each.needs === "survivesRestart" || (asked !== undefined && !asked.includes(each.name))) continue;
    await runEngineCase(each, harness).catch(() => failed.push(each.name));
  }
  return failed;
}

describe("the engine conformance kit", () => {
  it("finds nothing wrong with an engine that is right", async () => {
    expect(await failures(durableHarness({ open: async () => memoryStorage() }))).toEqual([]);
  });

  it.each(engineFaults.map((fault) => [fault.name, fault] as const))("catches one fault: %s", async (_, fault) => {
    expect(await failures(fault.harness, fault.caught)).toEqual(fault.caught);
  });

  it("names every case once, and every fault names cases that exist", () => {
    const names = engineCases.map((each) => each.name);
    expect(new Set(names).size).toBe(names.length);
    const named = engineFaults.flatMap((fault) => fault.caught);
    expect(named.filter((name) => !names.includes(name))).toEqual([]);
  });

  it("says so when a harness cannot do what its engine claims", async () => {
    const restart = engineCases.find((each) => each.needs === "survivesRestart");
    if (restart === undefined) throw new TypeError("no case about a restart");
    const harness = durableHarness({ open: async () => memoryStorage() });
    await expect(runEngineCase(restart, harness)).rejects.toThrow(ConformanceError);
  });

  it("closes every engine and disposes of it once, also after a failure", async () => {
    const done: string[] = [];
    const good = durableHarness({ open: async () => memoryStorage() });
    const harness: EngineHarness = {
      async open(parts) {
        const running = await good.open(parts);
        return { ...running, close: () => running.close().then(() => void done.push("closed")) };
      },
      dispose: async () => void done.push("disposed"),
    };
    const failing = { name: "fails", run: async () => Promise.reject(new ConformanceError("as it should")) };
    await expect(runEngineCase(failing, harness)).rejects.toThrow("as it should");
    expect(done).toEqual(["closed", "disposed"]);
  });
});
