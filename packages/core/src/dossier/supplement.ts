import { supplementDecision } from "../rules/supplement.ts";
import { settleExpectedLateness } from "./apology.ts";
import { oneStopRole, requireHold, requireRole } from "./authority.ts";
import type { ReceiveSupplement, RequestSupplement } from "./commands.ts";
import { currentStep, type Draft, done, effectiveAt, emit, moveControl, type Step, send, stateOf } from "./draft.ts";
import { beginLimit, endOfGround, isLateAt, lastDayOf, roomForGround, withinRun } from "./limits.ts";
import { settleWhole } from "./members-settle.ts";
import { renewPromise } from "./promise.ts";
import { refuse } from "./refusal.ts";
import { openTask } from "./task.ts";
import { portalCodes, tellPortal } from "./tell-portal.ts";

/** Found deficient in appraisal: asked through the one-stop, once, within the days the law gives (Art. 19(5)). */
export function requestSupplement(draft: Draft, command: RequestSupplement): Step {
  const step = currentStep(draft);
  if (step === undefined || !step.mayAskSupplement || stateOf(draft).supplement !== undefined)
    return refuse(
      "command.not_available",
      "Bước này không được yêu cầu bổ sung",
      "no supplement can be asked from here",
    );
  const hold = requireHold(draft, step, step.role);
  if (!hold.ok) return hold;
  const override = checkException(draft, command);
  if (!override.ok) return override;
  const room = roomForGround(draft);
  if (!room.ok) return room;
  const state = stateOf(draft);
  const askedAt = effectiveAt(draft);
  const sector = draft.law.procedure.definition.supplement;
  const decided = supplementDecision(
    {
      rules: draft.law.ruleSet.rules,
      policies: draft.law.policies,
      receivedAt: state.limits.principal?.ledger.startAt ?? state.acceptedAt ?? state.submittedAt,
      askedAt,
      rounds: state.supplementRounds,
      hasSectorGround: command.secondRound?.kind === "sector",
      hasOverride: command.secondRound?.kind === "override",
      overdue: isLateAt(draft.law, state, askedAt),
      ...(sector === undefined ? {} : { override: sector }),
    },
    draft.law.time,
  );
  if (!decided.ok) return decided;
  const { effect, flaggedLate: late, exception } = decided.value;
  const round = state.supplementRounds + 1;
  const groundId = `supplement:${round}`;
  const control = moveControl(draft, "ask-supplement");
  if (!control.ok) return control;
  emit(draft, {
    type: "supplement-requested",
    round,
    groundId,
    effect,
    ...(late ? { late: true as const } : {}),
    ...(exception && command.secondRound !== undefined ? { exception: command.secondRound } : {}),
    reason: command.reason,
    control: control.value.key,
  });
  const { source } = decided.value;
  if (state.limits.principal !== undefined)
    emit(draft, {
      type: "limit-suspended",
      limit: "principal",
      groundId,
      ground: "supplement",
      source,
      party: "citizen",
      from: withinRun(draft),
    });
  if (effect === "restart") settleExpectedLateness(draft);
  const { citizenTime } = decided.value;
  if (citizenTime !== undefined)
    beginLimit(draft, "supplement", "supplement", citizenTime, askedAt, "supplement-by-citizen", source);
  const until = lastDayOf(draft, "supplement");
  send(draft, "citizen", "supplement-requested", { code: state.code, round, reason: command.reason.code, until });
  tellPortal(draft, portalCodes["supplement-requested"], step.id);
  return done;
}

/** The head's override needs the head: somebody else than who asks, by name. */
function checkException(draft: Draft, { secondRound }: RequestSupplement): Step {
  if (secondRound?.kind !== "override") return done;
  const { approvedBy } = secondRound;
  return approvedBy !== undefined && approvedBy !== draft.by.person
    ? done
    : refuse(
        "command.role",
        "Yêu cầu bổ sung lần nữa phải có người đứng đầu chấp thuận",
        "another round needs the approval of the head, who is somebody else",
      );
}

/** A partial return changes nothing; a complete one lets the limit start again, or run on when it was asked late. */
export function receiveSupplement(draft: Draft, command: ReceiveSupplement): Step {
  const allowed = requireRole(draft, oneStopRole);
  if (!allowed.ok) return allowed;
  const state = stateOf(draft);
  const open = state.supplement;
  if (open === undefined)
    return refuse("supplement.not_open", "Hồ sơ không chờ bổ sung", "the dossier does not wait for a supplement");
  if (effectiveAt(draft) < open.askedAt)
    return refuse(
      "command.backdated",
      "Không thể bổ sung trước khi được yêu cầu",
      "a supplement cannot come before it was asked for",
    );
  const content = command.content === undefined ? {} : { content: command.content };
  if (!command.complete) {
    emit(draft, { type: "supplement-received", round: open.round, complete: false, ...content });
    return done;
  }
  const held = state.groundParties.some((ground) => ground.groundId !== open.groundId);
  const restart = open.effect === "restart";
  const control = moveControl(draft, restart ? "supplement-restart" : "supplement-resume", { held, late: false });
  if (!control.ok) return control;
  emit(draft, {
    type: "supplement-received",
    round: open.round,
    complete: true,
    ...content,
    control: control.value.key,
  });
  const at = endOfGround(draft, open.groundId);
  const { source } = draft.law.ruleSet.rules.appraisalSupplement;
  if (state.limits.principal !== undefined) {
    emit(draft, { type: "limit-resumed", limit: "principal", groundId: open.groundId, to: at });
    if (restart) emit(draft, { type: "limit-restarted", limit: "principal", startAt: at, source });
  }
  renewPromise(draft, "supplement", source);
  const promised = stateOf(draft).promises.at(-1);
  send(draft, "citizen", "supplement-received", { code: state.code, promisedOn: promised?.date });
  // Back to whoever had it, unless somebody else is named.
  const opened = openTask(draft, control.value, state.task?.person);
  return opened.ok ? settleWhole(draft) : opened;
}
