import { dayOf, instantAt, minuteMs } from "../calendar/civil-date.ts";
import type { OfficeTime } from "../calendar/opening-hours.ts";
import { addOpeningMs, closingOf, openingMsBetween, openingOf } from "../calendar/opening-hours.ts";
import type { EpochDay, EpochMs } from "../calendar/types.ts";
import { addWorkingDays, rollForward, subtractWorkingDays, workingDaysBetween } from "../calendar/working-days.ts";
import { isHeld } from "./ledger.ts";
import type { Run } from "./run.ts";
import { addDays, countDays, earlierHoursOf, runOf } from "./run.ts";
import type { LimitLedger, Rung, RungPoint } from "./types.ts";

/** When a rung takes effect. Absent while the limit is held or after it ended, and for a point before the run began (two
 *  days before the due day of a one-day limit): that rung is no part of it. A point inside an interval already over
 *  waits for its end: nothing takes effect while a limit is suspended.
 *  @throws CalendarHorizonError when a day needed lies outside the calendar */
export function rungDueAt(office: OfficeTime, ledger: LimitLedger, point: RungPoint): EpochMs | undefined {
  if (ledger.endedAt !== undefined || isHeld(ledger)) return undefined;
  return dueAtOf(office, ledger, runOf(office, ledger), point);
}

export interface DueRung {
  readonly rung: Rung;
  readonly dueAt: EpochMs;
}

/** The earliest rung not yet taken, also one that was missed; at one instant the smaller id first (by code unit).
 *  @param taken ids of the rungs taken in this generation
 *  @throws CalendarHorizonError when a day needed lies outside the calendar */
export function nextRung(
  office: OfficeTime,
  ledger: LimitLedger,
  ladder: readonly Rung[],
  taken: readonly string[],
): DueRung | undefined {
  if (ledger.endedAt !== undefined || ladder.length === 0 || isHeld(ledger)) return undefined;
  const run = runOf(office, ledger);
  let rung: Rung | undefined;
  let dueAt = Number.POSITIVE_INFINITY;
  for (const candidate of ladder) {
    if (taken.includes(candidate.id)) continue;
    const at = dueAtOf(office, ledger, run, candidate.point);
    if (at === undefined || at > dueAt || (at === dueAt && rung !== undefined && candidate.id > rung.id)) continue;
    rung = candidate;
    dueAt = at;
  }
  return rung === undefined ? undefined : { rung, dueAt };
}

/** The instant of `nextRung` alone: what a dossier's wake is made of. */
export function earliestRungAt(
  office: OfficeTime,
  ledger: LimitLedger,
  ladder: readonly Rung[],
  taken: readonly string[],
): EpochMs | undefined {
  if (ledger.endedAt !== undefined || ladder.length === 0 || isHeld(ledger)) return undefined;
  const run = runOf(office, ledger);
  let earliest: EpochMs | undefined;
  for (const rung of ladder) {
    if (taken.includes(rung.id)) continue;
    const at = dueAtOf(office, ledger, run, rung.point);
    if (at !== undefined && (earliest === undefined || at < earliest)) earliest = at;
  }
  return earliest;
}

/** The instants of a whole ladder on a run worked out already, in its order; Infinity where `rungDueAt` gives none. For
 *  many dossiers at once, where the ledger changes seldom.
 *  @param run what `runOf` gives for this ledger
 *  @throws CalendarHorizonError when a day needed lies outside the calendar */
export function rungInstants(
  office: OfficeTime,
  ledger: LimitLedger,
  run: Run,
  ladder: readonly Rung[],
  into: Float64Array,
): void {
  const silent = ledger.endedAt !== undefined || isHeld(ledger);
  for (let i = 0; i < ladder.length; i += 1) {
    const rung = ladder[i];
    const at = silent || rung === undefined ? undefined : dueAtOf(office, ledger, run, rung.point);
    into[i] = at ?? Number.POSITIVE_INFINITY;
  }
}

function dueAtOf(office: OfficeTime, ledger: LimitLedger, run: Run, point: RungPoint): EpochMs | undefined {
  if (run.due === undefined) return undefined;
  const at = pointAt(office, ledger, run, run.due, point);
  if (at < ledger.startAt) return undefined;
  for (let i = 0; i < run.intervals.length; i += 2) {
    if (at < (run.intervals[i] ?? 0)) break;
    if (at < (run.intervals[i + 1] ?? 0)) return run.intervals[i + 1];
  }
  return at;
}

const afterGrace = (office: OfficeTime, over: EpochMs, minutes: number | undefined): EpochMs =>
  minutes === undefined ? over : addOpeningMs(office, over, minutes * minuteMs);

