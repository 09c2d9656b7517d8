import { addMonths as addMonthsTo } from "date-fns/addMonths";
import type { Fault } from "../base/errors.ts";
import { fault } from "../base/errors.ts";
import type { Result } from "../base/result.ts";
import { err, ok } from "../base/result.ts";
import type { CivilDate, EpochDay, EpochMs, MinuteOfDay } from "./types.ts";

export const minuteMs = 60_000;
export const hourMs = 3_600_000;
export const dayMs = 86_400_000;

// Vietnam has kept UTC+7 without daylight saving in the whole country since 13 June 1975, so local time is an addition;
// a zone database would add a dependency on the host and no answer.
const offsetMs = 7 * hourMs;

/** Day number of a date of the Gregorian calendar; months 1 to 12. A day past the month's end runs on into the next. */
function dayNumber(year: number, month: number, day: number): EpochDay {
  // Years are taken from 1 March, so that the leap day comes last; 719468 days lie between 0000-03-01 and 1970-01-01.
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  return (
    era * 146_097 + yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear - 719_468
  );
}

const pad = (value: number, width: number): string => String(value).padStart(width, "0");

/** The text of a day: `2026-08-17`. Whole days only. */
export function civilDateOf(day: EpochDay): CivilDate {
  const z = day + 719_468;
  const era = Math.floor(z / 146_097);
  const dayOfEra = z - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shifted = Math.floor((5 * dayOfYear + 2) / 153);
  const month = shifted < 10 ? shifted + 3 : shifted - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  const date = dayOfYear - Math.floor((153 * shifted + 2) / 5) + 1;
  return `${pad(year, 4)}-${pad(month, 2)}-${pad(date, 2)}` as CivilDate;
}

const datePattern = /^(\d{4})-(\d{2})-(\d{2})$/;

// Not date-fns `isExists`: it asks the host's zone, where a day can be missing (30 December 2011 in Pacific/Apia).
function daysInMonth(year: number, month: number): number {
  return month === 12 ? 31 : dayNumber(year, month + 1, 1) - dayNumber(year, month, 1);
}

/** A date written `YYYY-MM-DD`. Days that do not exist, such as 2026-02-30, are refused. */
export function parseCivilDate(text: string): Result<CivilDate, "malformed"> {
  const match = datePattern.exec(text);
  if (match === null) return err("malformed");
  const month = Number(match[2]);
  const date = Number(match[3]);
  if (month < 1 || month > 12 || date < 1 || date > daysInMonth(Number(match[1]), month)) return err("malformed");
  return ok(text as CivilDate);
}

/** Day number of a date that is already known to be well-formed. */
export function epochDayOf(date: CivilDate): EpochDay {
  return dayNumber(Number(date.slice(0, -6)), Number(date.slice(-5, -3)), Number(date.slice(-2)));
}

/** 1 = Monday to 7 = Sunday. */
export function isoWeekday(day: EpochDay): number {
  const sinceMonday = (day + 3) % 7; // 1970-01-01 was a Thursday
  return (sinceMonday < 0 ? sinceMonday + 7 : sinceMonday) + 1;
}

/** A `Date` whose local fields are those of UTC, so that date-fns gives the same answer in every host zone. */
class UtcDate extends Date {
  override getFullYear(): number {
    return this.getUTCFullYear();
  }
  override getMonth(): number {
    return this.getUTCMonth();
  }
  override getDate(): number {
    return this.getUTCDate();
  }
  override setFullYear(year: number, month = this.getUTCMonth(), date = this.getUTCDate()): number {
    return this.setUTCFullYear(year, month, date);
  }
  override setMonth(month: number, date = this.getUTCDate()): number {
    return this.setUTCMonth(month, date);
  }
}
const inUtc = { in: (value: Date | number | string): UtcDate => new UtcDate(value) };

/** The corresponding date `months` later; the month's last day where it has no such date (Civil Code 2015 Art. 148(3)).
 *  @param months whole months, 0 or more, at most 100,000 */
