import type { CivilDate, WorkCalendar } from "../../calendar/types.ts";

/** A week like every other, for offices that are not bound by a country's holidays. */
export const noHolidays: WorkCalendar = {
  id: "no-holidays",
  revision: "1",
  announced: ["1990-01-01" as CivilDate, "2060-12-31" as CivilDate],
  projected: ["1990-01-01" as CivilDate, "2060-12-31" as CivilDate],
  restWeekdays: [6, 7],
  entries: [],
};
