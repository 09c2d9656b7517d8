import { invariant } from "../base/invariant.ts";
import type { EpochDay } from "./types.ts";
import type { CompiledCalendar } from "./work-calendar.ts";
import { refuseDay } from "./work-calendar.ts";

/** Legal working days up to and not including `day`, counted from the calendar's first day.
 *  @throws CalendarHorizonError for a day outside the known range */
export function workingDaysBefore(calendar: CompiledCalendar, day: EpochDay): number {
  return day > calendar.lastDay
    ? refuseDay(calendar, day)
    : (calendar.workingDaysBefore[day - calendar.firstDay] ?? refuseDay(calendar, day));
}

/** Legal working days up to and including `day`. */
function workingDaysThrough(calendar: CompiledCalendar, day: EpochDay): number {
  return day < calendar.firstDay
    ? refuseDay(calendar, day)
    : (calendar.workingDaysBefore[day - calendar.firstDay + 1] ?? refuseDay(calendar, day));
}

/** The legal working day of a number counted from 0; numbers past either end are refused as the day next to that end. */
function workingDayNumber(calendar: CompiledCalendar, number: number): EpochDay {
  return calendar.workingDays[number] ?? refuseDay(calendar, number < 0 ? calendar.firstDay - 1 : calendar.lastDay + 1);
}

/** Whether a day is a legal working day: not a weekend or holiday, or a make-up day (NĐ 118/2025 does not define it; the
 *  yearly notices do). Opening hours play no part.
 *  @throws CalendarHorizonError for a day outside the known range */
export function isWorkingDay(calendar: CompiledCalendar, day: EpochDay): boolean {
  return workingDaysThrough(calendar, day) > workingDaysBefore(calendar, day);
}

/** Legal working days in (after, through]; negative when `through` lies before `after`.
 *  @throws CalendarHorizonError when either day is outside the known range */
export function workingDaysBetween(calendar: CompiledCalendar, after: EpochDay, through: EpochDay): number {
  return workingDaysThrough(calendar, through) - workingDaysThrough(calendar, after);
}

/** The n-th legal working day strictly after `start`, the first day not being counted (Civil Code 2015 Art. 147(2));
 *  for 0, `start` itself or the next working day when it is a rest day.
 *  @param workingDays whole working days, 0 or more
 *  @throws CalendarHorizonError when `start` or the answer is outside the known range */
export function addWorkingDays(calendar: CompiledCalendar, start: EpochDay, workingDays: number): EpochDay {
  invariant(workingDays >= 0 && Number.isInteger(workingDays), "working days are whole and not negative");
  if (workingDays === 0) return rollForward(calendar, start);
  return workingDayNumber(calendar, workingDaysThrough(calendar, start) + workingDays - 1);
}

/** The n-th legal working day strictly before `start`; for 0, `start` itself or the last working day before it.
 *  @param workingDays whole working days, 0 or more
 *  @throws CalendarHorizonError when `start` or the answer is outside the known range */
export function subtractWorkingDays(calendar: CompiledCalendar, start: EpochDay, workingDays: number): EpochDay {
  invariant(workingDays >= 0 && Number.isInteger(workingDays), "working days are whole and not negative");
  if (workingDays === 0) return workingDayNumber(calendar, workingDaysThrough(calendar, start) - 1);
  return workingDayNumber(calendar, workingDaysBefore(calendar, start) - workingDays);
}

/** `day` itself when it is a legal working day, else the next one: a limit never ends on a rest day (Civil Code 148(5)).
 *  @throws CalendarHorizonError when `day` or the answer is outside the known range */
export function rollForward(calendar: CompiledCalendar, day: EpochDay): EpochDay {
  return workingDayNumber(calendar, workingDaysBefore(calendar, day));
}

/** The last legal working day strictly before `day`: where an apology becomes owed at the latest (NĐ 118/2025 Art. 19(6)).
 *  @throws CalendarHorizonError when `day` or the answer is outside the known range */
export function previousWorkingDay(calendar: CompiledCalendar, day: EpochDay): EpochDay {
  return subtractWorkingDays(calendar, day, 1);
}
