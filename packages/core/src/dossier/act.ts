import { invariant } from "../base/invariant.ts";
import { ok, type Result } from "../base/result.ts";
import type { Source } from "../base/text.ts";
import type { ControlState } from "../procedure/compiled-types.ts";
import { momentOf } from "../procedure/moments.ts";
import type { ActionDefinition, FollowedMoment, StepDefinition, StepKind } from "../procedure/types.ts";
import { momentNames } from "../procedure/words.ts";
import { ladderFor } from "../rules/policies.ts";
import { localVerdict } from "../rules/verdict.ts";
import { settleApologies } from "./apology.ts";
import { fourEyes, requireHold } from "./authority.ts";
import type { Act } from "./commands.ts";
import { type Draft, done, effectiveAt, emit, moveControl, type Step, send, stateOf } from "./draft.ts";
import type { NextPhase, ResolvedVerdict } from "./events.ts";
import { knownFacts } from "./facts.ts";
import { hasEnded } from "./fold-members.ts";
import { checkInput } from "./input.ts";
import { limitRuleFor } from "./limit-rule.ts";
import { endOfGround, isLateAt, principalProjection, roomForGround, withinRun } from "./limits.ts";
import { checkReturnedHere } from "./papers.ts";
import { renewPromise } from "./promise.ts";
import { type Refusal, refuse } from "./refusal.ts";
import type { DossierState } from "./state.ts";
import { openTask } from "./task.ts";
import { portalCodes, tellPortal } from "./tell-portal.ts";

export type ActionCall = Pick<Act, "step" | "action" | "input" | "content" | "facts" | "waiveFourEyes">;

/** One action of the step the dossier stands at: the machine moves, the clock follows the action's declared effect. */
export function act(draft: Draft, call: ActionCall): Step {
  const found = findAction(draft, call);
  if (!found.ok) return found;
  const { step, action } = found.value;
  const moment = momentOf(step, action.id);
  if (moment !== undefined && !isLeftToPeople(draft, moment, action))
    return refuse(
      "moment.required",
      `Thao tác này chỉ diễn ra khi: ${momentNames[moment].vi}`,
      `this action follows by itself from: ${momentNames[moment].en}`,
    );
  const checked = checkAction(draft, call, step, action);
  if (!checked.ok) return checked;
  return take(draft, call, step, action);
}

/** Silence handed nothing out, since the result is returned at another office (`proceed`): there, people do. */
function isLeftToPeople(draft: Draft, moment: FollowedMoment, { to }: ActionDefinition): boolean {
  const { wait } = stateOf(draft).limits;
  return moment === "over" && to.startsWith("end:") && wait?.taken.includes("over") === true;
}

/** The action that follows from a moment of the step: whoever recorded the moment need not hold the step. */
export function follow(draft: Draft, call: Pick<ActionCall, "step" | "action">): Step {
  const found = findAction(draft, call);
  return found.ok ? take(draft, call, found.value.step, found.value.action) : found;
}

function take(draft: Draft, call: ActionCall, step: StepDefinition, action: ActionDefinition): Step {
  const eyes = fourEyes(draft, step, call.waiveFourEyes === true);
  if (!eyes.ok) return eyes;
  const room = action.clock === "suspend" ? roomForGround(draft) : done;
  if (!room.ok) return room;

  const state = stateOf(draft);
  const facts = call.facts === undefined ? state.facts : { ...state.facts, ...call.facts };
  const held = stillHeld(draft, openWaitGround(stateOf(draft)), action);
  const here = action.to.startsWith("end:") ? checkReturnedHere(draft) : done;
  if (!here.ok) return here;
  const late = isLateAt(draft.law, state, effectiveAt(draft));
  const control = moveControl(draft, `act:${step.id}.${action.id}`, {
    ...(held === undefined ? {} : { held }),
    late: action.clock === "restart" ? false : late,
    facts,
  });
  if (!control.ok) return control;

  emit(draft, {
    type: "acted",
    step: step.id,
    action: action.id,
    ...(call.input === undefined ? {} : { input: call.input }),
    ...(call.content === undefined ? {} : { content: call.content }),
    ...(call.facts === undefined ? {} : { facts: call.facts }),
    ...(eyes.value.waived ? { fourEyesWaived: true as const } : {}),
    control: control.value.key,
  });
  followClock(draft, action, control.value, late);
  if (action.to.startsWith("end:")) {
    const where = state.returnAt === undefined ? {} : { office: draft.command.officeId };
    emit(draft, { type: "returned", way: state.returnBy ?? "counter", ...where });
    tellPortal(draft, portalCodes.returned);
    if (draft.law.procedure.definition.applicant !== "none") send(draft, "citizen", "returned", { code: state.code });
    return done;
  }
  return openTask(draft, control.value);
}

