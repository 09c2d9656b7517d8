import { explainLimit, renderLimitExplanation } from "@motcua/core";
import { describe, expect, it } from "vitest";
import {
  act,
  atOfficer,
  business,
  type Driver,
  inForce,
  landRegistration,
  at as parsedAt,
  people,
  why,
} from "../dossier/kit.ts";
import { type Change, changes, limitedTo, move, plan, raised, renamed, takeBack } from "./change-kit.ts";

const lawAfter = (code: string, ...all: readonly Change[]) => inForce(code, { definition: changes(raised, ...all) });

const mapped = { states: { officer: "appraiser" } } as const;
const longer = lawAfter(business, renamed("officer", "appraiser"), limitedTo(5));

/** At the officer since Monday; three working days, to Thursday the 20th. */
const monday = () => atOfficer(business, "2026-08-17 09:00");

describe("a dossier moves to another version of its definition", () => {
  it("goes on where the plan says, with whoever has it, under the new law, and says so in its history", () => {
    const d = monday()
      .at("2026-08-18 09:00")
      .ok(people.leader, move(plan(business, mapped)), longer);
    expect([d.work, d.dossier.task?.step, d.dossier.task?.person]).toEqual(["appraiser", "appraiser", "minh"]);
    expect([d.dossier.procedureVersion, d.dossier.law.procedure]).toEqual([2, longer.hashes.procedure]);
    expect(d.one("definition-adopted")).toMatchObject({
      reason: "decree-2026-12",
      from: { code: business, version: 1 },
      to: { code: business, version: 2 },
    });
    expect(d.dossier.visits).toEqual({ intake: 1, appraiser: 1 });
    d.ok(people.officer, act("appraiser", "submit"));
    expect(d.dossier.performed.appraiser).toBe("minh");
    // Four eyes look at the step under its new name.
    expect(
      d.refused({ ...people.leader, ...people.officer, roles: ["leader", "unit-head"] }, act("leader", "approve")),
    ).toBe("task.same_person");
  });

  it("keeps who finished a step before, under the new name", () => {
    const d = monday().ok(people.officer, act("officer", "submit"));
    d.ok(people.leader, move(plan(business, mapped)), longer);
    expect(d.dossier.performed).toMatchObject({ appraiser: "minh" });
    expect(d.dossier.performed.officer).toBeUndefined();
  });

  it("keep: neither the ledger nor the promise moves, and nothing is told to the applicant", () => {
    const d = monday();
    const before = d.dossier;
    d.at("2026-08-18 09:00").ok(people.leader, move(plan(business, mapped)), longer);
    expect(d.dossier.limits.principal).toEqual(before.limits.principal);
    expect(d.dossier.promises).toEqual(before.promises);
    expect(d.sent).toEqual(["portal:status"]);
  });

  it("trap 11: recompute takes the new budget and forgets no suspension", () => {
    const d = monday().at("2026-08-18 09:00");
    d.ok(people.head, { type: "suspend", groundId: "court", ground: "court", source: "QĐ 1", party: "court" });
    d.at("2026-08-20 09:00").ok(people.head, { type: "resume", groundId: "court" });
    const before = d.dossier.limits.principal?.ledger;
    expect(d.promisedOn).toBe("2026-08-22"); // Saturday is worked that week
    d.ok(people.leader, move(plan(business, { ...mapped, limits: { principal: "recompute" } })), longer);
    const after = d.dossier.limits.principal;
    expect(after?.ledger).toEqual({ ...before, generation: 2, budget: { unit: "working-day", amount: 5 } });
    expect(d.dossier.promises.map(({ date, cause }) => `${date} ${cause}`)).toEqual([
      "2026-08-20 accepted",
      "2026-08-22 suspension",
      "2026-08-25 migration",
    ]);
    expect(d.sent).toContain("citizen:promise-moved");
    const told = after === undefined ? "" : renderLimitExplanation(explainLimit(d.law.time, after.ledger, d.now));
    expect(told).toContain("court");
  });

  it("restart counts anew from the move, under the ground that holds it then", () => {
    const d = monday().at("2026-08-18 09:00");
    d.ok(people.head, { type: "suspend", groundId: "court", ground: "court", source: "QĐ 1", party: "court" });
    d.at("2026-08-20 09:00").ok(
      people.leader,
      move(plan(business, { ...mapped, limits: { principal: "restart" } })),
      longer,
    );
    expect(d.dossier.limits.principal?.ledger).toMatchObject({
      startAt: d.now,
      restarts: 1,
      generation: 2,
      suspensions: [{ groundId: "court", from: d.now }],
    });
    expect(d.clock).toBe("suspended");
    d.at("2026-08-24 09:00").ok(people.head, { type: "resume", groundId: "court" });
    expect(d.promisedOn).toBe("2026-09-03"); // five days after the 24th, 31 August to 2 September off
  });

  it("rungs reached stay reached where they lie behind; one that lies ahead again is reached again", () => {
    const d = monday().runTo("2026-08-19 09:00");
    const taken = d.dossier.limits.principal?.taken ?? [];
    expect(taken.length).toBeGreaterThan(0);
    d.ok(people.leader, move(plan(business, { ...mapped, limits: { principal: "recompute" } })), longer);
    expect(d.dossier.limits.principal?.taken).toEqual([]);
    d.runTo("2026-08-22 09:00");
    expect(d.dossier.limits.principal?.taken.length).toBeGreaterThan(0);
  });

  it("rungs reached before a ground held the limit stay reached while it is held", () => {
    const d = monday().runTo("2026-08-20 09:00");
    const taken = d.dossier.limits.principal?.taken ?? [];
    d.ok(people.head, { type: "suspend", groundId: "court", ground: "court", source: "QĐ 1", party: "court" });
    const four = lawAfter(business, renamed("officer", "appraiser"), limitedTo(4));
    d.ok(people.leader, move(plan(business, { ...mapped, limits: { principal: "recompute" } })), four);
    const kept = d.dossier.limits.principal?.taken ?? [];
    expect([kept.length > 0, kept.every((id) => taken.includes(id))]).toEqual([true, true]);
    const before = d.all("rung-taken").filter(({ limit }) => limit === "principal").length;
    d.at("2026-08-20 10:00").ok(people.head, { type: "resume", groundId: "court" });
    d.runTo("2026-08-20 10:30");
    expect(d.all("rung-taken").filter(({ limit }) => limit === "principal")).toHaveLength(before);
  });

  it("a wait goes on under the ground it began with, and ends when the step is left under its new name", () => {
    const d = atOfficer(landRegistration, "2026-08-17 09:00").at("2026-08-18 09:00");
    const post = d.law.procedure.definition.steps.find((step) => step.kind === "posting");
    const actionTo = d.law.procedure.definition.steps
      .find((step) => step.id === "officer")
      ?.actions.find((action) => action.to === post?.id);
    d.ok(people.land, act("officer", actionTo?.id ?? ""));
    expect(d.clock).toBe("suspended");
    const moveTo = lawAfter(landRegistration, renamed(post?.id ?? "", "noticeBoard"));
    d.ok(people.leader, move(plan(landRegistration, { states: { [post?.id ?? ""]: "noticeBoard" } })), moveTo);
    expect([d.work, d.clock]).toEqual(["noticeBoard", "suspended"]);
    const back = moveTo.procedure.definition.steps.find((step) => step.id === "noticeBoard")?.actions[0];
    d.at("2026-08-21 09:00")
      .ok(people.land, { type: "claim" })
      .ok(people.land, act("noticeBoard", back?.id ?? ""));
    expect(d.clock).toBe("running");
    expect(d.dossier.limits.principal?.ledger.suspensions).toHaveLength(1);
    expect(d.dossier.groundParties).toEqual([]);
  });

  it("a step that goes to another unit goes to whoever answers there", () => {
    const elsewhere: Change = (definition) => ({
      ...definition,
      steps: definition.steps.map((step) => (step.id === "officer" ? { ...step, unit: "justice" } : step)),
    });
    const d = monday().ok(people.leader, move(plan(business)), lawAfter(business, elsewhere));
    expect(d.dossier.task).toMatchObject({ unit: "justice", head: "yen" });
    expect(d.dossier.task?.person).toBeUndefined();
    const bare = monday().with({ units: {} });
    expect(bare.refused(people.leader, move(plan(business)), lawAfter(business, elsewhere))).toBe(
      "office.unknown_unit",
    );
  });

  it("share and wait follow the new step where the plan says so", () => {
    const d = monday().at("2026-08-18 09:00");
    const quick: Change = (definition) => ({
      ...definition,
      steps: definition.steps.map((step) =>
        step.id === "officer" ? { ...step, within: { unit: "working-day", hundredths: 700 } } : step,
      ),
    });
    const before = d.dossier.limits.step;
    d.ok(people.leader, move(plan(business, { limits: { step: "recompute" } })), lawAfter(business, quick));
    expect(d.dossier.limits.step?.ledger).toMatchObject({
      startAt: before?.ledger.startAt,
      budget: { unit: "working-day", amount: 7 },
    });
  });

  it("neither heals nor harms: a promise that has passed stays, and none is made that would have passed", () => {
    const late = monday().runTo("2026-08-21 09:00");
    const recompute = plan(business, { ...mapped, limits: { principal: "recompute" } });
    expect(late.refused(people.leader, move(recompute), longer)).toBe("migration.past_due");
    late.ok(people.leader, move(plan(business, mapped)), longer);
    expect([late.promise, late.work]).toEqual(["overdue", "appraiser"]);
    const shorter = lawAfter(business, limitedTo(1));
    const d = monday().at("2026-08-19 09:00");
    expect(d.refused(people.leader, move(plan(business, { limits: { principal: "recompute" } })), shorter)).toBe(
      "migration.late_at_once",
    );
  });

  it("is refused where it does not belong", () => {
    const d = monday();
    expect(d.refused(people.leader, move(plan(business)), inForce(business))).toBe("migration.other_definition");
    expect(d.refused(people.leader, move(plan(business, mapped)))).toBe("migration.unknown_target");
    expect(d.refused(people.leader, move(plan(business)), longer)).toBe("migration.state_unmapped");
    const ended = monday().ok(people.desk, { type: "withdraw" });
    expect(ended.refused(people.leader, move(plan(business, mapped)), longer)).toBe("migration.ended");
    d.ok(people.leader, move(plan(business, mapped)), longer);
    expect(d.refused(people.leader, move(plan(business, mapped)), longer)).toBe("migration.not_from_here");
    expect(d.refused(people.leader, { ...move(plan(business)), plan: { reason: "hai từ" } }, longer)).toBe(
      "migration.plan_malformed",
    );
  });
});

