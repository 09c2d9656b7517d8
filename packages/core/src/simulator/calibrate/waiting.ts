import type { StaffClock } from "../kernel/staff-clock.ts";
import { type Fit, fitValues } from "./fit.ts";
import { IdleTime } from "./idle.ts";
import { type FoundStaff, visitsByPerson } from "./staff.ts";
import type { Trace, Visit } from "./traces.ts";

/** Waiting before an activity that neither the hours of people nor their other work explain: for the applicant, for another
 *  agency, in somebody's tray. In opening time of the office. */
export interface FoundWaiting {
  readonly activity: string;
  /** Share of its items that waited so. */
  readonly share: number;
  /** How long those waited that did. */
  readonly wait: Fit;
  /** How long all waited so, none at all included. */
  readonly all: Fit;
  /** Items for which it is known to the minute; of the others only that it lies between two bounds. */
  readonly known: number;
  readonly items: number;
}

export interface WaitingRule {
  /** Shorter idle times are not seen as such, and shorter waits are none. */
  readonly idleMsMin: number;
  /** Waiting of fewer items, or that is shorter on average, is left out. */
  readonly shareMin: number;
  readonly meanMsMin: number;
  /** Count from the end of what came before, or only from when the log says that work was ready: where waits between the
   *  two are steps of the procedure. */
  sinceReady(activity: string): boolean;
}

/** So many items whose waiting is known make up for those of which it is not. */
const knownMin = 20;

/**
 * Work is done as soon as somebody who can is free and there: so it became ready after the last moment at which somebody was
 * free and did not begin it, and not after it was begun. Where both are the same the extraneous wait is known; those items
 * stand for all, because whether people are busy when an item becomes ready has nothing to do with how long it took.
 * @param everybodys all the work that keeps people busy, where `traces` are a part of it
 */
export function findWaiting(
  traces: readonly Trace[],
  staff: FoundStaff,
  clocks: { readonly office: StaffClock; readonly ofPerson: ReadonlyMap<string, StaffClock> },
  rule: WaitingRule,
  everybodys: readonly Trace[] = traces,
): ReadonlyMap<string, FoundWaiting> {
  const idle = new Map<string, IdleTime>();
  for (const [person, visits] of visitsByPerson(everybodys)) {
    const clock = clocks.ofPerson.get(person);
    if (clock !== undefined) idle.set(person, new IdleTime(clock, visits));
  }
  const able = new Map<string, IdleTime[]>();
  for (const { name, does } of staff.people)
    for (const activity of does) {
      const time = idle.get(name);
      if (time !== undefined) able.set(activity, [...(able.get(activity) ?? []), time]);
    }
  const waits = new Map<string, { readonly known: number[]; readonly least: number[] }>();
  for (const { visits } of traces)
    for (const visit of visits) {
      const { activity, person } = visit;
      if (person === undefined) continue;
      const of = waits.get(activity) ?? { known: [], least: [] };
      waits.set(activity, of);
      const [least, most] = bounds(visit, able.get(activity) ?? [], clocks.office, rule);
      of.least.push(least);
      if (most - least <= rule.idleMsMin) of.known.push(most <= rule.idleMsMin ? 0 : most);
    }
  const found = new Map<string, FoundWaiting>();
  for (const [activity, { known, least }] of waits) {
    const values = known.length >= Math.min(knownMin, least.length) ? known : least;
    const waited = values.filter((ms) => ms > rule.idleMsMin);
    const share = waited.length / values.length;
    const wait = fitValues(Float64Array.from(waited));
    const all = fitValues(Float64Array.from(values));
    if (wait === undefined || all === undefined) continue;
    if (share < rule.shareMin || all.meanMs < rule.meanMsMin) continue;
    found.set(activity, { activity, share, wait, all, known: known.length, items: least.length });
  }
  return found;
}

/** Between which two the extraneous wait lies, in opening time of the office. */
function bounds(
  { activity, readyAt, enabledAt, enabledKnown, startAt }: Visit,
  able: readonly IdleTime[],
  office: StaffClock,
  { idleMsMin, sinceReady }: WaitingRule,
): readonly [least: number, most: number] {
  const since = sinceReady(activity) ? readyAt : enabledAt;
  if (startAt - since <= idleMsMin) return [0, 0];
  let latest = enabledAt;
  for (const time of able) latest = Math.max(latest, time.lastFree(enabledAt, startAt, idleMsMin) ?? enabledAt);
  const least = office.onBetween(since, latest);
  // A log that says when work became ready is believed: what came after is other work.
  return [least, enabledKnown ? least : office.onBetween(since, startAt)];
}
