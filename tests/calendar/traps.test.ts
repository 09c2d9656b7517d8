import type { Budget, CivilDate, OpeningHours, WorkCalendar } from "@motcua/core";
import {
  addOpeningMs,
  addWorkingDays,
  civilDateOf,
  closingOf,
  compileCalendar,
  compileOfficeTime,
  dueOf,
  epochDayOf,
  formatInstant,
  isOpen,
  isWorkingDay,
  nextOpening,
  openingMsBetween,
  parseBudget,
  parseHours,
  parseInstant,
} from "@motcua/core";
import { vietnamCalendar, vietnamOpeningHours } from "@motcua/core/vietnam";
import { expect, test } from "vitest";

const calendar = compileCalendar(vietnamCalendar);
const office = compileOfficeTime(calendar, vietnamOpeningHours);

function taken<T>(
  result: { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: unknown },
): T {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}
const at = (text: string): number => taken(parseInstant(`${text}+07:00`));
const limit = (text: string): Budget => taken(parseBudget(text));
const due = (start: string, text: string, where = office): string =>
  formatInstant(taken(dueOf(where, at(start), limit(text))).dueAt).slice(0, -6);
const hours = (text: string): OpeningHours => taken(parseHours(text));

test("trap 5: a working day is a day, not eight hours and not twenty-four", () => {
  const halfDays = compileOfficeTime(calendar, hours("07:30-11:30"));
  expect(due("2026-08-17T09:00", "1wd")).toBe("2026-08-18T17:00:00");
  expect(due("2026-08-17T09:00", "1wd", halfDays)).toBe("2026-08-18T11:30:00");
  expect(due("2026-08-17T09:00", "8wh")).toBe("2026-08-18T09:00:00");
  expect(due("2026-08-17T09:00", "8wh", halfDays)).toBe("2026-08-19T09:00:00");
  expect(due("2026-08-17T09:00", "24wh")).toBe("2026-08-20T09:00:00"); // not the next morning
  expect(due("2026-08-17T09:00", "24h")).toBe("2026-08-18T09:00:00");
});

test("trap 5: a Saturday-morning desk receives, and adds no working day and no working hour", () => {
  const desk = compileOfficeTime(calendar, {
    ...vietnamOpeningHours,
    weekly: { ...vietnamOpeningHours.weekly, 6: [[450, 690]] },
  });
  const saturday = at("2026-08-15T09:00");
  expect(isOpen(desk, saturday)).toBe(true);
  expect(isOpen(office, saturday)).toBe(false);
  expect(formatInstant(nextOpening(desk, at("2026-08-14T17:30")))).toBe("2026-08-15T07:30:00+07:00");
  expect(formatInstant(nextOpening(office, at("2026-08-14T17:30")))).toBe("2026-08-17T07:30:00+07:00");
  expect(isWorkingDay(calendar, epochDayOf("2026-08-15" as CivilDate))).toBe(false);
  expect(openingMsBetween(desk, at("2026-08-15T00:00"), at("2026-08-17T00:00"))).toBe(0);
  expect(due("2026-08-15T09:00", "1wh", desk)).toBe("2026-08-17T08:30:00");
  expect(due("2026-08-14T16:30", "1wh", desk)).toBe("2026-08-17T08:00:00");
  // On a worked Saturday the weekday's own hours hold: the desk closes at noon, an ordinary unit works the whole day.
  expect(formatInstant(closingOf(desk, epochDayOf("2026-08-22" as CivilDate)))).toBe("2026-08-22T11:30:00+07:00");
  expect(formatInstant(closingOf(office, epochDayOf("2026-08-22" as CivilDate)))).toBe("2026-08-22T17:00:00+07:00");
  // Tết Saturday: a holiday closes the desk too.
  expect(isOpen(desk, at("2024-02-10T09:00"))).toBe(false);
});

test.for([
  ["before opening", "2026-08-17T06:00", "2026-08-17T09:30:00"],
  ["at opening", "2026-08-17T07:30", "2026-08-17T09:30:00"],
  ["in the lunch break", "2026-08-17T12:15", "2026-08-17T15:00:00"],
  ["at the lunch closing", "2026-08-17T11:30", "2026-08-17T15:00:00"],
  ["at the evening closing", "2026-08-17T17:00", "2026-08-18T09:30:00"],
  ["at 23:59", "2026-08-17T23:59:59.999", "2026-08-18T09:30:00"],
  ["on a Saturday", "2026-08-15T10:00", "2026-08-17T09:30:00"],
  ["on a holiday", "2026-02-17T10:00", "2026-02-23T09:30:00"],
  ["on a make-up Saturday", "2026-08-22T10:00", "2026-08-22T13:30:00"],
  ["ending exactly at closing", "2026-08-17T15:00", "2026-08-17T17:00:00"],
  ["a millisecond after closing minus the budget", "2026-08-17T15:00:00.001", "2026-08-18T07:30:00.001"],
] as const)("trap 6: two working hours from %s", ([, start, end]) => {
  expect(due(start, "2wh")).toBe(end);
});

