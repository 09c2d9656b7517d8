import {
  addOpeningMs,
  addWorkingDays,
  type CivilDate,
  civilDateOf,
  compileCalendar,
  compileOfficeTime,
  dayOf,
  type EpochMs,
  nextOpening,
  type OfficeTime,
} from "@motcua/core";
import { vietnamCalendar, vietnamOpeningHours } from "@motcua/core/vietnam";

export const minuteMs = 60_000;
/** The grid on which the office acts. */
export const gridMs = 5 * minuteMs;

export const onGrid = (at: EpochMs): EpochMs => Math.ceil(at / gridMs) * gridMs;

/** The commune's hours, as the driver plans by them. */
export class Hours {
  readonly time: OfficeTime = compileOfficeTime(compileCalendar(vietnamCalendar), vietnamOpeningHours);

  /** The first instant of the grid at or after `at` in which people work; a closing is not one. */
  open(at: EpochMs): EpochMs {
    const start = nextOpening(this.time, onGrid(at));
    const next = nextOpening(this.time, start + 1);
    return next === start + 1 ? start : next;
  }

  /** That many minutes of opening time later. */
  after(at: EpochMs, minutes: number): EpochMs {
    return this.open(addOpeningMs(this.time, at, minutes * minuteMs));
  }

  /** The date so many working days after the day of an instant. */
  workingDay(at: EpochMs, days: number): CivilDate {
    return civilDateOf(addWorkingDays(this.time.calendar, dayOf(at), days));
  }
}
