import type { EpochMs } from "../../calendar/types.ts";
import { supplementDecision } from "../../rules/supplement.ts";
import { settleExpectedLateness } from "./apology.ts";
import { groundsMax, isLate, nextPhase, renewPromise, restart, resume, suspend } from "./clock.ts";
import { resolveMatter } from "./ends.ts";
import type { Life } from "./life.ts";
import type { LimitTemplate, PlanAction, PlanFiling } from "./plan.ts";
import { purposes } from "./reactions.ts";
import {
  begin,
  beginOwn,
  countsOf,
  dropNamed,
  dropTaskLimits,
  factBits,
  move,
  principalHeld,
  type Tracking,
  tell,
} from "./tracking.ts";

// What `dossier/intake.ts`, `act.ts` and `supplement.ts` decide about the clock. `false`: the law does not take it now, and
// nothing has changed.

/** @param transferred handed on within a group that was taken in already: nobody waits for an answer to it */
export function submit(t: Tracking, life: Life, filing: PlanFiling, at: EpochMs, transferred = false): void {
  const { plan } = t;
  life.control = plan.law.procedure.initial.id;
  life.filing = filing;
  life.submittedAt = at;
  let facts = filing.factBits;
  for (const { bit, number, share } of filing.drawn)
    if (t.draw(life.slot, purposes.fact + number) < share) facts |= bit;
  life.facts = facts;
  if (t.sink !== undefined) tell(t, life, at, { kind: "submitted" });
  // Internal work is opened and accepted at once; nobody answers an applicant.
  if (transferred || !filing.online || plan.law.procedure.definition.applicant === "none") return;
  const { duties } = plan;
  for (const duty of [duties["officer-alert"], duties["online-response"]])
    if (duty !== undefined) begin(t, life, duty, at, at);
}

export function accept(t: Tracking, life: Life, at: EpochMs): boolean {
  const { plan } = t;
  const { filing } = life;
  if (filing === undefined) return false;
  const template = plan.principal(filing, life.facts);
  const to = move(t, life, plan.event("accept"), life.facts | (template === null ? 0 : plan.bits.limited));
  if (to < 0) return false;
  life.control = to;
  life.acceptedAt = at;
  if (life.limits.length > 0) {
    dropNamed(life, "officer-alert");
    dropNamed(life, "online-response");
  }
  if (t.sink !== undefined) tell(t, life, at, { kind: "accepted", startAt: at });
  if (template !== null) {
    life.principal = begin(t, life, template, at, at);
    renewPromise(t, life, at, "accepted");
  }
  const transfer = plan.duties["paper-transfer"];
  if (transfer !== undefined && filing.byPaper) begin(t, life, transfer, at, at);
  openTask(t, life, at, -1);
  return true;
}

/** Opens the work of the step behind the control state. */
export function openTask(t: Tracking, life: Life, at: EpochMs, person: number): void {
  const step = t.plan.steps[t.plan.stepAt(life.control)];
  if (step === undefined) return;
  const visit = (life.visits[step.number] ?? 0) + 1;
  life.visits[step.number] = visit;
  life.task = step;
  life.openedAt = at;
  life.person = person;
  life.waitGround = undefined;
  if (t.sink !== undefined)
    tell(t, life, at, { kind: "task-opened", step: step.id, visit, unit: t.plan.units.name(step.unit) });
  for (const template of step.limits) begin(t, life, template, at, at);
}

export function act(t: Tracking, life: Life, action: PlanAction, at: EpochMs): boolean {
  const { step, definition } = action;
  const { clock } = definition;
  if (life.task !== step || life.round > 0) return false;
  if (clock === "suspend" && (life.principal?.ledger.suspensions.length ?? 0) >= groundsMax) return false;
  const late = isLate(t, life, at);
  const bits = factBits(t, life, heldAfter(life, clock), clock === "restart" ? false : late);
  const to = move(t, life, action.event, bits);
  if (to < 0) return false;
  life.control = to;
  dropTaskLimits(life);
  if (t.sink !== undefined) tell(t, life, at, { kind: "acted", step: step.id, action: definition.id });
  followClock(t, life, action, late, at);
  if (action.ends) {
    life.endedAt = at;
    life.task = undefined;
    if (t.sink !== undefined) tell(t, life, at, { kind: "returned" });
  } else openTask(t, life, at, -1);
  return true;
}

/** Would another ground still hold the clock after the action? */
function heldAfter(life: Life, clock: PlanAction["definition"]["clock"]): boolean {
  if (life.grounds.length === 0) return false;
  if (clock !== "run" && clock !== "restart") return principalHeld(life);
  const own = openWaitGround(life);
  return life.grounds.some(({ groundId }) => groundId !== own);
}

/** The ground under which the present wait holds the clock, if any. */
function openWaitGround(life: Life): string | undefined {
  const { task, grounds } = life;
  if (task === undefined || grounds.length === 0) return undefined;
  const groundId = life.waitGround ?? `wait:${task.id}:${life.visits[task.number] ?? 0}`;
  return grounds.some((ground) => ground.groundId === groundId) ? groundId : undefined;
}

