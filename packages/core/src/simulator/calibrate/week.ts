import { dayOf, isoWeekday, minuteOfDay } from "../../calendar/civil-date.ts";
import type { EpochDay, EpochMs } from "../../calendar/types.ts";
import type { CompiledCalendar } from "../../calendar/work-calendar.ts";
import { isWorkingDay } from "../../calendar/working-days.ts";
import { StaffClock } from "../kernel/staff-clock.ts";
import { datedCalendar, hoursOfWeek } from "../scenario/calendars.ts";
import type { WeeklyHours } from "../scenario/types.ts";

/** Hours of a week that a log shows: for each granule from Monday 00:00 at the office whether somebody is there. */
export interface WeekHours {
  readonly granuleMinutes: number;
  readonly open: Uint8Array;
}
/** On how many days, by granule of the week, something was seen; and how many days of each weekday there were. */
export interface Sightings {
  readonly granuleMinutes: number;
  readonly byGranule: Int32Array;
  /** Monday first. */
  readonly days: Int32Array;
  readonly total: number;
}

export interface HoursRule {
  /** A granule is open when something was seen in it on so large a share of the days on which it would be seen, were it
   *  as busy as the others. */
  readonly confidence: number;
  /** So large a share of everything seen must lie in the hours found. */
  readonly support: number;
}

/** How often something would be seen in an open granule, so that one where nothing was seen is closed: at 12 one in
 *  160,000 open ones is missed. */
export const sightingsWanted = 12;

/** Collects instants at which somebody is seen, or dossiers come. Unusual days are left out: the scenario's calendar knows them. */
export class Sighted {
  readonly #granules: number;
  readonly #perDay: number;
  readonly #days = new Map<EpochDay, Set<number>>();
  readonly #isUnusual: (day: EpochDay) => boolean;
  readonly granuleMinutes: number;

  constructor(granuleMinutes: number, isUnusual: (day: EpochDay) => boolean) {
    this.granuleMinutes = granuleMinutes;
    this.#perDay = 1440 / granuleMinutes;
    this.#granules = 7 * this.#perDay;
    this.#isUnusual = isUnusual;
  }

