import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { threefry } from "../random.ts";
import { estimate, halfWidth, moments, shareInterval, wilsonInterval } from "./interval.ts";
import { normalQuantile } from "./student.ts";

/** Uniform in (0, 1), by seed and place. */
function uniform(seed: number, element: number, run: number, i: number): number {
  const words = { word0: 0, word1: 0 };
  threefry(words, element, seed, i, run);
  return ((words.word0 >>> 0) + 0.5) / 2 ** 32;
}

describe("estimate", () => {
  it("gives the interval of a textbook", () => {
    const { mean, sd, half95, n } = estimate([30.02, 29.99, 30.11, 29.97, 30.01, 29.99]);
    expect([mean, sd, n]).toEqual([expect.closeTo(30.015, 10), expect.closeTo(0.0496991, 6), 6]);
    // t(0.975, 5) = 2.5706
    expect(half95).toBeCloseTo((2.570581836 * 0.0496991) / Math.sqrt(6), 6);
  });

  it("says nothing of nothing, and no spread of one", () => {
    expect(estimate([])).toEqual({ mean: null, sd: null, half95: null, n: 0 });
    expect(estimate([Number.NaN])).toEqual({ mean: null, sd: null, half95: null, n: 0 });
    expect(estimate([7, Number.NaN])).toEqual({ mean: 7, sd: null, half95: null, n: 1 });
  });

  it("moves with what is added, and keeps its digits far from 0", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -1_000, max: 1_000 }), { minLength: 2 }), (values) => {
        const near = moments(values);
        const far = moments(values.map((value) => value + 1e9));
        expect(far.mean - 1e9).toBeCloseTo(near.mean, 5);
        expect(far.sd).toBeCloseTo(near.sd, 5);
      }),
    );
  });

  it("holds the true mean as often as it says", () => {
    const runs = 4_000;
    for (const confidence of [0.9, 0.99]) {
      let held = 0;
      for (let run = 0; run < runs; run += 1) {
        const values = Array.from({ length: 8 }, (_, i) => normalQuantile(uniform(20_260_105, i, run, 0)));
        const { mean, sd, n } = moments(values);
        if (Math.abs(mean) <= halfWidth(sd, n, confidence)) held += 1;
      }
      // Four standard errors.
      const spread = 4 * Math.sqrt((confidence * (1 - confidence)) / runs);
      expect(Math.abs(held / runs - confidence)).toBeLessThan(spread);
    }
  });
});

describe("wilsonInterval", () => {
  // Newcombe (1998), Two-sided confidence intervals for the single proportion, table I.
  it.each([
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ])("%d of %d", (hits, of, low, high) => {
    const interval = wilsonInterval(hits, of, 0.95);
    expect(interval?.low).toBeCloseTo(low, 4);
    expect(interval?.high).toBeCloseTo(high, 4);
  });

  it("lies in 0 to 1 around the share, and mirrors", () => {
    fc.assert(
      fc.property(fc.nat(300), fc.nat(300), fc.double({ min: 0.5, max: 0.999, noNaN: true }), (hits, rest, sure) => {
        const of = hits + rest;
        const one = wilsonInterval(hits, of, sure);
        const other = wilsonInterval(rest, of, sure);
        if (one === undefined || other === undefined) {
          expect(of).toBe(0);
          return;
        }
        expect(one.low).toBeGreaterThanOrEqual(0);
        expect(one.low).toBeLessThanOrEqual(one.share);
        expect(one.high).toBeGreaterThanOrEqual(one.share);
        expect(one.low).toBeCloseTo(1 - other.high, 12);
      }),
    );
  });
});

describe("shareInterval", () => {
  it("is Student's between replications that differ, and cut to 0 to 1", () => {
    const counted = [0.9, 1, 0.99, 1].map((share) => ({ hits: share * 1_000, of: 1_000 }));
    expect(shareInterval(counted, 0.95)).toMatchObject({ by: "student", share: expect.closeTo(0.9725, 12), high: 1 });
  });

  it("is not certain because all replications agree", () => {
    const interval = shareInterval(
      [
        { hits: 50, of: 50 },
        { hits: 50, of: 50 },
      ],
      0.95,
    );
    expect(interval).toMatchObject({ by: "wilson", share: 1, high: 1 });
    expect(interval?.low).toBeCloseTo(0.963, 3);
    expect(shareInterval([{ hits: 0, of: 0 }], 0.95)).toBeUndefined();
  });
});
