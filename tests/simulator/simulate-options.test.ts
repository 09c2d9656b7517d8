import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runSimulate } from "../../packages/cli/src/commands/simulate.ts";

// How sure which figure is to be, and how much of the beginning is not like the rest.

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "motcua-simulate-"));
});
afterAll(() => rm(folder, { recursive: true }));

/** One clerk, then ten days of waiting for somebody else. */
const slow = {
  format: "motcua-scenario/1",
  name: "slow",
  start: "2026-01-05",
  length: { days: 150 },
  calendar: "no-holidays",
  law: { rules: "none" },
  procedures: [
    {
      id: "copy",
      flow: {
        start: "serve",
        nodes: [
          {
            id: "serve",
            kind: "task",
            skill: "clerk@desk",
            next: "wait",
            work: { kind: "exponential", mean: 10, unit: "minute" },
          },
          { id: "wait", kind: "delay", next: "end", wait: { kind: "fixed", value: 10, unit: "day" } },
          { id: "end", kind: "end" },
        ],
      },
    },
  ],
  staff: [{ id: "an", unit: "desk", roles: ["clerk"] }],
  arrivals: [{ procedure: "copy", arrive: { kind: "per-working-day", mean: 24 } }],
};

async function simulate(value: object, ...more: readonly string[]) {
  const file = join(folder, "slow.json");
  await writeFile(file, JSON.stringify(value));
  let [out, error] = ["", ""];
  const status = await runSimulate([file, ...more], {
    stdout: (text) => {
      out += text;
    },
    stderr: (text) => {
      error += text;
    },
  });
  return { status, out, error };
}

interface Shown {
  readonly verdict: {
    readonly kind: string;
    readonly goals: readonly {
      readonly goal: { readonly measure: string; readonly relative?: number; readonly absolute?: number };
      readonly half: number;
      readonly wanted: number;
    }[];
  };
  readonly warmUp: {
    readonly days: number;
    readonly trusted: boolean;
    readonly meanCut: number;
    readonly meanKept: number;
  };
}
const shown = (out: string): Shown => JSON.parse(out) as Shown;

describe("--precision", () => {
  it("takes figures by name: shares in percentage points, others as a part of their mean", async () => {
    const args = ["--replications", "200", "--json", "--precision", "utilisation=1%, cycle=0.002,waiting=20%"];
    const { status, out } = await simulate(slow, ...args);
    expect(status).toBe(0);
    const { kind, goals } = shown(out).verdict;
    expect(kind).toBe("reached");
    expect(goals.map(({ goal }) => goal)).toEqual([
      { measure: "staff/utilisationShare", absolute: 0.01 },
      { measure: "whole/cycleMs/mean", relative: 0.002 },
      { measure: "whole/waitingMs/mean", relative: 0.2 },
    ]);
    for (const { half, wanted } of goals) expect(half).toBeLessThanOrEqual(wanted);
  });

  it("says which figure was not reached", async () => {
    const args = ["--replications", "10", "--precision", "utilisation=0.001%,cycle=50%"];
    expect((await simulate(slow, ...args)).out).toMatch(/precision was not reached: utilisation\n/);
  });

  it("is refused where it names nothing, or a figure that this scenario does not give", async () => {
    for (const [asked, told] of [
      ["speed=1%", /^error cli\.usage: .*no figure "speed"; one of cycle, waiting, .*onTime/],
      ["constructor=1%", /no figure "constructor"/],
      ["onTime=", /"onTime=" is not understood/],
      ["1.5", /"1\.5" is not understood/],
      ["cycle=2%,0", /"0" is not understood/],
      ["-3", /is not understood|lacks its value/],
      ["cycle=1%,onTime=1%,apologies=5%", /the scenario has no law, so there is no onTime, apologies/],
    ] as const) {
      const { status, out, error } = await simulate(slow, `--precision=${asked}`);
      expect([asked, status, out]).toEqual([asked, 2, ""]);
      expect(error).toMatch(told);
    }
  });
});

describe("--propose-warm-up", () => {
  it("proposes the days in which the office fills, as a scenario writes them", async () => {
    const { out } = await simulate(slow, "--replications", "5", "--propose-warm-up", "--json");
    const { days, trusted, meanCut, meanKept } = shown(out).warmUp;
    // Whatever comes in the first ten days is still there.
    expect(days).toBeGreaterThanOrEqual(10);
    expect(days).toBeLessThanOrEqual(20);
    expect(trusted).toBe(true);
    expect(meanCut).toBeLessThan(meanKept);
    const text = await simulate(slow, "--replications", "5", "--propose-warm-up");
    expect(text.out).toContain(`proposed warm-up: warmUp: { days: ${days} };`);
    const without = await simulate(slow, "--replications", "5");
    expect(text.out.startsWith(without.out)).toBe(true);
  });

  it("does not take the end of a run for its beginning, and doubts a run that is too short", async () => {
    // Two weeks, and then nobody comes and everything is worked off.
    const short = { ...slow, length: { days: 14 } };
    const { out } = await simulate(short, "--replications", "2", "--propose-warm-up");
    expect(out).toMatch(/not to be trusted/);
  });
});
