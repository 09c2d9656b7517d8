import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { meanMsOf, samplerOf } from "../kernel/sampler.ts";
import type { Distribution } from "../model.ts";
import { Random } from "../random.ts";
import { fitFamilies } from "./families.ts";
import { fitValues } from "./fit.ts";
import { digamma, gammaShare, logGamma, trigamma } from "./special.ts";

function drawn(distribution: Distribution, count: number, seed: number): Float64Array {
  const random = new Random(seed);
  const sampler = samplerOf(distribution);
  return Float64Array.from({ length: count }, (_, i) => {
    random.place(7, 0, 3, i);
    return sampler(random);
  });
}

const meanMs = 1_800_000;
/** Shapes that cannot be mistaken for another family with 4,000 values. */
const families: readonly (readonly [string, Distribution])[] = [
  ["exponential", { kind: "exponential", meanMs }],
  ["gamma", { kind: "gamma", meanMs, sdMs: meanMs * 0.6 }],
  ["log-normal", { kind: "log-normal", meanMs, sdMs: meanMs * 0.6 }],
  ["weibull", { kind: "weibull", shape: 3, scaleMs: meanMs }],
  ["normal", { kind: "normal", meanMs, sdMs: meanMs * 0.2 }],
  ["uniform", { kind: "uniform", minMs: meanMs / 2, maxMs: meanMs * 1.5 }],
];

describe("fits", () => {
  it.each(families)("find %s again, with its mean", (kind, distribution) => {
    for (let seed = 1; seed <= 5; seed += 1) {
      const fit = fitValues(drawn(distribution, 4000, seed));
      expect(fit?.distribution.kind).toBe(kind);
      const expected = meanMsOf(distribution);
      expect(Math.abs(meanMsOf(fit?.distribution ?? distribution) / expected - 1)).toBeLessThan(0.06);
      expect(fit?.distanceMs).toBeLessThan(0.06 * expected);
    }
  });

  it("keep mean and spread of a normal distribution that is cut off at 0", () => {
    const values = drawn({ kind: "normal", meanMs: 1000, sdMs: 600 }, 20_000, 3);
    const normal = fitFamilies(values.map((value) => Math.max(value, 1))).find((family) => family.kind === "normal");
    if (normal?.distribution.kind !== "normal") throw new Error("no normal");
    expect(Math.abs(normal.distribution.meanMs - 1000)).toBeLessThan(40);
    expect(Math.abs(normal.distribution.sdMs - 600)).toBeLessThan(40);
  });

  it("take values that hardly differ as fixed, few as they are, and what no family fits as a histogram", () => {
    expect(fitValues(new Float64Array(50).fill(600_000))?.distribution).toEqual({ kind: "fixed", ms: 600_000 });
    expect(fitValues(Float64Array.from([3, 1, 2]))?.distribution).toEqual({ kind: "sample", valuesMs: [1, 2, 3] });
    expect(fitValues(new Float64Array())).toBeUndefined();
    const twoKinds = Float64Array.from({ length: 1000 }, (_, i) => (i % 2 === 0 ? 60_000 : 3_600_000) + i * 7);
    const fit = fitValues(twoKinds);
    expect(fit?.distribution.kind).toBe("histogram");
    expect(Math.abs(meanMsOf(fit?.distribution ?? { kind: "fixed", ms: 0 }) / (fit?.meanMs ?? 1) - 1)).toBeLessThan(
      0.05,
    );
  });

  it("are the likeliest of their family: a little more or less of a parameter is less likely", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 10_000_000 }), { minLength: 20, maxLength: 60 }),
        fc.constantFrom(0.97, 1.03),
        fc.constantFrom(0.97, 1.03),
        (list, first, second) => {
          fc.pre(new Set(list).size > 10);
          const values = Float64Array.from(list);
          for (const fitted of fitFamilies(values)) {
            const moved = logLikelihoods[fitted.kind]?.(fitted.distribution, values, first, second);
            if (moved !== undefined) expect(fitted.logLikelihood).toBeGreaterThan(moved);
            // And what it says of itself is what its density gives.
            const own = logLikelihoods[fitted.kind]?.(fitted.distribution, values, 1, 1);
            if (own !== undefined) expect(Math.abs(own / fitted.logLikelihood - 1)).toBeLessThan(1e-6);
          }
        },
      ),
      { numRuns: 100 },
    );
  });

  it("histograms hold every value and give each bin its share", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 30, maxLength: 300 }), (list) => {
        // Many zeros: no family is asked.
        const values = Float64Array.from([...list, ...new Array<number>(list.length).fill(0)]);
        const fit = fitValues(values);
        if (fit?.distribution.kind !== "histogram") return;
        const { edgesMs, shares } = fit.distribution;
        expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9);
        shares.forEach((share, bin) => {
          const [from = 0, to = 0] = [edgesMs[bin], edgesMs[bin + 1]];
          expect(to).toBeGreaterThan(from);
          const last = bin === shares.length - 1;
          const inside = [...values].filter((value) => value >= from && (value < to || last)).length;
          expect(share).toBeCloseTo(inside / values.length, 9);
        });
      }),
    );
  });
});