function findAction(
  draft: Draft,
  call: ActionCall,
): Result<{ readonly step: StepDefinition; readonly action: ActionDefinition }, Refusal> {
  const step = draft.law.procedure.definition.steps.find((candidate) => candidate.id === call.step);
  const action = step?.actions.find((candidate) => candidate.id === call.action);
  if (step === undefined || action === undefined)
    return refuse(
      "command.unknown_action",
      `Thủ tục không có thao tác "${call.step}.${call.action}"`,
      `the procedure has no action "${call.step}.${call.action}"`,
    );
  return ok({ step, action });
}

function checkAction(draft: Draft, call: ActionCall, step: StepDefinition, action: ActionDefinition): Step {
  // The last result takes it (dossier/members-settle.ts): nobody declares a group finished while an agency still works.
  if (step.kind === "interlinked" && !Object.values(stateOf(draft).members ?? {}).every(hasEnded))
    return refuse(
      "member.open",
      "Còn thủ tục thành phần chưa có kết quả",
      "members of the group have not ended yet; the last result moves the dossier on",
    );
  const known = knownFacts(draft.law.procedure.definition, call.facts);
  if (!known.ok) return known;
  const input = checkInput(action, call.input ?? {});
  if (!input.ok) return input;
  return requireHold(draft, step, action.role ?? step.role);
}

/** The ground under which the present wait holds the clock, if any. */
export function openWaitGround(state: DossierState): string | undefined {
  const task = state.task;
  if (task === undefined) return undefined;
  const groundId = task.waitGround ?? waitGroundId(task.step, task.visit);
  return state.groundParties.some((ground) => ground.groundId === groundId) ? groundId : undefined;
}

const waitGroundId = (step: string, visit: number): string => `wait:${step}:${visit}`;

/** Would another ground still hold the clock after this action? `undefined`: as it is now. */
function stillHeld(draft: Draft, ground: string | undefined, action: ActionDefinition): boolean | undefined {
  if (action.clock !== "run" && action.clock !== "restart") return undefined;
  return stateOf(draft).groundParties.some((open) => open.groundId !== ground);
}

function followClock(draft: Draft, action: ActionDefinition, to: ControlState, late: boolean): void {
  if (action.clock === "stop") {
    if (stateOf(draft).resolvedAt !== undefined) return;
    endGrounds(draft);
    resolveMatter(draft, action, late);
    // Where the next step says the same, it says it.
    if (to.step?.portalStatus !== portalCodes.resolved) tellPortal(draft, portalCodes.resolved);
    return;
  }
  const principal = stateOf(draft).limits.principal;
  // After the result, and without a limit, there is no clock to follow.
  if (principal === undefined || principal.ledger.endedAt !== undefined) return;
  const { source } = principal;
  if (action.clock === "suspend") suspendForWait(draft, to, source);
  const ended = endWaitGround(draft);
  if (action.clock === "restart") {
    const phase = action.phase === undefined ? undefined : phaseNamed(draft, action.phase);
    const grounds = phase?.source ?? source;
    const begun = phase === undefined ? {} : { phase: phase.phase };
    emit(draft, {
      type: "limit-restarted",
      limit: "principal",
      startAt: withinRun(draft),
      source: grounds,
      ...begun,
    });
    renewPromise(draft, phase === undefined ? "restart" : "phase", grounds);
  } else if (ended) renewPromise(draft, "suspension", source);
}

