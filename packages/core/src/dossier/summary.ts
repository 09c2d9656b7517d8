import type { ProcedureCode } from "../base/ids.ts";
import { isHeld } from "../limit/ledger.ts";
import type { DossierPhase, DossierSummary } from "../ports/storage.ts";
import type { CompiledProcedure } from "../procedure/compiled-types.ts";
import { isElsewhere, isNeverTaken } from "./holding.ts";
import type { DossierState } from "./state.ts";

/** The columns a backend keeps for desks and reports. No personal data. */
export function summarize(state: DossierState, procedure: CompiledProcedure): DossierSummary {
  const promise = state.promises.at(-1);
  const principal = state.limits.principal;
  // What another office has is nobody's work here, and not late here.
  const here = isElsewhere(state) ? undefined : state;
  const suspended =
    here !== undefined && principal !== undefined && principal.ledger.endedAt === undefined && isHeld(principal.ledger);
  return {
    phase: phaseOf(state),
    procedure: state.procedure as ProcedureCode,
    // What was only declined here does not use up a code of this office.
    code: isNeverTaken(state) ? undefined : state.code,
    intakeRef: state.intakeRef,
    stepId: procedure.stateByKey(state.control).work,
    receivedAt: state.acceptedAt,
    promiseOn: promise?.date,
    dueAt: here && promise?.dueAt,
    suspended,
    holderUnit: here?.task?.unit,
    holderPerson: here?.task?.person,
    outcome: state.outcome,
    endedAt: state.endedAt,
  };
}

export function phaseOf(state: DossierState): DossierPhase {
  // How it goes on there is not known here.
  if (isElsewhere(state)) return "elsewhere";
  if (state.endedAt !== undefined) return "ended";
  if (state.resolvedAt !== undefined) return "ready";
  return state.acceptedAt === undefined ? "intake" : "open";
}
