import { describe, expect, it } from "vitest";
import type { Distribution } from "../model.ts";
import { Random, streamKey } from "../random.ts";
import { normalQuantile } from "./normal.ts";
import { meanMsOf, numberSamplerOf, samplerOf } from "./sampler.ts";

const cases: readonly (readonly [Distribution, mean: number, sd: number])[] = [
  [{ kind: "fixed", ms: 7 }, 7, 0],
  [{ kind: "uniform", minMs: 1e6, maxMs: 3e6 }, 2e6, 2e6 / Math.sqrt(12)],
  [{ kind: "exponential", meanMs: 1e6 }, 1e6, 1e6],
  [{ kind: "exponential", meanMs: 1e6, shiftMs: 5e5 }, 15e5, 1e6],
  [{ kind: "gamma", meanMs: 1e6, sdMs: 0.5e6, shiftMs: 3e6 }, 4e6, 0.5e6],
  [{ kind: "normal", meanMs: 9e6, sdMs: 1e6 }, 9e6, 1e6],
  [{ kind: "log-normal", meanMs: 1e6, sdMs: 2e6 }, 1e6, 2e6],
  [{ kind: "gamma", meanMs: 1e6, sdMs: 0.5e6 }, 1e6, 0.5e6],
  [{ kind: "gamma", meanMs: 1e6, sdMs: Math.SQRT2 * 1e6 }, 1e6, Math.SQRT2 * 1e6],
  [{ kind: "weibull", shape: 2, scaleMs: 1e6 }, 886226.9254527579, 463251.3755],
  [{ kind: "triangular", minMs: 0, modeMs: 5e5, maxMs: 25e5 }, 1e6, 540061.7],
  [{ kind: "histogram", edgesMs: [0, 1e6, 3e6], shares: [0.25, 0.75] }, 1625000, 832291.3],
  [{ kind: "sample", valuesMs: [1, 2, 9] }, 4, 3.559],
  [
    {
      kind: "mixture",
      of: [
        { share: 0.9, ms: { kind: "exponential", meanMs: 5e5 } },
        { share: 0.1, ms: { kind: "exponential", meanMs: 55e5 } },
      ],
    },
    1e6,
    2345207.9,
  ],
];

describe("samplers", () => {
  it.each(cases)("%j has its mean and deviation", (distribution, mean, sd) => {
    expect(meanMsOf(distribution)).toBeCloseTo(mean, 4);
    const sampler = samplerOf(distribution);
    const random = new Random(1);
    const n = 200_000;
    let sum = 0;
    let squares = 0;
    for (let i = 0; i < n; i += 1) {
      random.place(7, 0, streamKey(1, 0), i);
      const value = sampler(random);
      sum += value;
      squares += (value - mean) ** 2;
    }
    // Five standard errors of the mean; the deviation's own error is larger for the skewed ones.
    expect(Math.abs(sum / n - mean)).toBeLessThanOrEqual((5 * sd) / Math.sqrt(n) + 1e-9);
    expect(Math.abs(Math.sqrt(squares / n) - sd)).toBeLessThanOrEqual(0.05 * sd);
  });

  it("draws again outside the bounds", () => {
    const sampler = samplerOf({ kind: "exponential", meanMs: 1000, minMs: 500, maxMs: 800 });
    const random = new Random(1);
    for (let i = 0; i < 10_000; i += 1) {
      random.place(7, 0, 1, i);
      const value = sampler(random);
      expect(value >= 500 && value <= 800).toBe(true);
    }
  });

  it("looks at bounds after the shift", () => {
    const sampler = samplerOf({ kind: "exponential", meanMs: 1000, shiftMs: -400, maxMs: 800 });
    const random = new Random(1);
    let sum = 0;
    for (let i = 0; i < 20_000; i += 1) {
      random.place(7, 0, 1, i);
      const value = sampler(random);
      expect(value >= 0 && value <= 800).toBe(true);
      sum += value;
    }
    // What is left of an exponential above 0 is that exponential again: cut at 800.
    expect(sum / 20_000).toBeCloseTo(1000 - 800 / Math.expm1(0.8), -1);
  });

  it("draws plain numbers unrounded", () => {
    const random = new Random(1);
    expect(numberSamplerOf({ kind: "fixed", ms: 0.25 })(random)).toBe(0.25);
    const sampler = numberSamplerOf({ kind: "uniform", minMs: 0.5, maxMs: 0.6 });
    for (let i = 0; i < 100; i += 1) {
      random.place(7, 0, 1, i);
      const value = sampler(random);
      expect(value >= 0.5 && value <= 0.6).toBe(true);
    }
  });

  it("knows the normal quantiles", () => {
    expect(normalQuantile(0.975)).toBeCloseTo(1.959963984540054, 13);
    expect(normalQuantile(1e-10)).toBeCloseTo(-6.361340902404056, 11);
    expect(normalQuantile(0.5)).toBe(0);
  });
});
