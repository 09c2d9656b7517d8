import { memoryStorage } from "@motcua/adapters/memory";
import { ConformanceError, runCase, type StorageHarness, storageCases } from "@motcua/core/conformance";
import { describe, expect, it } from "vitest";
import { commitFaults } from "./faulty-storages/commit-faults.ts";
import type { Fault } from "./faulty-storages/fault.ts";
import { lostOnReopen } from "./faulty-storages/lost-on-reopen.ts";
import { outboxFaults } from "./faulty-storages/outbox-faults.ts";
import { readerFaults } from "./faulty-storages/reader-faults.ts";
import { recordFaults } from "./faulty-storages/record-faults.ts";
import { wakeFaults } from "./faulty-storages/wake-faults.ts";

const faults: readonly Fault[] = [...commitFaults, ...wakeFaults, ...outboxFaults, ...readerFaults, ...recordFaults];

/** Names of the cases that the store fails. A crash of the store itself counts: it is no conforming answer either. */
async function failures(harness: StorageHarness, supports = memoryStorage().supports): Promise<string[]> {
  const failed: string[] = [];
  for (const each of storageCases) {
    if (each.needs !== undefined && !supports[each.needs]) continue;
    await runCase(each, harness).catch(() => failed.push(each.name));
  }
  return failed;
}

function expectCaught(fault: Fault, failed: readonly string[]): void {
  const allowed = [...fault.caught, ...(fault.alsoCaught ?? [])];
  expect({
    missed: fault.caught.filter((name) => !failed.includes(name)),
    surprising: failed.filter((name) => !allowed.includes(name)),
  }).toEqual({ missed: [], surprising: [] });
}

describe("the conformance kit", () => {
  it("finds nothing wrong with a store that is right", async () => {
    expect(await failures({ open: async () => memoryStorage() })).toEqual([]);
  });

  it.each(faults.map((fault) => [fault.name, fault] as const))("catches one fault: %s", async (_, fault) => {
    expectCaught(fault, await failures({ open: async () => fault.make() }));
  });

  it("catches one fault: lost on reopen", async () => {
    const harness = { open: async () => lostOnReopen.make(), reopen: async () => lostOnReopen.make() };
    expectCaught(lostOnReopen, await failures(harness, { sharedWriters: false, survivesRestart: true }));
  });

  it("names every case once, and every fault names cases that exist", () => {
    const names = storageCases.map((each) => each.name);
    expect(new Set(names).size).toBe(names.length);
    const named = [...faults, lostOnReopen].flatMap((fault) => [...fault.caught, ...(fault.alsoCaught ?? [])]);
    expect(named.filter((name) => !names.includes(name))).toEqual([]);
  });

  it("says so when a harness cannot do what its storage claims", async () => {
    const restart = storageCases.find((each) => each.needs === "survivesRestart");
    if (restart === undefined) throw new TypeError("no case about a restart");
    await expect(runCase(restart, { open: async () => memoryStorage() })).rejects.toThrow(ConformanceError);
  });

  it("closes every store and disposes of it once, also after a failure", async () => {
    const closed: string[] = [];
    const open = async () => Object.assign(memoryStorage(), { close: async () => void closed.push("closed") });
    const dispose = async () => void closed.push("disposed");
    const failing = { name: "fails", run: async () => Promise.reject(new ConformanceError("as it should")) };
    await expect(runCase(failing, { open, dispose })).rejects.toThrow("as it should");
    const [first] = storageCases;
    if (first !== undefined) await runCase(first, { open, dispose });
    expect(closed).toEqual(["disposed", "closed", "disposed"]);
  });
});
