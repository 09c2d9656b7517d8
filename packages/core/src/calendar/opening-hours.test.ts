import { expect, test } from "vitest";
import { epochDayOf, formatInstant, parseInstant } from "./civil-date.ts";
import {
  addOpeningMs,
  closingOf,
  compileOfficeTime,
  cutoffOf,
  isOpen,
  nextLegalOpening,
  nextOpening,
  openingMsBetween,
  openingMsOnDay,
  openingOf,
  validateHours,
} from "./opening-hours.ts";
import type { CivilDate, OpeningHours } from "./types.ts";
import { CalendarHorizonError, compileCalendar } from "./work-calendar.ts";

const day = (text: string): number => epochDayOf(text as CivilDate);
const at = (text: string): number => {
  const read = parseInstant(`${text}+07:00`);
  if (!read.ok) throw new Error(text);
  return read.value;
};
const usual = [
  [450, 690],
  [780, 1020],
] as const;
// Monday 10 to Sunday 23 August 2026; Wednesday 12 off, Saturday 22 worked.
const calendar = compileCalendar({
  id: "test",
  revision: "1",
  announced: ["2026-08-10" as CivilDate, "2026-08-23" as CivilDate],
  projected: ["2026-08-10" as CivilDate, "2026-08-23" as CivilDate],
  restWeekdays: [6, 7],
  entries: [
    { date: "2026-08-12" as CivilDate, kind: "holiday", name: { vi: "lễ", en: "holiday" }, source: "test" },
    { date: "2026-08-22" as CivilDate, kind: "make-up", name: { vi: "bù", en: "make-up" }, source: "test" },
  ],
});
// Friday mornings only; a desk on Sunday.
const office = compileOfficeTime(calendar, { weekly: { 5: [[450, 690]], 7: [[480, 540]] }, otherwise: usual });
const hour = 3_600_000;

test.for<[string, OpeningHours, string]>([
  ["nothing for the other days", { weekly: {}, otherwise: [] }, "otherwise"],
  ["a weekday that is none", { weekly: { 8: usual }, otherwise: usual }, "weekly.8"],
  ["an upside-down span", { weekly: { 1: [[690, 450]] }, otherwise: usual }, "weekly.1[0]"],
  ["an empty span", { weekly: {}, otherwise: [[450, 450]] }, "otherwise[0]"],
  [
    "overlapping spans",
    {
      weekly: {},
      otherwise: [
        [450, 690],
        [680, 700],
      ],
    },
    "otherwise[1]",
  ],
  [
    "spans out of order",
    {
      weekly: {},
      otherwise: [
        [780, 1020],
        [450, 690],
      ],
    },
    "otherwise[1]",
  ],
  ["a span past 24:00", { weekly: {}, otherwise: [[450, 1441]] }, "otherwise[0]"],
  ["a negative minute", { weekly: {}, otherwise: [[-1, 690]] }, "otherwise[0]"],
  ["half a minute", { weekly: {}, otherwise: [[450.5, 690]] }, "otherwise[0]"],
])("hours with %s are refused at their path", ([, hours, path]) => {
  expect(validateHours(hours)).toContainEqual(expect.objectContaining({ code: "hours.malformed", path }));
  expect(() => compileOfficeTime(calendar, hours)).toThrow("opening hours");
});

test("spans may touch, and every fault is reported at once", () => {
  expect(
    validateHours({
      weekly: {},
      otherwise: [
        [450, 690],
        [690, 1020],
      ],
    }),
  ).toEqual([]);
  expect(validateHours({ weekly: { 1: [[2, 1]], 2: [[2, 1]] }, otherwise: [] })).toHaveLength(3);
});

test("opening time between instants", () => {
  expect(openingMsBetween(office, at("2026-08-10T00:00"), at("2026-08-11T00:00"))).toBe(8 * hour);
  expect(openingMsBetween(office, at("2026-08-11T11:00"), at("2026-08-11T13:30"))).toBe(hour);
  expect(openingMsBetween(office, at("2026-08-12T00:00"), at("2026-08-13T00:00"))).toBe(0);
  expect(openingMsBetween(office, at("2026-08-14T00:00"), at("2026-08-17T00:00"))).toBe(4 * hour); // no Sunday desk
  expect(openingMsBetween(office, at("2026-08-22T00:00"), at("2026-08-23T23:59"))).toBe(8 * hour);
  expect(openingMsOnDay(office, day("2026-08-10"), 9 * hour, 24 * hour)).toBe(6.5 * hour);
});

test("adding opening time over a short Friday and a worked Saturday", () => {
  const add = (from: string, ms: number): string => formatInstant(addOpeningMs(office, at(from), ms)).slice(0, -6);
  expect(add("2026-08-14T10:30", hour)).toBe("2026-08-14T11:30:00");
  expect(add("2026-08-14T10:30", hour + 1)).toBe("2026-08-17T07:30:00.001");
  expect(add("2026-08-21T10:30", 2 * hour)).toBe("2026-08-22T08:30:00");
  expect(add("2026-08-11T16:00", 2 * hour)).toBe("2026-08-13T08:30:00");
  expect(add("2026-08-11T18:00", 0)).toBe("2026-08-13T07:30:00");
  expect(add("2026-08-11T17:00", 0)).toBe("2026-08-11T17:00:00");
});

test("opening, closing and cut-off of a day", () => {
  expect(formatInstant(openingOf(office, day("2026-08-14")))).toBe("2026-08-14T07:30:00+07:00");
  expect(formatInstant(closingOf(office, day("2026-08-14")))).toBe("2026-08-14T11:30:00+07:00");
  expect(formatInstant(cutoffOf(office, day("2026-08-14"), 900))).toBe("2026-08-14T11:30:00+07:00");
  expect(formatInstant(cutoffOf(office, day("2026-08-13"), 900))).toBe("2026-08-13T15:00:00+07:00");
  expect(() => closingOf(office, day("2026-08-12"))).toThrow("rest day");
  expect(() => openingOf(office, day("2026-08-15"))).toThrow("rest day");
});

test("the Sunday desk receives; the legal opening is Monday's", () => {
  expect(isOpen(office, at("2026-08-16T08:30"))).toBe(true);
  expect(isOpen(office, at("2026-08-16T09:00"))).toBe(true); // both ends count as open
  expect(isOpen(office, at("2026-08-16T09:00:00.001"))).toBe(false);
  expect(formatInstant(nextOpening(office, at("2026-08-14T12:00")))).toBe("2026-08-16T08:00:00+07:00");
  expect(formatInstant(nextLegalOpening(office, at("2026-08-14T12:00")))).toBe("2026-08-17T07:30:00+07:00");
});

test.for<[string, () => unknown]>([
  ["time past the end", () => addOpeningMs(office, at("2026-08-22T16:00"), hour + 1)],
  ["a start outside", () => addOpeningMs(office, at("2026-08-24T08:00"), 1)],
  ["a measure outside", () => openingMsBetween(office, at("2026-08-09T23:59"), at("2026-08-10T08:00"))],
  ["no opening left", () => nextOpening(office, at("2026-08-23T09:01"))],
  ["no legal opening left", () => nextLegalOpening(office, at("2026-08-22T17:01"))],
  ["a closing outside", () => closingOf(office, day("2026-08-24"))],
])("%s is refused, never guessed", ([, run]) => {
  expect(run).toThrow(CalendarHorizonError);
});

test("the last opening millisecond of the calendar can still be reached", () => {
  expect(addOpeningMs(office, at("2026-08-22T16:00"), hour)).toBe(at("2026-08-22T17:00"));
});
