import { afterEach, describe, expect, it, vi } from "vitest";
import { SimulationFailure, simulate } from "./simulate.ts";
import { tamperings } from "./tampering.ts";

// A longer run, or another one: MOTCUA_SEED and MOTCUA_STEPS. A failure says how to run it again.
const seed = Number(process.env.MOTCUA_SEED ?? 20_261_125);
const steps = Number(process.env.MOTCUA_STEPS ?? 100_000);
const timeout = 60_000 + 3 * steps;

describe("several processes on one store, every interleaving and every fault from a seed", () => {
  it(`trap 13, trap 15, trap 18, trap 19, trap 20, trap 21, trap 22, trap 23: the ten invariants hold after each of ${steps} steps, seed ${seed}`, {
    timeout,
  }, async () => {
    const { counts, steps: done } = await simulate({ seed, steps });
    process.stdout.write(`simulation: seed ${seed}, ${done} steps, ${JSON.stringify(counts)}\n`);
    if (steps < 50_000) return;
    // A run in which little happened would prove nothing.
    const rare = ["fails before", "answer lost", "lands late", "landed late", "stopped", "crashed", "stepped"];
    for (const what of [...rare, "version_conflict", "duplicate_command", "command_reused", "code_taken", "duplicates"])
      expect([what, (counts[what] ?? 0) > 3]).toEqual([what, true]);
    expect(counts.acknowledged).toBeGreaterThan(steps / 100);
  });

  it.each([
    ["over New Year, into a year not announced", "2026-12-21 08:00"],
    ["up to the last day the calendar knows", "2040-11-20 08:00"],
  ])("invariant 8, %s", async (_name, start) => {
    await simulate({ seed, steps: 6_000, start });
  });
});

describe("the same seed is the same run", () => {
  afterEach(() => void vi.useRealTimers());

  it("invariant 7: twice, with the same trace of every call and answer; another seed is another run", async () => {
    const first = await simulate({ seed: 11, steps: 4_000 });
    expect(await simulate({ seed: 11, steps: 4_000 })).toEqual(first);
    expect((await simulate({ seed: 12, steps: 4_000 })).trace).not.toBe(first.trace);
  });

  it("invariant 6: and whatever the host's clock, zone and random numbers say", async () => {
    const first = await simulate({ seed: 13, steps: 2_000 });
    const zone = process.env.TZ;
    process.env.TZ = "America/New_York";
    vi.useFakeTimers({ toFake: ["Date"], now: Date.UTC(1999, 11, 31) });
    const random = vi.spyOn(Math, "random").mockReturnValue(0.25);
    try {
      expect((await simulate({ seed: 13, steps: 2_000 })).trace).toBe(first.trace);
    } finally {
      random.mockRestore();
      if (zone === undefined) delete process.env.TZ;
      else process.env.TZ = zone;
    }
  });
});

describe("the witness sees", () => {
  it.each(tamperings.map((tampering) => [tampering.name, tampering] as const))("%s", async (_name, tampering) => {
    // What calls a process makes changes with the engine, and with it which seed meets a rare fault first.
    for (const seed of [5, 6, 7, 8]) {
      const failure = await simulate({ seed, steps: 12_000, tampering }).then(
        () => undefined,
        (error: unknown) => error,
      );
      if (failure === undefined) continue;
      if (!(failure instanceof SimulationFailure)) throw failure;
      expect(tampering.breaks).toContain(failure.broken.invariant);
      expect(failure.step).toBeLessThan(12_000);
      expect(failure.message).toContain(`MOTCUA_SEED=${seed}`);
      return;
    }
    throw new Error("nothing was seen");
  });
});
