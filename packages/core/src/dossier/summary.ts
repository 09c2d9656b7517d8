import type { ProcedureCode } from "../base/ids.ts";
import { isHeld } from "../limit/ledger.ts";
import type { DossierPhase, DossierSummary } from "../ports/storage.ts";
import type { CompiledProcedure } from "../procedure/compiled-types.ts";
import type { DossierState } from "./state.ts";

/** The columns a backend keeps for desks and reports. No personal data. */
export function summarize(state: DossierState, procedure: CompiledProcedure): DossierSummary {
  const promise = state.promises.at(-1);
  const principal = state.limits.principal;
  const suspended = principal !== undefined && principal.ledger.endedAt === undefined && isHeld(principal.ledger);
  return {
    phase: phaseOf(state),
    procedure: state.procedure as ProcedureCode,
    code: state.code,
    intakeRef: state.intakeRef,
    stepId: procedure.stateByKey(state.control).work,
    receivedAt: state.acceptedAt,
    promiseOn: promise?.date,
    dueAt: promise?.dueAt,
    suspended,
    holderUnit: state.task?.unit,
    holderPerson: state.task?.person,
    outcome: state.outcome,
    endedAt: state.endedAt,
  };
}

function phaseOf(state: DossierState): DossierPhase {
  if (state.endedAt !== undefined) return "ended";
  if (state.resolvedAt !== undefined) return "ready";
  return state.acceptedAt === undefined ? "intake" : "open";
}
