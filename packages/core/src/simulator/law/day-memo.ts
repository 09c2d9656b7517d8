import { dayOf, instantAt } from "../../calendar/civil-date.ts";
import { cutoffOf, type OfficeTime } from "../../calendar/opening-hours.ts";
import type { Budget, EpochDay, EpochMs } from "../../calendar/types.ts";
import { isWorkingDay } from "../../calendar/working-days.ts";
import { startLimit } from "../../limit/ledger.ts";
import { countingOf, runOf } from "../../limit/run.ts";
import { rungInstants } from "../../limit/rungs.ts";
import type { Ladder } from "./ladder.ts";

/** When a limit that began on a day is due, and its rungs; instants before the limit began are none of it. */
export interface DayEntry {
  readonly dueDay: EpochDay;
  readonly dueAt: EpochMs;
  /** Beside the ladder's rungs. */
  readonly instants: Float64Array;
  /** Bits of the rungs whose instant depends on the time of day at which the limit began: not to be read here. */
  readonly hourly: number;
}

/**
 * A limit counted in days and due at closing depends on the day it begins alone, but for shares of opening time: worked
 * out once for each day. Limits that were suspended or lengthened are worked out by themselves.
 */
export class DayMemo {
  readonly #time: OfficeTime;
  readonly #budget: Budget;
  readonly #ladder: Ladder;
  /** By day and, for a same-day budget, by whether it began after the cut-off. */
  readonly #entries: (DayEntry | undefined)[] = [];

  constructor(time: OfficeTime, budget: Budget, ladder: Ladder) {
    this.#time = time;
    this.#budget = budget;
    this.#ladder = ladder;
  }

  /** Whether limits with this budget can be remembered by day. */
  static fits(budget: Budget): boolean {
    const counting = countingOf(budget);
    return counting === "working-days" || counting === "calendar-days";
  }

  /** @throws CalendarHorizonError when a day needed lies outside the calendar */
  entry(startAt: EpochMs): DayEntry {
    const day = dayOf(startAt);
    const { calendar } = this.#time;
    const cutoff = this.#budget.unit === "same-day" && isWorkingDay(calendar, day) ? this.#cutoff(day) : undefined;
    const after = cutoff !== undefined && startAt > cutoff;
    const index = (day - calendar.firstDay) * 2 + (after ? 1 : 0);
    let entry = this.#entries[index];
    if (entry === undefined) {
      // The earliest start of its kind, so that no rung is left out that a later start still has.
      entry = this.#make(after && cutoff !== undefined ? cutoff + 1 : instantAt(day, 0));
      this.#entries[index] = entry;
    }
    return entry;
  }

  #cutoff(day: EpochDay): EpochMs {
    return cutoffOf(this.#time, day, this.#budget.unit === "same-day" ? this.#budget.cutoffMinute : 0);
  }

  #make(startAt: EpochMs): DayEntry {
    const ledger = startLimit(startAt, this.#budget, "end-of-day");
    const run = runOf(this.#time, ledger);
    const { rungs } = this.#ladder;
    const instants = new Float64Array(rungs.length);
    rungInstants(this.#time, ledger, run, rungs, instants);
    let hourly = 0;
    for (const [index, { point }] of rungs.entries())
      if (point.at === "share" && (run.whole <= 1 || point.percent <= 0)) hourly |= 1 << index;
    return { dueDay: run.due?.day ?? 0, dueAt: run.due?.at ?? Number.NaN, instants, hourly };
  }
}
