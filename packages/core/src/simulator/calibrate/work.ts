import type { StaffClock } from "../kernel/staff-clock.ts";
import { bestAic, type Fit, fitValues } from "./fit.ts";
import { visitsByPerson } from "./staff.ts";
import type { Trace, Visit } from "./traces.ts";

/** What an activity takes. */
export interface FoundWork {
  readonly activity: string;
  /** In working time where people do it, in elapsed time where nobody does. */
  readonly all: Fit;
  /** Where people differ for certain. */
  readonly byPerson: ReadonlyMap<string, Fit>;
  /** Items without a person, as a share. */
  readonly unattended: number;
  /** Items that the log gives no time. */
  readonly instantaneous: number;
}

/** People are told apart from so many items each on. */
const itemsPerPersonMin = 40;
/** By how much AIC must fall for people to be told apart: e^5 times as likely. */
const aicGainMin = 10;

export function findWork(
  traces: readonly Trace[],
  clocks: ReadonlyMap<string, StaffClock>,
  multitaskers: ReadonlySet<string>,
): ReadonlyMap<string, FoundWork> {
  const shares = sharesOf(traces, multitaskers);
  const visits = new Map<string, Visit[]>();
  for (const trace of traces)
    for (const visit of trace.visits) {
      const list = visits.get(visit.activity);
      if (list === undefined) visits.set(visit.activity, [visit]);
      else list.push(visit);
    }
  const found = new Map<string, FoundWork>();
  for (const [activity, ofActivity] of visits) {
    const work = workOf(activity, ofActivity, clocks, shares);
    if (work !== undefined) found.set(activity, work);
  }
  return found;
}

function workOf(
  activity: string,
  visits: readonly Visit[],
  clocks: ReadonlyMap<string, StaffClock>,
  shares: ReadonlyMap<Visit, number>,
): FoundWork | undefined {
  const values = new Map<string, number[]>();
  const pooled: number[] = [];
  let unattended = 0;
  for (const visit of visits) {
    const { person } = visit;
    if (person === undefined) unattended += 1;
    const ms = workedMs(visit, person === undefined ? undefined : clocks.get(person)) * (shares.get(visit) ?? 1);
    pooled.push(ms);
    if (person === undefined) continue;
    const own = values.get(person);
    if (own === undefined) values.set(person, [ms]);
    else own.push(ms);
  }
  const all = fitValues(Float64Array.from(pooled));
  if (all === undefined) return undefined;
  return {
    activity,
    all,
    byPerson: tellApart(values, pooled),
    unattended: unattended / visits.length,
    instantaneous: visits.filter(({ startAt, endAt }) => startAt === endAt).length / visits.length,
  };
}

/** Working time from start to end; the time itself for work over time, which no calendar holds. */
export function workedMs({ startAt, endAt }: Visit, clock: StaffClock | undefined): number {
  const elapsed = endAt - startAt;
  if (clock === undefined || clock.always || elapsed === 0) return elapsed;
  const onShift = clock.onBetween(startAt, endAt);
  if (clock.isOn(endAt - 1)) return onShift;
  return elapsed < shiftMsMax ? elapsed : Math.max(onShift, 1);
}

/** Work over time is finished on the day it was begun. */
const shiftMsMax = 12 * 3_600_000;

/** Only people with enough items are compared, and only where their own distributions are clearly the likelier ones. */
function tellApart(
  values: ReadonlyMap<string, readonly number[]>,
  pooled: readonly number[],
): ReadonlyMap<string, Fit> {
  const fits = new Map<string, Fit>();
  const compared: number[] = [];
  let apart = 0;
  for (const [person, own] of values) {
    if (own.length < itemsPerPersonMin) continue;
    const fit = fitValues(Float64Array.from(own));
    const aic = fit === undefined ? undefined : bestAic(fit);
    if (fit === undefined || aic === undefined) continue;
    fits.set(person, fit);
    apart += aic;
    compared.push(...own);
  }
  if (fits.size < 2) return new Map();
  const together = fitValues(Float64Array.from(compared.length === 0 ? pooled : compared));
  const aic = together === undefined ? undefined : bestAic(together);
  return aic !== undefined && aic - apart > aicGainMin ? fits : new Map();
}

/** What share of its time an item had of a person who did several at once: time that k items share counts 1/k for each. */
function sharesOf(traces: readonly Trace[], multitaskers: ReadonlySet<string>): ReadonlyMap<Visit, number> {
  const shares = new Map<Visit, number>();
  if (multitaskers.size === 0) return shares;
  for (const [person, visits] of visitsByPerson(traces)) {
    if (!multitaskers.has(person)) continue;
    const instants = [...new Set(visits.flatMap(({ startAt, endAt }) => [startAt, endAt]))].sort((a, b) => a - b);
    const own = new Map<Visit, number>();
    let open: Visit[] = [];
    let next = 0;
    instants.forEach((at, i) => {
      open = open.filter(({ endAt }) => endAt > at);
      while (next < visits.length && (visits[next] as Visit).startAt <= at) {
        const visit = visits[next] as Visit;
        if (visit.endAt > at) open.push(visit);
        next += 1;
      }
      const until = instants[i + 1] ?? at;
      for (const visit of open) own.set(visit, (own.get(visit) ?? 0) + (until - at) / open.length);
    });
    for (const [visit, ms] of own) shares.set(visit, ms / (visit.endAt - visit.startAt));
  }
  return shares;
}
