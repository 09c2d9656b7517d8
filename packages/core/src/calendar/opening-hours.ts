import type { Fault } from "../base/errors.ts";
import { fault } from "../base/errors.ts";
import { invariant } from "../base/invariant.ts";
import { dayMs, dayOf, formatMinute, instantAt, isoWeekday, minuteMs } from "./civil-date.ts";
import type { EpochDay, EpochMs, MinuteOfDay, OpeningHours } from "./types.ts";
import type { CompiledCalendar } from "./work-calendar.ts";
import { refuseDay } from "./work-calendar.ts";
import { isWorkingDay, rollForward, workingDaysBefore } from "./working-days.ts";

type Spans = readonly (readonly [MinuteOfDay, MinuteOfDay])[];

/** A unit's opening hours laid over the legal working days, ready for arithmetic. Made once, never changed.
 *  A day's pattern is its weekday, 1 to 7; pattern 0 is closed. */
export interface OfficeTime {
  readonly calendar: CompiledCalendar;
  readonly hours: OpeningHours;
  /** Pattern p holds the spans `spanStart[p]` to `spanStart[p + 1] - 1`. */
  readonly spanStart: Int32Array;
  readonly opensMs: Int32Array;
  readonly closesMs: Int32Array;
  /** Opening milliseconds of the legal working days before the k-th; one element more than there are days. */
  readonly openedBefore: Float64Array;
  /** Pattern of the k-th legal working day: a read is cheaper than a weekday worked out in the hot paths. */
  readonly workingPattern: Uint8Array;
  /** Pattern a day has for receiving: legal working days, and rest days of the week with hours of their own. */
  readonly receivingPattern: Uint8Array;
  /** First working day that can hold the opening time `b * bucketMs`: makes the way back from time to day one read. */
  readonly bucketNumber: Int32Array;
  readonly bucketMs: number;
}

/** Everything wrong with opening hours, at once; an empty list means that `compileOfficeTime` takes them. */
export function validateHours(hours: OpeningHours): readonly Fault[] {
  const faults: Fault[] = [];
  for (const [weekday, spans] of Object.entries(hours.weekly)) {
    if (!/^[1-7]$/.test(weekday))
      faults.push(
        fault(
          "hours.malformed",
          "ngày trong tuần phải từ 1 đến 7",
          "a weekday is 1 (Monday) to 7 (Sunday)",
          `weekly.${weekday}`,
        ),
      );
    validateSpans(spans, `weekly.${weekday}`, faults);
  }
  // Every legal working day opens at some time: hours never remove a legal working day.
  if (hours.otherwise.length === 0)
    faults.push(
      fault(
        "hours.malformed",
        "thiếu giờ làm việc cho các ngày còn lại",
        "no hours for the other working days",
        "otherwise",
      ),
    );
  validateSpans(hours.otherwise, "otherwise", faults);
  return faults;
}

function validateSpans(spans: Spans, path: string, faults: Fault[]): void {
  spans.forEach(([opens, closes], i) => {
    const at = `${path}[${i}]`;
    if (!Number.isInteger(opens) || !Number.isInteger(closes) || opens < 0 || closes > 1440) {
      faults.push(fault("hours.malformed", "giờ phải từ 00:00 đến 24:00", "hours run from 00:00 to 24:00", at));
      return;
    }
    const shown = `${formatMinute(opens)}-${formatMinute(closes)}`;
    if (opens >= closes)
      faults.push(
        fault("hours.malformed", `${shown}: giờ đóng phải sau giờ mở`, `${shown}: closing must come after opening`, at),
      );
    const before = spans[i - 1];
    if (before !== undefined && opens < before[1])
      faults.push(
        fault(
          "hours.malformed",
          `${shown}: chồng lên hoặc trước khoảng liền trước`,
          `${shown}: overlaps or precedes the span before`,
          at,
        ),
      );
  });
}

/** Hours of a legal working day: those of its weekday, else `otherwise` (a make-up Saturday). */
function spansOfWeekday(hours: OpeningHours, weekday: number): Spans {
  const own = hours.weekly[weekday];
  return own === undefined || own.length === 0 ? hours.otherwise : own;
}

/** Lays opening hours over a calendar. Working-hour budgets run on legal working days only; a Saturday desk is open for
 *  receiving and adds nothing to them, and is closed on a holiday.
 *  @throws InvariantError for hours that `validateHours` finds fault with */
