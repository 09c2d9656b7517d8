import { addMonths, civilDateOf, dayOf, epochDayOf, hourMs, minuteMs, msOfDay } from "../calendar/civil-date.ts";
import type { OfficeTime } from "../calendar/opening-hours.ts";
import { addOpeningMs, closingOf, cutoffOf, momentOf, openingMsBetween } from "../calendar/opening-hours.ts";
import type { Budget, Due, EpochDay, EpochMs } from "../calendar/types.ts";
import type { CompiledCalendar } from "../calendar/work-calendar.ts";
import { isProvisional, refuseDay } from "../calendar/work-calendar.ts";
import { addWorkingDays, isWorkingDay, rollForward, workingDaysBetween } from "../calendar/working-days.ts";
import { fixedDateOf } from "./ledger.ts";
import type { EarlierHours, LimitLedger, Suspension } from "./types.ts";

/** What a budget is counted in. `fixed`: calendar days up to a given date, which no suspension moves. */
export type Counting = "working-days" | "calendar-days" | "opening-ms" | "plain-ms" | "fixed";

/** A ledger laid on a calendar, in numbers: what projection, rungs and explanation read. */
export interface Run {
  readonly counting: Counting;
  readonly startDay: EpochDay;
  /** The whole budget, extensions included, in the unit counted. */
  readonly whole: number;
  /** The union of the grounds: `from, to, from, to ...` in order, apart from one another; the last `to` may be Infinity. */
  readonly intervals: readonly EpochMs[];
  /** Used up by the latest suspension, or by the end; the whole budget for a limit suspended only after its due date. */
  readonly consumed: number;
  /** Absent while suspended before the due date. */
  readonly due: { readonly day: EpochDay; readonly at: EpochMs } | undefined;
}

const none: readonly EpochMs[] = [];

/** The union of all grounds, in order. Grounds still open last to the end of an ended limit, else for ever. */
function unionOf(ledger: LimitLedger): readonly EpochMs[] {
  const { suspensions, endedAt } = ledger;
  if (suspensions.length === 0) return none;
  const last = (suspension: Suspension): EpochMs =>
    suspension.to ?? (endedAt === undefined ? Number.POSITIVE_INFINITY : Math.max(endedAt, suspension.from));
  const [only] = suspensions;
  if (only !== undefined && suspensions.length === 1) return [only.from, last(only)];
  const union: EpochMs[] = [];
  for (const suspension of [...suspensions].sort((a, b) => a.from - b.from)) {
    const to = last(suspension);
    const end = union[union.length - 1];
    if (end === undefined || suspension.from > end) union.push(suspension.from, to);
    else if (to > end) union[union.length - 1] = to;
  }
  return union;
}

/** @throws CalendarHorizonError when a day needed lies outside the calendar */
export function runOf(office: OfficeTime, ledger: LimitLedger): Run {
  const startDay = dayOf(ledger.startAt);
  const counting = countingOf(ledger.budget);
  const whole = wholeOf(office, ledger, startDay);
  const intervals = unionOf(ledger);
  // The calendar must know the first day even where the arithmetic would not ask for it.
  if (startDay < office.calendar.firstDay || startDay > office.calendar.lastDay) refuseDay(office.calendar, startDay);
  if (counting === "opening-ms" || counting === "plain-ms")
    return runByTime(office, ledger, { counting, startDay, whole, intervals });
  return runByDays(office, ledger, { counting, startDay, whole, intervals });
}

export function countingOf(budget: Budget): Counting {
  switch (budget.unit) {
    case "working-day":
    case "same-day":
      return "working-days";
    case "calendar-day":
    case "month":
      return "calendar-days";
    case "working-hour":
    case "working-minute":
      return "opening-ms";
    case "hour":
      return "plain-ms";
    case "until":
      return "fixed";
  }
}

function wholeOf(office: OfficeTime, ledger: LimitLedger, startDay: EpochDay): number {
  const { budget, extensions } = ledger;
  if (budget.unit === "until") return Math.max(0, epochDayOf(fixedDateOf(ledger) ?? budget.date) - startDay);
  let amount =
    budget.unit === "same-day" ? sameDayBudget(office, ledger, startDay, budget.cutoffMinute) : budget.amount;
  for (const extension of extensions) if ("amount" in extension.amount) amount += extension.amount.amount;
  // A month budget counts as the calendar days to its unrolled due date; the first suspension only makes that visible.
  if (budget.unit === "month") return addMonths(startDay, amount) - startDay;
  if (budget.unit === "working-minute") return amount * minuteMs;
  return budget.unit === "hour" || budget.unit === "working-hour" ? amount * hourMs : amount;
}

