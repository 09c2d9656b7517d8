import { compileCalendar, epochDayOf, isoWeekday, isWorkingDay, parseCivilDate } from "@motcua/core";
import type { ProjectionPolicy } from "@motcua/core/vietnam";
import { vietnamCalendar } from "@motcua/core/vietnam";
import { expect, test } from "vitest";
import { statutoryEntries } from "../../packages/core/src/vietnam/calendar/statutory.ts";
import { announcedYears, officialDays } from "./official-days.ts";

const calendar = compileCalendar(vietnamCalendar);

function daysOfYear(year: string): string[] {
  const days: string[] = [];
  for (let at = Date.UTC(Number(year), 0, 1); new Date(at).getUTCFullYear() === Number(year); at += 86_400_000)
    days.push(new Date(at).toISOString().slice(0, 10));
  return days;
}

const dayOf = (text: string): number => {
  const date = parseCivilDate(text);
  if (!date.ok) throw new Error(text);
  return epochDayOf(date.value);
};
const isWeekend = (text: string): boolean => isoWeekday(dayOf(text)) >= 6;

test.for([...announcedYears, "2027"])("%s: rest days and worked Saturdays are those of the notices", (year) => {
  const facts = officialDays.years[year];
  const days = daysOfYear(year);
  expect(days.filter((day) => !isWeekend(day) && !isWorkingDay(calendar, dayOf(day)))).toEqual(facts?.off);
  expect(days.filter((day) => isWeekend(day) && isWorkingDay(calendar, dayOf(day)))).toEqual(facts?.workedSaturdays);
});

test("the projection rule reproduces every announced year but for the swapped days", () => {
  const differences: string[] = [];
  for (const year of announcedYears) {
    const rule = new Set(statutoryEntries(Number(year)).map((entry): string => entry.date));
    const off = new Set(officialDays.years[year]?.off);
    for (const day of off) if (!rule.has(day)) differences.push(`${day} off by notice only`);
    for (const day of rule) if (!off.has(day) && !isWeekend(day)) differences.push(`${day} off by rule only`);
  }
  expect(differences).toEqual([
    "2018-12-31 off by notice only",
    "2019-04-29 off by notice only",
    "2024-04-29 off by notice only",
    "2025-05-02 off by notice only",
    "2026-01-02 off by notice only",
    "2026-08-31 off by notice only",
  ]);
  const swapped = announcedYears.flatMap((year) => officialDays.years[year]?.swaps.map((swap) => swap.off) ?? []);
  expect(new Set(differences.map((line) => line.slice(0, 10)))).toEqual(new Set(swapped));
});

test("the rule gives 2027 exactly as projected", () => {
  const weekdays = statutoryEntries(2027).map((entry): string => entry.date);
  expect(weekdays.filter((day) => !isWeekend(day))).toEqual(officialDays.years["2027"]?.off);
});

test("every entry is named in both languages, has a source and survives JSON", () => {
  for (const entry of vietnamCalendar.entries) {
    expect(entry.name.vi).not.toBe("");
    expect(entry.name.en).not.toBe("");
    expect(entry.source).not.toBe("");
  }
  expect(JSON.parse(JSON.stringify(vietnamCalendar))).toEqual(vietnamCalendar);
});

test("another policy moves the projected years and leaves the announced ones", () => {
  const later: ProjectionPolicy = { tetDaysBefore: () => 1, nationalDayNeighbour: () => "before" };
  const days = statutoryEntries(2027, later).map((entry): string => entry.date);
  expect(days.filter((day) => day.startsWith("2027-02"))).toEqual(
    ["05", "06", "07", "08", "09", "10", "11"].map((day) => `2027-02-${day}`),
  );
  expect(days).toContain("2027-09-01");
  expect(days).not.toContain("2027-09-03");
});
