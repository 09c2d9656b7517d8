import { invariant } from "../base/invariant.ts";
import { act } from "./act.ts";
import { asSystem, type Draft, done, effectiveAt, moveControl, type Step, send, stateOf } from "./draft.ts";
import type { Outcome } from "./events.ts";
import { hasEnded } from "./fold-members.ts";
import { oweForMembers } from "./member-late.ts";
import { startReady } from "./members-begin.ts";
import { settleResponsibility } from "./responsibility.ts";
import type { DossierState, MemberTrack } from "./state.ts";

/** After a member has ended: who waited for it is asked, and after the last the group has its outcome. */
export function settleMembers(draft: Draft, member: string, told: "partial-result" | "partial-refused"): Step {
  startReady(draft);
  const { members = {}, code } = stateOf(draft);
  if (!Object.values(members).every(hasEnded)) {
    send(draft, "citizen", told, { code, memberId: member });
    // Whoever waits for it begins only now.
    if (members[member]?.verdict === "late") oweForMembers(draft);
    return done;
  }
  return endGroup(draft, outcomeOf(members));
}

/** Granted when all were, refused when none was, else partly granted (model.md §8). */
export function outcomeOf(members: NonNullable<DossierState["members"]>): Outcome {
  const granted = Object.values(members).filter(({ status }: MemberTrack) => status === "granted").length;
  if (granted === 0) return "refused";
  return granted === Object.keys(members).length ? "granted" : "partly-granted";
}

/** The whole is back from the applicant: results that came meanwhile end it now. */
export function settleWhole(draft: Draft): Step {
  const { members, resolvedAt } = stateOf(draft);
  if (members === undefined || resolvedAt !== undefined || !Object.values(members).every(hasEnded)) return done;
  return endGroup(draft, outcomeOf(members));
}

/** When the last result was there, which need not be the one told last. Where the machine does not let the dossier on now
 *  (a definition from before lint knew may ask for a supplement of the whole), it waits for that, and no result is refused. */
function endGroup(draft: Draft, outcome: Outcome): Step {
  const { members = {} } = stateOf(draft);
  const step = draft.law.procedure.definition.steps.find(({ kind }) => kind === "interlinked");
  const action = step?.actions.find((known) => known.outcome === outcome);
  invariant(step !== undefined && action !== undefined, `no action of the members' step is ${outcome}`);
  const at = Math.max(effectiveAt(draft), ...Object.values(members).map(({ since }) => since));
  return asSystem(draft, at, () => {
    if (!moveControl(draft, `act:${step.id}.${action.id}`).ok) return done;
    const ended = act(draft, { step: step.id, action: action.id });
    if (ended.ok) settleResponsibility(draft);
    return ended;
  });
}
