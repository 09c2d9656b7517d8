import { comparePaired, type Simulated, Simulation } from "@motcua/core/simulator";
import { beforeAll, describe, expect, it } from "vitest";
import { prepareScenario } from "../../packages/cli/src/simulate/prepare.ts";

// What docs/simulation/what-if-goals.md concludes, on fewer replications: which way each change goes, and which do not matter.

const local = "whole/law/onTimeLocalShare";
const national = "whole/law/onTimeNationalShare";
const births = "flows/1.001193/law/onTimeLocalShare";
const replications = 6;

const names = [
  "commune-office",
  "one-more-officer",
  "fewer-steps",
  "online-intake",
  "all-together",
  "leaders-sign-all-day",
  "officers-until-closing",
  "answers-within-the-hour",
  "toward-100",
  "officers-all-day",
] as const;
type Name = (typeof names)[number];

const simulated = new Map<Name, Simulated>();

beforeAll(async () => {
  for (const name of names) {
    const told: string[] = [];
    const io = { stdout: () => {}, stderr: (text: string) => void told.push(text) };
    const prepared = await prepareScenario(`packages/examples/scenarios/${name}.yaml`, false, io);
    expect(told).toEqual([]);
    if (typeof prepared === "number") throw new Error(`${name}: status ${prepared}`);
    simulated.set(name, new Simulation(prepared.model, { seed: 1, replications }).run());
  }
}, 300_000);

const valuesOf = (name: Name): Simulated["values"] => (simulated.get(name) as Simulated).values;
const shareOf = (name: Name, measure = local): number => {
  const values = valuesOf(name).get(measure) ?? [];
  return values.reduce((sum, value) => sum + value, 0) / values.length;
};
const change = (name: Name, measure: string, base: Name = "commune-office") => {
  const [compared] = comparePaired(valuesOf(base), valuesOf(name), [measure]);
  return { by: compared?.difference.mean ?? Number.NaN, matters: compared?.matters };
};

describe("the plan's goals in the default office", () => {
  it("is not on time to begin with, least of all by the portal", () => {
    expect(shareOf("commune-office")).toBeLessThan(0.98);
    expect(shareOf("commune-office", national)).toBeLessThan(shareOf("commune-office") - 0.01);
  });

  it.each(["one-more-officer", "fewer-steps"] as const)("%s matters, by both verdicts", (name) => {
    for (const measure of [local, national]) {
      const { by, matters } = change(name, measure);
      expect(by).toBeGreaterThan(0.01);
      expect(matters).toBe(true);
    }
    expect(shareOf(name)).toBeLessThan(0.993);
  });

  it("a step less brings at least as much as an officer more", () => {
    expect(shareOf("fewer-steps")).toBeGreaterThan(shareOf("one-more-officer") - 0.001);
  });

  it("20 % online does not bring dossiers home on time, and makes births later", () => {
    expect(Math.abs(change("online-intake", local).by)).toBeLessThan(0.008);
    expect(change("online-intake", births).by).toBeLessThan(0);
  });

  it("all three together are little better than a step less alone", () => {
    expect(Math.abs(change("all-together", local, "fewer-steps").by)).toBeLessThan(0.005);
  });

  it("leaders who sign all day help by the portal only", () => {
    expect(Math.abs(change("leaders-sign-all-day", local).by)).toBeLessThan(0.005);
    const portal = change("leaders-sign-all-day", national);
    expect(portal.by).toBeGreaterThan(0.005);
    expect(portal.matters).toBe(true);
  });

  it.each(["officers-until-closing", "answers-within-the-hour"] as const)("%s helps a little alone", (name) => {
    const { by } = change(name, local);
    expect(by).toBeGreaterThan(0);
    expect(by).toBeLessThan(0.015);
  });

  it("births are late because another commune is asked", () => {
    expect(change("answers-within-the-hour", births).by).toBeGreaterThan(0.03);
  });

  it("hours that meet, a step less and answers at once come near 100 % without one more person", () => {
    expect(shareOf("toward-100")).toBeGreaterThan(0.996);
    expect(shareOf("toward-100", national)).toBeGreaterThan(0.98);
    expect(shareOf("officers-all-day")).toBeGreaterThan(0.999);
    expect(shareOf("officers-all-day")).toBeGreaterThan(shareOf("toward-100"));
  });

  it("100 % by the portal is not reached: land dossiers stand still by law, and the portal counts on", () => {
    expect(shareOf("officers-all-day", national)).toBeLessThan(0.998);
    for (const code of ["1.013949", "1.013978"]) {
      expect(shareOf("officers-all-day", `flows/${code}/law/onTimeLocalShare`)).toBe(1);
      expect(shareOf("officers-all-day", `flows/${code}/law/onTimeNationalShare`)).toBeLessThan(0.9);
    }
  });
});
