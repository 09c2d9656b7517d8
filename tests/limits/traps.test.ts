import { describe, expect, it } from "vitest";
import { compileOfficeTime } from "../../packages/core/src/calendar/opening-hours.ts";
import type { Budget, CivilDate, WorkCalendar } from "../../packages/core/src/calendar/types.ts";
import { compileCalendar } from "../../packages/core/src/calendar/work-calendar.ts";
import { explainLimit, renderLimitExplanation } from "../../packages/core/src/limit/explain.ts";
import {
  endLimit,
  extendLimit,
  restartLimit,
  resumeLimit,
  startLimit,
  supersedeLimit,
  suspendLimit,
} from "../../packages/core/src/limit/ledger.ts";
import { isPastDue, projectLimit, usageAt } from "../../packages/core/src/limit/project.ts";
import { reprojectLimit } from "../../packages/core/src/limit/reproject.ts";
import { nextRung, rungDueAt } from "../../packages/core/src/limit/rungs.ts";
import type { LimitLedger, RungPoint } from "../../packages/core/src/limit/types.ts";
import { vietnamCalendar, vietnamOpeningHours } from "../../packages/core/src/vietnam/calendar/calendar.ts";
import { principalLadders } from "../../packages/core/src/vietnam/rules/ladders.ts";

const office = compileOfficeTime(compileCalendar(vietnamCalendar), vietnamOpeningHours);
const at = (text: string): number => Date.parse(`${text.length === 10 ? `${text}T09:00` : text}:00+07:00`);
const wd = (amount: number): Budget => ({ unit: "working-day", amount });
const cd = (amount: number): Budget => ({ unit: "calendar-day", amount });
type Operation = (ledger: LimitLedger) => ReturnType<typeof suspendLimit>;
const suspend =
  (groundId: string, from: string, to?: string): Operation =>
  (ledger) =>
    suspendLimit(ledger, { groundId, ground: "payment", source: "test", from: at(from), ...(to && { to: at(to) }) });
const resume =
  (groundId: string, to: string): Operation =>
  (ledger) =>
    resumeLimit(ledger, groundId, at(to));
const extend =
  (amount: Budget, on: string): Operation =>
  (ledger) =>
    extendLimit(ledger, { amount, at: at(on), ground: "agreed", source: "test" });
function limit(start: string, budget: Budget, ...operations: Operation[]): LimitLedger {
  let ledger = startLimit(at(start), budget, "end-of-day");
  for (const operation of operations) {
    const result = operation(ledger);
    if (!result.ok) throw new Error(result.error.code);
    ledger = result.value;
  }
  return ledger;
}
const dueOn = (ledger: LimitLedger): string | undefined => projectLimit(office, ledger).due?.dueOn;
const rungAt = (ledger: LimitLedger, point: RungPoint): string | undefined => {
  const instant = rungDueAt(office, ledger, point);
  return instant === undefined ? undefined : new Date(instant + 7 * 3_600_000).toISOString().slice(0, 16);
};

describe("the twelve worked examples of tests/fixtures/deadlines", () => {
  it.each([
    ["2026-08-17", wd(3), "2026-08-20"],
    ["2026-08-20", wd(3), "2026-08-24"],
    ["2026-08-28", wd(3), "2026-09-07"],
    ["2026-11-20", wd(3), "2026-11-26"],
    ["2026-01-07", wd(3), "2026-01-10"],
    ["2026-02-06", cd(10), "2026-02-23"],
    ["2026-08-19", cd(10), "2026-09-03"],
    ["2026-10-25", cd(30), "2026-11-25"],
  ])("%s %o is due on %s", (start, budget, due) => expect(dueOn(limit(start, budget))).toBe(due));
  it("13 February 2026, 15:01, same day: the next working day is after Tết", () => {
    const same: Budget = { unit: "same-day", cutoffMinute: 900 };
    expect(dueOn(limit("2026-02-13T15:01", same))).toBe("2026-02-23");
    expect(dueOn(limit("2026-02-13T15:00", same))).toBe("2026-02-13");
  });
});

