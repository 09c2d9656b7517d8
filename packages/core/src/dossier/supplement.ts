import { supplementDecision } from "../rules/supplement.ts";
import { requireRole, takeHold } from "./authority.ts";
import type { ReceiveSupplement, RequestSupplement } from "./commands.ts";
import { currentStep, type Draft, done, effectiveAt, emit, moveControl, type Step, send, stateOf } from "./draft.ts";
import { oneStopRole } from "./intake.ts";
import { beginLimit, isLateAt, principalProjection, renewPromise } from "./limits.ts";
import { refuse } from "./refusal.ts";
import { openTask } from "./task.ts";

/** Found deficient in appraisal: asked through the one-stop, once, within the days the law gives (Art. 19(5)). */
export function requestSupplement(draft: Draft, command: RequestSupplement): Step {
  const step = currentStep(draft);
  if (step === undefined || !step.mayAskSupplement)
    return refuse(
      "command.not_available",
      "Bước này không được yêu cầu bổ sung",
      "no supplement can be asked from here",
    );
  const hold = takeHold(draft, step, step.role, true);
  if (!hold.ok) return hold;
  const state = stateOf(draft);
  const askedAt = effectiveAt(draft);
  const override = draft.law.procedure.definition.supplement;
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
      ...(override === undefined ? {} : { override }),
    },
    draft.law.time,
  );
  if (!decided.ok) return decided;
  const { effect, flaggedLate: late } = decided.value;
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
    ...(command.secondRound === undefined ? {} : { exception: command.secondRound }),
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
      from: askedAt,
    });
  const { citizenTime } = decided.value;
  if (citizenTime !== undefined)
    beginLimit(draft, "supplement", "supplement", citizenTime, askedAt, "supplement-by-citizen", source);
  send(draft, "citizen", "supplement-requested", { code: state.code, round, reason: command.reason.code });
  send(draft, "portal", "status", { code: state.code, status: 5, step: step.id });
  return done;
}

/** A partial return changes nothing; a complete one lets the limit start again, or run on when it was asked late. */
export function receiveSupplement(draft: Draft, command: ReceiveSupplement): Step {
  const allowed = requireRole(draft, oneStopRole);
  if (!allowed.ok) return allowed;
  const state = stateOf(draft);
  const open = state.supplement;
  if (open === undefined)
    return refuse("supplement.not_open", "Hồ sơ không chờ bổ sung", "the dossier does not wait for a supplement");
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
  const at = effectiveAt(draft);
  const { source } = draft.law.ruleSet.rules.appraisalSupplement;
  if (principalProjection(draft.law, state) !== undefined) {
    emit(draft, { type: "limit-resumed", limit: "principal", groundId: open.groundId, to: at });
    if (restart) emit(draft, { type: "limit-restarted", limit: "principal", startAt: at, source });
  }
  renewPromise(draft, "supplement", source);
  const promised = stateOf(draft).promises.at(-1);
  send(draft, "citizen", "supplement-received", { code: state.code, promisedOn: promised?.date });
  return openTask(draft, control.value);
}
