/** What was cut off the beginning of a series, and what it did. */
export interface WarmUpCut {
  /** Values cut; 0 when none. */
  readonly values: number;
  /** The same as time, from the start of the series; `null` for a series without bins. */
  readonly cutMs: number | null;
  /** Means of all, of what was cut and of what stays; `null` of nothing. */
  readonly meanAll: number | null;
  readonly meanCut: number | null;
  readonly meanKept: number | null;
  /** False when too little stays to trust it: the series is still warming up, or far too short. */
  readonly trusted: boolean;
}

/**
 * Proposes a cut by MSER-5 (White, Cobb, Spratt): means of five values each; the cut is where the squared standard error of
 * the mean of the rest is least. Proposals in the second half are not trusted, as its inventors advise.
 */
export function proposeWarmUp(series: ArrayLike<number>, binMs?: number): WarmUpCut {
  const batches = Math.floor(series.length / 5);
  if (batches < 4) return cutOf(series, 0, binMs, false);
  const means = Array.from({ length: batches }, (_, i) => meanOf(series, i * 5, i * 5 + 5) ?? 0);
  // From the end, by Welford's sums: the statistic of every cut in one pass.
  let count = 0;
  let mean = 0;
  let squares = 0;
  let best = 0;
  let least = Number.POSITIVE_INFINITY;
  for (let cut = batches - 1; cut >= 0; cut -= 1) {
    const value = means[cut] ?? 0;
    count += 1;
    const off = value - mean;
    mean += off / count;
    squares += off * (value - mean);
    const statistic = squares / (count * count);
    // The last few alone may agree by chance.
    if (count >= 3 && statistic <= least) {
      least = statistic;
      best = cut;
    }
  }
  return cutOf(series, best * 5, binMs, best <= batches / 2);
}

function cutOf(series: ArrayLike<number>, values: number, binMs: number | undefined, trusted: boolean): WarmUpCut {
  return {
    values,
    cutMs: binMs === undefined ? null : values * binMs,
    meanAll: meanOf(series, 0, series.length),
    meanCut: meanOf(series, 0, values),
    meanKept: meanOf(series, values, series.length),
    trusted,
  };
}

function meanOf(series: ArrayLike<number>, from: number, to: number): number | null {
  let sum = 0;
  for (let i = from; i < to; i += 1) sum += series[i] ?? 0;
  return to > from ? sum / (to - from) : null;
}
