import { type Estimate, estimate, shareInterval } from "./interval.ts";

/** Shares that are counted in dossiers, and the counts beside them that they are made of. */
const parts: { readonly [share: string]: { readonly hits: string; readonly of: readonly string[] } } = {
  turnedAwayShare: { hits: "turnedAway", of: ["arrived", "turnedAway"] },
  withdrawnShare: { hits: "withdrawn", of: ["arrived"] },
  onTimeLocalShare: { hits: "onTimeLocal", of: ["limited", "openLate"] },
  onTimeNationalShare: { hits: "onTimeNational", of: ["limited", "openLate"] },
};

/**
 * A figure over replications. Of a counted share that is the same in all of them, Student would say that nothing is uncertain:
 * such a one has the interval of what was counted too.
 * @param name of the figure, without the path to it
 * @param values one for each replication
 * @param beside another figure of the same group, by its name
 */
export function estimateOf(
  name: string,
  values: readonly number[],
  beside: (name: string) => readonly number[] | undefined,
): Estimate {
  const told = estimate(values);
  const made = parts[name];
  const { mean, sd, n } = told;
  if (made === undefined || n < 2 || sd !== 0 || mean === null || mean > 1) return told;
  const [hits, ...of] = [made.hits, ...made.of].map(beside);
  const counted = values.map((_, i) => ({
    hits: hits?.[i] ?? 0,
    of: of.reduce((sum, column) => sum + (column?.[i] ?? 0), 0),
  }));
  const interval = shareInterval(
    counted.filter((one) => one.of > 0),
    0.95,
  );
  return interval === undefined ? told : { ...told, counted95: [interval.low, interval.high] };
}
