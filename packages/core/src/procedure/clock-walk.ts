import type { ActionDefinition, ProcedureDefinition } from "./types.ts";

/** How the principal limit stands when a step is entered, grounds from outside the procedure left aside. */
export type EntryClock = "running" | "suspended" | "ended";

/** What an action leaves behind it: nothing runs again after the end. */
export const clockAfter = (before: EntryClock, action: ActionDefinition): EntryClock =>
  before === "ended" || action.clock === "stop" ? "ended" : action.clock === "suspend" ? "suspended" : "running";

/** Every step that can be reached, and how the clock may stand there. */
export function entryClocks(definition: ProcedureDefinition): ReadonlyMap<string, ReadonlySet<EntryClock>> {
  const byId = new Map(definition.steps.map((step) => [step.id, step]));
  const reached = new Map<string, Set<EntryClock>>();
  const open: (readonly [string, EntryClock])[] = [[definition.startStep, "running"]];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [id, clock] = next;
    const step = byId.get(id);
    const known = reached.get(id) ?? new Set();
    if (step === undefined || known.has(clock)) continue;
    reached.set(id, known.add(clock));
    for (const action of step.actions) open.push([action.to, clockAfter(clock, action)]);
  }
  return reached;
}

/** Every step that can be reached, and the phases it may stand in; `undefined` is the one that begins with acceptance. */
export function entryPhases(definition: ProcedureDefinition): ReadonlyMap<string, ReadonlySet<string | undefined>> {
  const byId = new Map(definition.steps.map((step) => [step.id, step]));
  const reached = new Map<string, Set<string | undefined>>();
  const open: (readonly [string, string | undefined])[] = [[definition.startStep, undefined]];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [id, phase] = next;
    const step = byId.get(id);
    const known = reached.get(id) ?? new Set();
    if (step === undefined || known.has(phase)) continue;
    reached.set(id, known.add(phase));
    for (const action of step.actions) open.push([action.to, action.phase ?? phase]);
  }
  return reached;
}