/** A same-day budget is one of 0 working days, or of 1 after the cut-off. On a rest day nothing is cut off: the next
 *  working day is the same day. */
export function sameDayBudget(
  office: OfficeTime,
  { startAt, earlierHours }: LimitLedger,
  startDay: EpochDay,
  cutoffMinute: number,
): number {
  if (earlierHours?.sameDayWorkingDays !== undefined) return earlierHours.sameDayWorkingDays;
  if (!isWorkingDay(office.calendar, startDay)) return 0;
  return startAt > cutoffOf(office, startDay, cutoffMinute) ? 1 : 0;
}

type Frame = Pick<Run, "counting" | "startDay" | "whole" | "intervals">;

/** Counted days in (after, through]. */
export function countDays(calendar: CompiledCalendar, counting: Counting, after: EpochDay, through: EpochDay): number {
  return counting === "working-days" ? workingDaysBetween(calendar, after, through) : through - after;
}

/** The day on which `days` more have been counted, not rolled. */
export function addDays(calendar: CompiledCalendar, counting: Counting, day: EpochDay, days: number): EpochDay {
  return counting === "working-days" ? addWorkingDays(calendar, day, days) : day + days;
}

function runByDays(office: OfficeTime, ledger: LimitLedger, frame: Frame): Run {
  const { counting, startDay, whole, intervals } = frame;
  const { calendar } = office;
  let consumed = 0;
  let since = startDay;
  let dueDay: EpochDay | undefined;
  const fixed = fixedDateOf(ledger);
  if (fixed !== undefined) {
    dueDay = rollForward(calendar, epochDayOf(fixed));
  } else {
    dueDay = rollForward(calendar, addDays(calendar, counting, startDay, whole));
    for (let i = 0; i < intervals.length; i += 2) {
      const suspendedOn = dayOf(intervals[i] ?? 0);
      if (dueDay !== undefined && suspendedOn > dueDay) {
        consumed = whole; // late already: nothing heals
        break;
      }
      // Counted up to and including the day of suspension; the day of resumption is not counted again.
      consumed = Math.min(whole, consumed + countDays(calendar, counting, since, suspendedOn));
      const to = intervals[i + 1] ?? 0;
      if (to === Number.POSITIVE_INFINITY) {
        dueDay = undefined;
        break;
      }
      since = dayOf(to);
      dueDay = rollForward(calendar, addDays(calendar, counting, since, whole - consumed));
    }
  }
  if (ledger.endedAt !== undefined) consumed = daysConsumedBy(calendar, frame, ledger.endedAt);
  if (dueDay === undefined) return { counting, startDay, whole, intervals, consumed, due: undefined };
  const at =
    standingDueAt(ledger, dueDay) ??
    (ledger.dueTime === "end-of-day" ? closingOf(office, dueDay) : momentOf(office, dueDay, msOfDay(ledger.startAt)));
  return { counting, startDay, whole, intervals, consumed, due: { day: dueDay, at } };
}

/** The instant of a due date that was settled under earlier hours; none once the limit is due on another day. */
function standingDueAt({ earlierHours }: LimitLedger, dueDay: EpochDay): EpochMs | undefined {
  const due = earlierHours?.due;
  return due !== undefined && epochDayOf(due.dueOn) === dueDay ? due.dueAt : undefined;
}

/** Earlier hours matter to time that hours give alone: an hour of sixty minutes is the same under any. */
export const earlierHoursOf = (counting: Counting, ledger: LimitLedger): EarlierHours | undefined =>
  counting === "opening-ms" ? ledger.earlierHours : undefined;

