import { estimateOf } from "./counted-shares.ts";
import { type Estimate, estimate, halfWidth, moments } from "./interval.ts";
import { studentTail } from "./student.ts";

/** A figure by replication; NaN where a replication had nothing to count. */
export type ValuesByMeasure = ReadonlyMap<string, readonly number[]>;

/** One figure of a variant against the base, replication by replication. */
export interface Comparison {
  readonly measure: string;
  readonly base: Estimate;
  readonly variant: Estimate;
  /** Variant less base, over pairs. */
  readonly difference: Estimate;
  /** Interval of the difference so wide that all compared figures hold at once (Bonferroni). `null` for fewer than two pairs. */
  readonly halfTogether: number | null;
  /** Mean difference over the mean of the base; `null` when that is 0. */
  readonly shareOfBase: number | null;
  /** Probability of such a difference, or a greater one, if there were none (paired t-test); and after Holm. */
  readonly p: number | null;
  readonly pAdjusted: number | null;
  /** Whether the difference is more than chance, all comparisons taken together. `null`: no telling. */
  readonly matters: boolean | null;
}

/**
 * Paired differences under common random numbers: replication i of the variant against replication i of the base. Whether a
 * difference matters is judged for all of `measures` together by Holm's method, so the more is asked, the more it takes.
 * @param measures figures to compare; those missing on one side are left out
 */
export function comparePaired(
  base: ValuesByMeasure,
  variant: ValuesByMeasure,
  measures: readonly string[],
  confidence = 0.95,
): readonly Comparison[] {
  const pairs = measures.flatMap((measure) => {
    const left = base.get(measure);
    const right = variant.get(measure);
    return left === undefined || right === undefined ? [] : [{ measure, left, right }];
  });
  const compared = pairs.map(({ measure, left, right }) => {
    const count = Math.min(left.length, right.length);
    const differences = Array.from({ length: count }, (_, i) => (right[i] ?? Number.NaN) - (left[i] ?? Number.NaN));
    return { measure, left, right, differences, p: pairedP(differences) };
  });
  const adjusted = holm(compared.map(({ p }) => p));
  const together = 1 - (1 - confidence) / Math.max(1, compared.filter(({ p }) => p !== null).length);
  return compared.map(({ measure, left, right, differences, p }, i) => {
    const { mean, sd, n } = moments(differences);
    const [before, after] = [shown(base, measure, left), shown(variant, measure, right)];
    const pAdjusted = adjusted[i] ?? null;
    return {
      measure,
      base: before,
      variant: after,
      difference: estimate(differences),
      halfTogether: n < 2 ? null : halfWidth(sd, n, together),
      shareOfBase: n === 0 || before.mean === null || before.mean === 0 ? null : mean / Math.abs(before.mean),
      p,
      pAdjusted,
      matters: pAdjusted === null ? null : pAdjusted <= 1 - confidence,
    };
  });
}

/** A figure as it is told when nothing is compared. */
function shown(all: ValuesByMeasure, measure: string, values: readonly number[]): Estimate {
  const name = measure.slice(measure.lastIndexOf("/") + 1);
  return estimateOf(name, values, (other) => all.get(measure.slice(0, measure.length - name.length) + other));
}

/** Two-sided paired t-test; `null` for fewer than two pairs. Pairs that all differ by the same are no chance. */
export function pairedP(differences: readonly number[]): number | null {
  const { mean, sd, n } = moments(differences);
  if (n < 2) return null;
  if (mean === 0) return 1;
  return sd === 0 ? 0 : Math.min(1, 2 * studentTail(Math.abs(mean) / (sd / Math.sqrt(n)), n - 1));
}

/** Holm's step-down adjustment; those without a probability stay without and do not count. */
export function holm(probabilities: readonly (number | null)[]): readonly (number | null)[] {
  const order = probabilities
    .flatMap((p, i) => (p === null ? [] : [{ p, i }]))
    .sort((left, right) => left.p - right.p || left.i - right.i);
  const adjusted: (number | null)[] = probabilities.map(() => null);
  let least = 0;
  order.forEach(({ p, i }, rank) => {
    least = Math.max(least, Math.min(1, p * (order.length - rank)));
    adjusted[i] = least;
  });
  return adjusted;
}
