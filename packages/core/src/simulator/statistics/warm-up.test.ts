import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { threefry } from "../random.ts";
import { normalQuantile } from "./student.ts";
import { proposeWarmUp } from "./warm-up.ts";

/** Uniform in (0, 1), by seed and place. */
function uniform(seed: number, element: number, run: number, i: number): number {
  const words = { word0: 0, word1: 0 };
  threefry(words, element, seed, i, run);
  return ((words.word0 >>> 0) + 0.5) / 2 ** 32;
}

/** Noise about 10, from a start far away that fades in `fade` values. */
function warming(seed: number, length: number, fade: number): number[] {
  return Array.from({ length }, (_, i) => 10 - 10 * Math.exp(-i / fade) + 0.5 * normalQuantile(uniform(seed, 0, i, 0)));
}

/** The definition, word for word. */
function naiveCut(series: readonly number[]): number {
  const batches = Math.floor(series.length / 5);
  const means = Array.from(
    { length: batches },
    (_, b) => series.slice(b * 5, b * 5 + 5).reduce((x, y) => x + y, 0) / 5,
  );
  const statistic = (cut: number): number => {
    const rest = means.slice(cut);
    const mean = rest.reduce((x, y) => x + y, 0) / rest.length;
    return rest.reduce((sum, value) => sum + (value - mean) ** 2, 0) / rest.length ** 2;
  };
  let best = 0;
  for (let cut = 1; cut <= batches - 3; cut += 1) if (statistic(cut) < statistic(best)) best = cut;
  return best * 5;
}

describe("proposeWarmUp", () => {
  it("cuts the start away and says what it did", () => {
    const series = warming(5, 2_000, 60);
    const cut = proposeWarmUp(series, 1_000);
    expect(cut.trusted).toBe(true);
    expect(cut.values).toBeGreaterThan(60);
    expect(cut.values).toBeLessThan(600);
    expect(cut.cutMs).toBe(cut.values * 1_000);
    expect(Math.abs((cut.meanKept ?? 0) - 10)).toBeLessThan(Math.abs((cut.meanAll ?? 0) - 10) / 3);
    expect(cut.meanCut ?? 10).toBeLessThan(9);
  });

  it("does not trust a series that never settles, or hardly is one", () => {
    expect(proposeWarmUp(Array.from({ length: 500 }, (_, i) => i)).trusted).toBe(false);
    expect(proposeWarmUp([1, 2, 3])).toMatchObject({ values: 0, trusted: false, cutMs: null, meanCut: null });
  });

  it("is the least squared standard error", () => {
    fc.assert(
      fc.property(
        fc.nat(10_000),
        fc.integer({ min: 20, max: 300 }),
        fc.integer({ min: 1, max: 80 }),
        (seed, length, fade) => {
          const series = warming(seed, length, fade);
          expect(proposeWarmUp(series).values).toBe(naiveCut(series));
        },
      ),
    );
  });
});
