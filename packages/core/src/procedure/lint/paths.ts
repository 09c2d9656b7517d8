import type { ProcedureDefinition, StepDefinition, StepKind } from "../types.ts";
import { type Finding, find, isEnd, type LintRule } from "./finding.ts";

export const reachability: LintRule = (definition) => {
  const byId = new Map(definition.steps.map((step) => [step.id, step]));
  const reached = new Set<string>();
  const open = [definition.startStep];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    const step = byId.get(id);
    if (step === undefined || reached.has(id)) continue;
    reached.add(id);
    for (const action of step.actions) open.push(action.to);
  }
  const findings: Finding[] = [];
  for (const [index, step] of definition.steps.entries())
    if (byId.has(definition.startStep) && !reached.has(step.id))
      findings.push(
        find(
          "step.unreachable",
          `steps[${index}]`,
          `không bao giờ tới bước "${step.id}"`,
          `step "${step.id}" is never reached`,
        ),
      );
  const closed = cycles(definition, () => true).filter((cycle) => leaving(byId, cycle).length === 0);
  const inClosed = new Set(closed.flat());
  for (const cycle of closed)
    findings.push(
      find(
        "loop.closed",
        pathOf(definition, cycle[0] ?? ""),
        `vòng lặp không có lối ra: ${cycle.join(" → ")}`,
        `a circle that nothing leaves: ${cycle.join(" → ")}`,
      ),
    );
  const alive = reachingAnEnd(definition);
  for (const [index, step] of definition.steps.entries())
    if (!alive.has(step.id) && !inClosed.has(step.id))
      findings.push(
        find(
          "step.no-way-out",
          `steps[${index}]`,
          `từ bước "${step.id}" không tới được kết thúc`,
          `no end can be reached from step "${step.id}"`,
        ),
      );
  return findings;
};

function reachingAnEnd(definition: ProcedureDefinition): ReadonlySet<string> {
  const alive = new Set<string>();
  for (let grew = true; grew; ) {
    grew = false;
    for (const step of definition.steps)
      if (!alive.has(step.id) && step.actions.some((action) => isEnd(action.to) || alive.has(action.to))) {
        alive.add(step.id);
        grew = true;
      }
  }
  return alive;
}

const leaving = (byId: ReadonlyMap<string, StepDefinition>, cycle: readonly string[]): readonly string[] =>
  cycle.flatMap((id) => (byId.get(id)?.actions ?? []).map((action) => action.to)).filter((to) => !cycle.includes(to));

/** Kinds in which no person of the office acts: another system, a post, silence, or time moves the dossier on. */
const automaticKinds: ReadonlySet<StepKind> = new Set(["exchange", "confirm", "posting", "post"]);

export const loops: LintRule = (definition) =>
  cycles(definition, (step) => automaticKinds.has(step.kind)).map((cycle) =>
    find(
      "loop.automatic",
      pathOf(definition, cycle[0] ?? ""),
      `vòng lặp không có người xử lý: ${cycle.join(" → ")}`,
      `a circle in which no person acts: ${cycle.join(" → ")}`,
    ),
  );

/** Groups of steps that lead to one another, each in the order of the definition: Kosaraju's two passes, without recursion,
 *  because a definition comes from outside and may be long. */
function cycles(
  definition: ProcedureDefinition,
  included: (step: StepDefinition) => boolean,
): readonly (readonly string[])[] {
  const ahead = new Map<string, readonly string[]>();
  const behind = new Map<string, string[]>();
  for (const step of definition.steps.filter(included)) {
    ahead.set(
      step.id,
      step.actions.map((action) => action.to),
    );
    behind.set(step.id, []);
  }
  for (const [id, targets] of ahead) for (const to of targets) behind.get(to)?.push(id);
  const groupOf = new Map<string, string[]>();
  for (const id of finishingOrder(ahead).reverse()) {
    const group: string[] = [];
    const open = [id];
    for (let here = open.pop(); here !== undefined; here = open.pop()) {
      if (groupOf.has(here)) continue;
      groupOf.set(here, group);
      group.push(here);
      open.push(...(behind.get(here) ?? []));
    }
  }
  const groups = new Set<string[]>();
  for (const id of ahead.keys()) groups.add(groupOf.get(id) ?? []);
  const place = new Map([...ahead.keys()].map((id, index) => [id, index]));
  return [...groups]
    .filter(([first = "", ...others]) => others.length > 0 || (ahead.get(first) ?? []).includes(first))
    .map((group) => group.sort((x, y) => (place.get(x) ?? 0) - (place.get(y) ?? 0)));
}

/** Every step after all those that can only be reached through it. */
function finishingOrder(ahead: ReadonlyMap<string, readonly string[]>): string[] {
  const order: string[] = [];
  const seen = new Set<string>();
  for (const start of ahead.keys()) {
    const path: { readonly id: string; next: number }[] = [];
    const enter = (id: string): void => {
      if (seen.has(id) || !ahead.has(id)) return;
      seen.add(id);
      path.push({ id, next: 0 });
    };
    enter(start);
    for (let here = path.at(-1); here !== undefined; here = path.at(-1)) {
      const to = ahead.get(here.id)?.[here.next];
      here.next += 1;
      if (to !== undefined) enter(to);
      else order.push(path.pop()?.id ?? "");
    }
  }
  return order;
}

const pathOf = (definition: ProcedureDefinition, id: string): string =>
  `steps[${definition.steps.findIndex((step) => step.id === id)}]`;
