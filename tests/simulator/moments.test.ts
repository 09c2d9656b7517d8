import type { ProcedureDefinition } from "@motcua/core";
import { compileModel, loadScenarioTools, modelOfScenario, runUnit } from "@motcua/core/simulator";
import { vietnamFurtherProcedures } from "@motcua/core/vietnam";
import { describe, expect, it } from "vitest";
import { vietnamSources } from "../../packages/cli/src/simulate/sources.ts";
import type { LawFact } from "../../packages/core/src/simulator/law/facts.ts";

const dayMs = 86_400_000;
const definitionOf = (code: string): ProcedureDefinition => {
  const found = vietnamFurtherProcedures().find((one) => one.code === code);
  if (found === undefined) throw new Error(`no ${code}`);
  return found;
};

/** What the law saw of a hundred dossiers under a definition, in offices with people enough. */
async function lived(code: string, settings: object): Promise<readonly LawFact[]> {
  const definition = definitionOf(code);
  const { parseScenario } = await loadScenarioTools();
  const read = parseScenario({
    format: "motcua-scenario/1",
    name: "moments",
    start: "2026-03-02",
    length: { days: 60 },
    staff: definition.steps
      .filter(({ role, unit }, i, all) => all.findIndex((one) => one.role === role && one.unit === unit) === i)
      .map(({ role, unit }, i) => ({ id: `p${i}`, unit, roles: [role], count: 9 })),
    procedures: [{ definition, ...settings }],
    arrivals: [{ procedure: code, arrive: { kind: "per-working-day", mean: 3 } }],
  });
  if (!read.ok) throw new Error(read.error.map(({ text, path }) => `${path}: ${text.en}`).join("\n"));
  const made = modelOfScenario(read.value, vietnamSources());
  if (!made.ok) throw new Error(made.error.map(({ text, path }) => `${path}: ${text.en}`).join("\n"));
  const facts: LawFact[] = [];
  const sink = { begin() {}, work() {}, end() {}, fact: (_: number, fact: LawFact) => facts.push(fact) };
  runUnit(compileModel(made.value.model), { seed: 3, replication: 0, office: 0, sink });
  return facts;
}

describe("a simulation of steps that end by themselves", () => {
  it("a posting hangs to the end of its days, however soon nothing happened; objections come within them", async () => {
    const wait = { kind: "uniform", min: 1, max: 30, unit: "hour" };
    const facts = await lived("1.001776", { steps: { posting: { wait }, complaint: { wait } } });
    const opened = new Map<number, number>();
    const kinds = new Map<string, number>();
    for (const fact of facts) {
      if (fact.kind === "task-opened" && fact.step === "posting") opened.set(fact.slot, fact.at);
      if (fact.kind !== "acted" || fact.step !== "posting") continue;
      kinds.set(fact.action, (kinds.get(fact.action) ?? 0) + 1);
      const days = (fact.at - (opened.get(fact.slot) ?? 0)) / dayMs;
      if (fact.action === "noObjection") expect(days).toBeGreaterThan(2);
      else expect(days).toBeLessThan(2);
    }
    expect(kinds.get("noObjection")).toBeGreaterThan(50);
    expect(kinds.get("objection")).toBeGreaterThan(1);
  });
});