describe("clock traps", () => {
  it("trap 1: what happened stays in the ledger, the date is derived and explains itself", () => {
    const ledger = limit("2026-08-03", wd(5), suspend("pay", "2026-08-05", "2026-08-10"), extend(wd(1), "2026-08-11"));
    expect(JSON.parse(JSON.stringify(ledger))).toEqual(ledger);
    expect(JSON.stringify(ledger)).not.toContain('due"');
    expect(dueOn(ledger)).toBe("2026-08-14");
    const explained = explainLimit(office, ledger, at("2026-08-12"));
    expect(explained.days.map((day) => [day.date.slice(8), day.verdict, day.number])).toEqual([
      ["03", "start", undefined],
      ["04", "counted", 1],
      ["05", "counted", 2],
      ["06", "suspended", undefined],
      ["07", "suspended", undefined],
      ["08", "suspended", undefined],
      ["09", "suspended", undefined],
      ["10", "suspended", undefined],
      ["11", "counted", 3],
      ["12", "counted", 4],
      ["13", "counted", 5],
      ["14", "counted", 6],
    ]);
    expect(explained).toMatchObject({ whole: 6, consumed: 4, remaining: 2 });
    const text = renderLimitExplanation(explained);
    expect(text).toContain("Thứ Năm: tạm dừng vì payment: test / Thu: suspended because payment: test");
    expect(text).toContain("Thứ Ba: được tính 3 trên 6; gia hạn 1wd / Tue: counted 3 of 6; extended by 1wd  [test]");
    expect(text).toContain("đến hạn / Fri: counted 6 of 6; due");
  });
  it("trap 2: a suspension moves the date, and a resumption gives it back", () => {
    const held = limit("2026-08-03", wd(5), suspend("pay", "2026-08-05"));
    expect(projectLimit(office, held)).toEqual({ clock: "suspended", due: undefined, consumed: 2, remaining: 3 });
    expect(dueOn(limit("2026-08-03", wd(5), suspend("pay", "2026-08-05"), resume("pay", "2026-08-12")))).toBe(
      "2026-08-17",
    );
  });
  it("trap 3: a pause is counted in the budget's own days; the resumption day is not counted again", () => {
    // Suspended on Friday, resumed on Monday: no working day in between is lost, Monday is.
    expect(dueOn(limit("2026-08-05", wd(5), suspend("pay", "2026-08-07", "2026-08-10")))).toBe("2026-08-13");
    // Suspended and resumed on one day, also outside opening hours, moves nothing.
    for (const [from, to] of [
      ["2026-08-07T08:00", "2026-08-07T16:59"],
      ["2026-08-07T18:00", "2026-08-07T23:00"],
      ["2026-08-08T01:00", "2026-08-08T02:00"],
    ])
      expect(dueOn(limit("2026-08-05", wd(5), suspend("pay", from ?? "", to)))).toBe("2026-08-12");
    // Calendar days move by the days between the two dates, and roll once, at the end.
    expect(dueOn(limit("2026-08-03", cd(10), suspend("pay", "2026-08-05", "2026-08-08")))).toBe("2026-08-17");
  });
  it("trap 4: several, overlapping, back-dated grounds are one union; late stays late", () => {
    const a = suspend("a", "2026-08-05", "2026-08-10");
    const b = suspend("b", "2026-08-06", "2026-08-12");
    const inside = suspend("c", "2026-08-07", "2026-08-08");
    const due = dueOn(limit("2026-08-03", wd(5), suspend("all", "2026-08-05", "2026-08-12")));
    for (const order of [
      [a, b, inside],
      [inside, b, a],
      [b, inside, a],
    ])
      expect(dueOn(limit("2026-08-03", wd(5), ...order))).toBe(due);
    const late = limit("2026-08-03", wd(2), suspend("pay", "2026-08-06"));
    expect(projectLimit(office, late)).toMatchObject({
      clock: "suspended",
      remaining: 0,
      due: { dueOn: "2026-08-05" },
    });
    expect(isPastDue(office, late, at("2026-08-06"))).toBe(true);
    expect(dueOn(limit("2026-08-03", wd(2), suspend("pay", "2026-08-06", "2026-09-10")))).toBe("2026-08-05");
    // On the due date itself nothing is left: due on the day it resumes.
    expect(dueOn(limit("2026-08-03", wd(2), suspend("pay", "2026-08-05", "2026-08-12")))).toBe("2026-08-12");
    expect(dueOn(limit("2026-08-03", wd(2), suspend("pay", "2026-08-05", "2026-08-15")))).toBe("2026-08-17");
  });
  it("trap 8: a holiday announced later moves open limits on purpose, with its reason, and late ones not at all", () => {
    const announced: WorkCalendar = {
      ...vietnamCalendar,
      revision: "later",
      entries: [
        ...vietnamCalendar.entries,
        {
          date: "2026-08-06" as never,
          kind: "holiday",
          name: { vi: "nghỉ đột xuất", en: "unforeseen" },
          source: "test",
        },
      ],
    };
    const after = compileOfficeTime(compileCalendar(announced), vietnamOpeningHours);
    const ledger = limit("2026-08-03", wd(5));
    const moved = reprojectLimit(office, after, ledger, at("2026-08-04"));
    expect(moved).toMatchObject({
      calendar: "after",
      ledger: { generation: 2 },
      moved: {
        from: { dueOn: "2026-08-10" },
        to: { dueOn: "2026-08-11" },
        because: [{ change: "added", entry: { date: "2026-08-06" } }],
      },
    });
    expect(reprojectLimit(office, office, ledger, at("2026-08-04"))).toEqual({
      ledger,
      moved: undefined,
      calendar: "after",
    });
    expect(reprojectLimit(office, after, ledger, at("2026-08-11"))).toEqual({
      ledger,
      moved: undefined,
      calendar: "before",
    });
    const back = reprojectLimit(after, office, ledger, at("2026-08-04"));
    expect(back.moved?.because).toMatchObject([{ change: "removed" }]);
    // Announced on the due day itself, it still moves; an hour limit to its very instant.
    expect(reprojectLimit(office, after, ledger, at("2026-08-10T23:00")).moved?.to?.dueOn).toBe("2026-08-11");
    const hours = limit("2026-08-05T16:00", { unit: "working-hour", amount: 2 });
    expect(reprojectLimit(office, after, hours, at("2026-08-06T08:30")).moved?.to?.dueOn).toBe("2026-08-07");
    expect(reprojectLimit(office, after, hours, at("2026-08-06T08:31"))).toMatchObject({
      moved: undefined,
      calendar: "before",
    });
    // Held: there is no date to move, but what is left may have changed.
    const held = limit("2026-08-03", wd(5), suspend("s", "2026-08-07"));
    expect(reprojectLimit(office, after, held, at("2026-08-10"))).toMatchObject({
      ledger: { generation: 2 },
      moved: { from: undefined, to: undefined, because: [{ change: "added" }] },
    });
    const earlier = limit("2026-07-27", wd(3));
    expect(reprojectLimit(office, after, earlier, at("2026-07-28"))).toMatchObject({
      moved: undefined,
      calendar: "after",
    });
  });
  it("trap 11: superseding the budget forgets no earlier pause", () => {
    const ledger = limit("2026-08-03", wd(3), suspend("pay", "2026-08-04", "2026-08-10"), (l) =>
      supersedeLimit(l, wd(5)),
    );
    expect(dueOn(ledger)).toBe("2026-08-14");
  });
  it("trap 12: suspend, restart, extend and supersede are four things", () => {
    const start = "2026-08-03";
    const held = suspend("s", "2026-08-05", "2026-08-10");
    expect(dueOn(limit(start, wd(5), held))).toBe("2026-08-13");
    expect(dueOn(limit(start, wd(5), held, (l) => restartLimit(l, at("2026-08-10"))))).toBe("2026-08-17");
    expect(dueOn(limit(start, wd(5), held, extend(wd(2), "2026-08-06")))).toBe("2026-08-17");
    expect(dueOn(limit(start, wd(5), held, (l) => supersedeLimit(l, wd(6))))).toBe("2026-08-14");
    // An extension with notice inside a suspension moves the remainder only.
    const open = limit(start, wd(5), suspend("s", "2026-08-05"), extend(wd(2), "2026-08-06"));
    expect(projectLimit(office, open)).toMatchObject({ due: undefined, consumed: 2, remaining: 5 });
  });
});