export function addMonths(day: EpochDay, months: number): EpochDay {
  return addMonthsTo(new UtcDate(day * dayMs), months, inUtc).getTime() / dayMs;
}

/** The office's day an instant falls on; midnight belongs to the day it begins. */
export function dayOf(at: EpochMs): EpochDay {
  return Math.floor((at + offsetMs) / dayMs);
}

/** Milliseconds since local midnight, 0 to 86,399,999. */
export function msOfDay(at: EpochMs): number {
  return at + offsetMs - Math.floor((at + offsetMs) / dayMs) * dayMs;
}

/** Whole minutes since local midnight, 0 to 1439. */
export function minuteOfDay(at: EpochMs): MinuteOfDay {
  return Math.floor(msOfDay(at) / minuteMs);
}

/** The instant at `ms` after local midnight of a day; 86,400,000 is the midnight that ends it. */
export function instantAt(day: EpochDay, ms: number): EpochMs {
  return day * dayMs + ms - offsetMs;
}

/** Local text of an instant, `2026-08-17T09:00:00+07:00`; milliseconds only where there are any. */
export function formatInstant(at: EpochMs): string {
  const ms = msOfDay(at);
  const seconds = Math.floor(ms / 1000);
  const rest = ms - seconds * 1000;
  const clock = `${formatMinute(Math.floor(seconds / 60))}:${pad(seconds % 60, 2)}`;
  return `${civilDateOf(dayOf(at))}T${clock}${rest === 0 ? "" : `.${pad(rest, 3)}`}+07:00`;
}

/** `09:05` for 545; `24:00` for 1440. */
export function formatMinute(minute: MinuteOfDay): string {
  return `${pad(Math.floor(minute / 60), 2)}:${pad(minute % 60, 2)}`;
}

const instantPattern =
  /^(\d{4}-\d{2}-\d{2})T(\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?(?:(Z)|([+-])(\d{2})(?::?(\d{2}))?)$/;

/** An instant in ISO 8601 with its zone (`Z`, `+07:00`, `+0700`, `+07`); seconds and their fraction may be left out.
 *  A fraction finer than a millisecond is cut off. Without a zone, without a time, at 24:00 or on a day that does not
 *  exist it is refused with `instant.malformed`: nothing is guessed. */
export function parseInstant(text: string): Result<EpochMs, Fault> {
  const match = instantPattern.exec(text);
  if (match === null) return err(malformedInstant(text));
  const [
    ,
    dateText = "",
    hourText,
    minuteText,
    secondText = "0",
    fraction = "",
    ,
    sign,
    zoneHour = "0",
    zoneMinute = "0",
  ] = match;
  const date = parseCivilDate(dateText);
  const hour = Number(hourText);
  const minute = Number(minuteText);
  const second = Number(secondText);
  const zoneMinutes = Number(zoneHour) * 60 + Number(zoneMinute);
  const inRange = hour < 24 && minute < 60 && second < 60 && Number(zoneHour) < 24 && Number(zoneMinute) < 60;
  if (!date.ok || !inRange) return err(malformedInstant(text));
  const ms = hour * hourMs + minute * minuteMs + second * 1000 + Number(fraction.padEnd(3, "0").slice(0, 3));
  return ok(epochDayOf(date.value) * dayMs + ms - (sign === "-" ? -zoneMinutes : zoneMinutes) * minuteMs);
}

function malformedInstant(text: string): Fault {
  // The text is shown shortened and escaped: it may come from a file and end up in a terminal.
  const shown = JSON.stringify(text.slice(0, 40));
  return fault(
    "instant.malformed",
    `thời điểm ${shown} không hợp lệ; ghi ngày có thật, giờ từ 00:00 đến 23:59 và múi giờ, ví dụ 2026-08-17T09:00:00+07:00`,
    `instant ${shown} is malformed; write an existing date, a time from 00:00 to 23:59 and a zone, e.g. 2026-08-17T09:00:00+07:00`,
  );
}