test.for([
  ["at 23:59", "2026-08-17T23:59:59.999", "1wd", "2026-08-18"],
  ["on a holiday", "2026-02-17T10:00", "1wd", "2026-02-23"],
  ["on a make-up Saturday", "2026-08-22T10:00", "1wd", "2026-08-24"],
  ["ending on a holiday", "2026-08-23T10:00", "10d", "2026-09-03"],
  ["ending on a make-up Saturday", "2026-08-12T10:00", "10d", "2026-08-22"],
  ["of months, ending on a holiday", "2026-08-01T10:00", "1mo", "2026-09-03"],
  ["until a Sunday", "2026-08-17T10:00", "until:2026-08-30", "2026-09-03"],
] as const)("trap 6: a limit by the day %s", ([, start, text, date]) => {
  expect(taken(dueOf(office, at(start), limit(text))).dueOn).toBe(date);
});

test("trap 6: no lunch break at all, and the cut-off is the earlier of 15:00 and closing", () => {
  const straight = compileOfficeTime(calendar, hours("07:00-14:00"));
  expect(due("2026-08-17T12:00", "4wh", straight)).toBe("2026-08-18T09:00:00");
  expect(due("2026-08-17T14:00", "same-day@15:00", straight)).toBe("2026-08-17T14:00:00");
  expect(due("2026-08-17T14:00:00.001", "same-day@15:00", straight)).toBe("2026-08-18T14:00:00");
  expect(due("2026-08-17T15:00", "same-day@15:00")).toBe("2026-08-17T17:00:00");
  expect(due("2026-08-17T15:00:00.001", "same-day@15:00")).toBe("2026-08-18T17:00:00");
  expect(due("2026-08-15T08:00", "same-day@15:00")).toBe("2026-08-17T17:00:00");
});

test.for([
  ["in the lunch break", "2026-08-17T12:00", "2026-08-18T13:00:00"],
  ["at the lunch closing, which still counts as inside", "2026-08-17T11:30", "2026-08-18T11:30:00"],
  ["before opening", "2026-08-17T05:00", "2026-08-18T07:30:00"],
  ["after closing", "2026-08-17T20:00", "2026-08-18T17:00:00"],
  ["inside", "2026-08-17T09:12:34.567", "2026-08-18T09:12:34.567"],
] as const)("trap 6: same-time policy, start %s", ([, start, end]) => {
  const answer = taken(dueOf(office, at(start), limit("1wd"), "same-time"));
  expect(formatInstant(answer.dueAt).slice(0, -6)).toBe(end);
});

test("trap 7: across New Year and Tết the holidays of the next year count, marked provisional until announced", () => {
  expect(taken(dueOf(office, at("2025-12-31T09:00"), limit("1wd")))).toMatchObject({
    dueOn: "2026-01-05",
    provisional: false,
  });
  const tet = taken(dueOf(office, at("2027-02-03T09:00"), limit("1wd")));
  expect(tet).toMatchObject({ dueOn: "2027-02-11", provisional: true });
  // From an announced day into a year that is not, and from a projected day into an announced one.
  expect(taken(dueOf(office, at("2026-12-31T09:00"), limit("1wd")))).toMatchObject({
    dueOn: "2027-01-04",
    provisional: true,
  });
  expect(taken(dueOf(office, at("2017-12-29T09:00"), limit("1wd")))).toMatchObject({
    dueOn: "2018-01-02",
    provisional: true,
  });
  expect(taken(dueOf(office, at("2026-12-30T09:00"), limit("1wd")))).toMatchObject({
    dueOn: "2026-12-31",
    provisional: false,
  });
});

