import { type MigrationPlan, planFaults, readMigrationPlan } from "@motcua/core";
import { vietnamProcedures } from "@motcua/core/vietnam";
import { describe, expect, it } from "vitest";
import { business, landRegistration } from "../dossier/kit.ts";
import { type Change, changes, plan, published, raised, renamed } from "./change-kit.ts";

const found = (code: string, change: Change, moved: Partial<MigrationPlan> = {}) =>
  planFaults(plan(code, moved), published(code), changes(raised, change)(published(code))).map(
    (fault) => `${fault.code} ${fault.path}`,
  );
const same: Change = (definition) => definition;

describe("a migration plan is checked whole before anything moves", () => {
  it("finds nothing wrong with a plan that has a place for everybody", () => {
    expect(found(business, same)).toEqual([]);
    expect(found(business, renamed("officer", "appraiser"), { states: { officer: "appraiser" } })).toEqual([]);
  });

  it("names every state without a place, the supplement with its step", () => {
    expect(found(business, renamed("officer", "appraiser"))).toEqual([
      'migration.state_unmapped states["officer"]',
      'migration.state_unmapped states["officer~supplement"]',
    ]);
  });

  it("knows the names of both sides", () => {
    const states = {
      officer: "nobody",
      clerk: "officer",
      received: "officer",
      "work/x;clock/running;promise/none": "officer",
    };
    expect(found(business, same, { states })).toEqual([
      'migration.state_unknown states["clerk"]',
      'migration.state_unknown states["received"]',
      'migration.state_unknown states["work/x;clock/running;promise/none"]',
      'migration.target_unknown states["officer"]',
      'migration.target_unknown states["officer~supplement"]',
    ]);
  });

  it("a running step goes to no wait, a wait to no running step, a decided matter to no work", () => {
    const clocks = (states: MigrationPlan["states"]) => found(landRegistration, same, { states });
    const wait = published(landRegistration).steps.find((step) => step.kind === "wait-payment")?.id ?? "";
    expect(clocks({ officer: wait })).toContain('migration.clock_differs states["officer"]');
    expect(clocks({ [wait]: "officer" })).toContain(`migration.clock_differs states["${wait}"]`);
    expect(clocks({ return: "officer" })).toContain('migration.clock_differs states["return"]');
    const posting = published(landRegistration).steps.find((step) => step.kind === "posting")?.id ?? "";
    expect(clocks({ [wait]: posting })).toEqual([`migration.wait_differs states["${wait}"]`]);
  });

  it("a more precise control state is looked at as well", () => {
    const key = "work/officer;clock/suspended;promise/inForce";
    expect(found(business, same, { states: { [key]: "nowhere" } })).toEqual([
      `migration.target_unknown states["${key}"]`,
    ]);
    expect(found(business, same, { states: { [key]: "leader" } })).toEqual([]);
  });

  it("facts and cases that dossiers carry must still mean something", () => {
    const bare: Change = (definition) => ({ ...definition, facts: [], cases: [] });
    const code = vietnamProcedures().find((definition) => definition.facts.length > 0)?.code ?? "";
    const faults = found(code, bare);
    expect(faults).toContain("migration.fact_missing from.facts[0]");
    expect(faults).toContain("migration.case_missing from.cases[0]");
  });

  it("says when the definitions are not those of the plan", () => {
    const definition = published(business);
    expect(planFaults(plan(business), definition, definition).map(({ code, path }) => `${code} ${path}`)).toEqual([
      "migration.other_definition to",
    ]);
    const still = plan(business, { to: { code: business, version: 1 } });
    expect(planFaults(still, definition, definition).map(({ code }) => code)).toEqual(["migration.same_version"]);
  });
});

describe("the shape of a plan", () => {
  it("reads a sound one, and tells everything wrong with another at once", () => {
    expect(readMigrationPlan(plan(business)).ok).toBe(true);
    const wrong = {
      format: "x",
      from: { code: "", version: 0 },
      states: { officer: 1 },
      limits: { principal: "heal", supplement: "restart" },
      law: { calendar: "a", rules: "b" },
      reason: "hai từ",
      more: 1,
    };
    const read = readMigrationPlan(wrong);
    expect(read.ok ? [] : read.error.map(({ path }) => path)).toEqual([
      "more",
      "format",
      "from.code",
      "from.version",
      "to",
      'states["officer"]',
      "limits.principal",
      "limits.supplement",
      "law.calendar",
      "law.rules",
      "reason",
    ]);
    expect(readMigrationPlan([]).ok).toBe(false);
  });
});
