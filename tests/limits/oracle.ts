import type { Budget, CivilDate, OpeningHours, WorkCalendar } from "../../packages/core/src/calendar/types.ts";

/**
 * The law's arithmetic once more, the slow way: one day, or one minute, after the other over plain sets. It shares no line
 * with the library and no formula; where the two differ, one of them is wrong.
 */

const dayMs = 86_400_000;
const minuteMs = 60_000;
const offset = 7 * 3_600_000;

export type Rng = () => number;
export function rng(seed: number): Rng {
  let a = seed >>> 0;
  return () => {
    a = (a + 0x6d2b79f5) >>> 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
export const pick = (random: Rng, from: number, to: number): number => from + Math.floor(random() * (to - from + 1));

export const dateText = (day: number): CivilDate => new Date(day * dayMs).toISOString().slice(0, 10) as CivilDate;
export const dayNumber = (date: string): number => Date.parse(`${date}T00:00:00Z`) / dayMs;
export const dayAt = (at: number): number => Math.floor((at + offset) / dayMs);
export const atMinute = (day: number, minute: number): number => day * dayMs + minute * minuteMs - offset;

/** 2026, with about one day in twelve moved from working to rest and one Saturday in eight worked. */
export function randomCalendar(random: Rng, id: string): WorkCalendar {
  const entries: WorkCalendar["entries"][number][] = [];
  for (let day = dayNumber("2026-01-01"); day <= dayNumber("2027-06-30"); day += 1) {
    const weekday = new Date(day * dayMs).getUTCDay();
    const name = { vi: "ngày thử", en: "test day" };
    if (weekday === 6 && random() < 0.125) entries.push({ date: dateText(day), kind: "make-up", name, source: "test" });
    else if (weekday >= 1 && weekday <= 5 && random() < 0.08)
      entries.push({ date: dateText(day), kind: "holiday", name, source: "test" });
  }
  return {
    id,
    revision: "1",
    announced: ["2026-01-01" as CivilDate, "2026-12-31" as CivilDate],
    projected: ["2026-01-01" as CivilDate, "2027-06-30" as CivilDate],
    restWeekdays: [6, 7],
    entries,
  };
}

export const hours: OpeningHours = {
  weekly: {
    5: [
      [450, 690],
      [780, 960],
    ],
  },
  otherwise: [
    [450, 690],
    [780, 1020],
  ],
};

export class SlowWorld {
  readonly working = new Set<number>();
  /** Minutes since the epoch, local, at which the office is open; a sorted list beside it. */
  readonly openMinutes = new Set<number>();
  readonly openList: number[] = [];

  constructor(calendar: WorkCalendar) {
    const byDate = new Map(calendar.entries.map((entry) => [entry.date, entry.kind]));
    for (let day = dayNumber(calendar.projected[0]); day <= dayNumber(calendar.projected[1]); day += 1) {
      const weekday = new Date(day * dayMs).getUTCDay();
      const kind = byDate.get(dateText(day));
      const works = kind === undefined ? weekday !== 0 && weekday !== 6 : kind === "make-up";
      if (!works) continue;
      this.working.add(day);
      for (const [opens, closes] of weekday === 5 ? (hours.weekly[5] ?? []) : hours.otherwise)
        for (let minute = opens; minute < closes; minute += 1) {
          this.openMinutes.add(day * 1440 + minute);
          this.openList.push(day * 1440 + minute);
        }
    }
  }
  closing(day: number): number {
    return atMinute(day, new Date(day * dayMs).getUTCDay() === 5 ? 960 : 1020);
  }
  opening(day: number): number {
    return atMinute(day, 450);
  }
}

export interface SlowLimit {
  startAt: number;
  budget: Budget;
  extra: number;
  latestDate: string;
  grounds: { id: string; from: number; to: number | undefined }[];
}

const horizonDays = 300;

export interface SlowAnswer {
  /** Undefined: suspended before the due date. */
  readonly dueDay: number | undefined;
  readonly dueAt: number | undefined;
  readonly consumed: number;
  readonly whole: number;
  /** Day of the n-th counted day, from 1. */
  readonly countedDays: readonly number[];
}

/** Working days, calendar days, months, same day. */
export function slowDays(world: SlowWorld, limit: SlowLimit): SlowAnswer {
  const start = dayAt(limit.startAt);
  const { budget } = limit;
  const everyDay = budget.unit === "calendar-day" || budget.unit === "month";
  let whole = 0;
  if (budget.unit === "working-day" || budget.unit === "calendar-day") whole = budget.amount + limit.extra;
  if (budget.unit === "month") whole = slowMonths(start, budget.amount + limit.extra) - start;
  if (budget.unit === "same-day") {
    const late =
      world.working.has(start) && limit.startAt > Math.min(atMinute(start, budget.cutoffMinute), world.closing(start));
    whole = (late ? 1 : 0) + limit.extra;
  }
  // A suspended day is one after a day of suspension, up to and including the day of resumption.
  const suspended = new Set<number>();
  for (const ground of limit.grounds) {
    const last = ground.to === undefined ? start + horizonDays + 1 : dayAt(ground.to);
    for (let day = dayAt(ground.from) + 1; day <= last; day += 1) suspended.add(day);
  }
  const countedDays: number[] = [];
  for (let day = start; day < start + horizonDays; day += 1) {
    if (day > start && !suspended.has(day) && (everyDay || world.working.has(day)) && countedDays.length < whole)
      countedDays.push(day);
    const done = countedDays.length === whole;
    // The last day is a working day on which no longer suspension begins or goes on.
    if (done && world.working.has(day) && !suspended.has(day + 1))
      return {
        dueDay: day,
        dueAt: world.closing(day),
        consumed: consumedAtLastSuspension(limit, countedDays, whole, day),
        whole,
        countedDays,
      };
  }
  return { dueDay: undefined, dueAt: undefined, consumed: countedDays.length, whole, countedDays };
}

function consumedAtLastSuspension(
  limit: SlowLimit,
  countedDays: readonly number[],
  whole: number,
  dueDay: number,
): number {
  if (limit.grounds.length === 0) return 0;
  if (limit.grounds.some((ground) => dayAt(ground.from) > dueDay)) return whole;
  const last = Math.max(...limit.grounds.map((ground) => dayAt(ground.from)));
  return countedDays.filter((day) => day <= last).length;
}

function slowMonths(start: number, months: number): number {
  const date = new Date(start * dayMs);
  const wanted = date.getUTCMonth() + months;
  for (let dom = date.getUTCDate(); ; dom -= 1) {
    const found = new Date(Date.UTC(date.getUTCFullYear(), wanted, dom));
    if (found.getUTCMonth() === wanted % 12) return found.getTime() / dayMs;
  }
}

/** Working hours and plain hours, for histories on whole minutes. */
export function slowHours(world: SlowWorld, limit: SlowLimit): SlowAnswer {
  const { budget } = limit;
  const plain = budget.unit === "hour";
  const whole = budget.unit === "hour" || budget.unit === "working-hour" ? (budget.amount + limit.extra) * 60 : 0;
  const local = (at: number): number => (at + offset) / minuteMs;
  const first = local(limit.startAt);
  const suspended = new Set<number>();
  const last = first + horizonDays * 1440;
  const open = limit.grounds.find((ground) => ground.to === undefined);
  const forever =
    open === undefined
      ? Number.POSITIVE_INFINITY
      : local(Math.min(...limit.grounds.filter((g) => g.to === undefined).map((g) => g.from)));
  for (const ground of limit.grounds)
    if (ground.to !== undefined)
      for (let minute = local(ground.from); minute < local(ground.to); minute += 1) suspended.add(minute);
  let used = 0;
  const step = (minute: number): number | undefined => {
    if (!suspended.has(minute)) used += 1;
    return used === whole ? minute + 1 : undefined;
  };
  let end: number | undefined;
  if (plain) {
    for (let minute = first; minute < last && minute < forever && end === undefined; minute += 1) end = step(minute);
  } else {
    let low = 0;
    let high = world.openList.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((world.openList[middle] ?? 0) < first) low = middle + 1;
      else high = middle;
    }
    for (let i = low; i < world.openList.length && end === undefined; i += 1) {
      const minute = world.openList[i] ?? 0;
      if (minute >= forever) break;
      end = step(minute);
    }
  }
  const dueAt = end === undefined ? undefined : end * minuteMs - offset;
  return {
    dueDay: dueAt === undefined ? undefined : dayAt(plain ? dueAt : dueAt - 1),
    dueAt,
    consumed: used * minuteMs,
    whole: whole * minuteMs,
    countedDays: [],
  };
}
