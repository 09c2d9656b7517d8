import type { Fault } from "../base/errors.ts";
import { fault } from "../base/errors.ts";
import { unreachable } from "../base/invariant.ts";
import type { Result } from "../base/result.ts";
import { err, ok } from "../base/result.ts";
import { addMonths, civilDateOf, dayOf, epochDayOf, hourMs, minuteMs, msOfDay } from "./civil-date.ts";
import type { OfficeTime } from "./opening-hours.ts";
import { addOpeningMs, closingOf, cutoffOf, momentOf } from "./opening-hours.ts";
import { checkBudget } from "./parse.ts";
import type { Budget, Due, DueTimePolicy, EpochDay, EpochMs } from "./types.ts";
import { CalendarHorizonError, isProvisional, refuseDay } from "./work-calendar.ts";
import { addWorkingDays, isWorkingDay, rollForward } from "./working-days.ts";

/** When a limit that starts at `startAt` is due, in Asia/Ho_Chi_Minh:
 *  - working days: the n-th after the start date, which is not counted (Civil Code 2015 Art. 147(2));
 *  - working hours: through the opening hours of legal working days; hours: from the stated moment (147(1)), no rolling;
 *  - calendar days, months: the start date + n, a month's last day where the date is missing (148(3)), then rolled;
 *  - same day: up to and including the cut-off, else the next working day; until: that date, rolled;
 *  - a last day on a rest day rolls to the next working day (148(5)).
 *  Hour limits are due at their instant under either policy.
 *  Refused as a value: `calendar.horizon`, `limit.malformed`, `limit.out_of_range` (also: until before the start date),
 *  `instant.malformed` for a start that is not whole milliseconds. */
export function dueOf(
  office: OfficeTime,
  startAt: EpochMs,
  budget: Budget,
  policy: DueTimePolicy = "end-of-day",
): Result<Due, Fault> {
  const wrong = checkBudget(budget) ?? checkStart(startAt);
  if (wrong !== undefined) return err(wrong);
  return refusingHorizon(() => {
    requireKnown(office, dayOf(startAt));
    const early = checkUntil(startAt, budget);
    return early === undefined ? ok(computeDue(office, startAt, budget, policy)) : err(early);
  });
}

/** Runs calendar arithmetic and turns a day beyond the calendar into a refusal. */
export function refusingHorizon<T>(run: () => Result<T, Fault>): Result<T, Fault> {
  try {
    return run();
  } catch (error) {
    if (CalendarHorizonError.is(error)) return err(fault("calendar.horizon", error.text.vi, error.text.en));
    throw error;
  }
}

function checkStart(startAt: EpochMs): Fault | undefined {
  if (Number.isSafeInteger(startAt)) return undefined;
  return fault(
    "instant.malformed",
    "thời điểm bắt đầu phải là số nguyên mili giây",
    "the start must be a whole number of milliseconds",
  );
}

function checkUntil(startAt: EpochMs, budget: Budget): Fault | undefined {
  if (budget.unit !== "until" || epochDayOf(budget.date) >= dayOf(startAt)) return undefined;
  const start = civilDateOf(dayOf(startAt));
  return fault(
    "limit.out_of_range",
    `hạn ${budget.date} trước ngày bắt đầu ${start}`,
    `the limit ends on ${budget.date}, before the start date ${start}`,
  );
}

function computeDue(office: OfficeTime, startAt: EpochMs, budget: Budget, policy: DueTimePolicy): Due {
  const startDay = dayOf(startAt);
  if (budget.unit === "hour") {
    const dueAt = startAt + budget.amount * hourMs;
    return dueOn(office, startDay, dayOf(dueAt), dueAt);
  }
  if (budget.unit === "working-hour" || budget.unit === "working-minute") {
    const unitMs = budget.unit === "working-hour" ? hourMs : minuteMs;
    const dueAt = addOpeningMs(office, startAt, budget.amount * unitMs);
    // A closing at 24:00 belongs to the day it ends (148(6)); opening time never ends at the midnight it begins with.
    return dueOn(office, startDay, dayOf(dueAt - 1), dueAt);
  }
  const day = rollForward(office.calendar, lastDayOf(office, startAt, budget));
  return dueOn(
    office,
    startDay,
    day,
    policy === "end-of-day" ? closingOf(office, day) : momentOf(office, day, msOfDay(startAt)),
  );
}

function dueOn(office: OfficeTime, startDay: EpochDay, dueDay: EpochDay, dueAt: EpochMs): Due {
  requireKnown(office, dueDay);
  const provisional = isProvisional(office.calendar, startDay) || isProvisional(office.calendar, dueDay);
  return { dueOn: civilDateOf(dueDay), dueAt, provisional };
}

function requireKnown(office: OfficeTime, day: EpochDay): void {
  if (!(day >= office.calendar.firstDay && day <= office.calendar.lastDay)) refuseDay(office.calendar, day);
}

/** Budgets counted by the day. */
export type DayBudget = Exclude<Budget, { readonly unit: "hour" | "working-hour" | "working-minute" }>;

/** Last day of a limit before it is rolled to a working day; equal to the due day where nothing rolls.
 *  @throws CalendarHorizonError when the answer is outside the known range */
export function lastDayOf(office: OfficeTime, startAt: EpochMs, budget: DayBudget): EpochDay {
  const startDay = dayOf(startAt);
  switch (budget.unit) {
    case "working-day":
      return addWorkingDays(office.calendar, startDay, budget.amount);
    case "calendar-day":
      return startDay + budget.amount;
    case "month":
      return addMonths(startDay, budget.amount);
    case "same-day":
      return isWorkingDay(office.calendar, startDay) && startAt > cutoffOf(office, startDay, budget.cutoffMinute)
        ? startDay + 1
        : startDay;
    case "until":
      return epochDayOf(budget.date);
    default:
      return unreachable(budget, "lastDayOf");
  }
}
