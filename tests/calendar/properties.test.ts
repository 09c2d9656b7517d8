import type { Budget, OfficeTime, OpeningHours } from "@motcua/core";
import {
  addOpeningMs,
  addWorkingDays,
  compileCalendar,
  compileOfficeTime,
  dueOf,
  epochDayOf,
  explainDue,
  instantAt,
  isOpen,
  isWorkingDay,
  nextLegalOpening,
  nextOpening,
  openingMsBetween,
  parseCivilDate,
  rollForward,
  subtractWorkingDays,
  workingDaysBetween,
} from "@motcua/core";
import { vietnamCalendar, vietnamOpeningHours } from "@motcua/core/vietnam";
import fc from "fast-check";
import { test } from "vitest";

const calendar = compileCalendar(vietnamCalendar);
// Room on both sides, so that no case meets the calendar's end; refusals have tests of their own.
const day = fc.integer({ min: calendar.firstDay + 1000, max: calendar.lastDay - 1000 });
const instant = fc.tuple(day, fc.integer({ min: 0, max: 86_399_999 })).map(([d, ms]) => instantAt(d, ms));
const workingDays = fc.integer({ min: 1, max: 300 });

// At least an hour a day: a unit open for a minute would need years for what is asked below.
const spans = fc
  .tuple(
    fc.integer({ min: 0, max: 600 }),
    fc.integer({ min: 60, max: 300 }),
    fc.integer({ min: 0, max: 200 }),
    fc.integer({ min: 1, max: 340 }),
  )
  .map(([opens, first, pause, second]): [number, number][] => [
    [opens, opens + first],
    [opens + first + pause, opens + first + pause + second],
  ]);
const hours: fc.Arbitrary<OpeningHours> = fc.record({
  weekly: fc.record({ 1: spans, 3: spans, 5: spans, 6: spans }),
  otherwise: spans,
});
const office: fc.Arbitrary<OfficeTime> = fc
  .oneof(fc.constant(vietnamOpeningHours), hours)
  .map((layout) => compileOfficeTime(calendar, layout));
const budget: fc.Arbitrary<Budget> = fc.oneof(
  fc.record({
    unit: fc.constantFrom("working-day" as const, "working-hour" as const, "hour" as const, "calendar-day" as const),
    amount: fc.integer({ min: 1, max: 90 }),
  }),
  fc.record({ unit: fc.constant("working-minute" as const), amount: fc.integer({ min: 1, max: 5000 }) }),
  fc.record({ unit: fc.constant("month" as const), amount: fc.integer({ min: 1, max: 12 }) }),
  fc.record({ unit: fc.constant("same-day" as const), cutoffMinute: fc.integer({ min: 0, max: 1440 }) }),
);

test("adding working days and counting them are inverse", () => {
  fc.assert(
    fc.property(day, workingDays, (start, n) => {
      const end = addWorkingDays(calendar, start, n);
      return workingDaysBetween(calendar, start, end) === n && isWorkingDay(calendar, end);
    }),
  );
});

test("adding and subtracting working days are inverse from a working day", () => {
  fc.assert(
    fc.property(day, workingDays, (start, n) => {
      const working = rollForward(calendar, start);
      return subtractWorkingDays(calendar, addWorkingDays(calendar, working, n), n) === working;
    }),
  );
});

test("adding working days in two goes is adding them at once", () => {
  fc.assert(
    fc.property(
      day,
      workingDays,
      workingDays,
      (start, a, b) =>
        addWorkingDays(calendar, addWorkingDays(calendar, start, a), b) === addWorkingDays(calendar, start, a + b),
    ),
  );
});

test("working days are additive over a split, and one day more changes the count by at most one", () => {
  fc.assert(
    fc.property(day, day, day, (a, b, c) => {
      const whole = workingDaysBetween(calendar, a, c);
      const step = workingDaysBetween(calendar, a, c + 1) - whole;
      return (
        whole === workingDaysBetween(calendar, a, b) + workingDaysBetween(calendar, b, c) && (step === 0 || step === 1)
      );
    }),
  );
});

test("opening time is additive, antisymmetric and never longer than the time passed", () => {
  fc.assert(
    fc.property(office, instant, instant, instant, (o, a, b, c) => {
      const whole = openingMsBetween(o, a, c);
      const passed = Math.abs(c - a);
      return (
        whole === openingMsBetween(o, a, b) + openingMsBetween(o, b, c) &&
        whole + openingMsBetween(o, c, a) === 0 &&
        Math.abs(whole) <= passed
      );
    }),
  );
});

test("adding opening time and measuring it are inverse, and the answer is the earliest", () => {
  fc.assert(
    fc.property(office, instant, fc.integer({ min: 1, max: 60 * 60_000 * 20 }), (o, from, ms) => {
      const end = addOpeningMs(o, from, ms);
      return openingMsBetween(o, from, end) === ms && openingMsBetween(o, from, end - 1) === ms - 1;
    }),
  );
});

test("the next opening is open, at or after the asked instant, and its own next opening", () => {
  fc.assert(
    fc.property(office, instant, (o, at) => {
      const open = nextOpening(o, at);
      const legal = nextLegalOpening(o, at);
      return (
        open >= at &&
        legal >= open &&
        isOpen(o, open) &&
        nextOpening(o, open) === open &&
        nextLegalOpening(o, legal) === legal
      );
    }),
  );
});

test("a due date is never before the start's date, on a working day unless hours are counted, and later for a later start", () => {
  fc.assert(
    fc.property(office, instant, budget, fc.integer({ min: 0, max: 10 * 86_400_000 }), (o, start, b, later) => {
      const due = dueOf(o, start, b);
      const after = dueOf(o, start + later, b);
      if (!due.ok || !after.ok) return false;
      const dueDay = parseCivilDate(due.value.dueOn);
      if (!dueDay.ok) return false;
      const onWorkingDay = b.unit === "hour" || isWorkingDay(calendar, epochDayOf(dueDay.value));
      return onWorkingDay && after.value.dueOn >= due.value.dueOn && after.value.dueAt >= due.value.dueAt;
    }),
  );
});

test("an explanation has every day from start to due once, and its counts add up to the budget", () => {
  fc.assert(
    fc.property(office, instant, budget, (o, start, b) => {
      const explained = explainDue(o, start, b);
      const due = dueOf(o, start, b);
      if (!explained.ok || !due.ok) return false;
      const { days } = explained.value;
      const gapless = days.every(
        (row, i) => i === 0 || epochDayOf(row.date) === epochDayOf(days[i - 1]?.date ?? row.date) + 1,
      );
      const ends = days[0]?.verdict === "start" && days[days.length - 1]?.date === due.value.dueOn;
      const numbers = days.flatMap((row) => row.number ?? []);
      const running = numbers.every((number, i) => number === i + 1);
      const ms = days.reduce((sum, row) => sum + (row.countedMs ?? 0), 0);
      const counted =
        b.unit === "working-day" || b.unit === "calendar-day"
          ? numbers.length === b.amount
          : b.unit === "working-hour" || b.unit === "hour"
            ? ms === b.amount * 3_600_000
            : b.unit === "working-minute"
              ? ms === b.amount * 60_000
              : true;
      return gapless && ends && running && counted;
    }),
  );
});
