import { expect, test } from "vitest";
import { epochDayOf } from "./civil-date.ts";
import type { CalendarEntry, CivilDate, WorkCalendar } from "./types.ts";
import { CalendarHorizonError, compileCalendar, validateCalendar } from "./work-calendar.ts";
import {
  addWorkingDays,
  isWorkingDay,
  previousWorkingDay,
  rollForward,
  subtractWorkingDays,
  workingDaysBetween,
} from "./working-days.ts";

const date = (text: string): CivilDate => text as CivilDate;
const day = (text: string): number => epochDayOf(date(text));
const entry = (text: string, kind: CalendarEntry["kind"]): CalendarEntry => ({
  date: date(text),
  kind,
  name: { vi: "ngày thử", en: "a test day" },
  source: "test",
});
// Two weeks of August 2026, Monday 10 to Sunday 23: Wednesday 12 off, Saturday 22 worked.
const data: WorkCalendar = {
  id: "test",
  revision: "1",
  announced: [date("2026-08-10"), date("2026-08-16")],
  projected: [date("2026-08-10"), date("2026-08-23")],
  restWeekdays: [6, 7],
  entries: [entry("2026-08-12", "holiday"), entry("2026-08-22", "make-up")],
};
const calendar = compileCalendar(data);

test("a sound calendar has no faults", () => {
  expect(validateCalendar(data)).toEqual([]);
});

test.for<[string, Partial<WorkCalendar>, string]>([
  [
    "the same day twice",
    { entries: [entry("2026-08-12", "holiday"), entry("2026-08-12", "compensation")] },
    "entries[1].date",
  ],
  ["a day outside the range", { entries: [entry("2026-09-02", "holiday")] }, "entries[0].date"],
  ["a day that does not exist", { entries: [entry("2026-02-30", "holiday")] }, "entries[0].date"],
  ["an unknown kind", { entries: [entry("2026-08-12", "rest" as "holiday")] }, "entries[0].kind"],
  ["a make-up day on a working weekday", { entries: [entry("2026-08-12", "make-up")] }, "entries[0]"],
  ["no source", { entries: [{ ...entry("2026-08-12", "holiday"), source: "" }] }, "entries[0].source"],
  ["an upside-down range", { projected: [date("2026-08-23"), date("2026-08-10")] }, "projected"],
  ["announced beyond projected", { announced: [date("2026-08-09"), date("2026-08-16")] }, "announced"],
  ["a malformed border", { announced: [date("2026-8-10"), date("2026-08-16")] }, "announced[0]"],
  ["a weekday that is none", { restWeekdays: [0, 6] }, "restWeekdays[0]"],
  ["a weekday twice", { restWeekdays: [6, 6] }, "restWeekdays[1]"],
  ["no working day at all", { restWeekdays: [1, 2, 3, 4, 5, 6, 7] }, "restWeekdays"],
  ["no id", { id: "" }, "id"],
  ["no revision", { revision: "" }, "revision"],
])("a calendar with %s is refused at its path", ([, change, path]) => {
  const faulty = { ...data, ...change };
  expect(validateCalendar(faulty)).toContainEqual(expect.objectContaining({ code: "calendar.malformed", path }));
  expect(() => compileCalendar(faulty)).toThrow("calendar");
});

test("counting, adding, rolling and going back", () => {
  expect([10, 12, 15, 17, 22, 23].map((d) => isWorkingDay(calendar, day(`2026-08-${d}`)))).toEqual([
    true,
    false,
    false,
    true,
    true,
    false,
  ]);
  expect(workingDaysBetween(calendar, day("2026-08-10"), day("2026-08-23"))).toBe(9);
  expect(workingDaysBetween(calendar, day("2026-08-23"), day("2026-08-10"))).toBe(-9);
  expect(workingDaysBetween(calendar, day("2026-08-12"), day("2026-08-12"))).toBe(0);
  expect(addWorkingDays(calendar, day("2026-08-11"), 1)).toBe(day("2026-08-13"));
  expect(addWorkingDays(calendar, day("2026-08-15"), 0)).toBe(day("2026-08-17"));
  expect(addWorkingDays(calendar, day("2026-08-21"), 1)).toBe(day("2026-08-22"));
  expect(rollForward(calendar, day("2026-08-12"))).toBe(day("2026-08-13"));
  expect(previousWorkingDay(calendar, day("2026-08-13"))).toBe(day("2026-08-11"));
  expect(previousWorkingDay(calendar, day("2026-08-16"))).toBe(day("2026-08-14"));
  expect(subtractWorkingDays(calendar, day("2026-08-23"), 0)).toBe(day("2026-08-22"));
  expect(subtractWorkingDays(calendar, day("2026-08-22"), 5)).toBe(day("2026-08-17"));
});

test.for<[string, () => unknown, string]>([
  ["a day before the range", () => isWorkingDay(calendar, day("2026-08-09")), "2026-08-09"],
  ["a day after the range", () => isWorkingDay(calendar, day("2026-08-24")), "2026-08-24"],
  ["a start before the range", () => addWorkingDays(calendar, day("2026-08-09"), 1), "2026-08-09"],
  ["an answer past the end", () => addWorkingDays(calendar, day("2026-08-22"), 1), "2026-08-24"],
  ["rolling past the end", () => rollForward(calendar, day("2026-08-23")), "2026-08-24"],
  ["going back past the beginning", () => previousWorkingDay(calendar, day("2026-08-10")), "2026-08-09"],
  ["counting from outside", () => workingDaysBetween(calendar, day("2026-08-09"), day("2026-08-12")), "2026-08-09"],
])("%s is refused, never guessed", ([, run, asked]) => {
  let thrown: unknown;
  try {
    run();
  } catch (error) {
    thrown = error;
  }
  expect(CalendarHorizonError.is(thrown)).toBe(true);
  expect(thrown).toMatchObject({ code: "calendar.horizon", date: asked, calendarId: "test", known: data.projected });
});

test("the horizon error is recognised by symbol, also from another copy of the library", () => {
  expect(CalendarHorizonError.is({ [Symbol.for("motcua.CalendarHorizonError")]: true })).toBe(true);
  expect(CalendarHorizonError.is(new Error("calendar.horizon"))).toBe(false);
});

test("a fraction of a day or a negative number is our own bug, not an answer", () => {
  expect(() => addWorkingDays(calendar, day("2026-08-10"), 0.5)).toThrow("whole");
  expect(() => addWorkingDays(calendar, day("2026-08-10"), -1)).toThrow("not negative");
  expect(() => subtractWorkingDays(calendar, day("2026-08-20"), Number.NaN)).toThrow("whole");
});
