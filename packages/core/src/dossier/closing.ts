import { isPastDue } from "../limit/project.ts";
import { lapseApologies } from "./apology.ts";
import { isSystem, oneStopRole, requireRole } from "./authority.ts";
import type { Amend, Close, Reason, Void, Withdraw } from "./commands.ts";
import { type Draft, done, effectiveAt, emit, moveControl, type Step, send, stateOf } from "./draft.ts";
import { hasEnded } from "./fold-members.ts";
import { refuse } from "./refusal.ts";
import type { DossierState, MemberTrack } from "./state.ts";
import { tellAgency } from "./tell-agency.ts";
import { portalCodes, tellPortal, tellPortalRecord } from "./tell-portal.ts";

/** The applicant stops, from receipt until the decision (Art. 21). */
export function withdraw(draft: Draft, command: Withdraw): Step {
  const allowed = requireRole(draft, "citizen", oneStopRole);
  if (!allowed.ok) return allowed;
  const control = moveControl(draft, "withdraw");
  if (!control.ok) return control;
  const before = stateOf(draft);
  emit(draft, {
    type: "withdrawn",
    ...(command.reason === undefined ? {} : { reason: command.reason }),
    control: control.value.key,
  });
  settleEnd(draft, before, before.promiseMissedAt !== undefined, portalCodes.withdrawn);
  return done;
}

/** The office closes after the citizen's time ran out (Art. 19(5)): by its rung, or by hand once it is over. */
export function close(draft: Draft, command: Close): Step {
  const allowed = requireRole(draft, oneStopRole, "director");
  if (!allowed.ok) return allowed;
  return closeDossier(draft, command.reason);
}

export function closeDossier(draft: Draft, reason: Reason): Step {
  const state = stateOf(draft);
  if (!isSystem(draft.by)) {
    const over = citizenTimeOver(draft, state);
    if (!over.ok) return over;
  }
  const control = moveControl(draft, "close");
  if (!control.ok) return control;
  emit(draft, { type: "closed", reason, control: control.value.key });
  settleEnd(draft, state, state.promiseMissedAt !== undefined, portalCodes.closed);
  return done;
}

/** Nobody closes by hand while the citizen still has time; and where the law of the day knew no closing (61/2018), nobody
 *  closes a dossier that waits for its supplement. */
function citizenTimeOver(draft: Draft, state: DossierState): Step {
  const limit = state.supplement === undefined ? state.limits.wait : state.limits.supplement;
  if (state.supplement !== undefined && limit === undefined)
    return refuse(
      "command.not_available",
      "Quy định áp dụng cho hồ sơ này không có việc đóng hồ sơ",
      "the rules this dossier lives under know no closing",
    );
  return limit === undefined || isPastDue(draft.law.time, limit.ledger, effectiveAt(draft))
    ? done
    : refuse(
        "supplement.time_left",
        "Người nộp còn thời gian bổ sung",
        "the citizen still has time to complete the dossier",
      );
}

/** Undoes a mistaken acceptance; a second person, on the exceptions list. */
export function voidDossier(draft: Draft, command: Void): Step {
  const allowed = requireRole(draft, oneStopRole, "unit-head", "director");
  if (!allowed.ok) return allowed;
  const before = stateOf(draft);
  if (before.performed.received === command.by.person)
    return refuse("task.same_person", "Người đã tiếp nhận không được tự hủy", "whoever accepted it may not void it");
  const control = moveControl(draft, "void");
  if (!control.ok) return control;
  emit(draft, { type: "voided", reason: command.reason, control: control.value.key });
  settleEnd(draft, before, false, portalCodes.voided);
  return done;
}

/** The applicant changes the filing until the decision (Art. 21(2)); content only, the clock is not touched. */
export function amend(draft: Draft, command: Amend): Step {
  const state = stateOf(draft);
  const allowed = requireRole(draft, "citizen", oneStopRole);
  if (!allowed.ok) return allowed;
  if (state.resolvedAt !== undefined || state.endedAt !== undefined)
    return refuse(
      "command.not_available",
      "Chỉ được sửa đổi trước khi có quyết định",
      "only possible until the decision",
    );
  if (!draft.law.ruleSet.rules.amendment.value.channels.includes(state.channel))
    return refuse(
      "command.unknown_channel",
      "Kênh này không được sửa đổi hồ sơ",
      "this channel does not allow amendment",
    );
  emit(draft, { type: "amended", content: command.content });
  tellPortalRecord(draft);
  return done;
}

/** What was owed lapses, unless a promise was broken: that apology outlives the dossier. */
function settleEnd(draft: Draft, before: DossierState, promiseBroken: boolean, portalCode: number): void {
  const state = stateOf(draft);
  for (const [member, track] of Object.entries(before.members ?? {}))
    if (isWithAgency(track)) tellAgency(draft, member, "member-cancelled");
  if (!promiseBroken) lapseApologies(draft);
  send(draft, "citizen", stateOf(draft).outcome ?? "ended", { code: state.code, intakeRef: state.intakeRef });
  tellPortal(draft, portalCode);
}

/** Asked and still at it: one that sent its part back has nothing left to stop. */
const isWithAgency = (track: MemberTrack): boolean =>
  !hasEnded(track) && track.status !== "waiting" && track.status !== "rejected";
