import fc from "fast-check";
import { expect, it } from "vitest";
import { dayOf, epochDayOf } from "../../packages/core/src/calendar/civil-date.ts";
import { compileOfficeTime, openingMsBetween } from "../../packages/core/src/calendar/opening-hours.ts";
import type { Budget } from "../../packages/core/src/calendar/types.ts";
import { compileCalendar } from "../../packages/core/src/calendar/work-calendar.ts";
import { explainLimit } from "../../packages/core/src/limit/explain.ts";
import { endLimit, isHeld, startLimit, suspendLimit } from "../../packages/core/src/limit/ledger.ts";
import { isPastDue, projectLimit, usageAt } from "../../packages/core/src/limit/project.ts";
import { reprojectLimit } from "../../packages/core/src/limit/reproject.ts";
import { earliestRungAt, nextRung, rungDueAt } from "../../packages/core/src/limit/rungs.ts";
import type { LimitLedger, Rung, RungPoint, Suspension } from "../../packages/core/src/limit/types.ts";
import { randomHistory } from "./histories.ts";
import { atMinute, dayNumber, hours, randomCalendar, rng } from "./oracle.ts";

const office = compileOfficeTime(compileCalendar(randomCalendar(rng(7), "properties")), hours);
const first = dayNumber("2026-03-02");
const runs = { numRuns: 3000, seed: Number(process.env.LIMIT_SEED ?? 20_261_122) };

const budget: fc.Arbitrary<Budget> = fc.oneof(
  fc.integer({ min: 1, max: 20 }).map((amount): Budget => ({ unit: "working-day", amount })),
  fc.integer({ min: 1, max: 40 }).map((amount): Budget => ({ unit: "calendar-day", amount })),
  fc.integer({ min: 1, max: 3 }).map((amount): Budget => ({ unit: "month", amount })),
  fc.integer({ min: 1, max: 40 }).map((amount): Budget => ({ unit: "working-hour", amount })),
  fc.integer({ min: 1, max: 400 }).map((amount): Budget => ({ unit: "working-minute", amount })),
  fc.integer({ min: 1, max: 60 }).map((amount): Budget => ({ unit: "hour", amount })),
  fc.constant<Budget>({ unit: "same-day", cutoffMinute: 900 }),
);
const start = fc
  .tuple(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 1439 }))
  .map(([day, minute]) => atMinute(first + day, minute));
/** Milliseconds after the start, and how long; sometimes still open. */
const interval = fc.record({
  after: fc.integer({ min: 0, max: 30 * 86_400_000 }),
  length: fc.option(fc.integer({ min: 0, max: 12 * 86_400_000 }), { nil: undefined, freq: 6 }),
});
const intervals = fc.array(interval, { maxLength: 5 });
type Interval = { readonly after: number; readonly length: number | undefined };

const suspension = (startAt: number, i: Interval, n: number): Suspension => {
  const from = startAt + i.after;
  return {
    groundId: `g${n}`,
    ground: "test",
    source: "test",
    from,
    ...(i.length !== undefined && { to: from + i.length }),
  };
};
function ledgerOf(startAt: number, amount: Budget, list: readonly Interval[]): LimitLedger {
  return list.reduce(
    (ledger, i, n) => {
      const result = suspendLimit(ledger, suspension(startAt, i, n));
      if (!result.ok) throw new Error(result.error.code);
      return result.value;
    },
    startLimit(startAt, amount, "end-of-day"),
  );
}
const closed = (list: readonly Interval[]): Interval[] => list.map((i) => ({ ...i, length: i.length ?? 86_400_000 }));
const byTime = (amount: Budget): boolean => ["working-hour", "working-minute", "hour"].includes(amount.unit);

it("invariant 4: consumed + remaining = the whole budget at every instant, and suspended time is never consumed", () => {
  fc.assert(
    fc.property(
      start,
      budget,
      intervals,
      fc.array(fc.integer({ min: 0, max: 60 * 86_400_000 }), { maxLength: 6 }),
      (s, b, list, after) => {
        const ledger = ledgerOf(s, b, list);
        const { consumed, remaining } = projectLimit(office, ledger);
        const whole = consumed + remaining;
        expect(remaining).toBeGreaterThanOrEqual(0);
        let before = 0;
        for (const ms of [...after].sort((x, y) => x - y)) {
          const usage = usageAt(office, ledger, s + ms);
          expect(usage.consumed + usage.remaining).toBe(whole);
          expect(usage.consumed).toBeGreaterThanOrEqual(before);
          before = usage.consumed;
        }
        for (const one of ledger.suspensions) {
          // Days count the day of suspension, hours nothing after its instant.
          if (one.to === undefined) continue;
          expect(usageAt(office, ledger, one.to).consumed).toBe(usageAt(office, ledger, one.from).consumed);
        }
      },
    ),
    runs,
  );
});

