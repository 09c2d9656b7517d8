import type { Fault } from "../base/errors.ts";
import { fault } from "../base/errors.ts";
import { invariant } from "../base/invariant.ts";
import type { Bilingual } from "../base/text.ts";
import { civilDateOf, epochDayOf, isoWeekday, parseCivilDate } from "./civil-date.ts";
import type { CalendarEntry, CivilDate, EpochDay, WorkCalendar } from "./types.ts";

/** A calendar ready for arithmetic. Made once by `compileCalendar`, never changed, safe to share. */
export interface CompiledCalendar {
  readonly data: WorkCalendar;
  /** First and last day known at all. */
  readonly firstDay: EpochDay;
  readonly lastDay: EpochDay;
  readonly firstAnnouncedDay: EpochDay;
  readonly lastAnnouncedDay: EpochDay;
  /** Legal working days before `firstDay + i`; one element more than there are days. */
  readonly workingDaysBefore: Int32Array;
  /** The legal working days in order. */
  readonly workingDays: Int32Array;
  readonly entries: ReadonlyMap<EpochDay, CalendarEntry>;
}

const HORIZON = Symbol.for("motcua.CalendarHorizonError");

/** A day outside the calendar's known range was asked for. The calendar refuses; it never guesses plain weekends. */
export class CalendarHorizonError extends Error {
  readonly [HORIZON] = true;
  readonly code = "calendar.horizon";
  readonly calendarId: string;
  /** The day asked for; where the answer lies beyond the end, the first day past it. */
  readonly date: CivilDate;
  readonly known: readonly [CivilDate, CivilDate];
  readonly text: Bilingual;

  constructor(calendarId: string, date: CivilDate, known: readonly [CivilDate, CivilDate]) {
    const en = `calendar '${calendarId}' knows ${known[0]} to ${known[1]}, not ${date}; load a calendar that covers it`;
    super(en);
    this.name = "CalendarHorizonError";
    this.calendarId = calendarId;
    this.date = date;
    this.known = known;
    this.text = {
      vi: `lịch '${calendarId}' chỉ có từ ${known[0]} đến ${known[1]}, không có ngày ${date}; hãy nạp lịch bao gồm ngày này`,
      en,
    };
  }

  static is(error: unknown): error is CalendarHorizonError {
    return typeof error === "object" && error !== null && HORIZON in error;
  }
}

/** Kept apart from the arithmetic, so that the hot functions stay small.
 *  @throws CalendarHorizonError always */
export function refuseDay(calendar: CompiledCalendar, day: EpochDay): never {
  throw new CalendarHorizonError(calendar.data.id, civilDateOf(day), calendar.data.projected);
}

const kinds: ReadonlySet<string> = new Set<CalendarEntry["kind"]>([
  "holiday",
  "compensation",
  "swapped-rest",
  "make-up",
]);

/** Everything wrong with a calendar, at once; an empty list means that `compileCalendar` takes it. */
export function validateCalendar(data: WorkCalendar): readonly Fault[] {
  const faults: Fault[] = [];
  const complain = (path: string, vi: string, en: string): void => {
    faults.push(fault("calendar.malformed", vi, en, path));
  };
  if (data.id === "") complain("id", "thiếu mã lịch", "the calendar has no id");
  if (data.revision === "") complain("revision", "thiếu số hiệu bản lịch", "the calendar has no revision");
  validateRange(data.announced, "announced", complain);
  validateRange(data.projected, "projected", complain);
  if (data.announced[0] < data.projected[0] || data.announced[1] > data.projected[1])
    complain(
      "announced",
      "khoảng đã công bố nằm ngoài khoảng đã biết",
      "the announced range is not within the projected one",
    );
  data.restWeekdays.forEach((weekday, i) => {
    if (!Number.isInteger(weekday) || weekday < 1 || weekday > 7)
      complain(`restWeekdays[${i}]`, "ngày trong tuần phải từ 1 đến 7", "a weekday is 1 (Monday) to 7 (Sunday)");
    if (data.restWeekdays.indexOf(weekday) !== i)
      complain(`restWeekdays[${i}]`, "ngày nghỉ trong tuần bị lặp", "the weekday is given twice");
  });
  if (new Set(data.restWeekdays).size >= 7)
    complain("restWeekdays", "tuần không có ngày làm việc nào", "the week has no working day");
  validateEntries(data, complain);
  return faults;
}

