import { hourMs } from "../calendar/civil-date.ts";
import { addOpeningMs, openingMsBetween } from "../calendar/opening-hours.ts";
import type { EpochMs } from "../calendar/types.ts";
import type { ProcedureDefinition, StepDefinition } from "../procedure/types.ts";
import type { PinnedLaw } from "./law.ts";
import { principalProjection } from "./limits.ts";
import type { DossierState } from "./state.ts";

/** Office hours a day's share stands for when steps are added up; a share is a target, never a promise. */
const shareDayHours = 8;

/** A step's share of the limit as opening time. */
export function shareMs(step: StepDefinition): number {
  if (step.within === undefined) return 0;
  const hours = step.within.unit === "working-hour" ? 1 : shareDayHours;
  return Math.round((step.within.hundredths * hours * hourMs) / 100);
}

/** Can the steps still ahead no longer be done before the promise passes, even on the shortest way? */
export function stepsCannotFit(law: PinnedLaw, state: DossierState, at: EpochMs): boolean {
  const due = principalProjection(law, state)?.due;
  const { task } = state;
  return due !== undefined && task !== undefined && cannotFit(law, due.dueAt, task, at);
}

/** The same for a dossier known by its due instant and its open task alone. */
export function cannotFit(
  law: PinnedLaw,
  dueAt: EpochMs,
  task: { readonly step: string; readonly openedAt: EpochMs },
  at: EpochMs,
): boolean {
  const { definition } = law.procedure;
  const step = definition.steps.find((known) => known.id === task.step);
  // What was worked on the present step already is not ahead any more.
  const worked = Math.min(
    step === undefined ? 0 : shareMs(step),
    Math.max(0, openingMsBetween(law.time, task.openedAt, at)),
  );
  const ahead = shortestShare(definition, task.step) - worked;
  return ahead > 0 && addOpeningMs(law.time, at, ahead) > dueAt;
}

const remembered = new WeakMap<ProcedureDefinition, Map<string, number>>();

/** Least opening time from a step (its own share included) to an action that resolves the matter. */
function shortestShare(definition: ProcedureDefinition, from: string): number {
  let table = remembered.get(definition);
  if (table === undefined) {
    table = shortestShares(definition);
    remembered.set(definition, table);
  }
  return table.get(from) ?? 0;
}

function shortestShares(definition: ProcedureDefinition): Map<string, number> {
  const least = new Map<string, number>();
  // Bellman-Ford over a handful of steps: as many rounds as there are steps settle every cycle.
  for (const _round of definition.steps)
    for (const step of definition.steps)
      for (const action of step.actions) {
        // The next phase has a promise of its own.
        const beyond = action.clock === "stop" || action.phase !== undefined ? 0 : least.get(action.to);
        if (beyond === undefined) continue;
        const share = shareMs(step) + beyond;
        if (share < (least.get(step.id) ?? Number.POSITIVE_INFINITY)) least.set(step.id, share);
      }
  return least;
}