it("suspended and resumed on one day moves nothing that is counted in days", () => {
  fc.assert(
    fc.property(
      start,
      budget,
      intervals,
      interval,
      fc.integer({ min: 0, max: 86_399_999 }),
      (s, b, list, extra, ms) => {
        fc.pre(!byTime(b));
        const ledger = ledgerOf(s, b, list);
        const from = s + extra.after;
        const endOfDay = atMinute(dayOf(from) + 1, 0) - 1;
        const also = suspendLimit(ledger, {
          groundId: "x",
          ground: "t",
          source: "t",
          from,
          to: Math.min(endOfDay, from + ms),
        });
        expect(also.ok && projectLimit(office, also.value).due).toEqual(projectLimit(office, ledger).due);
      },
    ),
    runs,
  );
});

it("overlapping grounds count as their union, in any order of recording", () => {
  fc.assert(
    fc.property(start, budget, intervals, fc.integer({ min: 0, max: 1000 }), (s, b, list, shuffle) => {
      const ledger = ledgerOf(s, b, list);
      const union: Interval[] = [];
      for (const i of [...list].sort((x, y) => x.after - y.after)) {
        const last = union.at(-1);
        const end =
          last === undefined ? -1 : last.length === undefined ? Number.POSITIVE_INFINITY : last.after + last.length;
        if (last === undefined || i.after > end) union.push(i);
        else if (last.length !== undefined && (i.length === undefined || i.after + i.length > end))
          union[union.length - 1] = {
            after: last.after,
            length: i.length === undefined ? undefined : i.after + i.length - last.after,
          };
      }
      const random = rng(shuffle);
      const order = [...list]
        .map((i) => [random(), i] as const)
        .sort((x, y) => x[0] - y[0])
        .map(([, i]) => i);
      expect(projectLimit(office, ledgerOf(s, b, union))).toEqual(projectLimit(office, ledger));
      expect(projectLimit(office, ledgerOf(s, b, order))).toEqual(projectLimit(office, ledger));
    }),
    runs,
  );
});

it("a late limit never heals: no suspension after the due date moves it", () => {
  fc.assert(
    fc.property(start, budget, intervals, interval, (s, b, list, extra) => {
      const ledger = ledgerOf(s, b, closed(list));
      const due = projectLimit(office, ledger).due;
      if (due === undefined) return;
      const late = byTime(b) ? due.dueAt : atMinute(epochDayOf(due.dueOn) + 1, 0);
      const from = late + (extra.after % (10 * 86_400_000));
      const more = suspendLimit(ledger, suspension(0, { after: from, length: extra.length }, 99));
      if (!more.ok) throw new Error(more.error.code);
      const projection = projectLimit(office, more.value);
      expect(projection.due).toEqual(due);
      expect(projection.remaining).toBe(0);
      expect(isPastDue(office, more.value, from + 1)).toBe(true);
    }),
    runs,
  );
});

const points: readonly RungPoint[] = [
  { at: "share", percent: 25 },
  { at: "share", percent: 50 },
  { at: "share", percent: 100 },
  { at: "before-working-days", days: 0 },
  { at: "before-working-days", days: 2 },
  { at: "before-working-minutes", minutes: 60 },
  { at: "due" },
  { at: "due-date-over" },
  { at: "after-working-days", days: 1 },
  { at: "after-working-days", days: 3 },
];

it("no rung before the run, none while suspended, none after the due rung that belongs before it", () => {
  fc.assert(
    fc.property(start, budget, intervals, (s, b, list) => {
      const held = ledgerOf(s, b, list);
      if (isHeld(held)) for (const point of points) expect(rungDueAt(office, held, point)).toBeUndefined();
      const ledger = ledgerOf(s, b, closed(list));
      const due = rungDueAt(office, ledger, { at: "due" }) ?? Number.NaN;
      for (const point of points) {
        const at = rungDueAt(office, ledger, point);
        if (at === undefined) {
          expect(point.at.startsWith("before")).toBe(true);
          continue;
        }
        expect(at).toBeGreaterThanOrEqual(s);
        if (point.at === "share") expect(at).toBeLessThanOrEqual(due);
        if (point.at === "after-working-days") expect(at).toBeGreaterThan(due);
        for (const { from, to } of ledger.suspensions)
          expect(at >= from && at < (to ?? Number.POSITIVE_INFINITY)).toBe(false);
      }
      const shares = points.slice(0, 3).map((point) => rungDueAt(office, ledger, point) ?? 0);
      expect(shares).toEqual([...shares].sort((x, y) => x - y));
    }),
    runs,
  );
});

