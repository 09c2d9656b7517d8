import { memoryStorage } from "@motcua/adapters/memory";
import { createEngine, defaultPolicies, type ProcedureDefinition, type Result } from "@motcua/core";
import { sampleOffice, virtualClock } from "@motcua/core/testing";
import { vietnamLaw, vietnamProcedure } from "@motcua/core/vietnam";
import { describe, expect, it } from "vitest";

const business = vietnamProcedure("1.001612") as ProcedureDefinition;

/** Hands a household business in under a law that may be unfit. */
async function handedIn(
  changes: Parameters<typeof vietnamLaw>[0],
): Promise<Result<unknown, { code: string; path?: string }>> {
  const office = sampleOffice();
  const engine = createEngine({
    storage: memoryStorage(),
    clock: virtualClock("2026-08-17T09:00:00+07:00"),
    law: vietnamLaw(changes),
    directory: office.directory,
    numbering: office.numbering,
  });
  const by = office.person("one-stop", "one-stop-officer");
  return engine.submit({
    ...office.envelope("d1", by),
    type: "submit",
    procedure: "1.001612",
    channel: "counter",
    caseId: "general",
    facts: {},
    intakeRef: "r1",
  });
}

describe("law is checked when the first dossier comes under it", () => {
  it("takes the law as shipped", async () => {
    expect(await handedIn({})).toMatchObject({ ok: true });
  });

  it("refuses a faulty definition with the path of its first fault, and names the others", async () => {
    const steps = business.steps.map((step) =>
      step.id === "officer"
        ? { ...step, portalStatus: 11, actions: step.actions.map((a) => ({ ...a, to: "nowhere" })) }
        : step,
    );
    const answer = await handedIn({ procedures: [{ ...business, steps }] });
    expect(answer).toMatchObject({ ok: false, error: { code: "definition.faulty" } });
    expect(answer.ok ? "" : answer.error.path).toContain("steps[1]");
  });

  it("refuses a policy that names a ladder nobody defined, instead of running without rungs", async () => {
    const policies = { ...defaultPolicies, ladderTwoToFiveDays: "no-such-ladder" };
    expect(await handedIn({ policies })).toMatchObject({ ok: false, error: { code: "rules.incomplete" } });
  });
});
