import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compileOfficeTime } from "../../calendar/opening-hours.ts";
import type { Budget } from "../../calendar/types.ts";
import { compileCalendar } from "../../calendar/work-calendar.ts";
import { startLimit } from "../../limit/ledger.ts";
import { nextRung } from "../../limit/rungs.ts";
import { vietnamCalendar, vietnamOpeningHours } from "../../vietnam/calendar/calendar.ts";
import { dutyLadders, innerLadders, principalLadders } from "../../vietnam/rules/ladders.ts";
import { DayMemo } from "./day-memo.ts";
import { laddersOf } from "./ladder.ts";
import { OpenLimit } from "./open-limit.ts";

const time = compileOfficeTime(compileCalendar(vietnamCalendar), vietnamOpeningHours);
const ladders = { ...principalLadders, ...dutyLadders, ...innerLadders };
const walked = laddersOf({ rules: { ladders } } as never, "everything");

const budgets: fc.Arbitrary<Budget> = fc.oneof(
  fc.record({ unit: fc.constant("working-day" as const), amount: fc.integer({ min: 0, max: 40 }) }),
  fc.record({ unit: fc.constant("calendar-day" as const), amount: fc.integer({ min: 0, max: 60 }) }),
  fc.record({ unit: fc.constant("month" as const), amount: fc.integer({ min: 1, max: 4 }) }),
  fc.record({ unit: fc.constant("same-day" as const), cutoffMinute: fc.constantFrom(0, 440, 900, 1_200) }),
);
const starts = fc.integer({ min: Date.UTC(2026, 0, 2), max: Date.UTC(2026, 7, 1) });

describe("limits remembered by the day they begin", () => {
  it("climb their ladders as the engine does", () => {
    fc.assert(
      fc.property(
        budgets,
        fc.constantFrom(...Object.keys(ladders)),
        fc.array(starts, { minLength: 1, maxLength: 6 }),
        fc.boolean(),
        (budget, name, startsAt, together) => {
          const ladder = walked(name);
          const memo = new DayMemo(time, budget, ladder);
          // Several that began on one day share what is remembered, whatever the first of them left out.
          const [first = 0] = startsAt;
          for (const at of startsAt) {
            const startAt = together ? first + ((at - first) % 43_200_000) : at;
            const ledger = startLimit(startAt, budget, "end-of-day");
            const limit = new OpenLimit(name, 0, ladder, ledger);
            limit.begin(time, memo);
            const taken: string[] = [];
            for (;;) {
              const next = nextRung(time, ledger, ladders[name] ?? [], taken);
              expect(ladder.rungs[limit.nextRung]?.id).toBe(next?.rung.id);
              expect(limit.nextAt).toBe(next?.dueAt ?? Number.POSITIVE_INFINITY);
              if (next === undefined) break;
              taken.push(next.rung.id);
              limit.take(limit.nextRung);
              limit.advance(time);
            }
          }
        },
      ),
      { numRuns: 2_000 },
    );
  });
});