it("a share rung is never early: at that instant the share of the budget is consumed", () => {
  fc.assert(
    fc.property(start, budget, intervals, fc.integer({ min: 1, max: 100 }), (s, b, list, percent) => {
      fc.pre(b.unit !== "hour" && b.unit !== "same-day");
      const ledger = ledgerOf(s, b, closed(list));
      const at = rungDueAt(office, ledger, { at: "share", percent }) ?? 0;
      const { consumed, remaining } = usageAt(office, ledger, at);
      if (!["working-hour", "working-minute"].includes(b.unit) && consumed + remaining <= 1) {
        // One day has no half of its own in days: the share is one of the opening time until it is due.
        const due = projectLimit(office, ledger).due?.dueAt ?? 0;
        const passed = openingMsBetween(office, s, at);
        if (ledger.suspensions.length === 0)
          expect(passed * 100).toBeGreaterThanOrEqual(percent * openingMsBetween(office, s, due));
      } else expect(consumed * 100).toBeGreaterThanOrEqual(percent * (consumed + remaining));
    }),
    runs,
  );
});

it("the next rung is the earliest not taken, ties by id, and its instant is the wake", () => {
  const ladder: Rung[] = points.map((point, i) => ({
    id: `r${9 - i}`,
    point,
    effects: [{ do: "owe-apology" }],
    source: "t",
  }));
  fc.assert(
    fc.property(start, budget, intervals, fc.subarray(ladder.map((rung) => rung.id)), (s, b, list, taken) => {
      const ledger = ledgerOf(s, b, list);
      const all = ladder
        .filter((rung) => !taken.includes(rung.id))
        .map((rung) => ({ rung, dueAt: rungDueAt(office, ledger, rung.point) ?? Number.NaN }))
        .filter(({ dueAt }) => !Number.isNaN(dueAt))
        .sort((x, y) => x.dueAt - y.dueAt || (x.rung.id < y.rung.id ? -1 : 1));
      expect(nextRung(office, ledger, ladder, taken)).toEqual(all[0]);
      expect(earliestRungAt(office, ledger, ladder, taken)).toBe(all[0]?.dueAt);
    }),
    runs,
  );
});

it("re-projection under the same calendar changes nothing, and twice is once", () => {
  const other = compileOfficeTime(compileCalendar(randomCalendar(rng(8), "other")), hours);
  fc.assert(
    fc.property(start, budget, intervals, fc.integer({ min: 0, max: 40 * 86_400_000 }), (s, b, list, after) => {
      const ledger = ledgerOf(s, b, list);
      expect(reprojectLimit(office, office, ledger, s + after)).toMatchObject({
        ledger: { generation: 1 },
        moved: undefined,
      });
      const once = reprojectLimit(office, other, ledger, s + after);
      expect(once.ledger.generation).toBe(once.moved === undefined ? 1 : 2);
      if (once.moved !== undefined) {
        expect(once.moved.to).toEqual(projectLimit(other, ledger).due);
        expect(once.moved.because.length).toBeGreaterThan(0);
        expect(reprojectLimit(other, other, once.ledger, s + after).ledger).toEqual(once.ledger);
      }
    }),
    runs,
  );
});

it("an ended limit keeps the due date it had", () => {
  fc.assert(
    fc.property(start, budget, intervals, fc.integer({ min: 0, max: 40 * 86_400_000 }), (s, b, list, after) => {
      const ledger = ledgerOf(s, b, closed(list));
      const ended = endLimit(ledger, s + after);
      expect(ended.ok && projectLimit(office, ended.value).due).toEqual(projectLimit(office, ledger).due);
    }),
    runs,
  );
});

it("an explanation accounts for the whole budget, day by day, and for every day up to the due date", () => {
  fc.assert(
    fc.property(start, budget, intervals, fc.integer({ min: 0, max: 40 * 86_400_000 }), (s, b, list, after) => {
      const ledger = ledgerOf(s, b, closed(list));
      const { days, whole, consumed, remaining, due } = explainLimit(office, ledger, s + after);
      expect(consumed + remaining).toBe(whole);
      expect(days.at(-1)).toMatchObject({ date: due?.dueOn, isDue: true });
      expect(days).toHaveLength(epochDayOf(due?.dueOn ?? ("" as never)) - dayOf(s) + 1);
      if (byTime(b)) expect(days.reduce((sum, day) => sum + (day.countedMs ?? 0), 0)).toBe(whole);
      else expect(days.filter((day) => day.number !== undefined)).toHaveLength(whole);
    }),
    { ...runs, numRuns: 1000 },
  );
});

it("random histories, with restarts and extensions, keep invariant 4 too", () => {
  const random = rng(runs.seed);
  for (let n = 0; n < 5000; n += 1) {
    const { ledger } = randomHistory(random, n % 2 === 0 ? "days" : "hours");
    const { consumed, remaining } = projectLimit(office, ledger);
    const usage = usageAt(office, ledger, ledger.startAt + Math.floor(random() * 50 * 86_400_000));
    expect(usage.consumed + usage.remaining).toBe(consumed + remaining);
  }
});
