import { civilDateOf } from "../calendar/civil-date.ts";
import type { OfficeTime } from "../calendar/opening-hours.ts";
import type { Budget, EpochMs } from "../calendar/types.ts";
import { countingOf, type Run, runOf, sameDayBudget, timeRun } from "./run.ts";
import type { EarlierHours, LimitLedger } from "./types.ts";

/**
 * What a limit carries with it when other opening hours apply from now on. Law does not count back: time used stays used,
 * a matter received in time was received in time, and what was due was due then.
 * @param budget what it is counted in afterwards; absent where that stays
 * @returns nothing for a limit that no opening hour changes
 * @throws CalendarHorizonError when a day needed lies outside the calendar
 */
export function leaveHours(
  before: OfficeTime,
  after: OfficeTime,
  ledger: LimitLedger,
  at: EpochMs,
  budget: Budget = ledger.budget,
): EarlierHours | undefined {
  if (ledger.startAt > at) return undefined;
  const run = runOf(before, ledger);
  const until = Math.min(at, ledger.endedAt ?? at);
  const { intervals, startDay } = run;
  const usedMs = timeRun(before, ledger, { counting: "opening-ms", intervals }, until, Number.POSITIVE_INFINITY);
  const { budget: old } = ledger;
  const sameDay =
    old.unit === "same-day"
      ? { sameDayWorkingDays: sameDayBudget(before, ledger, startDay, old.cutoffMinute) }
      : undefined;
  const settled: EarlierHours = { until, usedMs, ...sameDay };
  const due = settledDue(run, after, { ...ledger, earlierHours: settled }, at);
  const matters =
    sameDay !== undefined || due !== undefined || ledger.earlierHours !== undefined || [old, budget].some(takesHours);
  return matters ? { ...settled, ...(due === undefined ? {} : { due }) } : undefined;
}

const takesHours = (budget: Budget): boolean => countingOf(budget) === "opening-ms";

function settledDue({ counting, due }: Run, after: OfficeTime, ledger: LimitLedger, at: EpochMs): EarlierHours["due"] {
  if (due === undefined || counting === "plain-ms") return undefined;
  const behind = due.at <= at || ledger.endedAt !== undefined;
  if (!behind && (runOf(after, ledger).due?.at ?? at) >= at) return undefined;
  return { dueOn: civilDateOf(due.day), dueAt: due.at };
}
