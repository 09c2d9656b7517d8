import { availableActions } from "@motcua/core";
import { describe, expect, it } from "vitest";
import {
  accepted,
  act,
  actor,
  at,
  atOfficer,
  birth,
  business,
  type Driver,
  landRegistration,
  people,
  resolved,
  why,
} from "./kit.ts";

const passed = (): Driver => accepted(business, "2026-08-17 09:00").ok(people.desk, act("intake", "forward"));

describe("who holds the work", () => {
  it("unassigned the head of the unit answers for it; whoever claims it from then on", () => {
    const d = passed();
    expect(d.dossier.responsibility?.holder).toBe("economic/hoa");
    d.at("2026-08-17 10:00").ok(people.officer, { type: "claim" });
    expect(d.dossier.responsibility).toMatchObject({ holder: "economic/minh", booked: { "economic/hoa": 3_600_000 } });
  });

  it.each([
    ["of another unit", people.justice, "command.role"],
    ["without the role of the step", actor("guard", "economic", "guard"), "command.role"],
  ])("a person %s cannot claim", (_name, by, code) => {
    expect(passed().refused(by, { type: "claim" })).toBe(code);
  });

  it("claimed by somebody else it is taken", () => {
    expect(atOfficer(business, "2026-08-17 09:00").refused(people.officer2, { type: "claim" })).toBe(
      "task.held_by_other",
    );
    expect(atOfficer(business, "2026-08-17 09:00").refused(people.officer2, act("officer", "submit"))).toBe(
      "task.held_by_other",
    );
  });

  it("the head assigns, another head does not, the director may", () => {
    const d = passed();
    expect(d.refused(people.justiceHead, { type: "assign", person: "thu" })).toBe("command.role");
    expect(d.refused(people.officer, { type: "assign", person: "minh" })).toBe("command.role");
    expect(d.ok(people.head, { type: "assign", person: "nam" }).dossier.task?.person).toBe("nam");
    expect(d.ok(people.director, { type: "assign", person: "minh" }).dossier.task?.person).toBe("minh");
  });

  it("the command may name who gets the next step", () => {
    const d = accepted(business, "2026-08-17 09:00")
      .with({ assignee: people.officer.person })
      .ok(people.desk, act("intake", "forward"));
    expect(d.dossier.task?.person).toBe("minh");
  });

  it("a delegate does the work, the holder stays accountable; resolved, it is back", () => {
    const d = atOfficer(business, "2026-08-17 09:00").ok(people.officer, { type: "delegate", person: "nam" });
    expect(d.dossier.responsibility?.holder).toBe("economic/minh");
    expect(d.refused(people.officer, { type: "resolve" })).toBe("task.not_delegated");
    expect(d.refused(people.officer2, { type: "delegate", person: "x" })).toBe("task.held_by_other");
    d.ok(people.officer2, { type: "resolve" });
    expect(d.refused(people.officer2, act("officer", "submit"))).toBe("task.held_by_other");
    d.ok(people.officer, { type: "delegate", person: "nam" }).ok(people.officer2, act("officer", "submit"));
    expect(d.dossier.performed.officer).toBe("nam");
  });

  it("handed back with a reason it is the head's again", () => {
    const d = atOfficer(business, "2026-08-17 09:00");
    expect(d.refused(people.officer2, { type: "hand-back", reason: why("x") })).toBe("task.held_by_other");
    d.at("2026-08-17 10:00").ok(people.officer, { type: "hand-back", reason: why("not-mine") });
    expect([d.dossier.task?.person, d.dossier.responsibility?.holder]).toEqual([undefined, "economic/hoa"]);
    expect(d.one("task-handed-back").reason).toEqual(why("not-mine"));
  });

  it("absent: a substitute takes over by a document, or a stand-in acts in the holder's name", () => {
    const d = atOfficer(business, "2026-08-17 09:00").ok(people.head, {
      type: "substitute",
      person: "nam",
      document: "QĐ 3",
    });
    expect(d.dossier.task).toMatchObject({ person: "nam", substituteFor: "minh" });
    expect(d.refused(people.officer, act("officer", "submit"))).toBe("task.held_by_other");
    const standIn = { ...people.officer2, standsInFor: { person: people.officer.person, document: "QĐ 4" } };
    const other = atOfficer(business, "2026-08-17 09:00").ok(standIn, act("officer", "submit"));
    expect(other.one("acted").by).toEqual({ person: "nam", unit: "economic", standsInFor: "minh" });
  });

  it("without an open task there is nothing to claim", () => {
    const d = atOfficer(business, "2026-08-17 09:00").ok(people.citizen, { type: "withdraw" });
    for (const body of [
      { type: "claim" },
      { type: "assign", person: "x" },
      { type: "hand-back", reason: why("x") },
    ] as const)
      expect(d.refused(people.head, body)).toBe("task.none");
  });
});

