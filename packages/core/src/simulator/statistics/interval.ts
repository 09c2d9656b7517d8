import { invariant } from "../../base/invariant.ts";
import { normalQuantile, studentQuantile } from "./student.ts";

/** A figure over replications: mean, standard deviation between replications, half-width of the 95 % Student interval, number
 *  of replications that had the figure. `null` where there is no telling: no mean of nothing, no spread of one. */
export interface Estimate {
  readonly mean: number | null;
  readonly sd: number | null;
  readonly half95: number | null;
  readonly n: number;
  /** Of a share of dossiers that is the same in every replication, so that `half95` is 0: Wilson's 95 % interval of all that was
   *  counted, from and to. It takes dossiers for independent, so it is the least that is uncertain. */
  readonly counted95?: readonly [number, number];
}

/** @param values one for each replication; those that are not numbers (nothing to count in that one) are left out */
export function estimate(values: readonly number[]): Estimate {
  const { mean, sd, n } = moments(values);
  if (n === 0) return { mean: null, sd: null, half95: null, n };
  if (n === 1) return { mean, sd: null, half95: null, n };
  return { mean, sd, half95: halfWidth(sd, n, 0.95), n };
}

/** Half-width of the Student interval of a mean. @param confidence between 0 and 1, such as 0.95 */
export const halfWidth = (sd: number, n: number, confidence: number): number =>
  (studentFactor(n - 1, confidence) * sd) / Math.sqrt(n);

/** Mean and standard deviation (n - 1) of those that are numbers, in two passes. */
export function moments(values: readonly number[]): { readonly mean: number; readonly sd: number; readonly n: number } {
  let n = 0;
  let sum = 0;
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    n += 1;
    sum += value;
  }
  const mean = sum / n;
  let squares = 0;
  let rest = 0;
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    squares += (value - mean) ** 2;
    rest += value - mean;
  }
  return { mean, sd: Math.sqrt(Math.max(0, (squares - (rest * rest) / n) / (n - 1))), n };
}

/** Factors are asked for again and again for the same number of replications: the last is kept. */
let lastFactor = { degrees: 0, confidence: 0, factor: 0 };
/** How many standard errors to either side. */
export function studentFactor(degrees: number, confidence: number): number {
  if (lastFactor.degrees !== degrees || lastFactor.confidence !== confidence)
    lastFactor = { degrees, confidence, factor: studentQuantile((1 + confidence) / 2, degrees) };
  return lastFactor.factor;
}

/** A share with its interval. `student`: over replications. `wilson`: over what was counted. */
export interface ShareInterval {
  readonly share: number;
  readonly low: number;
  readonly high: number;
  readonly by: "student" | "wilson";
}

/** Wilson's interval of a proportion: never outside 0 to 1, and not empty when all or none hit. `undefined` of none. */
export function wilsonInterval(hits: number, of: number, confidence: number): ShareInterval | undefined {
  invariant(hits >= 0 && hits <= of, "no more hits than there are");
  if (of === 0) return undefined;
  const z = normalQuantile((1 + confidence) / 2);
  const share = hits / of;
  const spread = (z * z) / of;
  const middle = (share + spread / 2) / (1 + spread);
  const half = (z * Math.sqrt((share * (1 - share)) / of + spread / (4 * of))) / (1 + spread);
  return {
    share,
    low: hits === 0 ? 0 : Math.max(0, middle - half),
    high: hits === of ? 1 : Math.min(1, middle + half),
    by: "wilson",
  };
}

/**
 * A share counted in several replications, such as dossiers on time. Between replications by Student, because dossiers of one
 * replication share its bad days; by Wilson where the replications do not differ, or there is only one, and Student would say
 * that nothing is uncertain. `undefined` when nothing was counted.
 */
export function shareInterval(
  counted: readonly { readonly hits: number; readonly of: number }[],
  confidence: number,
): ShareInterval | undefined {
  let hits = 0;
  let of = 0;
  for (const one of counted) {
    hits += one.hits;
    of += one.of;
  }
  const pooled = wilsonInterval(hits, of, confidence);
  if (pooled === undefined) return undefined;
  const { mean, sd, n } = moments(counted.map((one) => one.hits / one.of));
  if (n < 2 || sd === 0) return pooled;
  const half = halfWidth(sd, n, confidence);
  return { share: mean, low: Math.max(0, mean - half), high: Math.min(1, mean + half), by: "student" };
}
