import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { StaffCalendar } from "../model.ts";
import { StaffClock } from "./staff-clock.ts";

const minuteMs = 60_000;
const dayMs = 1_440 * minuteMs;
const weekMinutes = 10_080;
const never = Number.POSITIVE_INFINITY;
/** Further than that the oracle does not look. */
const weeksMax = 5;

/** Whether somebody is there in a minute of the world, counted from 1970: 1970-01-01 was a Thursday. */
function isOn(calendar: StaffCalendar, minute: number): boolean {
  if (calendar.kind === "always") return true;
  if (calendar.kind === "dated")
    return calendar.spans.some(([from, to]) => from <= minute * minuteMs && minute * minuteMs < to);
  const local = minute + calendar.utcOffsetMinutes + 3 * 1_440;
  const ofWeek = ((local % weekMinutes) + weekMinutes) % weekMinutes;
  return calendar.spansMinutes.some(([from, to]) => from <= ofWeek && ofWeek < to);
}

/** Goes on minute by minute until told to stop. */
function walk(from: number, visit: (from: number, to: number, minute: number) => number | undefined): number {
  for (let at = from; at < from + weeksMax * weekMinutes * minuteMs; ) {
    const minute = Math.floor(at / minuteMs);
    const end = (minute + 1) * minuteMs;
    const found = visit(at, end, minute);
    if (found !== undefined) return found;
    at = end;
  }
  return never;
}

const nextOn = (calendar: StaffCalendar, from: number): number =>
  walk(from, (at, _, minute) => (isOn(calendar, minute) ? at : undefined));
const nextOff = (calendar: StaffCalendar, from: number): number =>
  walk(from, (at, _, minute) => (isOn(calendar, minute) ? undefined : at));

function finish(calendar: StaffCalendar, from: number, workMs: number): number {
  let left = workMs;
  if (left === 0) return from;
  return walk(from, (at, end, minute) => {
    if (!isOn(calendar, minute)) return undefined;
    if (left <= end - at) return at + left;
    left -= end - at;
    return undefined;
  });
}

function onBetween(calendar: StaffCalendar, from: number, to: number): number {
  let sum = 0;
  walk(from, (at, end, minute) => {
    if (at >= to) return at;
    if (isOn(calendar, minute)) sum += Math.min(end, to) - at;
    return undefined;
  });
  return sum;
}

const weekly = fc
  .record({
    edges: fc.array(fc.oneof(fc.integer({ min: 0, max: weekMinutes }), fc.constantFrom(0, weekMinutes, 1_440, 4_320)), {
      minLength: 2,
      maxLength: 9,
    }),
    utcOffsetMinutes: fc.constantFrom(420, 0, -90),
    // Spans that touch, or with time between them.
    touching: fc.boolean(),
  })
  .map(({ edges, utcOffsetMinutes, touching }): StaffCalendar => {
    const sorted = [...edges].sort((a, b) => a - b);
    const spansMinutes: [number, number][] = [];
    for (let i = 0; i + 1 < sorted.length; i += touching ? 1 : 2) {
      const [from = 0, to = 0] = sorted.slice(i, i + 2);
      if (from < to) spansMinutes.push([from, to]);
    }
    return { id: "w", kind: "weekly", spansMinutes, utcOffsetMinutes };
  });
const yearEndMs = Date.UTC(2026, 11, 28, 17);
const dated = fc
  .uniqueArray(fc.integer({ min: 0, max: 14 * 1_440 }), { maxLength: 8 })
  .map((minutes): StaffCalendar => {
    const sorted = [...minutes].sort((a, b) => a - b);
    const spans: [number, number][] = [];
    for (let i = 0; i + 1 < sorted.length; i += 2)
      spans.push([yearEndMs + (sorted[i] as number) * minuteMs, yearEndMs + (sorted[i + 1] as number) * minuteMs]);
    return { id: "d", kind: "dated", spans };
  });
const whole: StaffCalendar = {
  id: "24/7",
  kind: "weekly",
  spansMinutes: [
    [0, 5_000],
    [5_000, weekMinutes],
  ],
  utcOffsetMinutes: 420,
};
const calendars = fc.oneof(
  { arbitrary: weekly, weight: 4 },
  { arbitrary: dated, weight: 3 },
  { arbitrary: fc.constantFrom<StaffCalendar>({ id: "a", kind: "always" }, whole), weight: 1 },
);
// From before the first span to over the end of the year, often at whole minutes.
const instant = fc.oneof(
  fc.integer({ min: -3 * 1_440, max: 9 * 1_440 }).map((minutes) => yearEndMs + minutes * minuteMs),
  fc.integer({ min: -3 * dayMs, max: 9 * dayMs }).map((ms) => yearEndMs + ms),
);

describe("a staff clock against one that goes minute by minute", () => {
  it("says when somebody is there, from when, until when, and for how long", () => {
    fc.assert(
      fc.property(calendars, fc.array(instant, { minLength: 1, maxLength: 6 }), (calendar, instants) => {
        const clock = new StaffClock(calendar, yearEndMs - 3 * dayMs);
        for (const at of instants) {
          const on = isOn(calendar, Math.floor(at / minuteMs));
          expect(clock.isOn(at)).toBe(on);
          expect(clock.nextOn(at)).toBe(nextOn(calendar, at));
          expect(clock.endOfShift(at)).toBe(on ? nextOff(calendar, at) : at);
          const to = instants[0] as number;
          if (to < at) continue;
          const worked = onBetween(calendar, at, to);
          expect(clock.onBetween(at, to)).toBe(worked);
          let visited = 0;
          clock.eachSpan(at, to, (begin, end) => {
            visited += end - begin;
          });
          expect(visited).toBe(worked);
        }
      }),
      { numRuns: 150 },
    );
  });

  it("says when work is done", () => {
    fc.assert(
      fc.property(calendars, instant, fc.integer({ min: 0, max: 5_000 }), fc.boolean(), (calendar, at, work, odd) => {
        const workMs = work * minuteMs + (odd ? 17 : 0);
        const clock = new StaffClock(calendar, yearEndMs - 3 * dayMs);
        const expected = finish(calendar, at, workMs);
        // What takes longer than the oracle looks is known to take longer.
        if (expected === never) expect(clock.finish(at, workMs)).toBeGreaterThan(at + (weeksMax - 1) * 7 * dayMs);
        else expect(clock.finish(at, workMs)).toBe(expected);
      }),
      { numRuns: 250 },
    );
  });

  it("says whether a later shift is long enough", () => {
    fc.assert(
      fc.property(calendars, instant, fc.integer({ min: 1, max: 6_000 }), (calendar, at, minutes) => {
        const clock = new StaffClock(calendar, yearEndMs - 3 * dayMs);
        let begin = nextOff(calendar, at);
        let fits = begin === never;
        while (!fits && begin !== never) {
          begin = nextOn(calendar, begin);
          const end = begin === never ? never : nextOff(calendar, begin);
          fits = begin !== never && end - begin >= minutes * minuteMs;
          if (begin > at + 3 * 7 * dayMs) break;
          begin = end;
        }
        expect(clock.fitsLater(at, minutes * minuteMs)).toBe(fits);
      }),
      { numRuns: 60 },
    );
  });
});