describe("other budgets", () => {
  it("a month becomes, at its first suspension, the calendar days left to its unrolled date", () => {
    expect(dueOn(limit("2026-01-31", { unit: "month", amount: 1 }))).toBe("2026-03-02"); // 28 February is a Saturday
    const held = limit("2026-01-05", { unit: "month", amount: 1 }, suspend("s", "2026-01-10"));
    expect(projectLimit(office, held)).toMatchObject({ consumed: 5, remaining: 26 });
    expect(dueOn(limit("2026-01-05", { unit: "month", amount: 1 }, suspend("s", "2026-01-10", "2026-01-20")))).toBe(
      "2026-02-23",
    );
  });
  it("a fixed date is moved by no suspension and keeps its due date through one", () => {
    const until = { unit: "until", date: "2026-12-31" as never } as const;
    expect(projectLimit(office, limit("2026-08-03", until, suspend("s", "2026-08-10")))).toMatchObject({
      clock: "suspended",
      due: { dueOn: "2026-12-31" },
    });
    expect(dueOn(limit("2026-08-03", until, suspend("s", "2026-08-10", "2026-11-10")))).toBe("2026-12-31");
  });
  it("a fixed date is only ever extended to a later one", () => {
    const until = (date: string): Budget => ({ unit: "until", date: date as CivilDate });
    const extended = limit("2026-08-03", until("2026-08-10"), extend(until("2026-08-20"), "2026-08-04"));
    expect(dueOn(extended)).toBe("2026-08-20");
    for (const date of ["2026-08-14", "2026-08-20"])
      expect(extend(until(date), "2026-08-05")(extended)).toMatchObject({
        ok: false,
        error: { code: "limit.out_of_range" },
      });
    const superseded = supersedeLimit(extended, until("2026-08-27"));
    expect(superseded.ok && dueOn(superseded.value)).toBe("2026-08-27");
    const back = supersedeLimit(extended, until("2026-08-12"));
    expect(back.ok && dueOn(back.value)).toBe("2026-08-20");
  });
  it("working hours run by the minute of opening time; suspended at the due instant they stay", () => {
    const eight: Budget = { unit: "working-hour", amount: 8 };
    const plain = projectLimit(office, limit("2026-08-03T09:00", eight)).due?.dueAt ?? 0;
    const moved = projectLimit(
      office,
      limit("2026-08-03T09:00", eight, suspend("s", "2026-08-03T10:00", "2026-08-03T11:00")),
    );
    expect(moved).toMatchObject({ consumed: 3_600_000, remaining: 7 * 3_600_000 });
    expect((moved.due?.dueAt ?? 0) - plain).toBe(3_600_000);
    const ledger = limit("2026-08-03T09:00", eight);
    const stays = suspendLimit(ledger, {
      groundId: "s",
      ground: "p",
      source: "t",
      from: plain,
      to: plain + 86_400_000,
    });
    expect(stays.ok && projectLimit(office, stays.value).due?.dueAt).toBe(plain);
  });
  it("opening time that ends at a closing at 24:00 is due on the day that closes", () => {
    const night = compileOfficeTime(office.calendar, { weekly: {}, otherwise: [[960, 1440]] });
    const due = projectLimit(night, limit("2026-08-03T16:00", { unit: "working-hour", amount: 8 })).due;
    expect(due).toMatchObject({ dueOn: "2026-08-03", dueAt: at("2026-08-04T00:00") });
  });
  it("an ended limit keeps its due date; open grounds then last to its end", () => {
    const ended = limit("2026-08-03", wd(5), suspend("s", "2026-08-05"), (l) => endLimit(l, at("2026-08-10")));
    expect(projectLimit(office, ended)).toMatchObject({
      clock: "ended",
      due: { dueOn: "2026-08-13" },
      consumed: 2,
      remaining: 3,
    });
    expect(rungDueAt(office, ended, { at: "due" })).toBeUndefined();
  });
  it("a limit ended before its open ground began keeps the due date it had", () => {
    const ledger = limit("2026-08-03", wd(5), suspend("s", "2026-08-06"), (held) => endLimit(held, at("2026-08-05")));
    expect(projectLimit(office, ledger)).toMatchObject({ clock: "ended", consumed: 2, remaining: 3 });
    expect(dueOn(ledger)).toBe("2026-08-10");
  });
  it("answers provisionally in a year not announced, and refuses beyond the calendar", () => {
    expect(projectLimit(office, limit("2026-12-30", wd(5))).due?.provisional).toBe(true);
    expect(() => projectLimit(office, limit("2040-12-30", wd(5)))).toThrow(/2040-12-31|2041/);
  });
  it("the first day explains itself by the unit's own rule: left out of days, no part of same-day and hour limits", () => {
    const text = (ledger: LimitLedger): string =>
      renderLimitExplanation(explainLimit(office, ledger, ledger.startAt))
        .split("\n")
        .at(4) ?? "";
    expect(text(limit("2026-08-17", wd(1)))).toContain("ngày bắt đầu, không tính / Mon: start, not counted  [");
    expect(text(limit("2026-08-17", wd(1)))).toContain("147(2)");
    expect(text(limit("2026-08-17", { unit: "same-day", cutoffMinute: 900 }))).toBe(
      "  2026-08-17  Thứ Hai: ngày bắt đầu; đến hạn / Mon: start; due  [Luật Hộ tịch 60/2014/QH13; NĐ 23/2015/NĐ-CP Điều 7]",
    );
    expect(text(limit("2026-08-17T16:30", { unit: "working-hour", amount: 1 }))).toContain("ngày bắt đầu 0:30 / ");
  });
  it("shows what is spent to the millisecond, so that the lines add up", () => {
    const ledger = startLimit(at("2026-08-17T16:30") + 29_750, { unit: "working-hour", amount: 1 }, "end-of-day");
    const text = renderLimitExplanation(explainLimit(office, ledger, at("2026-08-18")));
    expect(text).toContain("Thứ Hai: ngày bắt đầu 0:29:30.250 / ");
    expect(text).toContain("Thứ Ba: được tính 0:30:29.750; đến hạn / ");
  });
  it("is past due after the date for days, after the instant for hours, and not at it", () => {
    const hours = limit("2026-08-03T07:30", { unit: "working-hour", amount: 4 });
    expect([0, 1].map((ms) => isPastDue(office, hours, at("2026-08-03T11:30") + ms))).toEqual([false, true]);
    const days = limit("2026-08-03", wd(1));
    expect(["2026-08-04T23:59", "2026-08-05T00:00"].map((t) => isPastDue(office, days, at(t)))).toEqual([false, true]);
  });
  it("usage is known at every instant", () => {
    const ledger = limit("2026-08-03", wd(5), suspend("s", "2026-08-05", "2026-08-10"));
    const used = ["2026-08-03", "2026-08-04", "2026-08-05", "2026-08-07", "2026-08-10", "2026-08-11", "2026-08-30"];
    expect(used.map((day) => usageAt(office, ledger, at(day)).consumed)).toEqual([0, 1, 2, 2, 2, 3, 5]);
  });
});