type Complain = (path: string, vi: string, en: string) => void;

function validateRange(range: readonly [CivilDate, CivilDate], path: string, complain: Complain): void {
  range.forEach((date, i) => {
    if (!parseCivilDate(date).ok)
      complain(`${path}[${i}]`, "ngày phải có thật, dạng YYYY-MM-DD", "not an existing date, YYYY-MM-DD");
  });
  if (range[0] > range[1]) complain(path, "ngày đầu sau ngày cuối", "the first day is after the last");
}

function validateEntries(data: WorkCalendar, complain: Complain): void {
  const seen = new Set<string>();
  data.entries.forEach((entry, i) => {
    const path = `entries[${i}]`;
    const wellFormed = parseCivilDate(entry.date).ok;
    if (!wellFormed) complain(`${path}.date`, "ngày phải có thật, dạng YYYY-MM-DD", "not an existing date, YYYY-MM-DD");
    if (seen.has(entry.date))
      complain(`${path}.date`, `ngày ${entry.date} bị lặp`, `day ${entry.date} is entered twice`);
    seen.add(entry.date);
    if (wellFormed && (entry.date < data.projected[0] || entry.date > data.projected[1]))
      complain(
        `${path}.date`,
        `ngày ${entry.date} ngoài khoảng đã biết`,
        `day ${entry.date} is outside the projected range`,
      );
    if (!kinds.has(entry.kind))
      complain(`${path}.kind`, `loại ngày không có: ${entry.kind}`, `unknown kind of day: ${entry.kind}`);
    if (wellFormed && entry.kind === "make-up" && !data.restWeekdays.includes(isoWeekday(epochDayOf(entry.date))))
      complain(path, "ngày làm bù phải là ngày nghỉ hằng tuần", "a make-up day must be a weekly rest day");
    if (entry.source === "") complain(`${path}.source`, "thiếu căn cứ", "the entry has no source");
  });
}

/** Turns calendar data into prefix sums: counting and adding working days become one or two array reads.
 *  @throws InvariantError for data that `validateCalendar` finds fault with */
export function compileCalendar(data: WorkCalendar): CompiledCalendar {
  const [first] = validateCalendar(data);
  invariant(first === undefined, `calendar ${data.id}: ${first?.path ?? ""} ${first?.text.en ?? ""}`);
  const firstDay = epochDayOf(data.projected[0]);
  const lastDay = epochDayOf(data.projected[1]);
  const days = lastDay - firstDay + 1;
  const entries = new Map<EpochDay, CalendarEntry>();
  const working = new Uint8Array(days);
  for (let i = 0; i < days; i += 1) working[i] = data.restWeekdays.includes(isoWeekday(firstDay + i)) ? 0 : 1;
  for (const entry of data.entries) {
    const day = epochDayOf(entry.date);
    entries.set(day, entry);
    working[day - firstDay] = entry.kind === "make-up" ? 1 : 0;
  }
  const workingDaysBefore = new Int32Array(days + 1);
  const listed = new Int32Array(days);
  let count = 0;
  for (let i = 0; i < days; i += 1) {
    if (working[i] === 1) listed[count++] = firstDay + i;
    workingDaysBefore[i + 1] = count;
  }
  return {
    data,
    firstDay,
    lastDay,
    firstAnnouncedDay: epochDayOf(data.announced[0]),
    lastAnnouncedDay: epochDayOf(data.announced[1]),
    workingDaysBefore,
    workingDays: listed.slice(0, count),
    entries,
  };
}

/** Whether a day rests on a year not announced yet. */
export function isProvisional(calendar: CompiledCalendar, day: EpochDay): boolean {
  return day < calendar.firstAnnouncedDay || day > calendar.lastAnnouncedDay;
}
