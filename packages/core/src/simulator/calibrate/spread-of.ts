import { InvariantError } from "../../base/invariant.ts";
import type { Distribution } from "../model.ts";
import type { Spread, TimeUnit } from "../scenario/types.ts";

const unitMs = { minute: 60_000, "working-hour": 3_600_000, hour: 3_600_000 } as const;

/** A distribution as a scenario writes it, to six digits.
 *  @throws InvariantError for a mixture, which no fit gives */
export function spreadOf(distribution: Distribution, unit: keyof typeof unitMs & TimeUnit): Spread {
  const of = (ms: number): number => rounded(ms / unitMs[unit]);
  switch (distribution.kind) {
    case "fixed":
      return { kind: "fixed", value: of(distribution.ms), unit };
    case "uniform":
      return { kind: "uniform", min: of(distribution.minMs), max: of(distribution.maxMs), unit };
    case "exponential":
      return { kind: "exponential", mean: of(distribution.meanMs), unit };
    case "normal":
    case "log-normal":
    case "gamma":
      return { kind: distribution.kind, mean: of(distribution.meanMs), sd: of(distribution.sdMs), unit };
    case "weibull":
      return { kind: "weibull", shape: rounded(distribution.shape), scale: of(distribution.scaleMs), unit };
    case "triangular":
      return {
        kind: "triangular",
        min: of(distribution.minMs),
        mode: of(distribution.modeMs),
        max: of(distribution.maxMs),
        unit,
      };
    case "histogram": {
      // Edges a millisecond apart must stay apart.
      const edges = distribution.edgesMs.map((ms) => Number((ms / unitMs[unit]).toPrecision(12)));
      return { kind: "histogram", edges, shares: distribution.shares.map(rounded), unit };
    }
    case "sample":
      return { kind: "sample", values: distribution.valuesMs.map(of), unit };
    case "mixture":
      throw new InvariantError("no fit gives a mixture");
  }
}

export const rounded = (value: number): number => Number(value.toPrecision(6));

/** Shares of counts, to six digits, that add up to 1: the largest takes what rounding leaves. */
export function sharesOf(counts: readonly number[]): readonly number[] {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const shares = counts.map((count) => rounded(count / total));
  const largest = shares.indexOf(Math.max(...shares));
  const others = shares.reduce((sum, share, i) => (i === largest ? sum : sum + share), 0);
  return shares.map((share, i) => (i === largest ? Number((1 - others).toFixed(9)) : share));
}
