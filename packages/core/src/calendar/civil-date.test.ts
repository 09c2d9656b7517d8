import fc from "fast-check";
import { expect, test } from "vitest";
import {
  addMonths,
  civilDateOf,
  dayOf,
  epochDayOf,
  formatInstant,
  instantAt,
  isoWeekday,
  minuteOfDay,
  msOfDay,
  parseCivilDate,
  parseInstant,
} from "./civil-date.ts";
import type { CivilDate } from "./types.ts";

const date = (text: string): CivilDate => text as CivilDate;

test.for([
  "2026-02-30",
  "2026-13-01",
  "2026-00-10",
  "2026-01-00",
  "2025-02-29",
  "1900-02-29",
  "2026-1-1",
  " 2026-01-01",
  "26-01-01",
  "",
])("date %j is refused", (text) => {
  expect(parseCivilDate(text)).toEqual({ ok: false, error: "malformed" });
});

test.for(["2024-02-29", "2000-02-29", "2026-12-31", "2011-12-30", "0001-01-01"])("date %s exists", (text) => {
  expect(parseCivilDate(text)).toEqual({ ok: true, value: text });
});

test("day numbers agree with the platform's calendar, every day from 1900 to 2100", () => {
  for (let day = Date.UTC(1900, 0, 1) / 86_400_000; day <= Date.UTC(2100, 11, 31) / 86_400_000; day += 1) {
    const at = new Date(day * 86_400_000);
    const text = at.toISOString().slice(0, 10);
    if (civilDateOf(day) !== text || epochDayOf(date(text)) !== day || isoWeekday(day) !== (at.getUTCDay() || 7))
      expect.fail(`${text}: ${civilDateOf(day)}, ${epochDayOf(date(text))}, weekday ${isoWeekday(day)}`);
  }
});

test.for([
  ["2026-01-31", 1, "2026-02-28"],
  ["2024-01-31", 1, "2024-02-29"],
  ["2026-10-31", 1, "2026-11-30"],
  ["2026-02-28", 1, "2026-03-28"],
  ["2024-02-29", 12, "2025-02-28"],
  ["2026-12-31", 2, "2027-02-28"],
  ["2026-08-17", 0, "2026-08-17"],
  ["2011-11-30", 1, "2011-12-30"], // a day Pacific/Apia never had
] as const)("%s and %i months is %s", ([from, months, to]) => {
  expect(civilDateOf(addMonths(epochDayOf(date(from)), months))).toBe(to);
});

const nine = Date.UTC(2026, 7, 17, 2);
test.for([
  ["2026-08-17T09:00:00+07:00", nine],
  ["2026-08-17T09:00+07:00", nine],
  ["2026-08-17T09:00+0700", nine],
  ["2026-08-17T09:00+07", nine],
  ["2026-08-17T02:00:00Z", nine],
  ["2026-08-16T21:00:00-05:00", nine],
  ["2026-08-17T07:30:00+05:30", nine],
  ["2026-08-17T09:00:00.5+07:00", nine + 500],
  ["2026-08-17T09:00:00,25+07:00", nine + 250],
  ["2026-08-17T09:00:00.123999+07:00", nine + 123],
] as const)("instant %s is read", ([text, at]) => {
  expect(parseInstant(text)).toEqual({ ok: true, value: at });
});

test.for([
  "2026-08-17",
  "2026-08-17T09:00:00",
  "2026-02-30T09:00:00Z",
  "2026-08-17T25:00:00Z",
  "2026-08-17T24:00:00Z",
  "2026-08-17T09:60Z",
  "2026-08-17T09:00:60Z",
  "2026-08-17T09:00+24:00",
  "2026-08-17T09:00+07:60",
  "2026-08-17 09:00+07:00",
  "2026-08-17T09:00:00.Z",
  "2026-08-17T9:00Z",
  "2026-08-17T09:00Z ",
  "17/08/2026 09:00",
  "",
])("instant %j is refused with what to write instead", (text) => {
  const read = parseInstant(text);
  expect(read).toMatchObject({ ok: false, error: { code: "instant.malformed" } });
  if (read.ok) return;
  expect(read.error.text.vi).toContain("2026-08-17T09:00:00+07:00");
  expect(read.error.text.en).toContain("2026-08-17T09:00:00+07:00");
});

test("instants are written in local time, milliseconds only where there are any", () => {
  expect(formatInstant(nine)).toBe("2026-08-17T09:00:00+07:00");
  expect(formatInstant(nine + 7)).toBe("2026-08-17T09:00:00.007+07:00");
  expect(formatInstant(-1)).toBe("1970-01-01T06:59:59.999+07:00");
});

test("property: an instant's day and time give the instant back, and so does its text", () => {
  fc.assert(
    fc.property(fc.integer({ min: Date.UTC(1976, 0, 1), max: Date.UTC(2099, 0, 1) }), (at) => {
      expect(instantAt(dayOf(at), msOfDay(at))).toBe(at);
      expect(minuteOfDay(at)).toBe(Math.floor(msOfDay(at) / 60_000));
      expect(parseInstant(formatInstant(at))).toEqual({ ok: true, value: at });
    }),
  );
});
