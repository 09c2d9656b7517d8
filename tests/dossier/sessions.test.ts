import { availableActions, type ProcedureDefinition } from "@motcua/core";
import { describe, expect, it } from "vitest";
import { act, at, type Driver, people, resolved } from "./kit.ts";
import { acceptedUnder, further, papers, record } from "./moment-kit.ts";

const there = (claimant: number, respondent: number, council: number) => ({
  parties: { claimant, respondent, council },
});
const conciliation = (): ProcedureDefinition => further("1.012812");
const onLand = people.land;

/** A dispute whose land was seen: the first session can be called. 30 days from Monday 2 March 2026. */
const toSession = (): Driver => {
  const office = { ...people.clerk, roles: ["officer"] } as typeof people.clerk;
  return acceptedUnder(conciliation(), "2026-03-02 08:00")
    .ok(people.desk, act("intake", "forward"))
    .runTo("2026-03-03 09:00")
    .ok(office, { type: "claim" })
    .ok(office, act("draft-notice", "submit"))
    .ok(people.leader, act("notice", "approve"))
    .runTo("2026-03-04 09:00")
    .ok(onLand, { type: "claim" })
    .ok(onLand, record("verify", "scheduled", { on: at("2026-03-05 08:30"), place: "parcel" }))
    .runTo("2026-03-05 10:00")
    .ok(onLand, record("verify", "visited", papers("record-of-visit")));
};

const called = (d: Driver, on: string): Driver =>
  d.ok(onLand, record("session", "scheduled", { on: at(on), place: "hall", ...there(1, 1, 5) }));

