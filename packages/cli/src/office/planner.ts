import type { DossierState } from "@motcua/core";
import { type Act, Case, type World } from "./case.ts";
import { dutyActs } from "./duty-acts.ts";
import type { Filing } from "./filings.ts";
import { filingAct, intakeAct } from "./intake-acts.ts";
import { sideActs, withdrawal } from "./side-acts.ts";
import { supplementAct, workAct } from "./work-acts.ts";

/** What happens next to a dossier, if anybody does anything: a pure function of seed and state. */
export function nextAct(world: World, filing: Filing, state: DossierState | undefined): Act | undefined {
  if (state === undefined) return filingAct(world, filing);
  const c = new Case(world, filing, state);
  let first: Act | undefined;
  for (const act of candidates(c)) if (act !== undefined && (first === undefined || act.at < first.at)) first = act;
  return first;
}

function candidates(c: Case): readonly (Act | undefined)[] {
  const { state } = c;
  if (state.endedAt !== undefined) return dutyActs(c);
  if (state.acceptedAt === undefined) return [intakeAct(c), ...dutyActs(c)];
  if (state.supplement !== undefined) return [supplementAct(c), withdrawal(c), ...dutyActs(c)];
  const { task } = state;
  return task === undefined ? dutyActs(c) : [...dutyActs(c), ...sideActs(c, task), workAct(c, task)];
}
