import { type Draft, send, stateOf } from "./draft.ts";

/**
 * What the national portal is told (national-portal.md §4): every state of a dossier has exactly one code, and a step
 * brings its own (`portalStatus`). A code is never rewritten to look finished: where the dossier waits, it says so.
 */
export const portalCodes = {
  submitted: 1,
  accepted: 2,
  "intake-refused": 3,
  "supplement-requested": 5,
  withdrawn: 7,
  closed: 8,
  /** A mistaken acceptance undone: work on it has stopped, nothing was decided. */
  voided: 8,
  /** A refusal of the matter is a result as well (Art. 19(3)). */
  resolved: 9,
  returned: 10,
} as const;

/** A message of one state of the dossier. Internal work has no applicant and is none of the portal's business. */
export function tellPortal(draft: Draft, status: number, step?: string): void {
  if (draft.law.procedure.definition.applicant === "none") return;
  const { code, intakeRef } = stateOf(draft);
  // Before acceptance there is a reference and no code (model.md §4).
  send(draft, "portal", "status", { ...(code === undefined ? { intakeRef } : { code }), status, step });
}

/** What its record shows has changed and no step with it: a channel corrected, papers amended, another name of the procedure. */
export function tellPortalRecord(draft: Draft): void {
  if (draft.law.procedure.definition.applicant === "none") return;
  const { code, intakeRef } = stateOf(draft);
  send(draft, "portal", "record", code === undefined ? { intakeRef } : { code });
}

/** Another appointment, where the office's policy is to report it. */
export function tellPortalAppointment(draft: Draft): void {
  const { definition } = draft.law.procedure;
  if (definition.applicant === "none" || draft.law.policies.appointmentReported !== "new") return;
  send(draft, "portal", "appointment", { code: stateOf(draft).code });
}
