import type { EpochMs } from "../../calendar/types.ts";
import type { CompiledCalendar } from "../../calendar/work-calendar.ts";
import { hourOfWeek } from "../kernel/compile-streams.ts";
import type { StaffClock } from "../kernel/staff-clock.ts";
import type { Distribution } from "../model.ts";
import { type FamilyName, fitFamilies } from "./families.ts";
import {
  alwaysOpen,
  clockOf,
  type HoursRule,
  hoursOf,
  isUnusual,
  Sighted,
  sameHours,
  supportOf,
  type WeekHours,
} from "./week.ts";

/** How dossiers of one procedure arrive. */
export interface FoundArrivals {
  readonly count: number;
  readonly hours: WeekHours;
  /** Whose hours they are: those of the office, all hours, or hours of their own. */
  readonly hoursFrom: "office" | "always" | "own";
  /** In the open time of these hours. */
  readonly openMs: number;
  readonly pattern:
    | { readonly kind: "between"; readonly gap: Distribution }
    | { readonly kind: "weekly-rate"; readonly perHour: readonly number[] };
  /** Akaike's criterion of each pattern that was tried, least is best. */
  readonly aic: { readonly [pattern: string]: number };
}

export interface ArrivalsRule extends HoursRule {
  readonly granuleMinutes: number;
}

/** Where so many come in the hours of the office, those are the hours in which they come. */
const officeShareMin = 0.98;
/** From so many on a pattern can be told. */
const manyArrivals = 30;
const hourMs = 3_600_000;

/**
 * Arrivals by the least AIC of: a Poisson process, the same in all open hours; gaps of a gamma, log-normal or Weibull
 * distribution; a Poisson rate by hour of the day; one by hour of the week.
 * Few arrivals are a Poisson process over all the time in which any dossier came.
 * @param arrivals sorted
 * @param within first and last arrival of the whole log
 */
export function findArrivals(
  arrivals: readonly EpochMs[],
  office: WeekHours,
  calendar: CompiledCalendar,
  span: { readonly from: number; readonly to: number },
  within: readonly [first: EpochMs, last: EpochMs],
  rule: ArrivalsRule,
): FoundArrivals {
  const { hours, hoursFrom } = hoursOfArrivals(arrivals, office, calendar, rule);
  const clock = clockOf(hours, calendar, span);
  const first = arrivals[0] ?? 0;
  const last = arrivals[arrivals.length - 1] ?? first;
  const openMs = clock.onBetween(first, last);
  const gaps = gapsOf(arrivals, clock);
  const tried: { readonly name: string; readonly aic: number; readonly pattern: FoundArrivals["pattern"] }[] = [];
  if (arrivals.length < manyArrivals) {
    const all = Math.max(hourMs, clock.onBetween(...within));
    const gap: Distribution = { kind: "exponential", meanMs: all / Math.max(1, arrivals.length) };
    return { count: arrivals.length, hours, hoursFrom, openMs: all, pattern: { kind: "between", gap }, aic: {} };
  }
  const meanMs = Math.max(1, openMs / gaps.length);
  tried.push({
    name: "exponential",
    aic: 2 + 2 * gaps.length * (1 + Math.log(meanMs)),
    pattern: { kind: "between", gap: { kind: "exponential", meanMs } },
  });
  const least = gaps.reduce((min, gap) => (gap > 0 ? Math.min(min, gap) : min), meanMs);
  const positive = gaps.map((gap) => (gap > 0 ? gap : least / 2));
  if (positive.some((gap) => gap !== positive[0]))
    for (const { kind, logLikelihood, parameters, distribution } of fitFamilies(positive))
      if (gapFamilies.has(kind))
        tried.push({
          name: kind,
          aic: 2 * parameters - 2 * logLikelihood,
          pattern: { kind: "between", gap: distribution },
        });
  for (const name of ["hour-of-day", "hour-of-week"] as const) tried.push(profile(name, arrivals, clock));
  const best = tried.reduce((a, b) => (b.aic < a.aic ? b : a));
  return {
    count: arrivals.length,
    hours,
    hoursFrom,
    openMs,
    pattern: best.pattern,
    aic: Object.fromEntries(tried.map(({ name, aic }) => [name, aic])),
  };
}

const gapFamilies: ReadonlySet<FamilyName> = new Set(["gamma", "log-normal", "weibull"]);

function hoursOfArrivals(
  arrivals: readonly EpochMs[],
  office: WeekHours,
  calendar: CompiledCalendar,
  rule: ArrivalsRule,
): Pick<FoundArrivals, "hours" | "hoursFrom"> {
  const sighted = new Sighted(rule.granuleMinutes, (day) => isUnusual(calendar, day));
  for (const at of arrivals) sighted.add(at);
  const counts = sighted.counts();
  const own = hoursOf(counts, rule);
  const inOffice = supportOf(counts, office) >= officeShareMin;
  if (own === undefined)
    return inOffice
      ? { hours: office, hoursFrom: "office" }
      : { hours: alwaysOpen(rule.granuleMinutes), hoursFrom: "always" };
  if (sameHours(own, office)) return { hours: office, hoursFrom: "office" };
  return { hours: own, hoursFrom: "own" };
}

function gapsOf(arrivals: readonly EpochMs[], clock: StaffClock): Float64Array {
  const gaps = new Float64Array(Math.max(0, arrivals.length - 1));
  for (let i = 0; i < gaps.length; i += 1) gaps[i] = clock.onBetween(arrivals[i] as number, arrivals[i + 1] as number);
  return gaps;
}

/** A Poisson process whose rate hangs on the hour: what its likelihood is, over the same time as that of the gaps. */
function profile(name: "hour-of-day" | "hour-of-week", arrivals: readonly EpochMs[], clock: StaffClock) {
  const cells = name === "hour-of-day" ? 24 : 168;
  const openMs = new Float64Array(cells);
  const counts = new Float64Array(cells);
  const cellOf = (at: EpochMs): number => hourOfWeek(at) % cells;
  const [first = 0] = arrivals;
  const last = arrivals[arrivals.length - 1] ?? first;
  for (let at = first; at < last; ) {
    const next = Math.min(last, (Math.floor(at / hourMs) + 1) * hourMs);
    openMs[cellOf(at)] = (openMs[cellOf(at)] ?? 0) + clock.onBetween(at, next);
    at = next;
  }
  // The first one only begins the time that is looked at.
  for (const at of arrivals.slice(1)) counts[cellOf(at)] = (counts[cellOf(at)] ?? 0) + 1;
  let [logLikelihood, parameters] = [0, 0];
  const rates = Array.from(counts, (count, cell) => {
    const open = openMs[cell] ?? 0;
    if (open > 0) parameters += 1;
    if (count > 0) logLikelihood += count * Math.log(count / Math.max(1, open)) - count;
    return open > 0 ? (count * hourMs) / open : 0;
  });
  return {
    name,
    aic: 2 * parameters - 2 * logLikelihood,
    pattern: {
      kind: "weekly-rate" as const,
      perHour: Array.from({ length: 168 }, (_, hour) => rates[hour % cells] ?? 0),
    },
  };
}
