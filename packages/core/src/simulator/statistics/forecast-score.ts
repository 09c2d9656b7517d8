import { invariant } from "../../base/invariant.ts";

/** What was said before and what happened. */
export interface ScoredForecast {
  /** 0 to 1. */
  readonly probability: number;
  readonly happened: boolean;
}

/** How good probabilities were, by what happened. */
export interface ForecastScore {
  /** Forecasts, and how many of them happened. */
  readonly count: number;
  readonly happened: number;
  /** Mean squared error of the probabilities; 0 is perfect. `null` of none, as the others. */
  readonly brier: number | null;
  /** 1 less Brier score over that of always saying how often it happens; above 0 is better than that. */
  readonly brierSkill: number | null;
  /** Probability that one that happened was rated above one that did not, ties half. `null` unless there are both. */
  readonly auc: number | null;
  readonly calibration: readonly CalibrationBin[];
  /** Mean gap between said and happened over the bins, by how many are in each; and the greatest. */
  readonly expectedCalibrationError: number | null;
  readonly maxCalibrationError: number | null;
}

/** Forecasts with a probability of `[from, to)`, the last one with `to` too. Bins without any are left out. */
export interface CalibrationBin {
  readonly from: number;
  readonly to: number;
  readonly count: number;
  readonly meanProbability: number;
  readonly happenedShare: number;
}

/** @param bins of equal width in the calibration table */
export function scoreForecasts(forecasts: readonly ScoredForecast[], bins = 10): ForecastScore {
  const count = forecasts.length;
  const happened = forecasts.filter((one) => one.happened).length;
  let squares = 0;
  for (const { probability, happened: did } of forecasts) {
    invariant(probability >= 0 && probability <= 1, "a probability of 0 to 1");
    squares += (probability - (did ? 1 : 0)) ** 2;
  }
  const brier = count === 0 ? null : squares / count;
  const base = (happened / count) * (1 - happened / count);
  const calibration = calibrationTable(forecasts, bins);
  const gaps = calibration.map((bin) => Math.abs(bin.meanProbability - bin.happenedShare));
  const weighed = calibration.reduce((sum, bin, i) => sum + bin.count * (gaps[i] ?? 0), 0);
  return {
    count,
    happened,
    brier,
    brierSkill: brier === null || base === 0 ? null : 1 - brier / base,
    auc: areaUnderCurve(forecasts),
    calibration,
    expectedCalibrationError: count === 0 ? null : weighed / count,
    maxCalibrationError: count === 0 ? null : Math.max(...gaps),
  };
}

/** By ranks (Mann and Whitney); equal probabilities share their mean rank. */
function areaUnderCurve(forecasts: readonly ScoredForecast[]): number | null {
  const sorted = [...forecasts].sort((left, right) => left.probability - right.probability);
  let rankSum = 0;
  let positives = 0;
  for (let from = 0; from < sorted.length; ) {
    let to = from;
    let here = 0;
    while (to < sorted.length && sorted[to]?.probability === sorted[from]?.probability) {
      if (sorted[to]?.happened) here += 1;
      to += 1;
    }
    rankSum += here * ((from + 1 + to) / 2);
    positives += here;
    from = to;
  }
  const negatives = sorted.length - positives;
  if (positives === 0 || negatives === 0) return null;
  return (rankSum - (positives * (positives + 1)) / 2) / (positives * negatives);
}

function calibrationTable(forecasts: readonly ScoredForecast[], bins: number): readonly CalibrationBin[] {
  const sums = Array.from({ length: bins }, () => ({ count: 0, probability: 0, happened: 0 }));
  for (const { probability, happened } of forecasts) {
    const bin = sums[Math.min(bins - 1, Math.floor(probability * bins))];
    if (bin === undefined) continue;
    bin.count += 1;
    bin.probability += probability;
    if (happened) bin.happened += 1;
  }
  return sums.flatMap(({ count, probability, happened }, i) =>
    count === 0
      ? []
      : [
          {
            from: i / bins,
            to: (i + 1) / bins,
            count,
            meanProbability: probability / count,
            happenedShare: happened / count,
          },
        ],
  );
}
