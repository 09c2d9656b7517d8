import type { Bilingual, Source } from "../../base/text.ts";
import { bilingual } from "../../base/text.ts";
import type { CalendarEntry, CivilDate, OpeningHours, WorkCalendar } from "../../calendar/types.ts";
import { announcedSwaps, announcedYears } from "./announced.ts";
import type { HolidayName } from "./names.ts";
import { compensationName, holidayNames } from "./names.ts";
import type { ProjectionPolicy } from "./statutory.ts";
import { statutoryEntries, usualProjection } from "./statutory.ts";

/** The span for which lunar dates were compared with other implementations; beyond it the calendar refuses. */
const projectedYears = [2015, 2040] as const;

function announcedEntries(): CalendarEntry[] {
  const entries: CalendarEntry[] = [];
  for (const { year, source, sources, holidays, compensation } of announcedYears) {
    const add = (kind: CalendarEntry["kind"], name: Bilingual, days: readonly string[], from: Source): void => {
      for (const day of days) entries.push({ date: `${year}-${day}` as CivilDate, kind, name, source: from });
    };
    for (const key of Object.keys(holidayNames) as HolidayName[]) {
      const from = sources?.[key] ?? source;
      add("holiday", holidayNames[key], holidays[key] ?? [], from);
      add("compensation", compensationName(holidayNames[key]), compensation[key] ?? [], from);
    }
  }
  for (const { off, worked, source } of announcedSwaps) {
    const rest = bilingual(`Nghỉ hoán đổi, làm bù ngày ${worked}`, `Rest day exchanged for work on ${worked}`);
    const work = bilingual(`Làm bù cho ngày ${off}`, `Make-up day for ${off}`);
    entries.push({ date: off as CivilDate, kind: "swapped-rest", name: rest, source });
    entries.push({ date: worked as CivilDate, kind: "make-up", name: work, source });
  }
  return entries;
}

/** The calendar of state agencies: announced years as published, the years around them by statute and policy.
 *  @param policy what the law leaves to a yearly decision, see `usualProjection`
 *  @param revision a revision of your own for a policy of your own: dossiers are pinned to it */
export function makeVietnamCalendar(
  policy: ProjectionPolicy = usualProjection,
  revision = "vn-2026-11-22",
): WorkCalendar {
  const entries = announcedEntries();
  const announced = new Set(announcedYears.map((known) => known.year));
  for (let year = projectedYears[0]; year <= projectedYears[1]; year += 1)
    if (!announced.has(year)) entries.push(...statutoryEntries(year, policy));
  return {
    id: "vn",
    revision,
    announced: ["2018-01-01" as CivilDate, "2026-12-31" as CivilDate],
    projected: [`${projectedYears[0]}-01-01` as CivilDate, `${projectedYears[1]}-12-31` as CivilDate],
    // Five days of eight hours for state agencies since October 1999 (QĐ 188/1999/QĐ-TTg).
    restWeekdays: [6, 7],
    entries: entries.sort((a, b) => (a.date < b.date ? -1 : 1)),
  };
}

/** State agencies' calendar, plain JSON: 2018 to 2026 announced, 2015 to 2017 and 2027 to 2040 projected. */
export const vietnamCalendar: WorkCalendar = /* @__PURE__ */ makeVietnamCalendar();

const officeDay = [
  [450, 690],
  [780, 1020],
] as const;

/** 07:30–11:30 and 13:00–17:00, Monday to Friday and on make-up Saturdays. No national rule fixes clock hours: provinces do. */
export const vietnamOpeningHours: OpeningHours = {
  weekly: { 1: officeDay, 2: officeDay, 3: officeDay, 4: officeDay, 5: officeDay },
  otherwise: officeDay,
};
