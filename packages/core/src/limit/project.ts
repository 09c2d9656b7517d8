import { dayOf } from "../calendar/civil-date.ts";
import type { OfficeTime } from "../calendar/opening-hours.ts";
import type { EpochMs } from "../calendar/types.ts";
import { isHeld } from "./ledger.ts";
import { consumedBy, dueOfRun, runOf } from "./run.ts";
import type { LimitLedger, LimitProjection } from "./types.ts";

/** What a ledger means on a calendar (model.md §1):
 *  - days: consumed = counted days after the start date up to and including the day of suspension; after resumption due =
 *    resumption date + the rest, the resumption date not counted; rolled to a working day once, at the end. Suspended and
 *    resumed on one day moves nothing; grounds count as their union;
 *  - a same-day budget is one of 0 or 1 working days; a month one of the calendar days to its unrolled due date;
 *  - hours run by the millisecond, working hours through opening time;
 *  - a fixed date (`until`) is moved by no suspension and keeps its due date through one;
 *  - suspended after the due date (for hours: at or after the due instant): due as before, late it stays.
 *  `consumed` is as of the latest suspension, or of the end; `usageAt` answers for any other instant.
 *  @throws CalendarHorizonError when a day needed lies outside the calendar */
export function projectLimit(office: OfficeTime, ledger: LimitLedger): LimitProjection {
  const run = runOf(office, ledger);
  const clock = ledger.endedAt !== undefined ? "ended" : isHeld(ledger) ? "suspended" : "running";
  return { clock, due: dueOfRun(office, run), consumed: run.consumed, remaining: run.whole - run.consumed };
}

/** What is used up and left at an instant, in the unit counted; together always the whole budget. Days count as a
 *  suspension at that moment would count them: today included, the start date and a resumption date not.
 *  @throws CalendarHorizonError when a day needed lies outside the calendar */
export function usageAt(
  office: OfficeTime,
  ledger: LimitLedger,
  asOf: EpochMs,
): { readonly consumed: number; readonly remaining: number } {
  const run = runOf(office, ledger);
  const until = ledger.endedAt === undefined ? asOf : Math.min(asOf, ledger.endedAt);
  const consumed = consumedBy(office, ledger, run, until);
  return { consumed, remaining: run.whole - consumed };
}

/** Whether the due date has passed: days compare dates (it ends at 24:00), hours compare instants. A held limit is past
 *  due only when it was so before it was held. Ask before extending: a limit past due is not made whole again.
 *  @throws CalendarHorizonError when a day needed lies outside the calendar */
export function isPastDue(office: OfficeTime, ledger: LimitLedger, at: EpochMs): boolean {
  const run = runOf(office, ledger);
  if (run.due === undefined) return false;
  return run.counting === "opening-ms" || run.counting === "plain-ms" ? at > run.due.at : dayOf(at) > run.due.day;
}
