import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { threefry } from "../random.ts";
import { halfWidth, moments } from "./interval.ts";
import { judgePrecision, type PrecisionGoal, type StoppingVerdict } from "./sequential.ts";
import { normalQuantile } from "./student.ts";

/** Uniform in (0, 1), by seed and place. */
function uniform(seed: number, element: number, run: number, i: number): number {
  const words = { word0: 0, word1: 0 };
  threefry(words, element, seed, i, run);
  return ((words.word0 >>> 0) + 0.5) / 2 ** 32;
}

/** Runs until the rule stops. */
function run(value: (i: number) => number, goal: Omit<PrecisionGoal, "measure">, replicationsMax: number) {
  const values: number[] = [];
  const asked: number[] = [];
  for (;;) {
    const verdict: StoppingVerdict = judgePrecision(new Map([["x", values]]), values.length, {
      goals: [{ measure: "x", ...goal }],
      replicationsMax,
    });
    if (verdict.kind !== "more") return { verdict, values, asked };
    asked.push(verdict.replications);
    for (let i = 0; i < verdict.replications; i += 1) values.push(value(values.length));
  }
}
const normal = (seed: number, mean: number, sd: number) => {
  return (i: number): number => mean + sd * normalQuantile(uniform(seed, 0, i, 0));
};

describe("judgePrecision", () => {
  it("stops when the half-width is small enough, not before the least and not without need", () => {
    fc.assert(
      fc.property(fc.nat(1_000), fc.double({ min: 0.01, max: 0.2, noNaN: true }), (seed, relative) => {
        const { verdict, values, asked } = run(normal(seed, 50, 10), { relative }, 100_000);
        expect(asked[0]).toBe(10);
        expect(verdict.kind).toBe("reached");
        const { mean, sd, n } = moments(values);
        expect(halfWidth(sd, n, 0.95)).toBeLessThanOrEqual((relative / (1 + relative)) * mean);
        // The number that the true spread needs, more or less.
        expect(n).toBeLessThan(10 + 4 * ((1.96 * 0.2 * (1 + relative)) / relative) ** 2);
      }),
      { numRuns: 40 },
    );
  });

  it("says so when the cap comes first, and how many it would take", () => {
    const { verdict, values } = run(normal(3, 50, 10), { absolute: 0.1 }, 60);
    expect(values.length).toBe(60);
    expect(verdict.kind).toBe("not-reached");
    expect(verdict.goals[0]?.reached).toBe(false);
    const needed = verdict.goals[0]?.replicationsNeeded ?? 0;
    const { sd } = moments(values);
    expect(halfWidth(sd, needed, 0.95)).toBeLessThanOrEqual(0.1);
    expect(halfWidth(sd, needed - 1, 0.95)).toBeGreaterThan(0.1);
  });

  it("needs no more where nothing varies, and never ends well for what is not measured", () => {
    expect(run(() => 4, { relative: 0.01 }, 50).values.length).toBe(10);
    expect(run(() => Number.NaN, { relative: 0.01 }, 50).verdict.kind).toBe("not-reached");
    expect(run((i) => (i % 2) - 0.5, { relative: 0.01 }, 50).verdict.goals[0]?.replicationsNeeded).toBeNull();
  });

  it("holds the mean nearly as often as it says, stopping included", () => {
    let held = 0;
    for (let seed = 0; seed < 600; seed += 1) {
      const { values } = run(normal(seed, 50, 10), { relative: 0.05 }, 10_000);
      const { mean, sd, n } = moments(values);
      if (Math.abs(mean - 50) <= halfWidth(sd, n, 0.95)) held += 1;
    }
    expect(held / 600).toBeGreaterThan(0.95 - 0.02 - 4 * Math.sqrt((0.95 * 0.05) / 600));
  });
});