describe("land conciliation (model.md §9: session, on-site)", () => {
  it("a visit leaves a record and leads on; a day that was called is not reminded of any more", () => {
    const d = toSession();
    expect(d.types).toEqual(["recorded", "acted", "task-opened"]);
    expect([d.work, d.dossier.limits.session, d.dossier.task?.appointment]).toEqual(["session", undefined, undefined]);
    expect(d.all("acted").at(-1)).toMatchObject({ step: "verify", action: "verified", by: { person: "dung" } });
  });

  it("is held when enough of everybody are there, and goes to its end", () => {
    const d = called(toSession().ok(onLand, { type: "claim" }), "2026-03-16 08:00");
    expect(d.dossier.limits.session?.kind).toBe("session");
    expect(d.refused(onLand, record("session", "attended", there(1, 1, 5)))).toBe("moment.not_yet");
    d.runTo("2026-03-16 08:30").ok(onLand, record("session", "attended", { ...there(1, 1, 3), ...papers("minutes") }));
    expect(d.one("recorded").attendance).toEqual({ result: "held", absent: [] });
    expect([d.work, d.dossier.absences]).toEqual(["submit", {}]);
    d.runTo("2026-03-17 09:00")
      .ok(people.landHead, act("submit", "submit"))
      .ok(people.chairperson, act("leader", "conciliated"))
      .ok(people.desk, act("return", "handOver"));
    expect([d.dossier.outcome, d.dossier.verdict, d.work]).toEqual(["granted", "early", "returned"]);
  });

  it("a party absent twice ends it: the leader can only say that it failed", () => {
    const d = called(toSession().ok(onLand, { type: "claim" }), "2026-03-16 08:00")
      .runTo("2026-03-16 08:30")
      .ok(onLand, record("session", "attended", there(1, 0, 5)));
    expect([d.one("recorded").attendance?.result, d.work, d.dossier.absences]).toEqual([
      "absent",
      "session",
      { respondent: 1 },
    ]);
    // Nobody sits again without a new call.
    expect(d.refused(onLand, record("session", "attended", there(1, 1, 5)))).toBe("moment.not_scheduled");
    called(d, "2026-03-23 08:00")
      .runTo("2026-03-23 09:00")
      .ok(onLand, record("session", "attended", { ...there(1, 0, 5), ...papers("minutes") }));
    expect(d.one("recorded").attendance).toEqual({ result: "absent-again", absent: ["respondent"] });
    expect([d.work, d.dossier.absences]).toEqual(["submit-absent", { respondent: 2 }]);
    d.ok(people.landHead, act("submit-absent", "submit"));
    expect(d.refused(people.leader, act("leader-absent", "conciliated"))).toBe("command.unknown_action");
    d.ok(people.leader, act("leader-absent", "notConciliated")).ok(people.desk, act("return", "handOver"));
    expect([d.dossier.outcome, d.dossier.verdict]).toEqual(["other", "early"]);
  });

  it("other absences are counted each for itself: one of each, and a council too small, adjourn", () => {
    const d = toSession().ok(onLand, { type: "claim" });
    for (const [on, attended] of [
      ["2026-03-09 08:00", there(0, 1, 5)],
      ["2026-03-10 08:00", there(1, 0, 5)],
      ["2026-03-11 08:00", there(1, 1, 2)],
      ["2026-03-12 08:00", there(1, 1, 2)],
    ] as const)
      called(d, on)
        .runTo(on)
        .ok(onLand, record("session", "attended", attended));
    expect([d.work, d.dossier.absences]).toEqual(["session", { claimant: 1, respondent: 1, council: 2 }]);
  });

  it("may be adjourned with a reason; a day that passes without a record is asked for, upwards", () => {
    const d = called(toSession().ok(onLand, { type: "claim" }), "2026-03-16 08:00");
    expect(d.refused(onLand, record("session", "adjourned"))).toBe("command.input");
    d.ok(onLand, record("session", "adjourned", { reason: { code: "storm" } }));
    expect([
      d.dossier.limits.session,
      d.refused(onLand, record("session", "adjourned", { reason: { code: "x" } })),
    ]).toEqual([undefined, "moment.not_scheduled"]);
    called(d, "2026-03-18 08:00").runTo("2026-03-20 12:00");
    expect(
      d
        .all("rung-taken")
        .filter(({ limit }) => limit === "session")
        .map(({ rung }) => rung),
    ).toEqual(["before-1", "due", "after-1"]);
    expect(d.all("escalated").filter(({ limit }) => limit === "session")[0]?.target).toBe("director");
  });

  it("says what can be recorded now, and what not and why", () => {
    const buttons = (d: Driver) =>
      availableActions(d.law, d.dossier, onLand, d.now, resolved)
        .filter(({ command }) => command === "record" || command === "act")
        .map(({ moment, action, allowed, because }) => [moment ?? action, allowed ? "allowed" : because?.code]);
    const d = toSession().ok(onLand, { type: "claim" });
    expect(buttons(d)).toEqual([
      ["held", "moment.required"],
      ["absentTwice", "moment.required"],
      ["scheduled", "allowed"],
      ["attended", "moment.not_scheduled"],
      ["adjourned", "moment.not_scheduled"],
    ]);
    called(d, "2026-03-16 08:00");
    expect(buttons(d)[3]).toEqual(["attended", "moment.not_yet"]);
    d.runTo("2026-03-16 08:00");
    expect(buttons(d)[3]).toEqual(["attended", "allowed"]);
  });

  it("takes no names, no undeclared party, no day that is past, and no action by hand", () => {
    const d = toSession().ok(onLand, { type: "claim" });
    const session = (more: object) =>
      record("session", "scheduled", { on: at("2026-03-16 08:00"), place: "hall", ...more });
    expect(d.refused(onLand, session({ place: "Nhà văn hóa thôn 3" }))).toBe("command.input");
    expect(d.refused(onLand, session({ parties: { neighbour: 1 } }))).toBe("command.input");
    expect(d.refused(onLand, session({ parties: { constructor: 1 } }))).toBe("command.input");
    expect(d.refused(onLand, session({ parties: { claimant: 1.5 } }))).toBe("command.input");
    expect(d.refused(onLand, session({ parties: null }))).toBe("command.input");
    expect(d.refused(onLand, session({ on: Number.NaN }))).toBe("command.input");
    expect(d.refused(onLand, session({ on: at("2026-03-01 08:00") }))).toBe("moment.in_past");
    expect(d.refused(onLand, act("session", "held"))).toBe("moment.required");
    expect(d.refused(people.officer, session({}))).toBe("task.held_by_other");
  });
});
