import type { OfficeTime } from "../calendar/opening-hours.ts";
import { closingOf, openingOf } from "../calendar/opening-hours.ts";
import type { EpochDay, EpochMs } from "../calendar/types.ts";
import { subtractWorkingDays } from "../calendar/working-days.ts";
import type { Rules } from "./types.ts";

/** The day on which an apology is decided: asked at its opening, out by its closing. */
export interface ApologyDay {
  readonly day: EpochDay;
  readonly askAt: EpochMs;
  readonly outBy: EpochMs;
}

/** The last working day before the due day (Art. 19(6): at the latest one day before); absent where its opening lies before
 *  the acceptance or restart (same day, hours, one day): then an apology is owed at once when the delay is known.
 *  @throws CalendarHorizonError when that day lies outside the calendar */
export function apologyDay(
  office: OfficeTime,
  rules: Rules,
  startAt: EpochMs,
  dueDay: EpochDay,
): ApologyDay | undefined {
  const day = subtractWorkingDays(office.calendar, dueDay, rules.apology.value.beforeWorkingDays);
  const askAt = openingOf(office, day);
  return askAt < startAt ? undefined : { day, askAt, outBy: closingOf(office, day) };
}