function runByTime(office: OfficeTime, ledger: LimitLedger, frame: Frame): Run {
  const { counting, startDay, whole, intervals } = frame;
  const earlier = earlierHoursOf(counting, ledger);
  const begun = earlier?.until ?? ledger.startAt;
  let consumed = Math.min(whole, earlier?.usedMs ?? 0);
  let since = begun;
  // A budget used up before leaves nothing to count: no later than the hours that used it.
  let at: EpochMs | undefined =
    earlier?.due?.dueAt ?? (consumed < whole ? addTime(office, counting, since, whole - consumed) : since);
  for (let i = 0; i < intervals.length; i += 2) {
    if ((intervals[i + 1] ?? 0) <= begun) continue;
    const from = Math.max(intervals[i] ?? 0, begun);
    if (at !== undefined && from >= at) {
      consumed = whole; // late already: nothing heals
      break;
    }
    consumed += countTime(office, counting, since, from);
    const to = intervals[i + 1] ?? 0;
    if (to === Number.POSITIVE_INFINITY) {
      at = undefined;
      break;
    }
    since = to;
    at = addTime(office, counting, since, whole - consumed);
  }
  if (ledger.endedAt !== undefined) consumed = timeConsumedBy(office, ledger, frame, ledger.endedAt);
  if (at === undefined) return { counting, startDay, whole, intervals, consumed, due: undefined };
  // A closing at 24:00 belongs to the day it ends (Civil Code 2015 Art. 148(6)).
  const day = dayOf(counting === "opening-ms" ? at - 1 : at);
  if (day > office.calendar.lastDay) refuseDay(office.calendar, day);
  return { counting, startDay, whole, intervals, consumed, due: { day, at } };
}

/** Counted time from one instant to a later one. */
function countTime(office: OfficeTime, counting: Counting, from: EpochMs, to: EpochMs): number {
  return counting === "opening-ms" ? openingMsBetween(office, from, to) : to - from;
}

function addTime(office: OfficeTime, counting: Counting, from: EpochMs, ms: number): EpochMs {
  return counting === "opening-ms" ? addOpeningMs(office, from, ms) : from + ms;
}

/** Used up at an instant: what a suspension at that moment would keep. Never more than the whole. */
export function consumedBy(office: OfficeTime, ledger: LimitLedger, run: Frame, asOf: EpochMs): number {
  return run.counting === "opening-ms" || run.counting === "plain-ms"
    ? timeConsumedBy(office, ledger, run, asOf)
    : daysConsumedBy(office.calendar, run, asOf);
}

function daysConsumedBy(calendar: CompiledCalendar, frame: Frame, asOf: EpochMs): number {
  const { counting, startDay, whole, intervals } = frame;
  const today = dayOf(asOf);
  let consumed = 0;
  let since = startDay;
  if (counting !== "fixed") {
    for (let i = 0; i < intervals.length && (intervals[i] ?? 0) <= asOf; i += 2) {
      consumed += countDays(calendar, counting, since, dayOf(intervals[i] ?? 0));
      if (consumed >= whole) return whole;
      since = dayOf(intervals[i + 1] ?? 0);
    }
  }
  // Inside an interval `since` lies ahead, and nothing more is counted; nor on the day of resumption itself.
  return today <= since
    ? Math.min(whole, consumed)
    : Math.min(whole, consumed + countDays(calendar, counting, since, today));
}

function timeConsumedBy(office: OfficeTime, ledger: LimitLedger, frame: Frame, asOf: EpochMs): number {
  return timeRun(office, ledger, frame, asOf, frame.whole);
}

/** Time in which the limit ran by an instant, in the unit counted, up to `most`. What was used under earlier hours stays
 *  used; an instant before they were left is counted by today's, and never as more than was used by then. */
export function timeRun(
  office: OfficeTime,
  ledger: LimitLedger,
  { counting, intervals }: Pick<Frame, "counting" | "intervals">,
  asOf: EpochMs,
  most: number,
): number {
  const earlier = earlierHoursOf(counting, ledger);
  const before = earlier !== undefined && asOf < earlier.until;
  const begun = before ? ledger.startAt : (earlier?.until ?? ledger.startAt);
  const atMost = before ? Math.min(most, earlier.usedMs) : most;
  let consumed = before ? 0 : (earlier?.usedMs ?? 0);
  let since = begun;
  for (let i = 0; i < intervals.length && (intervals[i] ?? 0) <= asOf; i += 2) {
    if ((intervals[i + 1] ?? 0) <= begun) continue;
    consumed += countTime(office, counting, since, Math.max(intervals[i] ?? 0, begun));
    if (consumed >= atMost) return atMost;
    since = intervals[i + 1] ?? 0;
  }
  return asOf <= since
    ? Math.min(atMost, consumed)
    : Math.min(atMost, consumed + countTime(office, counting, since, asOf));
}

/** The due date for people, from the numbers. */
export function dueOfRun(office: OfficeTime, run: Run): Due | undefined {
  if (run.due === undefined) return undefined;
  const provisional = isProvisional(office.calendar, run.startDay) || isProvisional(office.calendar, run.due.day);
  return { dueOn: civilDateOf(run.due.day), dueAt: run.due.at, provisional };
}
