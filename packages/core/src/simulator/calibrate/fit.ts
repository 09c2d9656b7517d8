import type { Distribution } from "../model.ts";
import { type FamilyName, type FittedFamily, fitFamilies } from "./families.ts";

/** A distribution for values of a log, and how well it fits. */
export interface Fit {
  readonly distribution: Distribution;
  readonly count: number;
  readonly meanMs: number;
  /** Average distance between the values and the distribution (1-Wasserstein); 0 where the values themselves are drawn. */
  readonly distanceMs: number;
  /** Akaike's criterion of each family that was tried, least is best. */
  readonly aic: { readonly [family in FamilyName]?: number };
}

/** Fewer values are drawn again as they are: no family can be told from so few. */
export const fewValues = 15;
/** Kolmogorov's distance times the root of n beyond which a family is refused; 1.63 is the level of 1 %. */
const refusedBeyond = 1.63;
const binsMax = 40;

/**
 * The rule: values that hardly differ are `fixed`; fewer than 15 are drawn again as they are; else the family with the
 * least AIC, unless Kolmogorov's test refuses it at 1 %: then a histogram of bins that hold equally many.
 * @param values milliseconds, 0 or more; sorted in place
 * @returns `undefined` of none
 */
export function fitValues(values: Float64Array): Fit | undefined {
  const n = values.length;
  if (n === 0) return undefined;
  values.sort();
  const meanMs = values.reduce((sum, value) => sum + value, 0) / n;
  const [min = 0, max = 0] = [values[0], values[n - 1]];
  const of = (distribution: Distribution, distanceMs: number, aic: Fit["aic"] = {}): Fit => ({
    distribution,
    count: n,
    meanMs,
    distanceMs,
    aic,
  });
  if (max - min <= Math.max(1, 1e-3 * meanMs)) return of({ kind: "fixed", ms: Math.round(meanMs) }, (max - min) / 4);
  if (n < fewValues) return of({ kind: "sample", valuesMs: [...values].map(Math.round) }, 0);
  // Clocks that count in whole seconds or minutes tell 0 of what took less; a tenth of such is a kind of work of its own.
  const zeros = firstAbove(values, 0);
  if (zeros > 0.1 * n) return of(histogramOf(values), histogramDistance(values));
  const least = values[zeros] as number;
  const positive = values.map((value) => (value > 0 ? value : least / 2));
  const fitted = fitFamilies(positive);
  const aic = Object.fromEntries(fitted.map((family) => [family.kind, aicOf(family)]));
  const best = fitted.reduce((a, b) => (aicOf(b) < aicOf(a) ? b : a));
  if (kolmogorov(values, best) * Math.sqrt(n) > refusedBeyond)
    return of(histogramOf(values), histogramDistance(values), aic);
  return of(best.distribution, distance(values, best), aic);
}

const aicOf = ({ parameters, logLikelihood }: FittedFamily): number => 2 * parameters - 2 * logLikelihood;

/** The least AIC that a family reaches; `undefined` where values are too few or too alike for one. */
export const bestAic = ({ aic }: Fit): number | undefined =>
  Object.values(aic).length === 0 ? undefined : Math.min(...Object.values(aic));

/** Greatest distance between the distribution of the values and that of a family. @param values sorted */
export function kolmogorov(values: Float64Array, { shareUpTo }: Pick<FittedFamily, "shareUpTo">): number {
  const n = values.length;
  let greatest = 0;
  for (let i = 0; i < n; ) {
    const share = shareUpTo(values[i] as number);
    let next = i + 1;
    while (next < n && values[next] === values[i]) next += 1;
    greatest = Math.max(greatest, Math.abs(share - i / n), Math.abs(next / n - share));
    i = next;
  }
  return greatest;
}

/** 1-Wasserstein: the area between both distributions, by the trapezoid between neighbouring values. */
function distance(values: Float64Array, { shareUpTo }: FittedFamily): number {
  const n = values.length;
  let area = 0;
  let shareBefore = shareUpTo(values[0] as number);
  for (let i = 0; i + 1 < n; i += 1) {
    const [from, to] = [values[i] as number, values[i + 1] as number];
    const share = to === from ? shareBefore : shareUpTo(to);
    const here = (i + 1) / n;
    area += ((to - from) * (Math.abs(shareBefore - here) + Math.abs(share - here))) / 2;
    shareBefore = share;
  }
  return area;
}

/** Bins of equally many values; a value that alone would fill one has a bin of a millisecond. @param values sorted */
export function histogramOf(values: Float64Array): Extract<Distribution, { kind: "histogram" }> {
  const edges = edgesOf(values);
  const shares: number[] = [];
  for (let bin = 0; bin + 1 < edges.length; bin += 1) {
    const last = bin + 2 === edges.length;
    const upTo = last ? values.length : firstNotBelow(values, edges[bin + 1] as number);
    shares.push((upTo - firstNotBelow(values, edges[bin] as number)) / values.length);
  }
  return { kind: "histogram", edgesMs: edges, shares };
}

function edgesOf(values: Float64Array): readonly number[] {
  const n = values.length;
  const bins = Math.max(2, Math.min(binsMax, Math.floor(Math.sqrt(n))));
  const edges = new Set<number>();
  for (let bin = 0; bin <= bins; bin += 1) {
    const edge = values[Math.min(n - 1, Math.floor((bin * n) / bins))] as number;
    if (edges.has(edge)) edges.add(edge + 1);
    edges.add(edge);
  }
  if (edges.size === 1) edges.add((values[0] as number) + 1);
  return [...edges].sort((a, b) => a - b);
}

/** Within a bin a value is moved by a quarter of its width on average, at most. */
function histogramDistance(values: Float64Array): number {
  const { edgesMs, shares } = histogramOf(values);
  return shares.reduce(
    (sum, share, bin) => sum + (share * ((edgesMs[bin + 1] as number) - (edgesMs[bin] as number))) / 4,
    0,
  );
}

function firstAbove(values: Float64Array, limit: number): number {
  let place = 0;
  while (place < values.length && (values[place] as number) <= limit) place += 1;
  return place;
}

function firstNotBelow(values: Float64Array, limit: number): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((values[middle] as number) < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