/** Log-likelihoods written out from the densities, with both parameters moved. */
const logLikelihoods: {
  readonly [kind: string]: (
    of: Distribution,
    values: Float64Array,
    first: number,
    second: number,
  ) => number | undefined;
} = {
  exponential: (of, values, first) => {
    if (of.kind !== "exponential") return undefined;
    const mean = of.meanMs * first;
    return sum(values, (x) => -Math.log(mean) - x / mean);
  },
  gamma: (of, values, first, second) => {
    if (of.kind !== "gamma") return undefined;
    const shape = (of.meanMs / of.sdMs) ** 2 * first;
    const scale = (of.sdMs ** 2 / of.meanMs) * second;
    return sum(values, (x) => (shape - 1) * Math.log(x) - x / scale - shape * Math.log(scale) - logGamma(shape));
  },
  weibull: (of, values, first, second) => {
    if (of.kind !== "weibull") return undefined;
    const [shape, scale] = [of.shape * first, of.scaleMs * second];
    return sum(values, (x) => Math.log(shape / scale) + (shape - 1) * Math.log(x / scale) - (x / scale) ** shape);
  },
  "log-normal": (of, values, first, second) => {
    if (of.kind !== "log-normal") return undefined;
    const variance = Math.log1p((of.sdMs / of.meanMs) ** 2);
    const [mu, sigma] = [(Math.log(of.meanMs) - variance / 2) * first, Math.sqrt(variance) * second];
    return sum(
      values,
      (x) => -Math.log(x * sigma * Math.sqrt(2 * Math.PI)) - (Math.log(x) - mu) ** 2 / (2 * sigma * sigma),
    );
  },
};
const sum = (values: Float64Array, of: (x: number) => number): number => values.reduce((all, x) => all + of(x), 0);

describe("functions that fitting needs", () => {
  it("logGamma: factorials, and the half", () => {
    let factorial = 1;
    for (let n = 1; n < 20; n += 1) {
      expect(logGamma(n)).toBeCloseTo(Math.log(factorial), 10);
      factorial *= n;
    }
    expect(logGamma(0.5)).toBeCloseTo(Math.log(Math.PI) / 2, 12);
    expect(logGamma(0.01)).toBeCloseTo(4.599479878042021, 10);
  });

  it("digamma and trigamma are its derivatives", () => {
    for (const x of [0.3, 1, 2.7, 15, 400]) {
      const step = 1e-4 * x;
      expect(digamma(x)).toBeCloseTo((logGamma(x + step) - logGamma(x - step)) / (2 * step), 5);
      expect(trigamma(x)).toBeCloseTo((digamma(x + step) - digamma(x - step)) / (2 * step), 5);
    }
    expect(digamma(1)).toBeCloseTo(-0.5772156649015329, 10);
  });

  it("gammaShare: the exponential, the Erlang sum, and both ends", () => {
    for (const x of [0.01, 0.7, 3, 20]) {
      expect(gammaShare(1, x)).toBeCloseTo(1 - Math.exp(-x), 12);
      expect(gammaShare(3, x)).toBeCloseTo(1 - Math.exp(-x) * (1 + x + (x * x) / 2), 12);
    }
    expect(gammaShare(2.5, 0)).toBe(0);
    expect(gammaShare(2.5, 1e4)).toBeCloseTo(1, 12);
  });
});
