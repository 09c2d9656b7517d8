import { type MigrationPlan, type ProcedureDefinition, planFaults } from "@motcua/core";
import { describe, expect, it } from "vitest";
import { act, actor, at, type Driver, inForce, people } from "../dossier/kit.ts";
import { acceptedUnder, further, papers, record } from "../dossier/moment-kit.ts";
import { move, plan, published } from "./change-kit.ts";

type Change = (definition: ProcedureDefinition) => ProcedureDefinition;
const later = (code: string, change: Change) =>
  inForce("1.001612", { definition: () => change({ ...further(code), version: further(code).version + 1 }) });
const planOf = (code: string, more: object = {}) => {
  const { version } = further(code);
  return { ...plan("1.001612"), from: { code, version }, to: { code, version: version + 1 }, ...more };
};
const step =
  (id: string, change: (step: ProcedureDefinition["steps"][number]) => object): Change =>
  (definition) => ({
    ...definition,
    steps: definition.steps.map((one) => (one.id === id ? { ...one, ...change(one) } : one)),
  });

/** What is said of a plan before anything moves. */
const said = (moved: MigrationPlan, from: ProcedureDefinition, { procedure }: ReturnType<typeof later>) =>
  planFaults(moved, from, procedure.definition).map(({ code, path }) => `${code} ${path}`);

const officer = actor("ngoc", "social", "officer");
const posting = (definition = further("1.001776")): Driver =>
  acceptedUnder(definition, "2026-08-17 08:00")
    .ok(people.desk, act("intake", "forward"))
    .ok(officer, { type: "claim" })
    .ok(officer, act("officer", "post"));