test.for([
  ["2040-12-31T09:00", "1wd"],
  ["2040-12-31T09:00", "8wh"],
  ["2040-12-31T09:00", "24h"],
  ["2040-12-31T09:00", "1d"],
  ["2040-12-31T09:00", "1mo"],
  ["2040-12-31T15:01", "same-day@15:00"],
  ["2040-12-31T09:00", "until:2041-01-02"],
  ["2014-12-31T09:00", "3wd"],
  ["2014-12-31T09:00", "24h"],
  ["2041-01-01T09:00", "until:2040-12-31"],
  ["2020-01-01T09:00", "100000mo"],
  ["2020-01-01T09:00", "100000wd"],
] as const)("trap 7: beyond the known years the answer is a refusal: %s, %s", ([start, text]) => {
  expect(dueOf(office, at(start), limit(text))).toMatchObject({ ok: false, error: { code: "calendar.horizon" } });
});

test("trap 9: two tenants' calendars live side by side and neither changes the other, nor its own data afterwards", () => {
  const entries = vietnamCalendar.entries.filter((entry) => entry.date !== "2026-11-24");
  const own: WorkCalendar = { ...vietnamCalendar, id: "tenant-b", revision: "b-1", entries };
  const other = compileOfficeTime(compileCalendar(own), vietnamOpeningHours);
  expect(due("2026-11-23T09:00", "1wd", other)).toBe("2026-11-24T17:00:00");
  expect(due("2026-11-23T09:00", "1wd")).toBe("2026-11-25T17:00:00");
  entries.length = 0;
  expect(due("2026-08-28T09:00", "3wd", other)).toBe("2026-09-07T17:00:00");
  expect(due("2026-08-28T09:00", "3wd")).toBe("2026-09-07T17:00:00");
});

test("trap 9: a night in Vietnam is the day before in UTC, and the office's date counts", () => {
  // 00:30 on Tuesday 18 August in Vietnam is still Monday in UTC.
  expect(taken(dueOf(office, Date.UTC(2026, 7, 17, 17, 30), limit("1wd"))).dueOn).toBe("2026-08-19");
  expect(taken(dueOf(office, Date.UTC(2026, 7, 17, 16, 59, 59, 999), limit("1wd"))).dueOn).toBe("2026-08-18");
});

test("trap 10: business days that know weekends only land on National Day; ours know the notices", () => {
  const start = epochDayOf("2026-08-28" as CivilDate);
  // What addBusinessDays of date-fns does: three weekdays on is Wednesday 2 September.
  const weekendsOnly = compileCalendar({ ...vietnamCalendar, entries: [] });
  expect(civilDateOf(addWorkingDays(weekendsOnly, start, 3))).toBe("2026-09-02");
  expect(civilDateOf(addWorkingDays(calendar, start, 3))).toBe("2026-09-07");
});

test("trap 10: the Tết that a well-known package puts a day early", () => {
  // vietnamese-lunar-calendar 0.0.6 says 9 February 2024; 9 February is off either way, so the block's end tells.
  expect(isWorkingDay(calendar, epochDayOf("2024-02-14" as CivilDate))).toBe(false);
  expect(isWorkingDay(calendar, epochDayOf("2024-02-15" as CivilDate))).toBe(true);
});

test("24:00: a closing at midnight belongs to the day it ends, also on the calendar's last day", () => {
  const always = compileOfficeTime(calendar, hours("00:00-24:00"));
  const answer = taken(dueOf(always, at("2026-08-21T00:00"), limit("24wh")));
  expect(answer.dueOn).toBe("2026-08-21");
  expect(answer.dueAt).toBe(at("2026-08-22T00:00"));
  expect(formatInstant(addOpeningMs(always, at("2026-08-14T12:00"), 12 * 3_600_000 + 1))).toBe(
    "2026-08-17T00:00:00.001+07:00",
  );
  expect(taken(dueOf(always, at("2040-12-31T00:00"), limit("24wh"))).dueOn).toBe("2040-12-31");
});

test("a limit that ends before it starts is refused", () => {
  expect(dueOf(office, at("2026-08-18T00:00"), limit("until:2026-08-17"))).toMatchObject({
    ok: false,
    error: { code: "limit.out_of_range" },
  });
  expect(taken(dueOf(office, at("2026-08-18T23:00"), limit("until:2026-08-18"))).dueOn).toBe("2026-08-18");
  expect(dueOf(office, Number.NaN, limit("1wd"))).toMatchObject({ ok: false, error: { code: "instant.malformed" } });
  expect(dueOf(office, 0.5, limit("1wd"))).toMatchObject({ ok: false, error: { code: "instant.malformed" } });
});
