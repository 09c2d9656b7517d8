import fc from "fast-check";
import { expect, it } from "vitest";
import { wasserstein } from "./wasserstein.ts";

it("moves each value the shortest way", () => {
  expect(wasserstein(Float64Array.of(0, 1, 3), Float64Array.of(5, 6, 8))).toBe(5);
  expect(wasserstein(Float64Array.of(0), Float64Array.of(0, 0, 6))).toBe(2);
  expect(wasserstein(Float64Array.of(), Float64Array.of())).toBe(0);
  expect(wasserstein(Float64Array.of(1), Float64Array.of())).toBeNaN();
});

/** Both multisets repeated to the same size: then the k-th of the one goes to the k-th of the other. */
function byTransport(a: readonly number[], b: readonly number[]): number {
  const repeated = (values: readonly number[], times: number) =>
    values.flatMap((value) => new Array<number>(times).fill(value)).sort((x, y) => x - y);
  const [from, to] = [repeated(a, b.length), repeated(b, a.length)];
  return from.reduce((sum, value, place) => sum + Math.abs(value - (to[place] ?? 0)), 0) / from.length;
}

const values = fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 1, maxLength: 12 });

it("agrees with transport one by one, either way round", () => {
  fc.assert(
    fc.property(values, values, (a, b) => {
      const distance = wasserstein(Float64Array.from(a), Float64Array.from(b));
      expect(distance).toBeCloseTo(byTransport(a, b), 10);
      expect(wasserstein(Float64Array.from(b), Float64Array.from(a))).toBe(distance);
    }),
  );
});