export function compileOfficeTime(calendar: CompiledCalendar, hours: OpeningHours): OfficeTime {
  const [first] = validateHours(hours);
  invariant(first === undefined, `opening hours: ${first?.path ?? ""} ${first?.text.en ?? ""}`);
  const spanStart = new Int32Array(9);
  const opens: number[] = [];
  const closes: number[] = [];
  const lengthMs = new Float64Array(8);
  for (let weekday = 1; weekday <= 7; weekday += 1) {
    let length = 0;
    for (const span of spansOfWeekday(hours, weekday)) {
      opens.push(span[0] * minuteMs);
      closes.push(span[1] * minuteMs);
      length += (span[1] - span[0]) * minuteMs;
    }
    lengthMs[weekday] = length;
    spanStart[weekday + 1] = opens.length;
  }
  const openedBefore = sumOpening(calendar, lengthMs);
  const bucketMs = bucketWidth(openedBefore, lengthMs);
  return {
    calendar,
    hours,
    spanStart,
    opensMs: Int32Array.from(opens),
    closesMs: Int32Array.from(closes),
    openedBefore,
    workingPattern: Uint8Array.from(calendar.workingDays, isoWeekday),
    receivingPattern: receivingPatterns(calendar, hours),
    bucketNumber: fillBuckets(openedBefore, bucketMs),
    bucketMs,
  };
}

function sumOpening(calendar: CompiledCalendar, lengthMs: Float64Array): Float64Array {
  const days = calendar.workingDays;
  const openedBefore = new Float64Array(days.length + 1);
  let sum = 0;
  for (let k = 0; k < days.length; k += 1) {
    sum += lengthMs[isoWeekday(days[k] ?? 0)] ?? 0;
    openedBefore[k + 1] = sum;
  }
  return openedBefore;
}

// One day long where all days are alike, so that a bucket names the day; never so narrow that a unit with one short day
// a week needs a large table.
function bucketWidth(openedBefore: Float64Array, lengthMs: Float64Array): number {
  const days = openedBefore.length - 1;
  const total = openedBefore[days] ?? 0;
  return Math.max(Math.min(...lengthMs.subarray(1)), Math.ceil(total / (4 * days + 1)), minuteMs);
}

function fillBuckets(openedBefore: Float64Array, bucketMs: number): Int32Array {
  const days = openedBefore.length - 1;
  const buckets = new Int32Array(Math.floor((openedBefore[days] ?? 0) / bucketMs) + 1);
  let k = 0;
  for (let b = 0; b < buckets.length; b += 1) {
    while (k < days - 1 && (openedBefore[k + 1] ?? 0) < b * bucketMs) k += 1;
    buckets[b] = k;
  }
  return buckets;
}

function receivingPatterns(calendar: CompiledCalendar, hours: OpeningHours): Uint8Array {
  const patterns = new Uint8Array(calendar.lastDay - calendar.firstDay + 1);
  for (let i = 0; i < patterns.length; i += 1) {
    const day = calendar.firstDay + i;
    const weekday = isoWeekday(day);
    const extra = !calendar.entries.has(day) && (hours.weekly[weekday]?.length ?? 0) > 0;
    patterns[i] = isWorkingDay(calendar, day) || extra ? weekday : 0;
  }
  return patterns;
}

/** Opening milliseconds from the calendar's first day to an instant.
 *  @throws CalendarHorizonError for an instant outside the known range */
function openedUntil(office: OfficeTime, at: EpochMs): number {
  const day = dayOf(at);
  return openedAt(office, day, at - instantAt(day, 0));
}

/** The same, for `ms` after the midnight that begins a day; 86,400,000 is the day's end. */
function openedAt(office: OfficeTime, day: EpochDay, ms: number): number {
  const calendar = office.calendar;
  const number = workingDaysBefore(calendar, day);
  let opened = office.openedBefore[number] ?? 0;
  if (calendar.workingDays[number] !== day) return opened;
  const pattern = office.workingPattern[number] ?? 0;
  const end = office.spanStart[pattern + 1] ?? 0;
  for (let s = office.spanStart[pattern] ?? 0; s < end; s += 1) {
    const opens = office.opensMs[s] ?? 0;
    if (ms <= opens) break;
    const closes = office.closesMs[s] ?? 0;
    opened += Math.min(ms, closes) - opens;
  }
  return opened;
}

/** Opening milliseconds on legal working days from one instant to another; negative when `to` comes before `from`.
 *  @throws CalendarHorizonError when either instant is outside the known range */
export function openingMsBetween(office: OfficeTime, from: EpochMs, to: EpochMs): number {
  return openedUntil(office, to) - openedUntil(office, from);
}

/** Opening milliseconds of a legal working day between two times of it, 0 to 86,400,000; 0 on a rest day.
 *  @throws CalendarHorizonError for a day outside the known range */
export function openingMsOnDay(office: OfficeTime, day: EpochDay, fromMs: number, toMs: number): number {
  return openedAt(office, day, toMs) - openedAt(office, day, fromMs);
}

/** Number of the working day on which the opening time since the calendar's first day reaches `opened` (more than 0).
 *  A time reached exactly at a closing belongs to that day. */
function dayNumberReaching(office: OfficeTime, opened: number): number {
  const sums = office.openedBefore;
  if (!(opened <= (sums[sums.length - 1] ?? 0))) refuseDay(office.calendar, office.calendar.lastDay + 1);
  let number = office.bucketNumber[Math.floor(opened / office.bucketMs)] ?? 0;
  while ((sums[number + 1] ?? opened) < opened) number += 1;
  return number;
}