/** The limit of the phase that begins. Lint sees to it that a phase has one for every dossier. */
export function phaseNamed(draft: Draft, id: string): { readonly phase: NextPhase; readonly source: Source } {
  const { procedure, policies } = draft.law;
  const state = stateOf(draft);
  const rule = limitRuleFor(procedure.definition, { ...state, phase: id }, state.facts);
  invariant(
    rule !== undefined && rule.budget.unit !== "none" && rule.budget.unit !== "stages",
    `phase ${id} has no limit`,
  );
  const { budget, source } = rule;
  return { phase: { id, budget, ladder: ladderFor(policies, budget) }, source };
}

function endWaitGround(draft: Draft): boolean {
  // The task still is the one being left; its successor opens after the clock is settled.
  const groundId = openWaitGround(stateOf(draft));
  if (groundId === undefined) return false;
  emit(draft, { type: "limit-resumed", limit: "principal", groundId, to: endOfGround(draft, groundId) });
  return true;
}

/** A result ends whatever held the clock: the promise in force is the one the dossier is judged by. */
function endGrounds(draft: Draft): void {
  const { limits, groundParties } = stateOf(draft);
  const { principal } = limits;
  if (principal === undefined || groundParties.length === 0) return;
  for (const { groundId } of groundParties)
    emit(draft, { type: "limit-resumed", limit: "principal", groundId, to: endOfGround(draft, groundId) });
  renewPromise(draft, "suspension", principal.source);
}

const citizenWaits: ReadonlySet<StepKind> = new Set(["wait-payment", "confirm"]);

function suspendForWait(draft: Draft, to: ControlState, limitSource: Source): void {
  const { step } = to;
  if (step === undefined) return;
  const visit = (stateOf(draft).visits[step.id] ?? 0) + 1;
  const ground = waitGroundOf(step, visit, limitSource);
  emit(draft, { type: "limit-suspended", limit: "principal", ...ground, from: withinRun(draft) });
}

/** The ground under which a step holds the clock, and on whom its time is booked. */
export function waitGroundOf({ wait, kind, id, unit }: StepDefinition, visit: number, limitSource: Source) {
  return {
    groundId: waitGroundId(id, visit),
    ground: wait?.ground ?? id,
    source: wait?.source ?? limitSource,
    party: citizenWaits.has(kind) ? "citizen" : (wait?.ground ?? unit),
  };
}

/** The result is ready, or refused with reasons: judged here, against the promise in force (model.md §2). */
function resolveMatter(draft: Draft, action: ActionDefinition, late: boolean): void {
  const state = stateOf(draft);
  const resolvedAt = effectiveAt(draft);
  const due = principalProjection(draft.law, state)?.due;
  const promise = state.promises.at(-1);
  const compares = draft.law.policies.verdictCompares;
  // A result while the clock stands has no due date to miss.
  const judged =
    due === undefined
      ? undefined
      : localVerdict({
          end: "resolved",
          promise: { date: due.dueOn, at: due.dueAt },
          resolvedAt,
          compares,
          calendar: draft.law.time.calendar,
        });
  const verdict: ResolvedVerdict =
    state.limits.principal === undefined
      ? "no-limit"
      : late
        ? "late"
        : judged?.verdict === "early"
          ? "early"
          : "on-time";
  emit(draft, {
    type: "resolved",
    outcome: action.outcome ?? "other",
    resolvedAt,
    verdict,
    daysOver: late ? Math.max(1, judged?.workingDaysOver ?? 0) : 0,
    ...(promise === undefined ? {} : { promiseOn: promise.date }),
  });
  if (verdict !== "late") settleApologies(draft);
  send(draft, "citizen", "resolved", { code: state.code, outcome: action.outcome ?? "other" });
}
