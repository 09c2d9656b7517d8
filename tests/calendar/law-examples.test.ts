import { readFileSync } from "node:fs";
import type { Budget } from "@motcua/core";
import {
  civilDateOf,
  compileCalendar,
  compileOfficeTime,
  dueOf,
  epochDayOf,
  parseBudget,
  parseInstant,
  previousWorkingDay,
} from "@motcua/core";
import { vietnamCalendar, vietnamOpeningHours } from "@motcua/core/vietnam";
import { expect, test } from "vitest";

const office = compileOfficeTime(compileCalendar(vietnamCalendar), vietnamOpeningHours);

function taken<T>(
  result: { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: unknown },
): T {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

const rows = readFileSync(new URL("../fixtures/deadlines/law-examples.csv", import.meta.url), "utf8")
  .trim()
  .split("\n")
  .slice(1)
  .map((line) => line.split(",") as [start: string, limit: string, dueOn: string, apologyOn: string]);

test("the fixture holds the twelve worked examples", () => {
  expect(rows).toHaveLength(12);
});

test.for(rows)("received %s, limit %s: due on %s, apology on %s", ([start, limit, dueOn, apologyOn]) => {
  const budget: Budget = taken(parseBudget(limit));
  const due = taken(dueOf(office, taken(parseInstant(start)), budget));
  expect(due).toEqual({ dueOn, dueAt: taken(parseInstant(`${dueOn}T17:00:00+07:00`)), provisional: false });
  // A same-day procedure has no day before: its apology is owed at once.
  if (budget.unit !== "same-day")
    expect(civilDateOf(previousWorkingDay(office.calendar, epochDayOf(due.dueOn)))).toBe(apologyOn);
});
