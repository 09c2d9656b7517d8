import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { normalQuantile, normalTail, studentDistribution, studentQuantile, studentTail } from "./student.ts";

const close = (value: number, wanted: number): boolean =>
  Math.abs(value - wanted) <= 1e-9 * Math.max(1, Math.abs(wanted));

describe("studentQuantile", () => {
  // Tables of the t distribution, to more digits than tables print.
  it.each([
    [0.975, 1, 12.706204736174692],
    [0.975, 2, 4.302652729749462],
    [0.95, 4, 2.131846786326649],
    [0.975, 9, 2.262157162798205],
    [0.995, 19, 2.860934606464979],
    [0.9995, 19, 3.883405852592082],
    [0.975, 29, 2.045229642132703],
    [0.9995, 29, 3.659405019466333],
    [0.975, 120, 1.979930405052777],
    [0.9995, 1, 636.6192487687895],
  ])("%d with %d degrees", (share, degrees, wanted) => {
    expect(close(studentQuantile(share, degrees), wanted)).toBe(true);
    expect(close(studentQuantile(1 - share, degrees), -wanted)).toBe(true);
  });

  const share = fc.double({ min: 1e-9, max: 1 - 1e-9, noNaN: true });
  const degrees = fc.oneof(fc.integer({ min: 1, max: 400 }), fc.double({ min: 1, max: 1e7, noNaN: true }));

  it("is undone by the distribution", () => {
    fc.assert(
      fc.property(share, degrees, (p, df) => {
        expect(Math.abs(studentDistribution(studentQuantile(p, df), df) - p)).toBeLessThan(1e-11);
      }),
    );
  });

  it("rises with the share and comes near the normal one", () => {
    fc.assert(
      fc.property(share, share, degrees, (a, b, df) => {
        if (Math.abs(a - b) > 1e-12) expect(studentQuantile(a, df) < studentQuantile(b, df)).toBe(a < b);
        expect(studentQuantile(a, 1e12)).toBeCloseTo(normalQuantile(a), 8);
      }),
    );
  });
});

describe("studentDistribution", () => {
  it("is the integral of the density", () => {
    const logGammaHalf = (n: number): number => {
      // Gamma(n / 2), exactly by its recurrence.
      let log = n % 2 === 0 ? 0 : Math.log(Math.PI) / 2;
      for (let k = n % 2 === 0 ? 2 : 1; k < n; k += 2) log += Math.log(k / 2);
      return log;
    };
    const density = (t: number, df: number): number =>
      Math.exp(logGammaHalf(df + 1) - logGammaHalf(df) - ((df + 1) / 2) * Math.log1p((t * t) / df)) /
      Math.sqrt(df * Math.PI);
    for (const df of [1, 2, 3, 7, 30, 199]) {
      const steps = 4_000;
      let sum = 0;
      for (let i = 0; i <= steps; i += 1) {
        const weight = i === 0 || i === steps ? 1 : i % 2 === 1 ? 4 : 2;
        sum += weight * density((i / steps) * 3, df);
      }
      expect(studentDistribution(3, df)).toBeCloseTo(0.5 + sum / steps, 11);
    }
  });

  it("has the closed forms of one and two degrees", () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1e6, noNaN: true }), (t) => {
        expect(studentTail(t, 1)).toBeCloseTo(0.5 - Math.atan(t) / Math.PI, 12);
        expect(studentTail(t, 2)).toBeCloseTo(0.5 - t / (2 * Math.sqrt(2 + t * t)), 12);
      }),
    );
  });

  it("does not jump where the expansion takes over", () => {
    for (const t of [0.01, 1, 3, 6, 10]) expect(studentTail(t, 5_000) / studentTail(t, 5_000.000001)).toBeCloseTo(1, 8);
  });
});

describe("normal", () => {
  it.each([
    [0.975, 1.959963984540054],
    [0.995, 2.5758293035489004],
    [0.9995, 3.2905267314919255],
    [0.0001, -3.719016485455709],
  ])("quantile of %d", (share, wanted) => {
    expect(close(normalQuantile(share), wanted)).toBe(true);
  });

  it("keeps the digits of small tails", () => {
    expect(normalTail(6) / 9.865876450376946e-10).toBeCloseTo(1, 11);
    expect(normalTail(2.5 - 1e-12) / normalTail(2.5)).toBeCloseTo(1, 11);
  });
});
