import type { Bilingual, Source } from "../../base/text.ts";
import { civilDateOf, epochDayOf, isoWeekday } from "../../calendar/civil-date.ts";
import { lunarNewYear, solarOfLunar } from "../../calendar/lunar.ts";
import type { CalendarEntry, CivilDate, EpochDay } from "../../calendar/types.ts";
import { compensationName, holidayNames } from "./names.ts";

/** How a year without a notice is projected. The law leaves the Tết block and National Day's second day to a yearly decision. */
export interface ProjectionPolicy {
  /** Days of the five-day Tết block that come before Tết, given the weekday (1 = Monday) Tết falls on. */
  readonly tetDaysBefore: (weekdayOfTet: number) => number;
  /** Which neighbour of 2 September is off, given the weekday of 2 September. */
  readonly nationalDayNeighbour: (weekdayOfNationalDay: number) => "before" | "after";
}

// Both defaults reproduce every notice of 2018 to 2026; a test lists the differences, which are the swapped days alone.
export const usualProjection: ProjectionPolicy = {
  tetDaysBefore: (weekday) => (weekday === 2 ? 1 : 2),
  nationalDayNeighbour: (weekday) => (weekday === 1 || weekday === 4 || weekday === 7 ? "after" : "before"),
};

const code2012 = "Bộ luật Lao động 10/2012/QH13 Điều 115";
const code2019 = "Bộ luật Lao động 45/2019/QH14 Điều 112";
const compensation2019 = "Bộ luật Lao động 45/2019/QH14 Điều 111(3)";
const cultureDay = "Nghị quyết 28/2026/QH16";

interface Holiday {
  readonly day: EpochDay;
  readonly name: Bilingual;
  readonly source: Source;
}

/** Holidays and compensation days of a year by statute, from 2013 on; swaps are decisions of the day and never projected. */
export function statutoryEntries(year: number, policy: ProjectionPolicy = usualProjection): readonly CalendarEntry[] {
  const holidays = holidaysOf(year, policy);
  const taken = new Set(holidays.map((holiday) => holiday.day));
  const entries: CalendarEntry[] = holidays.map((h) => entry(h.day, "holiday", h.name, h.source));
  for (const holiday of holidays) {
    if (!isWeekend(holiday.day)) continue;
    const off = firstFree(holiday.day, taken);
    taken.add(off);
    entries.push(
      entry(off, "compensation", compensationName(holiday.name), year >= 2021 ? compensation2019 : code2012),
    );
  }
  return entries.sort((a, b) => (a.date < b.date ? -1 : 1));
}

const entry = (day: EpochDay, kind: CalendarEntry["kind"], name: Bilingual, source: Source): CalendarEntry => ({
  date: civilDateOf(day),
  kind,
  name,
  source,
});

const isWeekend = (day: EpochDay): boolean => isoWeekday(day) >= 6;

/** The next day that is neither a weekend nor off already: rest days lost to a holiday are given one after the other. */
function firstFree(after: EpochDay, taken: ReadonlySet<EpochDay>): EpochDay {
  let day = after + 1;
  while (isWeekend(day) || taken.has(day)) day += 1;
  return day;
}

function holidaysOf(year: number, policy: ProjectionPolicy): readonly Holiday[] {
  const labourCode = year >= 2021 ? code2019 : code2012;
  const on = (monthAndDay: string): EpochDay => epochDayOf(`${year}-${monthAndDay}` as CivilDate);
  const one = (day: EpochDay, name: Bilingual, source = labourCode): Holiday => ({ day, name, source });
  const tet = epochDayOf(lunarNewYear(year));
  const tetStart = tet - policy.tetDaysBefore(isoWeekday(tet));
  const hungKings = solarOfLunar({ year, month: 3, day: 10, leap: false });
  const national = on("09-02");
  const neighbour = national + (policy.nationalDayNeighbour(isoWeekday(national)) === "after" ? 1 : -1);
  const holidays = [
    one(on("01-01"), holidayNames.newYear),
    ...[0, 1, 2, 3, 4].map((i) => one(tetStart + i, holidayNames.tet)),
    ...(hungKings === undefined ? [] : [one(epochDayOf(hungKings), holidayNames.hungKings)]),
    one(on("04-30"), holidayNames.victory),
    one(on("05-01"), holidayNames.labour),
    one(national, holidayNames.national),
    // The second day came with the Labour Code of 2019, Culture Day with the resolution in force from 1 July 2026.
    ...(year >= 2021 ? [one(neighbour, holidayNames.national)] : []),
    ...(year >= 2026 ? [one(on("11-24"), holidayNames.culture, cultureDay)] : []),
  ];
  return holidays.sort((a, b) => a.day - b.day);
}
