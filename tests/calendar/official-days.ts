import { readFileSync } from "node:fs";
import { vietnamCalendar } from "@motcua/core/vietnam";
import type { OracleFacts } from "./naive-oracle.ts";

interface OfficialDays {
  readonly years: {
    readonly [year: string]: {
      readonly off: readonly string[];
      readonly workedSaturdays: readonly string[];
      readonly swaps: readonly { readonly off: string; readonly worked: string }[];
    };
  };
  readonly tet: { readonly [year: string]: string };
  readonly hungKings: { readonly [year: string]: string };
  readonly lastLunarMonthLength: { readonly [year: string]: number };
}

export const officialDays: OfficialDays = JSON.parse(
  readFileSync(new URL("../fixtures/deadlines/vn-official-days.json", import.meta.url), "utf8"),
);

export const announcedYears = Object.keys(officialDays.years).filter((year) => year !== "2027");

/** The published facts for announced years and 2027; for the other years the projected entries, read as plain data. */
export function oracleFacts(): OracleFacts {
  const off = new Set<string>();
  const worked = new Set<string>();
  for (const year of Object.values(officialDays.years)) {
    for (const day of year.off) off.add(day);
    for (const day of year.workedSaturdays) worked.add(day);
  }
  for (const entry of vietnamCalendar.entries) if (!(entry.date.slice(0, 4) in officialDays.years)) off.add(entry.date);
  return {
    off,
    worked,
    known: ["2015-01-01", "2040-12-31"],
    announced: ["2018-01-01", "2026-12-31"],
  };
}