describe("a dossier moves while something is awaited at its step", () => {
  it("the end of a posting goes along, where the new step ends so too", () => {
    const d = posting().ok(officer, record("posting", "posted", { place: "board" }));
    const same = later(
      "1.001776",
      step("officer", () => ({ name: { vi: "Xét", en: "Look" } })),
    );
    d.ok(people.leader, move(planOf("1.001776")), same).runTo("2026-08-20 00:00");
    expect([d.work, d.dossier.procedureVersion]).toEqual(["leader", 2]);
  });

  it("and is refused where it does not: it would stop there", () => {
    const byHand = later(
      "1.001776",
      step("posting", ({ actions }) => ({
        follows: undefined,
        actions: actions.map((one) => (one.id === "noObjection" ? { ...one, id: "over" } : one)),
      })),
    );
    expect(posting().refused(people.leader, move(planOf("1.001776")), byHand)).toBe("migration.wait_differs");
    expect(said(planOf("1.001776"), further("1.001776"), byHand)).toEqual(['migration.wait_differs states["posting"]']);
    expect(said(planOf("1.001776", { limits: { wait: "recompute" } }), further("1.001776"), byHand)).toEqual([]);
    const d = posting().ok(people.leader, move(planOf("1.001776", { limits: { wait: "recompute" } })), byHand);
    expect(d.dossier.limits.wait?.ladder).toBe("wait");
  });

  it.each<[string, (one: ProcedureDefinition["steps"][number]) => object]>([
    ["an end by hand", () => ({ follows: undefined })],
    ["no wait", () => ({ follows: undefined, wait: undefined })],
  ])("from %s to one that ends by itself the wait is counted anew, or it would never end", (_what, before) => {
    const from = () => posting(step("posting", before)(further("1.001776")));
    const same = later("1.001776", (definition) => definition);
    const old = step("posting", before)(further("1.001776"));
    expect(said(planOf("1.001776"), old, same)).toEqual(['migration.wait_differs states["posting"]']);
    expect(said(planOf("1.001776", { limits: { wait: "restart" } }), old, same)).toEqual([]);
    expect(from().refused(people.leader, move(planOf("1.001776")), same)).toBe("migration.wait_differs");
    const d = from().ok(people.leader, move(planOf("1.001776", { limits: { wait: "recompute" } })), same);
    expect(d.dossier.limits.wait?.ladder).toBe("wait>noObjection");
    d.ok(officer, record("posting", "posted", { place: "board" })).runTo("2026-08-20 00:00");
    expect([d.work, d.all("acted").at(-1)?.action]).toEqual(["leader", "noObjection"]);
  });

  it("a wait whose own ladder ends as the new step says is kept", () => {
    const code = "1.001193";
    const d = acceptedUnder(published(code), "2026-08-17 08:00", { channel: "online", facts: { filedOnline: true } })
      .ok(people.desk, act("intake", "forward"))
      .ok(people.justice, { type: "claim" })
      .ok(people.justice, act("officer", "sendDraft"))
      .ok(people.leader, move(plan(code)), inForce("1.001612", { definition: () => further(code) }));
    d.runTo("2026-08-19 00:00");
    expect([d.dossier.procedureVersion, d.all("acted").at(-1)?.action]).toEqual([2, "silent"]);
  });

  it("a session that was called stays called, and absences stay counted, under another name and in another unit", () => {
    const office = { ...people.clerk, roles: ["officer"] } as typeof people.clerk;
    const called = (d: Driver, on: string): Driver =>
      d.ok(people.land, record("session", "scheduled", { on: at(on), place: "hall" }));
    const d = acceptedUnder(further("1.012812"), "2026-03-02 08:00")
      .ok(people.desk, act("intake", "forward"))
      .ok(office, act("draft-notice", "submit"))
      .ok(people.leader, act("notice", "approve"))
      .ok(people.land, record("verify", "visited", papers("record")));
    called(d, "2026-03-09 08:00").runTo("2026-03-09 08:30");
    d.ok(people.land, record("session", "attended", { parties: { claimant: 1, council: 5 } }));
    called(d, "2026-03-16 08:00");
    const renamed: Change = (definition) => ({
      ...definition,
      steps: definition.steps.map((one) => ({
        ...one,
        ...(one.id === "session" ? { id: "meeting", unit: "justice" } : {}),
        ...(one.notSamePersonAs === undefined
          ? {}
          : { notSamePersonAs: one.notSamePersonAs.map((id) => (id === "session" ? "meeting" : id)) }),
        actions: one.actions.map((action) => (action.to === "session" ? { ...action, to: "meeting" } : action)),
      })),
    });
    d.ok(people.leader, move(planOf("1.012812", { states: { session: "meeting" } })), later("1.012812", renamed));
    expect([d.work, d.dossier.task?.unit, d.dossier.task?.appointment?.place]).toEqual(["meeting", "justice", "hall"]);
    d.runTo("2026-03-16 08:30");
    d.ok(people.justice, record("meeting", "attended", { parties: { claimant: 1, council: 5 } }));
    expect([d.work, d.dossier.absences]).toEqual(["submit-absent", { respondent: 2 }]);
  });

  it("the second phase keeps its days, and asks the new definition for the days of that phase", () => {
    const days =
      (amount: number): Change =>
      (definition) => ({
        ...definition,
        phases: (definition.phases ?? []).map((phase) => ({
          ...phase,
          limits: [{ budget: { unit: "calendar-day", amount }, source: "law", confidence: "S" }],
        })),
      });
    const registry = actor("bao", "land-registry", "registry-officer");
    const registryHead = actor("son", "land-registry", "registry-head");
    const second = (): Driver =>
      acceptedUnder(further("1.014284"), "2026-03-02 08:00")
        .ok(people.desk, act("intake", "forward"))
        .ok(people.land, act("request-data", "submit"))
        .ok(people.landHead, act("sign-request", "approve"))
        .ok(registry, act("extract", "submit"))
        .ok(registryHead, act("sign-extract", "answered"))
        .ok(people.land, act("officer", "visit"))
        .ok(people.land, record("field", "visited", papers("record")))
        .ok(people.landHead, act("submit", "submit"))
        .ok(people.leader, act("guide", "askCompletion"))
        .runTo("2026-03-12 09:00")
        .ok(people.land, act("completion", "completed"));
    const moveTo = later("1.014284", days(20));
    const kept = second().ok(people.leader, move(planOf("1.014284")), moveTo);
    expect(kept.promisedOn).toBe("2026-03-23");
    const anew = second().ok(people.leader, move(planOf("1.014284", { limits: { principal: "recompute" } })), moveTo);
    expect(anew.dossier.limits.principal?.ledger.budget).toEqual({ unit: "calendar-day", amount: 20 });
    expect(anew.promisedOn).toBe("2026-04-01");
  });
});
