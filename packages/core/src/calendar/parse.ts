import type { ErrorCode, Fault } from "../base/errors.ts";
import { fault } from "../base/errors.ts";
import { unreachable } from "../base/invariant.ts";
import type { Result } from "../base/result.ts";
import { err, ok } from "../base/result.ts";
import { formatMinute, parseCivilDate } from "./civil-date.ts";
import { validateHours } from "./opening-hours.ts";
import type { Budget, OpeningHours } from "./types.ts";

/** Longest limit in any unit; a larger number is a slip of the pen. */
export const budgetAmountMax = 100_000;

const unitOfSuffix = {
  wd: "working-day",
  wh: "working-hour",
  wmin: "working-minute",
  h: "hour",
  d: "calendar-day",
  mo: "month",
} as const;

const suffixOfUnit = {
  "working-day": "wd",
  "working-hour": "wh",
  "working-minute": "wmin",
  hour: "h",
  "calendar-day": "d",
  month: "mo",
} as const;

/** What is wrong with a budget made by a program, or `undefined`. The texts of `parseBudget` pass through here too. */
export function checkBudget(budget: Budget): Fault | undefined {
  switch (budget.unit) {
    case "working-day":
    case "working-hour":
    case "working-minute":
    case "hour":
    case "calendar-day":
    case "month":
      if (!Number.isInteger(budget.amount))
        return limitFault("limit.malformed", String(budget.amount), "phải là số nguyên", "must be a whole number");
      return budget.amount >= 1 && budget.amount <= budgetAmountMax
        ? undefined
        : limitFault(
            "limit.out_of_range",
            String(budget.amount),
            `phải từ 1 đến ${budgetAmountMax}`,
            `must be from 1 to ${budgetAmountMax}`,
          );
    case "same-day":
      return Number.isInteger(budget.cutoffMinute) && budget.cutoffMinute >= 0 && budget.cutoffMinute <= 1440
        ? undefined
        : limitFault(
            "limit.malformed",
            "same-day",
            "giờ chốt phải từ 00:00 đến 24:00",
            "the cut-off runs from 00:00 to 24:00",
          );
    case "until":
      return parseCivilDate(budget.date).ok
        ? undefined
        : limitFault("limit.malformed", `until:${budget.date}`, "ngày không có thật", "no such date");
    default:
      return limitFault("limit.malformed", String((budget as Budget).unit), "đơn vị không có", "unknown unit");
  }
}

function limitFault(code: ErrorCode, shown: string, vi: string, en: string): Fault {
  const text = JSON.stringify(shown.slice(0, 40));
  return fault(code, `thời hạn ${text}: ${vi}`, `limit ${text}: ${en}`);
}

/** A limit as people write it: `3wd` working days, `16wh` working hours (`wmin` minutes of them), `2h` hours, `10d` calendar days, `2mo` months,
 *  `same-day@15:00` with its cut-off, `until:2026-12-31`. Whole numbers from 1 to 100,000.
 *  Refused with `limit.malformed` (not one of these, a sign, a fraction) or `limit.out_of_range` (zero, too large). */
export function parseBudget(text: string): Result<Budget, Fault> {
  const amount = /^(\d{1,20})(wd|wh|wmin|h|d|mo)$/.exec(text);
  if (amount !== null) {
    const budget: Budget = { unit: unitOfSuffix[amount[2] as keyof typeof unitOfSuffix], amount: Number(amount[1]) };
    const wrong = checkBudget(budget);
    return wrong === undefined ? ok(budget) : err(wrong);
  }
  const cutoff = /^same-day@(\d{2}):(\d{2})$/.exec(text);
  if (cutoff !== null && Number(cutoff[1]) < 24 && Number(cutoff[2]) < 60)
    return ok({ unit: "same-day", cutoffMinute: Number(cutoff[1]) * 60 + Number(cutoff[2]) });
  const until = text.startsWith("until:") ? parseCivilDate(text.slice(6)) : undefined;
  if (until?.ok === true) return ok({ unit: "until", date: until.value });
  return err(
    limitFault(
      "limit.malformed",
      text,
      "ghi 3wd, 16wh, 2h, 10d, 2mo, same-day@15:00 hoặc until:2026-12-31 (số nguyên dương, ngày có thật)",
      "write 3wd, 16wh, 2h, 10d, 2mo, same-day@15:00 or until:2026-12-31 (whole positive numbers, existing dates)",
    ),
  );
}

/** The text `parseBudget` reads back. */
export function formatBudget(budget: Budget): string {
  switch (budget.unit) {
    case "working-day":
    case "working-hour":
    case "working-minute":
    case "hour":
    case "calendar-day":
    case "month":
      return `${budget.amount}${suffixOfUnit[budget.unit]}`;
    case "same-day":
      return `same-day@${formatMinute(budget.cutoffMinute)}`;
    case "until":
      return `until:${budget.date}`;
    default:
      return unreachable(budget, "formatBudget");
  }
}

/** Opening hours `07:30-11:30,13:00-17:00` for Monday to Friday and, as `otherwise`, for make-up days.
 *  Refused with `hours.malformed` when empty, upside down, overlapping, out of order or beyond 24:00. */
export function parseHours(text: string): Result<OpeningHours, Fault> {
  const spans: (readonly [number, number])[] = [];
  for (const part of text.split(",")) {
    const match = /^\s*(\d{2}):([0-5]\d)\s*-\s*(\d{2}):([0-5]\d)\s*$/.exec(part);
    if (match === null)
      return err(hoursFault(text, "ghi dạng 07:30-11:30,13:00-17:00", "write 07:30-11:30,13:00-17:00"));
    spans.push([Number(match[1]) * 60 + Number(match[2]), Number(match[3]) * 60 + Number(match[4])]);
  }
  const hours: OpeningHours = { weekly: { 1: spans, 2: spans, 3: spans, 4: spans, 5: spans }, otherwise: spans };
  const [first] = validateHours(hours);
  return first === undefined ? ok(hours) : err(hoursFault(text, first.text.vi, first.text.en));
}

function hoursFault(text: string, vi: string, en: string): Fault {
  const shown = JSON.stringify(text.slice(0, 60));
  return fault("hours.malformed", `giờ làm việc ${shown}: ${vi}`, `opening hours ${shown}: ${en}`);
}
