import { dayOf } from "../../calendar/civil-date.ts";
import type { CompiledCalendar } from "../../calendar/work-calendar.ts";
import type { Span } from "./staff.ts";
import type { Trace } from "./traces.ts";
import { isHoliday } from "./week.ts";

/** Whether people worked on most of the holidays that fall on weekdays on which they usually work: then the holidays of
 *  that calendar are not theirs. */
export function holidaysWorked(traces: readonly Trace[], calendar: CompiledCalendar, { from, to }: Span): boolean {
  const worked = new Set<number>();
  for (const { visits } of traces) for (const { startAt } of visits) worked.add(dayOf(startAt));
  let [holidays, onHolidays] = [0, 0];
  for (let day = from; day < to; day += 1) {
    if (!isHoliday(calendar, day) || !usuallyWorked(day, worked)) continue;
    holidays += 1;
    if (worked.has(day)) onHolidays += 1;
  }
  return onHolidays * 2 > holidays;
}

const weekdaysAround = [-14, -7, 7, 14];

/** The same weekday of the weeks around it. */
function usuallyWorked(day: number, worked: ReadonlySet<number>): boolean {
  return weekdaysAround.some((off) => worked.has(day + off));
}