describe("a limit counted anew from the move on, and what is told afterwards of before", () => {
  const restart = plan(business, { ...mapped, limits: { principal: "restart" } });
  const since = "2026-08-18 09:00";
  const restarted = (d: Driver): Driver => d.at(since).ok(people.leader, move(restart), longer);
  const early = { occurredAt: parsedAt("2026-08-18 08:45") };
  const held = { type: "suspend", groundId: "court", ground: "court", source: "QĐ 1", party: "court" };

  it("a supplement asked for before holds the new run from its beginning", () => {
    const d = restarted(monday()).at("2026-08-18 09:05");
    d.ok(people.officer, { type: "request-supplement", reason: why("plan-missing"), ...early });
    expect(d.dossier.limits.principal?.ledger.suspensions).toMatchObject([{ from: parsedAt(since) }]);
    d.ok(people.desk, { type: "receive-supplement", complete: true });
    expect(d.clock).toBe("running");
  });

  it("one that had come in before holds it no longer than that", () => {
    const d = monday()
      .at("2026-08-17 15:00")
      .ok(people.officer, { type: "request-supplement", reason: why("plan-missing") });
    restarted(d).at("2026-08-18 09:05");
    d.ok(people.desk, { type: "receive-supplement", complete: true, ...early });
    expect(d.dossier.limits.principal?.ledger).toMatchObject({ startAt: parsedAt(since), suspensions: [] });
  });

  it("a ground of its own cannot have ended before it holds the new run", () => {
    const d = restarted(monday().at("2026-08-17 15:00").ok(people.head, held)).at("2026-08-18 09:05");
    expect(d.refused(people.head, { type: "resume", groundId: "court", ...early })).toBe("command.backdated");
  });
});

