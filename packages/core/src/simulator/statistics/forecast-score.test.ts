import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { threefry } from "../random.ts";
import { type ScoredForecast, scoreForecasts } from "./forecast-score.ts";

/** Uniform in (0, 1), by seed and place. */
function uniform(seed: number, element: number, run: number, i: number): number {
  const words = { word0: 0, word1: 0 };
  threefry(words, element, seed, i, run);
  return ((words.word0 >>> 0) + 0.5) / 2 ** 32;
}

const forecast = (probability: number, happened: boolean): ScoredForecast => ({ probability, happened });
// Few values, so that there are ties.
const forecasts = fc.array(fc.record({ probability: fc.nat(20).map((n) => n / 20), happened: fc.boolean() }), {
  maxLength: 60,
});

describe("scoreForecasts", () => {
  it("scores an example by hand", () => {
    const score = scoreForecasts([
      forecast(0.9, true),
      forecast(0.6, false),
      forecast(0.6, true),
      forecast(0.1, false),
    ]);
    expect(score.brier).toBeCloseTo((0.01 + 0.36 + 0.16 + 0.01) / 4, 12);
    expect(score.brierSkill).toBeCloseTo(1 - 0.135 / 0.25, 12);
    // Four pairs: three right, one tie.
    expect(score.auc).toBe(3.5 / 4);
    expect(score.calibration.map(({ count, happenedShare }) => [count, happenedShare])).toEqual([
      [1, 0],
      [2, 0.5],
      [1, 1],
    ]);
    expect(score.expectedCalibrationError).toBeCloseTo((0.1 + 2 * 0.1 + 0.1) / 4, 12);
    expect(score.maxCalibrationError).toBeCloseTo(0.1, 12);
  });

  it("ranks as comparing every pair does", () => {
    fc.assert(
      fc.property(forecasts, (all) => {
        const late = all.filter(({ happened }) => happened);
        const onTime = all.filter(({ happened }) => !happened);
        let won = 0;
        for (const a of late)
          for (const b of onTime) won += a.probability > b.probability ? 1 : a.probability === b.probability ? 0.5 : 0;
        const pairs = late.length * onTime.length;
        const { auc } = scoreForecasts(all);
        if (pairs === 0) expect(auc).toBeNull();
        else expect(auc).toBeCloseTo(won / pairs, 12);
      }),
    );
  });

  it("counts every forecast in one bin", () => {
    fc.assert(
      fc.property(forecasts, fc.integer({ min: 1, max: 20 }), (all, bins) => {
        const { calibration, brier } = scoreForecasts(all, bins);
        expect(calibration.reduce((sum, { count }) => sum + count, 0)).toBe(all.length);
        for (const { from, to, meanProbability } of calibration) {
          expect(meanProbability).toBeGreaterThanOrEqual(from - 1e-12);
          expect(meanProbability).toBeLessThanOrEqual(to + 1e-12);
        }
        expect(brier === null).toBe(all.length === 0);
      }),
    );
  });

  it("finds little wrong with probabilities that are true", () => {
    const all = Array.from({ length: 20_000 }, (_, i) => {
      const probability = uniform(11, 0, i, 0);
      return forecast(probability, uniform(11, 1, i, 0) < probability);
    });
    const { brier, auc, expectedCalibrationError } = scoreForecasts(all);
    // Of uniform probabilities: E p(1 - p) = 1/6, and the AUC is 5/6.
    expect(brier).toBeCloseTo(1 / 6, 2);
    expect(auc).toBeCloseTo(5 / 6, 2);
    expect(expectedCalibrationError ?? 1).toBeLessThan(0.02);
  });
});