/** The instant at which `ms` of opening time on legal working days have passed since `from`. A start outside opening
 *  hours moves to the next legal opening; time that ends exactly at a closing ends there, not at the next opening.
 *  @param ms whole milliseconds, 0 or more
 *  @throws CalendarHorizonError when `from` or the answer is outside the known range */
export function addOpeningMs(office: OfficeTime, from: EpochMs, ms: number): EpochMs {
  invariant(ms >= 0, "opening time to add is not negative");
  if (ms === 0) return nextLegalOpening(office, from);
  const target = openedUntil(office, from) + ms;
  const number = dayNumberReaching(office, target);
  const day = office.calendar.workingDays[number] ?? refuseDay(office.calendar, office.calendar.lastDay + 1);
  let left = target - (office.openedBefore[number] ?? 0);
  let s = office.spanStart[office.workingPattern[number] ?? 0] ?? 0;
  for (;;) {
    const opens = office.opensMs[s] ?? 0;
    const length = (office.closesMs[s] ?? 0) - opens;
    if (left <= length) return instantAt(day, opens + left);
    left -= length;
    s += 1;
  }
}

/** Earliest moment of a pattern at or after `ms`, a closing counting as inside; -1 when the day has none left. */
function momentInPattern(office: OfficeTime, weekday: number, ms: number): number {
  const end = office.spanStart[weekday + 1] ?? 0;
  for (let s = office.spanStart[weekday] ?? 0; s < end; s += 1) {
    if (ms <= (office.closesMs[s] ?? 0)) return Math.max(ms, office.opensMs[s] ?? 0);
  }
  return -1;
}

/** Whether the unit receives at an instant, extra opening included; both ends of a span count as open. */
export function isOpen(office: OfficeTime, at: EpochMs): boolean {
  return nextOpening(office, at) === at;
}

/** `at` itself inside opening hours, else the next opening, extra opening such as a Saturday desk included.
 *  @throws CalendarHorizonError when `at` or the answer is outside the known range */
export function nextOpening(office: OfficeTime, at: EpochMs): EpochMs {
  const calendar = office.calendar;
  let day = dayOf(at);
  let ms = at - instantAt(day, 0);
  for (;;) {
    const weekday = office.receivingPattern[day - calendar.firstDay] ?? refuseDay(calendar, day);
    const moment = weekday === 0 ? -1 : momentInPattern(office, weekday, ms);
    if (moment >= 0) return instantAt(day, moment);
    day += 1;
    ms = 0;
  }
}

/** `at` itself inside the opening hours of a legal working day, else the next opening of one.
 *  @throws CalendarHorizonError when `at` or the answer is outside the known range */
export function nextLegalOpening(office: OfficeTime, at: EpochMs): EpochMs {
  const day = dayOf(at);
  const working = rollForward(office.calendar, day);
  const moment = momentInPattern(office, isoWeekday(working), working === day ? at - instantAt(day, 0) : 0);
  return moment >= 0 ? instantAt(working, moment) : openingOf(office, rollForward(office.calendar, day + 1));
}

/** First opening instant of a legal working day.
 *  @throws CalendarHorizonError outside the known range; InvariantError for a rest day */
export function openingOf(office: OfficeTime, day: EpochDay): EpochMs {
  invariant(isWorkingDay(office.calendar, day), "a rest day has no legal opening");
  return instantAt(day, office.opensMs[office.spanStart[isoWeekday(day)] ?? 0] ?? 0);
}

/** Last closing instant of a legal working day; a closing at 24:00 is the midnight that ends the day.
 *  @throws CalendarHorizonError outside the known range; InvariantError for a rest day */
export function closingOf(office: OfficeTime, day: EpochDay): EpochMs {
  invariant(isWorkingDay(office.calendar, day), "a rest day has no legal closing");
  return instantAt(day, office.closesMs[(office.spanStart[isoWeekday(day) + 1] ?? 0) - 1] ?? dayMs);
}

/** The earlier of a cut-off and that day's closing (Law 60/2014 and NĐ 23/2015 Art. 7: 15:00); an instant at it is still in time.
 *  @throws CalendarHorizonError outside the known range; InvariantError for a rest day */
export function cutoffOf(office: OfficeTime, day: EpochDay, cutoffMinute: MinuteOfDay): EpochMs {
  return Math.min(instantAt(day, cutoffMinute * minuteMs), closingOf(office, day));
}

/** The clock time of `ms` on a legal working day, moved to the next opening moment of that day, else to its closing. */
export function momentOf(office: OfficeTime, day: EpochDay, ms: number): EpochMs {
  const moment = momentInPattern(office, isoWeekday(day), ms);
  return moment >= 0 ? instantAt(day, moment) : closingOf(office, day);
}