function pointAt(
  office: OfficeTime,
  ledger: LimitLedger,
  run: Run,
  due: { readonly day: EpochDay; readonly at: EpochMs },
  point: RungPoint,
): EpochMs {
  switch (point.at) {
    case "due":
      return due.at;
    case "due-date-over":
      return afterGrace(office, instantAt(due.day + 1, 0), point.graceMinutes);
    case "share":
      return run.counting === "opening-ms" || run.counting === "plain-ms" || run.whole <= 1
        ? shareOfOpening(office, ledger, run, due.at, point.percent)
        : shareOfDays(office, ledger, run, due.at, point.percent);
    case "before-working-days":
      return openingOf(office, subtractWorkingDays(office.calendar, due.day, point.days));
    case "before-working-minutes":
      return openingMsEarlier(office, due.at, point.minutes * minuteMs);
    case "after-working-days":
      return closingOf(office, workingDaysAfter(office, run, due.day, point.days));
  }
}

/** The closing of the ceil(percent × n / 100)-th counted day; a counted rest day closes with the next working day. */
function shareOfDays(office: OfficeTime, ledger: LimitLedger, run: Run, dueAt: EpochMs, percent: number): EpochMs {
  const nth = Math.ceil((percent * run.whole) / 100);
  if (nth <= 0) return ledger.startAt;
  const { calendar } = office;
  let counted = 0;
  let since = run.startDay;
  if (run.counting !== "fixed") {
    for (let i = 0; i < run.intervals.length; i += 2) {
      const more = countDays(calendar, run.counting, since, dayOf(run.intervals[i] ?? 0));
      if (counted + more >= nth) break;
      counted += more;
      since = dayOf(run.intervals[i + 1] ?? 0);
    }
  }
  const closing = closingOf(office, rollForward(calendar, addDays(calendar, run.counting, since, nth - counted)));
  return percent <= 100 ? Math.min(closing, dueAt) : closing;
}

/** After that share of the opening time in which the limit ran, from its start to its due instant; rounded up to the
 *  millisecond, so never early. Where it ran outside opening hours only, the due instant. */
function shareOfOpening(office: OfficeTime, ledger: LimitLedger, run: Run, dueAt: EpochMs, percent: number): EpochMs {
  if (percent <= 0) return ledger.startAt;
  const { intervals } = run;
  const earlier = earlierHoursOf(run.counting, ledger);
  const begun = earlier?.until ?? ledger.startAt;
  const total = earlier === undefined ? openingTotal(office, ledger, run, dueAt) : run.whole;
  if (total <= 0) return dueAt;
  const share = Math.ceil((percent * total) / 100);
  let passed = earlier?.usedMs ?? 0;
  // Reached under earlier hours: at the latest when they were left.
  if (earlier !== undefined && share <= passed) return Math.min(begun, dueAt);
  let since = begun;
  for (let i = 0; i < intervals.length; i += 2) {
    if ((intervals[i + 1] ?? 0) <= begun) continue;
    const more = openingMsBetween(office, since, Math.max(intervals[i] ?? 0, begun));
    if (passed + more >= share) break;
    passed += more;
    since = intervals[i + 1] ?? 0;
  }
  return addOpeningMs(office, since, share - passed);
}

function openingTotal(office: OfficeTime, ledger: LimitLedger, { intervals }: Run, dueAt: EpochMs): number {
  let total = openingMsBetween(office, ledger.startAt, dueAt);
  for (let i = 0; i < intervals.length && (intervals[i] ?? 0) < dueAt; i += 2)
    total -= openingMsBetween(office, intervals[i] ?? 0, Math.min(intervals[i + 1] ?? 0, dueAt));
  return total;
}

/** The latest instant from which so much opening time is left until `at`: an opening rather than the closing before it,
 *  because a reminder at closing reaches nobody. */
function openingMsEarlier(office: OfficeTime, at: EpochMs, ms: number): EpochMs {
  const beginning = instantAt(office.calendar.firstDay, 0);
  const left = openingMsBetween(office, beginning, at) - ms;
  return left < 0 ? beginning : addOpeningMs(office, beginning, left + 1) - 1;
}

/** The n-th working day after the due day; days on which a late limit was suspended are nobody's delay and not counted. */
function workingDaysAfter(office: OfficeTime, run: Run, dueDay: EpochDay, days: number): EpochDay {
  const { calendar } = office;
  let left = days;
  let since = dueDay;
  for (let i = 0; i < run.intervals.length; i += 2) {
    const resumedOn = dayOf(run.intervals[i + 1] ?? 0);
    if (resumedOn <= since) continue;
    const more = workingDaysBetween(calendar, since, Math.max(since, dayOf(run.intervals[i] ?? 0)));
    if (more >= left) break;
    left -= more;
    since = resumedOn;
  }
  return addWorkingDays(calendar, since, left);
}