  add(at: EpochMs): void {
    const day = dayOf(at);
    if (this.#isUnusual(day)) return;
    const seen = this.#days.get(day) ?? new Set();
    seen.add(Math.floor(minuteOfDay(at) / this.granuleMinutes));
    this.#days.set(day, seen);
  }

  counts(): Sightings {
    const byGranule = new Int32Array(this.#granules);
    const days = new Int32Array(7);
    let total = 0;
    for (const [day, seen] of this.#days) {
      const weekday = isoWeekday(day) - 1;
      days[weekday] = (days[weekday] ?? 0) + 1;
      for (const granule of seen) {
        const place = weekday * this.#perDay + granule;
        byGranule[place] = (byGranule[place] ?? 0) + 1;
        total += 1;
      }
    }
    return { granuleMinutes: this.granuleMinutes, byGranule, days, total };
  }
}

export function addSightings(all: readonly Sightings[]): Sightings {
  const [first] = all;
  const byGranule = new Int32Array(first?.byGranule.length ?? 0);
  const days = new Int32Array(7);
  let total = 0;
  for (const one of all) {
    one.byGranule.forEach((count, i) => {
      byGranule[i] = (byGranule[i] ?? 0) + count;
    });
    one.days.forEach((count, i) => {
      days[i] = (days[i] ?? 0) + count;
    });
    total += one.total;
  }
  return { granuleMinutes: first?.granuleMinutes ?? 60, byGranule, days, total };
}

/** The hours that sightings show: granule by granule of the week where there are enough of them, else by time of day, the
 *  same on every weekday that is worked. `undefined` where there are too few even for that. */
export function hoursOf(sightings: Sightings, rule: HoursRule): WeekHours | undefined {
  const { granuleMinutes, byGranule, days, total } = sightings;
  const typical = typicalCount(byGranule);
  if (typical >= sightingsWanted)
    return supported(
      sightings,
      rule,
      byGranule.map((count) => (count > 0 && count >= rule.confidence * typical ? 1 : 0)),
    );
  const perDay = 1440 / granuleMinutes;
  const ofDay = new Int32Array(perDay);
  byGranule.forEach((count, i) => {
    ofDay[i % perDay] = (ofDay[i % perDay] ?? 0) + count;
  });
  const typicalOfDay = typicalCount(ofDay);
  if (typicalOfDay < sightingsWanted || total === 0) return undefined;
  const typicalDays = typicalCount(days);
  const open: Int32Array = byGranule.map((_, i) => {
    const weekday = Math.floor(i / perDay);
    const worked = (days[weekday] ?? 0) >= Math.max(1, rule.confidence * typicalDays);
    return worked && (ofDay[i % perDay] ?? 0) >= Math.max(1, rule.confidence * typicalOfDay) ? 1 : 0;
  });
  closeUnseen(sightings, rule, open, ofDay);
  return supported(sightings, rule, open);
}

/** A whole morning or afternoon of a weekday is closed where almost nothing was seen of it and much would be. */
function closeUnseen(
  { byGranule, days }: Sightings,
  { confidence }: HoursRule,
  open: Int32Array,
  ofDay: Int32Array,
): void {
  const perDay = ofDay.length;
  const allDays = days.reduce((sum, count) => sum + count, 0);
  for (let weekday = 0; weekday < 7; weekday += 1) {
    const share = (days[weekday] ?? 0) / allDays;
    for (let from = 0; from < perDay; ) {
      let to = from;
      let [seen, expected] = [0, 0];
      while (to < perDay && open[weekday * perDay + to] === 1) {
        seen += byGranule[weekday * perDay + to] ?? 0;
        expected += (ofDay[to] ?? 0) * share;
        to += 1;
      }
      if (expected >= sightingsWanted && seen < confidence * expected)
        open.fill(0, weekday * perDay + from, weekday * perDay + to);
      from = to + 1;
    }
  }
}

/** Count of an open granule: mean over those, the busiest first, that hold four fifths of everything seen. */
function typicalCount(counts: Int32Array): number {
  const sorted = counts.slice().sort().reverse();
  const total = sorted.reduce((sum, count) => sum + count, 0);
  let [sum, taken] = [0, 0];
  for (const count of sorted) {
    if (sum >= 0.8 * total) break;
    sum += count;
    taken += 1;
  }
  return taken === 0 ? 0 : sum / taken;
}

/** Opens more, the busiest first, until the hours hold enough of what was seen. */
function supported(
  { byGranule, granuleMinutes, total }: Sightings,
  { support }: HoursRule,
  open: Iterable<number>,
): WeekHours {
  const opened = Uint8Array.from(open);
  let inside = byGranule.reduce((sum, count, i) => sum + (opened[i] === 1 ? count : 0), 0);
  const closed = [...byGranule.keys()].filter((i) => opened[i] === 0);
  closed.sort((a, b) => (byGranule[b] ?? 0) - (byGranule[a] ?? 0) || a - b);
  for (const granule of closed) {
    if (inside >= support * total) break;
    opened[granule] = 1;
    inside += byGranule[granule] ?? 0;
  }
  return { granuleMinutes, open: opened };
}

/** Share of what was seen that lies in some hours. */
export function supportOf({ byGranule, total }: Sightings, { open }: WeekHours): number {
  if (total === 0) return 1;
  return byGranule.reduce((sum, count, i) => sum + (open[i] === 1 ? count : 0), 0) / total;
}

export const sameHours = (a: WeekHours, b: WeekHours): boolean =>
  a.granuleMinutes === b.granuleMinutes && a.open.every((open, i) => open === b.open[i]);

export const isAlways = ({ open }: WeekHours): boolean => open.every((each) => each === 1);
export const alwaysOpen = (granuleMinutes: number): WeekHours => ({
  granuleMinutes,
  open: new Uint8Array(10_080 / granuleMinutes).fill(1),
});

/** As a scenario writes hours: once where all working days of the week are alike and no other is worked. */
export function weeklyHoursOf({ granuleMinutes, open }: WeekHours): WeeklyHours {
  const perDay = 1440 / granuleMinutes;
  const hours: { [weekday: string]: readonly string[] } = {};
  for (let weekday = 0; weekday < 7; weekday += 1) {
    const spans: string[] = [];
    for (let from = 0; from < perDay; ) {
      if (open[weekday * perDay + from] !== 1) {
        from += 1;
        continue;
      }
      let to = from;
      while (to < perDay && open[weekday * perDay + to] === 1) to += 1;
      spans.push(`${clock(from * granuleMinutes)}-${clock(to * granuleMinutes)}`);
      from = to;
    }
    if (spans.length > 0) hours[String(weekday + 1)] = spans;
  }
  const usual = hours["1"];
  const alike = ["2", "3", "4", "5"].every((day) => JSON.stringify(hours[day]) === JSON.stringify(usual));
  return usual !== undefined && alike && !("6" in hours || "7" in hours) ? { "working-day": usual } : hours;
}

const two = (value: number): string => String(value).padStart(2, "0");
const clock = (minute: number): string => `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;

/** Holidays, and days that are worked for others: neither tells anything of the usual week. */
export const isUnusual = (calendar: CompiledCalendar, day: EpochDay): boolean => calendar.entries.has(day);

/** Days of the week's plan on which nobody works all the same. */
export const isHoliday = (calendar: CompiledCalendar, day: EpochDay): boolean =>
  calendar.entries.has(day) && !isWorkingDay(calendar, day);

/** Hours over the days of a log, for arithmetic: the same that the simulator will make of them. */
export function clockOf(
  hours: WeekHours,
  calendar: CompiledCalendar,
  span: { readonly from: EpochDay; readonly to: EpochDay },
): StaffClock {
  if (isAlways(hours)) return new StaffClock({ id: "always", kind: "always" }, 0);
  const days = hoursOfWeek(calendar, weeklyHoursOf(hours));
  return new StaffClock(datedCalendar("found", days, { calendar, ...span }), 0);
}
