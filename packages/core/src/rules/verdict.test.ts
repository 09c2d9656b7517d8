import { describe, expect, it } from "vitest";
import type { CivilDate } from "../calendar/types.ts";
import { compileCalendar } from "../calendar/work-calendar.ts";
import { vietnamCalendar } from "../vietnam/calendar/calendar.ts";
import {
  type LocalVerdictInput,
  localVerdict,
  type NationalVerdictInput,
  nationalVerdict,
  verdictDifference,
} from "./verdict.ts";

const at = (text: string): number => Date.parse(`${text}:00+07:00`);
const promise = { date: "2026-08-20" as CivilDate, at: at("2026-08-20T17:00") };
const local = (resolvedAt: string | undefined, more: Partial<LocalVerdictInput> = {}): LocalVerdictInput => ({
  end: "resolved",
  promise,
  compares: "by-date",
  ...(resolvedAt === undefined ? {} : { resolvedAt: at(resolvedAt) }),
  ...more,
});

describe("local verdict", () => {
  it.each([
    ["2026-08-19T16:00", "early", 0],
    ["2026-08-20T08:00", "on-time", 0],
    ["2026-08-20T23:59", "on-time", 0],
    ["2026-08-21T00:00", "late", 1],
    ["2026-08-24T08:00", "late", 4],
  ])("by date: resolved %s is %s", (resolved, verdict, daysOver) => {
    expect(localVerdict(local(resolved))).toEqual({ verdict, daysOver });
  });
  it("trap 34: by instant the same evening is late", () => {
    expect(localVerdict(local("2026-08-20T17:00", { compares: "by-instant" }))).toMatchObject({ verdict: "on-time" });
    expect(localVerdict(local("2026-08-20T17:01", { compares: "by-instant" }))).toEqual({
      verdict: "late",
      daysOver: 0,
    });
  });
  it("counts working days over where it has a calendar", () => {
    const calendar = compileCalendar(vietnamCalendar);
    // Saturday 22 August 2026 is worked.
    expect(localVerdict(local("2026-08-24T08:00", { calendar }))).toMatchObject({ daysOver: 4, workingDaysOver: 3 });
  });
  it("trap 33: nothing resolved, no promise: no data; withdrawn, closed, void: outside", () => {
    expect(localVerdict(local(undefined, { end: "open" })).verdict).toBe("no-data");
    expect(localVerdict({ end: "resolved", compares: "by-date", resolvedAt: 0 }).verdict).toBe("no-data");
    for (const end of ["withdrawn", "closed", "void", "never-accepted"] as const)
      expect(localVerdict(local("2026-08-19T16:00", { end })).verdict).toBe("outside");
  });
});

describe("national verdict", () => {
  const base: NationalVerdictInput = {
    appointment: promise.at,
    acceptedAt: at("2026-08-17T09:00"),
    progress: [
      { status: 2, at: at("2026-08-17T09:00") },
      { status: 10, at: at("2026-08-21T09:00") },
      { status: 9, at: at("2026-08-20T17:00") },
    ],
    supplements: [],
    periodEnd: at("2026-08-31T23:59"),
  };
  const n = (more: Partial<NationalVerdictInput>) => nationalVerdict({ ...base, ...more });
  it("takes 9 before 10 before 8 and 3; equality is on time", () => {
    expect(nationalVerdict(base)).toEqual({ verdict: "on-time", end: promise.at, reasons: [] });
    expect(n({ progress: base.progress.slice(0, 2) })).toMatchObject({ verdict: "late", end: at("2026-08-21T09:00") });
    expect(n({ progress: [{ status: 8, at: at("2026-08-18T09:00") }] })).toMatchObject({ verdict: "on-time" });
  });
  it("ends an open dossier at the period's end, one that waits for the citizen at the request", () => {
    expect(n({ progress: [] })).toMatchObject({ verdict: "late", reasons: ["open-at-period-end"] });
    const supplements = [{ requestedAt: at("2026-08-19T09:00") }];
    expect(n({ progress: [{ status: 5, at: at("2026-08-19T09:00") }], supplements })).toEqual({
      verdict: "on-time",
      end: at("2026-08-19T09:00"),
      reasons: ["waiting-for-citizen"],
    });
  });
  it("takes the citizen's time off; more than one request is late", () => {
    const once = { requestedAt: at("2026-08-18T09:00"), completedAt: at("2026-08-20T09:00") };
    const progress = [{ status: 9, at: at("2026-08-22T16:00") }];
    expect(n({ progress, supplements: [once] })).toEqual({
      verdict: "on-time",
      end: at("2026-08-20T16:00"),
      reasons: ["citizen-time-subtracted"],
    });
    expect(n({ supplements: [once, once] })).toMatchObject({ verdict: "late" });
  });
  it("without an appointment compares with the longest time, without that has no data", () => {
    const { appointment: _, ...rest } = base;
    expect(nationalVerdict({ ...rest, maximumMs: 4 * 86_400_000 }).verdict).toBe("on-time");
    expect(nationalVerdict({ ...rest, maximumMs: 3 * 86_400_000 }).verdict).toBe("late");
    expect(nationalVerdict(rest)).toMatchObject({ verdict: "no-data", reasons: ["no-appointment"] });
  });
  it("says why the two differ, and nothing where they agree", () => {
    const why = (l: LocalVerdictInput, m: NationalVerdictInput) =>
      verdictDifference(localVerdict(l), nationalVerdict(m), { local: l, national: m }).map(({ reason }) => reason);
    expect(why(local("2026-08-20T17:00"), base)).toEqual([]);
    const evening = at("2026-08-20T18:00");
    expect(why(local("2026-08-20T18:00"), { ...base, progress: [{ status: 9, at: evening }] })).toEqual([
      "date-against-instant",
    ]);
    const supplements = [
      { requestedAt: at("2026-08-18T09:00"), completedAt: at("2026-08-18T10:00") },
      { requestedAt: at("2026-08-18T11:00"), completedAt: at("2026-08-18T12:00") },
    ];
    expect(why(local("2026-08-20T17:00"), { ...base, supplements })).toEqual(["several-supplements"]);
    const moved = { ...promise, date: "2026-08-27" as CivilDate, at: at("2026-08-27T17:00") };
    const later = { ...base, progress: [{ status: 9, at: at("2026-08-26T09:00") }] };
    expect(why(local("2026-08-26T09:00", { promise: moved }), later)).toEqual(["another-appointment"]);
    expect(why(local(undefined, { end: "withdrawn" }), base)).toContain("outside-local-share");
  });
});