const { longer: longLadder = [] } = principalLadders;

describe("rungs", () => {
  const longer = limit("2026-08-03", wd(10));
  it("stand where model.md says", () => {
    expect(dueOn(longer)).toBe("2026-08-17");
    expect(rungAt(longer, { at: "share", percent: 50 })).toBe("2026-08-10T17:00");
    expect(rungAt(longer, { at: "before-working-days", days: 1 })).toBe("2026-08-14T07:30");
    expect(rungAt(longer, { at: "before-working-days", days: 0 })).toBe("2026-08-17T07:30");
    expect(rungAt(longer, { at: "due" })).toBe("2026-08-17T17:00");
    expect(rungAt(longer, { at: "due-date-over" })).toBe("2026-08-18T00:00");
    expect(rungAt(longer, { at: "after-working-days", days: 3 })).toBe("2026-08-20T17:00");
    expect(rungAt(longer, { at: "before-working-minutes", minutes: 60 })).toBe("2026-08-17T16:00");
    expect(rungAt(longer, { at: "before-working-minutes", minutes: 480 })).toBe("2026-08-17T07:30");
  });
  it("share of a same-day limit is a share of its opening hours", () => {
    expect(
      rungAt(limit("2026-08-03T07:30", { unit: "same-day", cutoffMinute: 900 }), { at: "share", percent: 50 }),
    ).toBe("2026-08-03T11:30");
  });
  it("trap 5: share of a one-day limit is a share of the opening hours until it is due, not of eight hours or of a night", () => {
    expect(rungAt(limit("2026-08-03T09:00", wd(1)), { at: "share", percent: 50 })).toBe("2026-08-04T08:15");
    expect(rungAt(limit("2026-08-03T09:00", cd(1)), { at: "share", percent: 50 })).toBe("2026-08-04T08:15");
    const tomorrow = limit("2026-08-03T09:00", { unit: "until", date: "2026-08-04" as CivilDate });
    expect(rungAt(tomorrow, { at: "share", percent: 50 })).toBe("2026-08-04T08:15");
    // Due the day it starts: no reminder at the very start.
    const today = limit("2026-08-03T09:00", { unit: "until", date: "2026-08-03" as CivilDate });
    expect(rungAt(today, { at: "share", percent: 50 })).toBe("2026-08-03T13:45");
  });
  it("a share counts across suspensions, and what would fall into one waits for its end", () => {
    const ledger = limit("2026-08-03", wd(10), suspend("s", "2026-08-10T10:00", "2026-08-19T14:00"));
    expect(rungAt(ledger, { at: "share", percent: 50 })).toBe("2026-08-19T14:00");
    expect(rungAt(ledger, { at: "share", percent: 60 })).toBe("2026-08-20T17:00");
  });
  it("a share is never early, to the millisecond, and never later than the due instant", () => {
    const sameDay = startLimit(at("2026-08-03") + 1, { unit: "same-day", cutoffMinute: 900 }, "end-of-day");
    expect(rungDueAt(office, sameDay, { at: "share", percent: 50 })).toBe(at("2026-08-03T13:45") + 1);
    const sameTime = startLimit(at("2026-08-03"), wd(10), "same-time");
    expect(rungAt(sameTime, { at: "share", percent: 100 })).toBe("2026-08-17T09:00");
    // Two hours of the night have no opening time to share.
    expect(rungAt(limit("2026-08-03T20:00", { unit: "hour", amount: 2 }), { at: "share", percent: 50 })).toBe(
      "2026-08-03T22:00",
    );
  });
  it("waits for the last of grounds that follow one another without a gap", () => {
    const first = suspend("a", "2026-08-04T10:00", "2026-08-05T10:00");
    const ledger = limit("2026-08-03", wd(2), first, suspend("b", "2026-08-05T10:00", "2026-08-06T10:00"));
    expect(rungAt(ledger, { at: "share", percent: 50 })).toBe("2026-08-06T10:00");
  });
  it("a share reached at the very moment of suspension waits for its end, whatever the hour", () => {
    const hours: Budget = { unit: "working-hour", amount: 4 };
    const ledger = limit("2026-08-03T07:30", hours, suspend("s", "2026-08-03T09:30", "2026-08-03T20:00"));
    expect(rungAt(ledger, { at: "share", percent: 50 })).toBe("2026-08-03T20:00");
  });
  it("none while held, none before the run began", () => {
    expect(rungAt(limit("2026-08-03", wd(10), suspend("s", "2026-08-05")), { at: "due" })).toBeUndefined();
    expect(rungAt(limit("2026-08-03", wd(1)), { at: "before-working-days", days: 2 })).toBeUndefined();
  });
  it("days on which a late limit is suspended are not counted past the due day", () => {
    const late = limit("2026-08-03", wd(2), suspend("s", "2026-08-06", "2026-08-12"));
    expect(rungAt(late, { at: "after-working-days", days: 1 })).toBe("2026-08-12T09:00");
    expect(rungAt(late, { at: "after-working-days", days: 3 })).toBe("2026-08-14T17:00");
  });
  it("are taken in order of instant, each once", () => {
    const taken: string[] = [];
    for (let next = nextRung(office, longer, longLadder, taken); next !== undefined; ) {
      taken.push(next.rung.id);
      next = nextRung(office, longer, longLadder, taken);
    }
    expect(taken).toEqual(["half", "before-2", "ask", "due", "after-1", "after-3"]);
  });
});