function followClock(t: Tracking, life: Life, action: PlanAction, late: boolean, at: EpochMs): void {
  const { clock, outcome } = action.definition;
  const { principal } = life;
  if (clock === "stop") {
    if (life.resolved) return;
    if (principal !== undefined && life.grounds.length > 0) {
      // A result ends whatever held the clock: the promise in force is the one the dossier is judged by.
      for (const { groundId } of [...life.grounds]) resume(t, life, groundId, at);
      renewPromise(t, life, at, "suspension");
    }
    resolveMatter(t, life, outcome ?? "other", late, at);
    return;
  }
  if (principal === undefined || principal.ledger.endedAt !== undefined) return;
  if (clock === "suspend") suspendForWait(t, life, at);
  const own = openWaitGround(life);
  if (own !== undefined) resume(t, life, own, at);
  if (clock === "restart") {
    const startAt = Math.max(at, principal.ledger.startAt);
    const phase = phaseOf(t, life, action);
    if (phase === null) restart(t, life, startAt, at);
    else nextPhase(t, life, phase, startAt, at);
    renewPromise(t, life, at, phase === null ? "restart" : "phase");
  } else if (own !== undefined) renewPromise(t, life, at, "suspension");
}

/** The limit of the phase the action begins, `null` where it counts the present one again. */
function phaseOf(t: Tracking, life: Life, { definition: { phase } }: PlanAction): LimitTemplate | null {
  const { filing } = life;
  if (phase === undefined || filing === undefined) return null;
  return t.plan.phase(filing, life.facts, phase);
}

function suspendForWait(t: Tracking, life: Life, at: EpochMs): void {
  const step = t.plan.steps[t.plan.stepAt(life.control)];
  if (step === undefined) return;
  const { wait, kind, id, unit } = step.definition;
  suspend(
    t,
    life,
    {
      groundId: `wait:${id}:${(life.visits[step.number] ?? 0) + 1}`,
      ground: wait?.ground ?? id,
      party: kind === "wait-payment" || kind === "confirm" ? "citizen" : (wait?.ground ?? unit),
      source: wait?.source ?? "",
    },
    at,
  );
}

export function askSupplement(t: Tracking, life: Life, at: EpochMs): boolean {
  const { law, time } = t.plan;
  const { task, principal } = life;
  if (task === undefined || !task.definition.mayAskSupplement || life.round > 0) return false;
  if ((principal?.ledger.suspensions.length ?? 0) >= groundsMax) return false;
  const sector = law.procedure.definition.supplement;
  const decided = supplementDecision(
    {
      rules: law.ruleSet.rules,
      policies: law.policies,
      receivedAt: principal?.ledger.startAt ?? life.acceptedAt,
      askedAt: at,
      rounds: life.supplementRounds,
      hasSectorGround: false,
      hasOverride: false,
      overdue: isLate(t, life, at),
      ...(sector === undefined ? {} : { override: sector }),
    },
    time,
  );
  if (!decided.ok) return false;
  const to = move(t, life, t.plan.event("ask-supplement"), factBits(t, life, principalHeld(life), false));
  if (to < 0) return false;
  const { effect, flaggedLate: late, citizenTime, source } = decided.value;
  life.control = to;
  life.supplementRounds += 1;
  life.round = life.supplementRounds;
  life.effect = effect;
  life.askedAt = at;
  countsOf(t, life).supplements += 1;
  dropTaskLimits(life);
  if (t.sink !== undefined) tell(t, life, at, { kind: "supplement-requested", round: life.round, effect, late });
  if (principal !== undefined)
    suspend(t, life, { groundId: `supplement:${life.round}`, ground: "supplement", party: "citizen", source }, at);
  if (effect === "restart") settleExpectedLateness(t, life, at);
  if (citizenTime !== undefined)
    beginOwn(
      t,
      life,
      { name: "supplement", ordinal: 0, budget: citizenTime, ladder: "supplement-by-citizen", source },
      at,
    );
  return true;
}

/** Complete: the limit starts again, or runs on when it was asked late. */
export function receiveSupplement(t: Tracking, life: Life, at: EpochMs): boolean {
  const { round, effect, principal } = life;
  if (round === 0) return false;
  const groundId = `supplement:${round}`;
  const held = life.grounds.some((ground) => ground.groundId !== groundId);
  const restarts = effect === "restart";
  const event = t.plan.event(restarts ? "supplement-restart" : "supplement-resume");
  const to = move(t, life, event, factBits(t, life, held, false));
  if (to < 0) return false;
  life.control = to;
  life.round = 0;
  life.completed.push(life.askedAt, at);
  dropNamed(life, "supplement");
  if (t.sink !== undefined) tell(t, life, at, { kind: "supplement-received", round });
  if (principal !== undefined) {
    const ended = resume(t, life, groundId, at);
    if (restarts) restart(t, life, ended, at);
  }
  renewPromise(t, life, at, "supplement");
  openTask(t, life, at, life.person);
  return true;
}
