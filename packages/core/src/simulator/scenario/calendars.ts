import { epochDayOf, instantAt, isoWeekday, minuteMs } from "../../calendar/civil-date.ts";
import type { EpochDay, OpeningHours } from "../../calendar/types.ts";
import type { CompiledCalendar } from "../../calendar/work-calendar.ts";
import { isWorkingDay } from "../../calendar/working-days.ts";
import type { StaffCalendar } from "../model.ts";
import { elementNumbers, Random } from "../random.ts";
import type { StaffEntry, WeeklyHours } from "./types.ts";

/** Minutes of the day, from and to. */
export type DaySpans = readonly (readonly [number, number])[];
type HoursOfDay = (day: EpochDay) => DaySpans;

/** First and last day for which calendars are written down. */
export interface Horizon {
  readonly calendar: CompiledCalendar;
  readonly from: EpochDay;
  readonly to: EpochDay;
}

/** `07:30-11:30` and the like, in order and apart; `undefined` where a text is none. */
export function readSpans(texts: readonly string[]): DaySpans | undefined {
  const spans: (readonly [number, number])[] = [];
  for (const text of texts) {
    const found = /^\s*(\d{1,2}):([0-5]\d)\s*-\s*(\d{1,2}):([0-5]\d)\s*$/.exec(text);
    if (found === null) return undefined;
    const from = Number(found[1]) * 60 + Number(found[2]);
    const to = Number(found[3]) * 60 + Number(found[4]);
    if (from >= to || to > 1440 || from < (spans.at(-1)?.[1] ?? 0)) return undefined;
    spans.push([from, to]);
  }
  return spans;
}

/** Hours of the office: legal working days, and rest days of the week with hours of their own that are no holiday. */
export function hoursOfOffice(calendar: CompiledCalendar, hours: OpeningHours): HoursOfDay {
  return (day) => {
    const own = hours.weekly[isoWeekday(day)] ?? [];
    if (isWorkingDay(calendar, day)) return own.length > 0 ? own : hours.otherwise;
    return calendar.entries.has(day) ? [] : own;
  };
}

/** Hours of somebody's own: by weekday, or on every working day; never on a holiday. */
export function hoursOfWeek(calendar: CompiledCalendar, weekly: WeeklyHours): HoursOfDay {
  const spans = new Map(Object.entries(weekly).map(([day, texts]) => [day, readSpans(texts) ?? []]));
  return (day) => {
    const working = isWorkingDay(calendar, day);
    if (!working && calendar.entries.has(day)) return [];
    return spans.get(String(isoWeekday(day))) ?? (working ? (spans.get("working-day") ?? []) : []);
  };
}

export function datedCalendar(id: string, hours: HoursOfDay, { from, to }: Horizon): StaffCalendar {
  const spans: (readonly [number, number])[] = [];
  for (let day = from; day <= to; day += 1)
    for (const [opens, closes] of hours(day)) {
      const at = instantAt(day, opens * minuteMs);
      const until = instantAt(day, closes * minuteMs);
      const last = spans[spans.length - 1];
      if (last !== undefined && last[1] === at) spans[spans.length - 1] = [last[0], until];
      else spans.push([at, until]);
    }
  return { id, kind: "dated", spans };
}

export const hasDaysOfOwn = (entry: StaffEntry): boolean =>
  (entry.leave?.length ?? 0) > 0 || (entry.exceptions?.length ?? 0) > 0 || (entry.absenceShare ?? 0) > 0;

const allDay: DaySpans = [[0, 1440]];

/** The days of one of several who work alike: usual hours without leave and absences, exceptions as they are said.
 *  @param number which of them, from 1 */
export function hoursOfPerson(
  entry: StaffEntry,
  number: number,
  person: string,
  usual: HoursOfDay | undefined,
  absenceSeed: number,
): HoursOfDay {
  const mine = <T extends { readonly of?: number }>(list: readonly T[] = []): readonly T[] =>
    list.filter(({ of }) => of === undefined || of === number);
  const leave = mine(entry.leave).map(({ from, to }) => [epochDayOf(from), epochDayOf(to)] as const);
  const exceptions = new Map(
    mine(entry.exceptions).map(({ date, hours }) => [epochDayOf(date), readSpans(hours) ?? []]),
  );
  const { absenceShare = 0 } = entry;
  const random = new Random(absenceSeed);
  // Hangs on the person's name: whoever else is added, the same people are absent on the same days.
  const element = elementNumbers([`absence ${person}`]).get(`absence ${person}`) ?? 0;
  return (day) => {
    const exception = exceptions.get(day);
    if (exception !== undefined) return exception;
    if (leave.some(([from, to]) => day >= from && day <= to)) return [];
    if (absenceShare > 0) {
      random.place(element, 0, 0, day);
      if (random.next() < absenceShare) return [];
    }
    return usual === undefined ? allDay : usual(day);
  };
}
