import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { threefry } from "../random.ts";
import { comparePaired, holm, pairedP } from "./paired.ts";
import { normalQuantile } from "./student.ts";

/** Uniform in (0, 1), by seed and place. */
function uniform(seed: number, element: number, run: number, i: number): number {
  const words = { word0: 0, word1: 0 };
  threefry(words, element, seed, i, run);
  return ((words.word0 >>> 0) + 0.5) / 2 ** 32;
}

const before = [30.02, 29.99, 30.11, 29.97, 30.01, 29.99];
const after = [29.89, 29.93, 29.72, 29.98, 30.02, 29.98];

describe("comparePaired", () => {
  it("gives difference, interval and probability of a textbook", () => {
    const [row] = comparePaired(new Map([["x", before]]), new Map([["x", after]]), ["x", "unknown"]);
    expect(row?.difference.mean).toBeCloseTo(-0.095, 10);
    expect(row?.p).toBeCloseTo(0.19143688433660136, 10);
    expect(row?.shareOfBase).toBeCloseTo(-0.095 / 30.015, 10);
    expect(row?.matters).toBe(false);
    expect(row?.halfTogether).toBeCloseTo(row?.difference.half95 ?? 0, 12);
  });

  it("pairs by replication: what both share does not hide a small difference", () => {
    const shared = Array.from({ length: 20 }, (_, i) => 100 + 30 * normalQuantile(uniform(1, 0, i, 0)));
    const variant = shared.map((value, i) => value - 1 + 0.2 * normalQuantile(uniform(1, 1, i, 0)));
    const [row] = comparePaired(new Map([["x", shared]]), new Map([["x", variant]]), ["x"]);
    expect(row?.matters).toBe(true);
    const [crossed] = comparePaired(new Map([["x", shared]]), new Map([["x", [...variant].reverse()]]), ["x"]);
    expect(crossed?.matters).toBe(false);
  });

  it("leaves out pairs of which one side counted nothing, and knows when there is no telling", () => {
    const [row] = comparePaired(new Map([["x", [1, Number.NaN, 3]]]), new Map([["x", [2, 5, Number.NaN]]]), ["x"]);
    expect(row).toMatchObject({
      difference: { mean: 1, n: 1 },
      p: null,
      pAdjusted: null,
      matters: null,
      halfTogether: null,
    });
    expect(pairedP([0, 0, 0])).toBe(1);
    expect(pairedP([2, 2, 2])).toBe(0);
  });

  it("seldom finds a difference among many where there is none", () => {
    const runs = 400;
    let wrong = 0;
    for (let run = 0; run < runs; run += 1) {
      const column = (side: number, measure: number): number[] =>
        Array.from({ length: 10 }, (_, i) => normalQuantile(uniform(7, side * 100 + measure, run, i)));
      const names = Array.from({ length: 10 }, (_, i) => `m${i}`);
      const [base, variant] = [0, 1].map((side) => new Map(names.map((name, i) => [name, column(side, i)])));
      if (base === undefined || variant === undefined) throw new Error("two sides");
      if (comparePaired(base, variant, names).some(({ matters }) => matters)) wrong += 1;
    }
    // At most 5 % of families, with four standard errors; without the adjustment it would be 40 %.
    expect(wrong / runs).toBeLessThan(0.05 + 4 * Math.sqrt((0.05 * 0.95) / runs));
    expect(wrong).toBeGreaterThan(0);
  });
});

describe("holm", () => {
  it("adjusts an example of the literature", () => {
    // R: p.adjust(c(0.01, 0.04, 0.03, 0.005), "holm")
    expect(holm([0.01, 0.04, 0.03, 0.005]).map((p) => Number(p?.toFixed(6)))).toEqual([0.03, 0.06, 0.06, 0.02]);
    expect(holm([0.01, null, 0.02])).toEqual([0.02, null, 0.02]);
  });

  it("is what stepping down by hand rejects", () => {
    const p = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(fc.array(p, { minLength: 1, maxLength: 12 }), (values) => {
        const sorted = [...values].sort((a, b) => a - b);
        const stop = sorted.findIndex((value, i) => value * (sorted.length - i) > 0.05);
        const rejected = stop < 0 ? sorted : sorted.slice(0, stop);
        expect(holm(values).filter((adjusted) => (adjusted ?? 1) <= 0.05).length).toBe(rejected.length);
      }),
    );
  });
});
