import { invariant } from "../base/invariant.ts";
import { civilDateOf, epochDayOf } from "./civil-date.ts";
import type { CivilDate, EpochDay } from "./types.ts";

/** A date of the Vietnamese lunar calendar. Day 1 to 30, month 1 to 12; `leap` marks the second month of that number. */
export interface LunarDate {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly leap: boolean;
}

// The astronomical algorithm published by Hồ Ngọc Đức (new moons and solar longitude after Meeus), at UTC+7, which
// Vietnam's calendar has used since 1968. Calendars computed at UTC+8 give another Tết in 1985, 2007, 2030 and 2053.
const zone = 7 / 24;
const synodicMonth = 29.530588853;
const firstNewMoon = 2_415_021.076998695; // the new moon of 1 January 1900, number 0
const julianOfEpoch = 2_440_588; // Julian day number of 1970-01-01

const sin = (degrees: number): number => Math.sin((degrees * Math.PI) / 180);

/** Julian date of the k-th new moon after 1 January 1900, universal time. */
function newMoon(k: number): number {
  const t = k / 1236.85;
  const t2 = t * t;
  const t3 = t2 * t;
  const mean =
    2_415_020.75933 +
    29.53058868 * k +
    0.0001178 * t2 -
    0.000000155 * t3 +
    0.00033 * sin(166.56 + 132.87 * t - 0.009173 * t2);
  const sun = 359.2242 + 29.10535608 * k - 0.0000333 * t2 - 0.00000347 * t3;
  const moon = 306.0253 + 385.81691806 * k + 0.0107306 * t2 + 0.00001236 * t3;
  const node = 21.2964 + 390.67050646 * k - 0.0016528 * t2 - 0.00000239 * t3;
  const correction =
    (0.1734 - 0.000393 * t) * sin(sun) +
    0.0021 * sin(2 * sun) -
    0.4068 * sin(moon) +
    0.0161 * sin(2 * moon) -
    0.0004 * sin(3 * moon) +
    0.0104 * sin(2 * node) -
    0.0051 * sin(sun + moon) -
    0.0074 * sin(sun - moon) +
    0.0004 * sin(2 * node + sun) -
    0.0004 * sin(2 * node - sun) -
    0.0006 * sin(2 * node + moon) +
    0.001 * sin(2 * node - moon) +
    0.0005 * sin(2 * moon + sun);
  // Dynamical minus universal time, in days.
  const deltaT =
    t < -11
      ? 0.001 + 0.000839 * t + 0.0002261 * t2 - 0.00000845 * t3 - 0.000000081 * t * t3
      : -0.000278 + 0.000265 * t + 0.000262 * t2;
  return mean + correction - deltaT;
}

/** Julian day number, local, of the day the k-th new moon falls on: the first day of a lunar month. */
function newMoonDay(k: number): number {
  return Math.floor(newMoon(k) + 0.5 + zone);
}

/** Twelfth of the ecliptic the sun stands in at the local midnight that begins a day: 0 = spring equinox to 11. */
function sunTwelfth(julianDay: number): number {
  const t = (julianDay - 0.5 - zone - 2_451_545) / 36_525;
  const t2 = t * t;
  const anomaly = 357.5291 + 35_999.0503 * t - 0.0001559 * t2 - 0.00000048 * t * t2;
  const longitude =
    280.46645 +
    36_000.76983 * t +
    0.0003032 * t2 +
    (1.9146 - 0.004817 * t - 0.000014 * t2) * sin(anomaly) +
    (0.019993 - 0.000101 * t) * sin(2 * anomaly) +
    0.00029 * sin(3 * anomaly);
  return Math.floor((longitude - 360 * Math.floor(longitude / 360)) / 30);
}

/** First day of the lunar month that holds the winter solstice of a solar year: always month 11. */
function month11(solarYear: number): number {
  const lastDay = epochDayOf(`${String(solarYear).padStart(4, "0")}-12-31` as CivilDate) + julianOfEpoch;
  const k = Math.floor((lastDay - 2_415_021) / synodicMonth);
  const start = newMoonDay(k);
  return sunTwelfth(start) >= 9 ? newMoonDay(k - 1) : start;
}

const numberOfMonth = (start: number): number => Math.floor((start - firstNewMoon) / synodicMonth + 0.5);

/** Months from month 11 to the first month without a principal term: that one is the leap month. */
function leapOffset(start: number): number {
  const k = numberOfMonth(start);
  let offset = 1;
  let twelfth = sunTwelfth(newMoonDay(k + 1));
  for (;;) {
    const before = twelfth;
    offset += 1;
    twelfth = sunTwelfth(newMoonDay(k + offset));
    if (twelfth === before || offset >= 14) return offset - 1;
  }
}

/** Number (k) of the new moon that begins a lunar month, or `undefined` for a leap month the year does not have. */
function monthNumber(year: number, month: number, leap: boolean): number | undefined {
  const solarYear = month < 11 ? year - 1 : year;
  const start = month11(solarYear);
  let offset = (month + 1) % 12;
  if (month11(solarYear + 1) - start > 365) {
    const leapAt = leapOffset(start);
    const leapMonth = ((leapAt + 9) % 12) + 1; // the number it repeats: that of the month before it
    if (leap && month !== leapMonth) return undefined;
    if (leap || offset >= leapAt) offset += 1;
  } else if (leap) {
    return undefined;
  }
  return numberOfMonth(start) + offset;
}

/** The solar date of a lunar one, or `undefined` where that year has no such month or day.
 *  Meant for 1968 onwards, the years of the present calendar. */
export function solarOfLunar(date: LunarDate): CivilDate | undefined {
  const k = monthNumber(date.year, date.month, date.leap);
  if (k === undefined) return undefined;
  const start = newMoonDay(k);
  if (date.day < 1 || date.day > newMoonDay(k + 1) - start) return undefined;
  return civilDateOf(start + date.day - 1 - julianOfEpoch);
}

/** The lunar date of a solar day. Meant for 1968 onwards. */
export function lunarOfSolar(day: EpochDay): LunarDate {
  const julianDay = day + julianOfEpoch;
  let k = Math.floor((julianDay - firstNewMoon) / synodicMonth) + 1;
  while (newMoonDay(k) > julianDay) k -= 1;
  const start = newMoonDay(k);
  const solarYear = Number(civilDateOf(day).slice(0, 4));
  const sameYear = month11(solarYear);
  const from = start >= sameYear ? sameYear : month11(solarYear - 1);
  const baseYear = start >= sameYear ? solarYear : solarYear - 1;
  const offset = k - numberOfMonth(from);
  const leapAt = month11(baseYear + 1) - from > 365 ? leapOffset(from) : Number.POSITIVE_INFINITY;
  const plain = offset >= leapAt ? offset - 1 : offset;
  const month = ((plain + 10) % 12) + 1;
  return { year: plain < 2 ? baseYear : baseYear + 1, month, day: julianDay - start + 1, leap: offset === leapAt };
}

/** Mùng 1 tháng Giêng: the first day of a lunar year. */
export function lunarNewYear(year: number): CivilDate {
  const date = solarOfLunar({ year, month: 1, day: 1, leap: false });
  invariant(date !== undefined, "every lunar year has a first day");
  return date;
}
