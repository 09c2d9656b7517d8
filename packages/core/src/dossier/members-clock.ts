import type { Source } from "../base/text.ts";
import { type Draft, done, effectiveAt, emit, moveControl, type Step, stateOf } from "./draft.ts";
import { hasEnded, memberLimit } from "./fold-members.ts";
import { endOfGround, withinRun } from "./limits.ts";
import { renewPromise } from "./promise.ts";
import type { MemberTrack } from "./state.ts";
import { tellMovedLimit } from "./tell-agency.ts";
import { portalCodes, tellPortal } from "./tell-portal.ts";

/** The applicant has a member's part: that member's clock stands, and the group's with it, which cannot end without it. */
export function holdForMember(draft: Draft, member: string, groundId: string, source: Source): Step {
  const state = stateOf(draft);
  const ground = { groundId, ground: "supplement", source, party: "citizen" } as const;
  const own = state.limits[memberLimit(member)];
  if (own !== undefined)
    emit(draft, {
      type: "limit-suspended",
      limit: memberLimit(member),
      ...ground,
      from: Math.max(effectiveAt(draft), own.ledger.startAt),
    });
  const alone = openSupplements(draft) === 1;
  if (state.limits.principal !== undefined) {
    const control = moveControl(draft, "suspend");
    if (!control.ok) return control;
    const from = withinRun(draft);
    emit(draft, { type: "limit-suspended", limit: "principal", ...ground, from, control: control.value.key });
  }
  if (alone) tellPortal(draft, portalCodes["supplement-requested"], state.task?.step);
  return done;
}

/** The member goes on, counted again where it was asked in time; the group's clock runs when no other ground holds it. */
export function releaseMember(
  draft: Draft,
  member: string,
  { groundId, effect }: NonNullable<MemberTrack["supplement"]>,
  restartsGroup: boolean,
): Step {
  const limit = memberLimit(member);
  const { source } = draft.law.ruleSet.rules.appraisalSupplement;
  const own = stateOf(draft).limits[limit];
  if (own !== undefined) {
    const from = own.ledger.suspensions.findLast((known) => known.groundId === groundId)?.from ?? own.ledger.startAt;
    const to = Math.max(effectiveAt(draft), from);
    emit(draft, { type: "limit-resumed", limit, groundId, to });
    if (effect === "restart") emit(draft, { type: "limit-restarted", limit, startAt: to, source });
  }
  const { limits, groundParties, task } = stateOf(draft);
  if (limits.principal !== undefined && groundParties.some((open) => open.groundId === groundId)) {
    const held = groundParties.some((open) => open.groundId !== groundId);
    const control = moveControl(draft, "resume", { held });
    if (!control.ok) return control;
    const to = endOfGround(draft, groundId);
    emit(draft, { type: "limit-resumed", limit: "principal", groundId, to, control: control.value.key });
    if (restartsGroup) emit(draft, { type: "limit-restarted", limit: "principal", startAt: withinRun(draft), source });
    renewPromise(draft, "supplement", source);
  }
  const step = draft.law.procedure.definition.steps.find(({ id }) => id === task?.step);
  if (step !== undefined && openSupplements(draft) === 0) tellPortal(draft, step.portalStatus, step.id);
  return done;
}

/** P `memberSupplementRestarts: group`: every member still at work is counted again as well. */
export function restartGroup(draft: Draft, except: string): void {
  const { members = {} } = stateOf(draft);
  const { source } = draft.law.ruleSet.rules.appraisalSupplement;
  for (const [member, track] of Object.entries(members)) {
    const limit = memberLimit(member);
    const known = stateOf(draft).limits[limit];
    if (member === except || hasEnded(track) || track.supplement !== undefined || known === undefined) continue;
    const startAt = Math.max(effectiveAt(draft), known.ledger.startAt);
    emit(draft, { type: "limit-restarted", limit, startAt, source });
    tellMovedLimit(draft, limit);
  }
}

const openSupplements = (draft: Draft): number =>
  Object.values(stateOf(draft).members ?? {}).filter(({ status }) => status === "supplementing").length;
