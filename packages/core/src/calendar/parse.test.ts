import { expect, test } from "vitest";
import { checkBudget, formatBudget, parseBudget, parseHours } from "./parse.ts";
import type { Budget, CivilDate } from "./types.ts";

test.for<[string, Budget]>([
  ["3wd", { unit: "working-day", amount: 3 }],
  ["16wh", { unit: "working-hour", amount: 16 }],
  ["90wmin", { unit: "working-minute", amount: 90 }],
  ["2h", { unit: "hour", amount: 2 }],
  ["10d", { unit: "calendar-day", amount: 10 }],
  ["2mo", { unit: "month", amount: 2 }],
  ["100000d", { unit: "calendar-day", amount: 100_000 }],
  ["same-day@15:00", { unit: "same-day", cutoffMinute: 900 }],
  ["until:2026-12-31", { unit: "until", date: "2026-12-31" as CivilDate }],
])("limit %s is read and written back", ([text, budget]) => {
  expect(parseBudget(text)).toEqual({ ok: true, value: budget });
  expect(formatBudget(budget)).toBe(text);
});

test.for([
  ["0wd", "limit.out_of_range"],
  ["100001d", "limit.out_of_range"],
  ["99999999999999999999h", "limit.out_of_range"],
  ["-3wd", "limit.malformed"],
  ["+3wd", "limit.malformed"],
  ["1.5wd", "limit.malformed"],
  ["3 wd", "limit.malformed"],
  ["3WD", "limit.malformed"],
  ["P1D", "limit.malformed"],
  ["3", "limit.malformed"],
  ["", "limit.malformed"],
  ["same-day", "limit.malformed"],
  ["same-day@24:00", "limit.malformed"],
  ["same-day@15:60", "limit.malformed"],
  ["until:2026-02-30", "limit.malformed"],
  ["until:", "limit.malformed"],
] as const)("limit %j is refused as %s", ([text, code]) => {
  expect(parseBudget(text)).toMatchObject({ ok: false, error: { code } });
});

test.for<[unknown, string]>([
  [{ unit: "working-day", amount: Number.NaN }, "limit.malformed"],
  [{ unit: "working-day", amount: 0.25 }, "limit.malformed"],
  [{ unit: "month", amount: -1 }, "limit.out_of_range"],
  [{ unit: "same-day", cutoffMinute: 1441 }, "limit.malformed"],
  [{ unit: "until", date: "2026-02-30" }, "limit.malformed"],
  [{ unit: "week", amount: 1 }, "limit.malformed"],
])("a budget made by a program is checked too: %j", ([budget, code]) => {
  expect(checkBudget(budget as Budget)).toMatchObject({ code });
});

test("hours are for Monday to Friday, and for make-up days", () => {
  const spans = [
    [450, 690],
    [780, 1020],
  ];
  const expected = { weekly: { 1: spans, 2: spans, 3: spans, 4: spans, 5: spans }, otherwise: spans };
  expect(parseHours("07:30-11:30,13:00-17:00")).toEqual({ ok: true, value: expected });
  expect(parseHours(" 07:30 - 11:30 , 13:00-17:00")).toEqual({ ok: true, value: expected });
  expect(parseHours("00:00-24:00").ok).toBe(true);
});

test.for([
  "",
  ",",
  "07:30",
  "11:30-07:30",
  "07:30-07:30",
  "07:30-11:30,11:00-17:00",
  "13:00-17:00,07:30-11:30",
  "07:30-24:01",
  "07:30-25:00",
  "07:60-11:30",
  "07:30-11:30,",
  "7:30-11:30",
  "all day",
])("hours %j are refused", (text) => {
  expect(parseHours(text)).toMatchObject({ ok: false, error: { code: "hours.malformed" } });
});
