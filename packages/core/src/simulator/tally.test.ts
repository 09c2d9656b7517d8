import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Tally } from "./tally.ts";

const value = fc.oneof(
  fc.integer({ min: 0, max: 600 }),
  fc.integer({ min: 0, max: 2 ** 32 + 10 }),
  fc.maxSafeInteger().map(Math.abs),
  // Around the powers of two, where bins and octaves begin.
  fc
    .tuple(fc.integer({ min: 0, max: 52 }), fc.integer({ min: -2, max: 2 }))
    .map(([power, by]) => Math.max(0, 2 ** power + by)),
);
const tallyOf = (values: readonly number[]): Tally => {
  const tally = new Tally();
  for (const each of values) tally.add(each);
  return tally;
};

describe("a tally against sorted values", () => {
  it("counts each value in the bin that holds it, and finds every quantile within 0.4 %", () => {
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 60 }), (values) => {
        const tally = tallyOf(values);
        const sorted = [...values].sort((a, b) => a - b);
        expect([tally.count, tally.min, tally.max]).toEqual([sorted.length, sorted[0], sorted.at(-1)]);
        let seen = 0;
        tally.eachBin((from, to, times) => {
          expect(sorted.filter((each) => from <= each && each < to).length).toBe(times);
          seen += times;
        });
        expect(seen).toBe(sorted.length);
        for (const share of [0, 0.01, 0.25, 0.5, 0.9, 0.95, 0.99, 1]) {
          const rank = share * (sorted.length - 1);
          const [below = 0, above = below] = [sorted[Math.floor(rank)], sorted[Math.ceil(rank)]];
          const exact = below + (above - below) * (rank - Math.floor(rank));
          expect(Math.abs(tally.quantile(share) - exact)).toBeLessThanOrEqual(above < 512 ? 1e-9 : above * 0.004);
        }
      }),
      { numRuns: 300 },
    );
  });

  it("is the same put together in any way", () => {
    fc.assert(
      fc.property(fc.array(value, { maxLength: 60 }), fc.array(value, { maxLength: 60 }), (some, others) => {
        const merged = Tally.of(structuredClone(tallyOf(others).toData()));
        merged.merge(tallyOf(some));
        const whole = tallyOf([...some, ...others]);
        expect(merged.count).toBe(whole.count);
        for (const share of [0, 0.1, 0.5, 0.9, 1]) expect(merged.quantile(share)).toEqual(whole.quantile(share));
      }),
      { numRuns: 100 },
    );
  });

  it("counts from 0", () => {
    expect(() => new Tally().add(-1)).toThrow("a tally counts from 0");
  });
});
