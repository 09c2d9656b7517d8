import { lunarNewYear, lunarOfSolar, solarOfLunar } from "@motcua/core";
import { expect, test } from "vitest";
import { officialDays } from "./official-days.ts";

const years = Array.from({ length: 26 }, (_, i) => 2015 + i);

test.for(years)("lunar dates of %i are the agreed ones", (year) => {
  expect(lunarNewYear(year)).toBe(officialDays.tet[year]);
  expect(solarOfLunar({ year, month: 3, day: 10, leap: false })).toBe(officialDays.hungKings[year]);
  const eve = Date.parse(`${officialDays.tet[year]}T00:00:00Z`) / 86_400_000 - 1;
  expect(lunarOfSolar(eve)).toEqual({
    year: year - 1,
    month: 12,
    day: officialDays.lastLunarMonthLength[year],
    leap: false,
  });
});
