import { type CompiledProcedure, compileProcedure, type ProcedureDefinition } from "@motcua/core";
import {
  checkModel,
  compileModel,
  defaultSettings,
  type Flow,
  type FlowNode,
  type LawMark,
  loadScenarioTools,
  modelOfScenario,
  type ProcedureSettings,
  procedureFlow,
  runUnit,
  settingsOver,
} from "@motcua/core/simulator";
import { vietnamProcedures } from "@motcua/core/vietnam";
import { describe, expect, it } from "vitest";
import { vietnamSources } from "../../packages/cli/src/simulate/sources.ts";

const base = { workingDayMs: 8 * 3_600_000, officeCalendar: "office" };
/** Everything that can be switched on. */
const everything: ProcedureSettings = {
  patience: { kind: "fixed", value: 20, unit: "day" },
  return: { ways: { other: { counter: 0.5, post: 0.3, electronic: 0.2 } } },
};

const flowOf = (definition: ProcedureDefinition, changes: ProcedureSettings = {}): Flow =>
  procedureFlow(definition, { id: definition.code, settings: settingsOver(defaultSettings, changes), base });

/** Where a dossier can be in the flow and in law at once. */
interface Place {
  readonly node: string;
  readonly control: number;
}

const facts = ["filedOnline"] as const;

/** Follows every way of the flow that has a share, for one set of facts, and tells the machine what the law sees of it. */
function walk(flow: Flow, procedure: CompiledProcedure, online: boolean): readonly string[] {
  const nodes = new Map(flow.nodes.map((node) => [node.id, node]));
  const limited = procedure.definition.limits.some(({ budget }) => budget.unit !== "none" && budget.unit !== "stages");
  const bits =
    (limited ? (procedure.factBit("$limited") ?? 0) : 0) |
    (online ? facts.reduce((mask, fact) => mask | (procedure.factBit(fact) ?? 0), 0) : 0);
  const refused: string[] = [];
  const take = (control: number, mark: LawMark | undefined, at: string): number | undefined => {
    if (mark === undefined) return control;
    if (mark.is === "enter") {
      if (procedure.state(control).work !== mark.step) refused.push(`${at}: enter ${mark.step}`);
      return control;
    }
    const event =
      mark.is === "act"
        ? `act:${mark.step}.${mark.action}`
        : mark.is === "receive-supplement"
          ? "supplement-restart"
          : mark.is;
    const id = procedure.eventId(event);
    const taken = id === undefined ? undefined : procedure.step(control, id, bits);
    if (taken === undefined) refused.push(`${at}: ${event} in ${procedure.state(control).key}`);
    return taken?.to;
  };
  const seen = new Set<string>();
  const next: Place[] = [{ node: flow.start, control: procedure.initial.id }];
  for (let place = next.pop(); place !== undefined; place = next.pop()) {
    const key = `${place.node} ${place.control}`;
    if (seen.has(key)) continue;
    seen.add(key);
    const node = nodes.get(place.node) as FlowNode;
    const go = (to: string, control: number | undefined): void => {
      if (control !== undefined) next.push({ node: to, control });
    };
    switch (node.kind) {
      case "task":
        if (node.onWithdraw !== undefined) go(node.onWithdraw, place.control);
        go(node.next, take(place.control, node.law, node.id));
        break;
      case "delay":
        go(node.next, take(place.control, node.law, node.id));
        break;
      case "choice": {
        const held = node.branches.find(({ when }) => when?.attribute === "fact:filedOnline" && online);
        const open =
          held === undefined ? node.branches.filter(({ when }) => when?.attribute !== "fact:filedOnline") : [held];
        for (const branch of open)
          if (branch.share > 0 || branch.when !== undefined) go(branch.to, take(place.control, branch.law, node.id));
        break;
      }
      case "end": {
        const { work } = procedure.state(place.control);
        if (!["returned", "withdrawn", "refusedIntake"].includes(work)) refused.push(`ends at ${work}`);
      }
    }
  }
  return refused;
}

describe("flows of procedures", () => {
  it.each(vietnamProcedures().map((definition) => [definition.code, definition] as const))(
    "%s: whatever the flow does, the procedure allows",
    (_, definition) => {
      const procedure = compileProcedure(definition);
      for (const changes of [{}, everything])
        for (const online of [false, true]) expect(walk(flowOf(definition, changes), procedure, online)).toEqual([]);
    },
  );

  it("says what a procedure does not allow", () => {
    const [definition] = vietnamProcedures() as readonly [ProcedureDefinition];
    const flow = flowOf(definition);
    const wrong: Flow = {
      ...flow,
      nodes: flow.nodes.map((node) =>
        node.kind === "choice" && node.id === "leader!"
          ? { ...node, branches: node.branches.map((branch) => ({ ...branch, law: { is: "accept" } })) }
          : node,
      ),
    };
    expect(walk(wrong, compileProcedure(definition), false)).not.toEqual([]);
  });

  it("all 53 run to their end under their law", async () => {
    const definitions = vietnamProcedures();
    const posts = new Set(definitions.flatMap(({ steps }) => steps.map(({ role, unit }) => `${role}@${unit}`)));
    const { parseScenario } = await loadScenarioTools();
    const scenario = parseScenario({
      format: "motcua-scenario/1",
      name: "all",
      start: "2026-08-03",
      length: { dossiers: 2_000 },
      settings: { patience: { kind: "uniform", min: 2, max: 60, unit: "day" } },
      channels: { counter: 0.6, online: 0.3, post: 0.1 },
      procedures: definitions.map(({ code }) => ({ code })),
      staff: [...posts].map((post, i) => {
        const [role = "", unit = ""] = post.split("@");
        return { id: `p${i}`, unit, roles: [role], count: 3 };
      }),
      arrivals: definitions.map(({ code }) => ({ procedure: code, arrive: { kind: "per-working-day", mean: 1 } })),
    });
    if (!scenario.ok) throw new TypeError(JSON.stringify(scenario.error));
    const built = modelOfScenario(scenario.value, vietnamSources());
    if (!built.ok) throw new TypeError(JSON.stringify(built.error));
    const { model } = built.value;
    expect(checkModel(model)).toEqual([]);
    const result = runUnit(compileModel(model), { seed: 1, replication: 0, office: 0 });
    let arrived = 0;
    for (const flow of result.flows) {
      expect(flow.arrived).toBe(flow.finished + flow.withdrawn);
      expect(flow.open).toBe(0);
      arrived += flow.arrived;
    }
    expect(arrived).toBe(2_000);
  });
});