describe("four-eyes", () => {
  const both = actor("an", "economic", "officer", "unit-head");
  it("whoever examined may not decide, and cannot wave it away", () => {
    const d = passed().ok(both, { type: "claim" }).ok(both, act("officer", "submit"));
    expect(d.refused(both, act("leader", "approve"))).toBe("task.same_person");
    expect(d.refused(both, act("leader", "approve", { waiveFourEyes: true }))).toBe("task.same_person");
    d.ok(people.head, act("leader", "approve"));
    expect(d.one("acted").fourEyesWaived).toBeUndefined();
  });

  it("desk staff may where they resolve what is due the same day, and the waiver is recorded (Art. 17(5))", () => {
    const all = { ...people.justice, roles: ["one-stop-officer", "officer", "leader"] };
    const d = accepted(birth, "2026-08-17 09:00")
      .ok(people.desk, act("intake", "forward"))
      .ok(all, act("officer", "submit"));
    const leading = { ...all, unit: people.leader.unit };
    expect(d.refused(leading, act("leader", "approve"))).toBe("task.same_person");
    d.ok(leading, act("leader", "approve", { waiveFourEyes: true }));
    expect(d.one("acted").fourEyesWaived).toBe(true);
  });
});

describe("act", () => {
  it.each([
    ["an action nobody declared", act("officer", "dance"), "command.unknown_action"],
    ["a step nobody declared", act("moon", "submit"), "command.unknown_action"],
    ["another step than the present one", act("leader", "approve"), "task.wrong_step"],
    [
      "a field that may not be recorded",
      act("officer", "refuse", { input: { reason: "Nguyễn Văn A" } }),
      "command.input",
    ],
    ["a field nobody declared", act("officer", "submit", { input: { x: 1 } }), "command.input"],
    ["an undeclared fact", act("officer", "submit", { facts: { moon: true } }), "command.unknown_fact"],
  ])("refuses %s", (_name, body, code) => {
    expect(atOfficer(business, "2026-08-17 09:00").refused(people.officer, body)).toBe(code);
  });

  it("refuses the matter within the limit: a result with reasons, on time", () => {
    const d = atOfficer(business, "2026-08-17 09:00")
      .at("2026-08-20 16:00")
      .ok(people.officer, act("officer", "refuse"));
    expect(d.dossier).toMatchObject({ outcome: "refused", verdict: "on-time" });
    expect([d.clock, d.promise, d.sent]).toEqual(["ended", "kept", ["citizen:resolved", "portal:status"]]);
  });

  it("handed over later than ready is not lateness", () => {
    const d = atOfficer(business, "2026-08-17 09:00")
      .ok(people.officer, act("officer", "submit"))
      .ok(people.head, act("leader", "approve"));
    d.runTo("2026-09-30 08:00").ok(people.desk, act("return", "handOver"));
    expect(d.dossier).toMatchObject({ verdict: "early", endedAt: at("2026-09-30 08:00") });
  });

  it("available says which buttons, and why the others are grey", () => {
    const d = atOfficer(business, "2026-08-17 09:00");
    const buttons = (by: typeof people.officer) =>
      availableActions(d.law, d.dossier, by, d.now, resolved).map((button) => [
        button.action ?? button.command,
        button.because?.code,
      ]);
    expect(buttons(people.officer)).toEqual([
      ["submit", undefined],
      ["refuse", undefined],
      ["claim", "task.held_by_other"],
      ["resolve", "task.not_delegated"],
      ["withdraw", "command.role"],
    ]);
    expect(buttons(people.officer2)[0]).toEqual(["submit", "task.held_by_other"]);
  });
});

describe("consulting another unit, Art. 19(4)c", () => {
  const consult = { type: "consult", consultId: "k1", unit: "police", budget: { unit: "working-day", amount: 2 } };
  it("the clock runs on and the lead stays accountable; an answer ends it", () => {
    const d = atOfficer(landRegistration, "2026-08-17 09:00").ok(people.land, consult);
    expect([d.clock, d.dossier.responsibility?.holder, d.sent]).toEqual(["running", "land/dung", ["agency:consulted"]]);
    d.ok(actor("khoa", "police", "officer"), { type: "answer-consultation", consultId: "k1", opinion: "agree" });
    expect([d.dossier.consultations, d.dossier.limits["consult:k1"], d.one("consultation-answered").late]).toEqual([
      {},
      undefined,
      undefined,
    ]);
  });

  it("silent past its limit: the head of the one-stop is told, and a later answer is late", () => {
    const d = atOfficer(landRegistration, "2026-08-17 09:00").ok(people.land, consult).runTo("2026-08-19 17:00");
    expect(d.one("consultation-silent")).toMatchObject({ consultId: "k1", told: "binh" });
    d.at("2026-08-20 08:00").ok(people.land, { type: "answer-consultation", consultId: "k1", opinion: "other" });
    expect(d.one("consultation-answered").late).toBe(true);
  });

  it.each([
    ["an id in use", people.land, consult, "consultation.in_use"],
    [
      "an absurd limit",
      people.land,
      { ...consult, consultId: "k2", budget: { unit: "working-day", amount: 0 } },
      "limit.out_of_range",
    ],
    [
      "an answer to nothing",
      people.land,
      { type: "answer-consultation", consultId: "k9", opinion: "agree" },
      "consultation.unknown",
    ],
    [
      "an answer from a stranger",
      people.officer,
      { type: "answer-consultation", consultId: "k1", opinion: "agree" },
      "command.role",
    ],
    ["asking about what another holds", people.officer, { ...consult, consultId: "k3" }, "task.held_by_other"],
  ])("refuses %s", (_name, by, body, code) => {
    expect(
      atOfficer(landRegistration, "2026-08-17 09:00")
        .ok(people.land, consult)
        .refused(by, body as typeof consult),
    ).toBe(code);
  });
});
