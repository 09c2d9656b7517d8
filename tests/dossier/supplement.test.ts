import { describe, expect, it } from "vitest";
import { act, at, atOfficer, business, clockText, landRegistration, people, why } from "./kit.ts";

const ask = { type: "request-supplement", reason: why("plan-missing") };
const complete = { type: "receive-supplement", complete: true };

describe("appraisal supplement, Art. 19(5)", () => {
  it("asked in time: the clock stands, and starts again from the beginning when complete", () => {
    const d = atOfficer(business, "2026-08-17 09:00").at("2026-08-18 10:00").ok(people.officer, ask);
    expect(d.one("supplement-requested")).toMatchObject({ round: 1, effect: "restart" });
    expect(d.one("supplement-requested").late).toBeUndefined();
    expect([d.clock, d.work, d.dossier.responsibility?.holder]).toEqual([
      "suspended",
      "officer~supplement",
      "party:citizen",
    ]);
    expect(d.sent).toEqual(["citizen:supplement-requested", "portal:status"]);
    d.at("2026-08-20 09:00").ok(people.desk, complete);
    expect([d.clock, d.promisedOn, d.dossier.limits.principal?.ledger.restarts]).toEqual(["running", "2026-08-24", 1]);
    expect(d.dossier.promises.map((row) => [row.date, row.cause, row.supersedes])).toEqual([
      ["2026-08-20", "accepted", undefined],
      ["2026-08-24", "supplement", 1],
    ]);
    expect(d.dossier.task?.person).toBe("minh");
  });

  it("a partial return changes nothing on the clock", () => {
    const d = atOfficer(business, "2026-08-17 09:00").at("2026-08-18 10:00").ok(people.officer, ask);
    const before = d.dossier;
    d.at("2026-08-19 10:00").ok(people.desk, { type: "receive-supplement", complete: false });
    expect(d.types).toEqual(["supplement-received"]);
    expect(d.dossier).toEqual({ ...before, version: before.version + 1, lastAt: at("2026-08-19 10:00") });
  });

  it("asked on the third working day is in time, on the fourth it is late: suspends, is flagged, keeps what was used", () => {
    const third = atOfficer(landRegistration, "2026-08-17 09:00").at("2026-08-20 16:59").ok(people.land, ask);
    expect(third.one("supplement-requested").late).toBeUndefined();
    const d = atOfficer(landRegistration, "2026-08-17 09:00").at("2026-08-21 08:00").ok(people.land, ask);
    expect(d.one("supplement-requested")).toMatchObject({ effect: "suspend", late: true });
    d.at("2026-08-24 09:00").ok(people.desk, complete);
    expect(d.dossier.limits.principal?.ledger).toMatchObject({ restarts: 0, generation: 1 });
    // 4 of 17 days used by the 21st; 13 more after the 24th.
    expect(d.promisedOn).toBe("2026-09-15");
  });

  it("a second request is refused; a sector rule or the head allows it as an exception, without a restart", () => {
    const again = () =>
      atOfficer(business, "2026-08-17 09:00")
        .at("2026-08-18 10:00")
        .ok(people.officer, ask)
        .at("2026-08-19 09:00")
        .ok(people.desk, complete);
    expect(again().at("2026-08-19 10:00").refused(people.officer, ask)).toBe("supplement.round_used");
    const bySelf = { ...ask, secondRound: { kind: "override", source: "decision 5", approvedBy: "minh" } };
    expect(again().at("2026-08-19 10:00").refused(people.officer, bySelf)).toBe("command.role");
    const allowed = { ...ask, secondRound: { kind: "override", source: "decision 5", approvedBy: "hoa" } };
    const d = again().at("2026-08-19 10:00").ok(people.officer, allowed);
    expect(d.one("supplement-requested")).toMatchObject({
      round: 2,
      effect: "suspend",
      exception: { approvedBy: "hoa" },
    });
    d.at("2026-08-20 10:00").ok(people.desk, complete);
    expect(d.dossier.limits.principal?.ledger.restarts).toBe(1);
  });

  it("an exception named where none is needed is not recorded as one", () => {
    const d = atOfficer(business, "2026-08-17 09:00").at("2026-08-18 10:00");
    d.ok(people.officer, { ...ask, secondRound: { kind: "sector", source: "x" } });
    expect(d.one("supplement-requested").exception).toBeUndefined();
  });

  it("closed by the clock when 15 days are over, the last day lasting to its end; nobody closes before", () => {
    const d = atOfficer(business, "2026-08-17 09:00").at("2026-08-18 10:00").ok(people.officer, ask);
    // 18 Aug + 15 = Wed 2 Sep, a holiday: rolled to Thu 3 Sep, over at 24:00.
    expect(d.at("2026-09-03 16:00").refused(people.desk, { type: "close", reason: why("x") })).toBe(
      "supplement.time_left",
    );
    d.runTo("2026-09-03 23:59");
    expect(d.dossier.endedAt).toBeUndefined();
    d.runTo("2026-09-04 00:00");
    expect(d.dossier).toMatchObject({ outcome: "closed", endedAt: at("2026-09-04 00:00") });
    expect([d.clock, d.promise, d.work, d.last?.wakeAt]).toEqual(["ended", "lapsed", "closed", undefined]);
    expect(d.refused(people.desk, complete)).toBe("supplement.not_open");
  });

  it("under the rules of 2018 nothing closes, by clock or by hand", () => {
    const d = atOfficer(business, "2026-08-17 09:00", { on: "2024-08-19" })
      .at("2026-08-18 10:00")
      .ok(people.officer, ask);
    expect(d.last?.wakeAt).toBeUndefined();
    d.runTo("2026-11-18 09:00");
    expect(d.dossier.endedAt).toBeUndefined();
    expect(d.refused(people.desk, { type: "close", reason: why("x") })).toBe("command.not_available");
    d.ok(people.desk, complete);
    expect(d.promisedOn).toBe("2026-11-23");
  });

  it("trap 4: asked after the due day it heals nothing", () => {
    const d = atOfficer(business, "2026-08-17 09:00").runTo("2026-08-21 09:00").ok(people.officer, ask);
    expect(d.one("supplement-requested")).toMatchObject({ effect: "suspend", late: true });
    d.at("2026-08-24 09:00").ok(people.desk, complete);
    expect([d.promisedOn, d.promise]).toEqual(["2026-08-20", "overdue"]);
    d.ok(people.officer, act("officer", "submit")).ok(people.head, act("leader", "approve"));
    expect(d.dossier).toMatchObject({ verdict: "late" });
  });

  it("is asked from steps that may, by who holds them, and answered through the one-stop", () => {
    const d = atOfficer(business, "2026-08-17 09:00");
    expect(d.refused(people.officer2, ask)).toBe("task.held_by_other");
    expect(d.refused(people.desk, ask)).toBe("command.role");
    expect(d.refused(people.desk, complete)).toBe("supplement.not_open");
    d.ok(people.officer, ask);
    expect(d.refused(people.officer, complete)).toBe("command.role");
    expect(d.refused(people.officer, ask)).toBe("command.not_available");
    expect(d.refused(people.officer, act("officer", "submit"))).toBe("command.not_available");
  });

  it("does not come back before it was asked for", () => {
    const d = atOfficer(business, "2026-08-17 09:00")
      .at("2026-08-18 10:00")
      .ok(people.officer, ask)
      .at("2026-08-18 10:10");
    expect(d.refused(people.desk, { ...complete, occurredAt: at("2026-08-18 09:55") })).toBe("command.backdated");
  });

  it("handed in at 16:58 and saved at 17:20 counts as 16:58, although the clock came in between", () => {
    const d = atOfficer(business, "2026-08-17 09:00")
      .at("2026-08-18 10:00")
      .ok(people.officer, ask)
      .runTo("2026-08-19 17:20");
    d.ok(people.desk, { ...complete, occurredAt: at("2026-08-19 16:58") });
    expect(clockText(d.dossier.limits.principal?.ledger.startAt)).toBe("2026-08-19 16:58");
  });
});
