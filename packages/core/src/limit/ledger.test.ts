import { describe, expect, it } from "vitest";
import type { Budget, CivilDate } from "../calendar/types.ts";
import {
  endLimit,
  extendLimit,
  isHeld,
  restartLimit,
  resumeLimit,
  startLimit,
  supersedeLimit,
  suspendLimit,
} from "./ledger.ts";
import type { LimitLedger } from "./types.ts";

const t0 = Date.parse("2026-08-17T09:00:00+07:00");
const hour = 3_600_000;
const days = (amount: number): Budget => ({ unit: "working-day", amount });
const ledger = startLimit(t0, days(3), "end-of-day");
const ground = (groundId: string, from: number, to?: number) => ({
  groundId,
  ground: "payment",
  source: "test",
  from,
  ...(to === undefined ? {} : { to }),
});
const must = (result: ReturnType<typeof suspendLimit>): LimitLedger => {
  if (!result.ok) throw new Error(result.error.code);
  return result.value;
};
const code = (result: ReturnType<typeof suspendLimit>): string => (result.ok ? "ok" : result.error.code);

describe("operations on a ledger", () => {
  it("starts in its first generation, not held", () => {
    expect(ledger).toMatchObject({ generation: 1, restarts: 0, suspensions: [], extensions: [] });
    expect(isHeld(ledger)).toBe(false);
  });
  it("suspend and resume keep the generation; several grounds hold until the last one ends", () => {
    const one = must(suspendLimit(ledger, ground("a", t0 + hour)));
    const both = must(suspendLimit(one, ground("b", t0 + 2 * hour)));
    const left = must(resumeLimit(both, "a", t0 + 3 * hour));
    expect([isHeld(one), isHeld(both), isHeld(left)]).toEqual([true, true, true]);
    const free = must(resumeLimit(left, "b", t0 + 4 * hour));
    expect([isHeld(free), free.generation]).toEqual([false, 1]);
    expect(free.suspensions.map((s) => s.to)).toEqual([t0 + 3 * hour, t0 + 4 * hour]);
  });
  it("refuses an open id, an unknown one, a reversed interval and time before the run", () => {
    const open = must(suspendLimit(ledger, ground("a", t0 + hour)));
    expect(code(suspendLimit(open, ground("a", t0 + 2 * hour)))).toBe("limit.ground_open");
    expect(code(resumeLimit(open, "b", t0 + 2 * hour))).toBe("limit.ground_unknown");
    expect(code(resumeLimit(open, "a", t0))).toBe("limit.interval_reversed");
    const closed = must(resumeLimit(open, "a", t0 + 2 * hour));
    expect(code(resumeLimit(closed, "a", t0 + 3 * hour))).toBe("limit.ground_unknown");
    expect(code(suspendLimit(ledger, ground("a", t0 - 1)))).toBe("limit.before_start");
    expect(code(suspendLimit(ledger, ground("a", t0 + 2, t0 + 1)))).toBe("limit.interval_reversed");
    expect(code(restartLimit(ledger, t0 - 1))).toBe("limit.before_start");
    expect(code(endLimit(ledger, t0 - 1))).toBe("limit.before_start");
  });
  it("restart begins a generation, drops what is over, keeps open grounds from the new start and extensions", () => {
    let l = must(suspendLimit(ledger, ground("over", t0, t0 + hour)));
    l = must(suspendLimit(l, ground("open", t0 + hour)));
    l = must(extendLimit(l, { amount: days(2), at: t0 + hour, ground: "agreed", source: "test" }));
    const again = must(restartLimit(l, t0 + 48 * hour));
    expect(again).toMatchObject({ generation: 3, restarts: 1, startAt: t0 + 48 * hour });
    expect(again.suspensions).toEqual([{ ...ground("open", t0 + 48 * hour) }]);
    expect(again.extensions).toHaveLength(1);
  });
  it("extends in its own unit only; working days onto a same-day budget; a fixed date by a later one", () => {
    const extend = (budget: Budget, amount: Budget): string =>
      code(extendLimit(startLimit(t0, budget, "end-of-day"), { amount, at: t0, ground: "agreed", source: "test" }));
    expect(extend(days(3), days(2))).toBe("ok");
    expect(extend(days(3), { unit: "calendar-day", amount: 2 })).toBe("limit.unit_mismatch");
    expect(extend({ unit: "same-day", cutoffMinute: 900 }, days(1))).toBe("ok");
    expect(extend({ unit: "same-day", cutoffMinute: 900 }, { unit: "working-hour", amount: 1 })).toBe(
      "limit.unit_mismatch",
    );
    const until = (date: string): Budget => ({ unit: "until", date: date as CivilDate });
    expect(extend(until("2026-12-31"), until("2027-01-15"))).toBe("ok");
    expect(extend(until("2026-12-31"), until("2026-12-31"))).toBe("limit.out_of_range");
  });
  it("trap 11: another budget keeps the start and every suspension", () => {
    const held = must(suspendLimit(ledger, ground("a", t0 + hour)));
    const total = must(supersedeLimit(held, days(5)));
    expect(total).toMatchObject({ startAt: t0, generation: 2, budget: days(5) });
    expect(total.suspensions).toEqual(held.suspensions);
  });
  it("an ended limit refuses every operation and is not held", () => {
    const over = must(endLimit(must(suspendLimit(ledger, ground("a", t0 + hour))), t0 + 2 * hour));
    expect(isHeld(over)).toBe(false);
    const extension = { amount: days(1), at: t0 + hour, ground: "agreed", source: "test" };
    for (const result of [
      suspendLimit(over, ground("b", t0 + hour)),
      resumeLimit(over, "a", t0 + 2 * hour),
      restartLimit(over, t0 + 3 * hour),
      extendLimit(over, extension),
      supersedeLimit(over, days(9)),
      endLimit(over, t0 + 3 * hour),
    ])
      expect(code(result)).toBe("limit.ended");
  });
});
