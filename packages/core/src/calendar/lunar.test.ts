import { expect, test } from "vitest";
import { civilDateOf, epochDayOf } from "./civil-date.ts";
import { lunarNewYear, lunarOfSolar, solarOfLunar } from "./lunar.ts";
import type { CivilDate } from "./types.ts";

// Years in which calendars computed for UTC+8 give another Tết.
test.for([
  [1985, "1985-01-21"],
  [2007, "2007-02-17"],
  [2030, "2030-02-02"],
  [2053, "2053-02-18"],
] as const)("Tết %i is Vietnam's, not China's: %s", ([year, date]) => {
  expect(lunarNewYear(year)).toBe(date);
});

test.for([
  [2037, "2037-04-24"],
  [2038, "2038-04-13"],
] as const)("10/3 of %i is Vietnam's: %s", ([year, date]) => {
  expect(solarOfLunar({ year, month: 3, day: 10, leap: false })).toBe(date);
});

test("leap months: 2017 has a second sixth, 2020 a second fourth, 2023 a second second, 2025 a second sixth month", () => {
  const leapMonths = [2017, 2020, 2023, 2025].map((year) =>
    [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12].filter(
      (month) => solarOfLunar({ year, month, day: 1, leap: true }) !== undefined,
    ),
  );
  expect(leapMonths).toEqual([[6], [4], [2], [6]]);
  expect(solarOfLunar({ year: 2025, month: 6, day: 1, leap: true })).toBe("2025-07-25");
});

test("a day the month does not have is absent", () => {
  expect(solarOfLunar({ year: 2025, month: 12, day: 30, leap: false })).toBeUndefined(); // 29 days before Tết 2026
  expect(solarOfLunar({ year: 2026, month: 12, day: 29, leap: false })).toBe("2027-02-05");
});

test("solar to lunar and back is the same day, for every day of 1968 to 2100", () => {
  const last = epochDayOf("2100-12-31" as CivilDate);
  const first = epochDayOf("1968-02-01" as CivilDate);
  let previous = lunarOfSolar(first - 1).day;
  for (let day = first; day <= last; day += 1) {
    const lunar = lunarOfSolar(day);
    if (lunar.day === 1) expect([29, 30]).toContain(previous);
    else expect(lunar.day).toBe(previous + 1);
    previous = lunar.day;
    if (lunar.day === 1 || lunar.day >= 29 || day % 11 === 0) expect(solarOfLunar(lunar)).toBe(civilDateOf(day));
  }
});