describe("a move is taken back before anything else happens", () => {
  const recompute = plan(business, { ...mapped, limits: { principal: "recompute" } });
  const moved = (): Driver => monday().at("2026-08-18 09:00").ok(people.leader, move(recompute), longer);

  it("all is as it was, and the promise made in between stays on record", () => {
    const before = monday().at("2026-08-18 09:00");
    const d = moved().ok(people.leader, takeBack(recompute), inForce(business));
    expect([d.work, d.dossier.law, d.dossier.limits]).toEqual([before.work, before.dossier.law, before.dossier.limits]);
    expect(d.types).toEqual(["migration-undone", "promised"]);
    expect(d.dossier.promises.map(({ date }) => date)).toEqual(["2026-08-20", "2026-08-22", "2026-08-20"]);
    d.ok(people.officer, act("officer", "submit")).ok(people.head, act("leader", "approve"));
    expect(d.dossier.verdict).toBe("early");
  });

  it("not after another command, not after a rung, not by another plan, and not twice", () => {
    const later = moved().ok(people.officer, { type: "hand-back", reason: why("overload") });
    expect(later.refused(people.leader, takeBack(recompute), inForce(business))).toBe("migration.not_last");
    const rung = moved().at("2026-08-24 09:00");
    expect(rung.refused(people.leader, takeBack(recompute), inForce(business))).toBe("migration.not_last");
    expect(moved().refused(people.leader, takeBack(plan(business)), inForce(business))).toBe("migration.not_last");
    const undone = moved().ok(people.leader, takeBack(recompute), inForce(business));
    expect(undone.refused(people.leader, takeBack(recompute), inForce(business))).toBe("migration.not_last");
  });
});
