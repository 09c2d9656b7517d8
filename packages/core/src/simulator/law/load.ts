import { invariant } from "../../base/invariant.ts";
import { epochDayOf } from "../../calendar/civil-date.ts";
import type { EpochMs } from "../../calendar/types.ts";
import type { DossierState, LimitState } from "../../dossier/state.ts";
import type { ApologyCause } from "./facts.ts";
import type { Life } from "./life.ts";
import { OpenLimit } from "./open-limit.ts";
import { purposes } from "./reactions.ts";
import { holderOf } from "./responsibility.ts";
import { schedule, share } from "./schedule.ts";
import type { Tracking } from "./tracking.ts";

/** Takes a dossier over from its stored state. What people owe it is left to `expectReactions`. */
export function loadLife(t: Tracking, life: Life, state: DossierState): void {
  const { procedure } = t.plan.law;
  invariant(
    state.procedure === procedure.definition.code && state.procedureVersion === procedure.definition.version,
    `a dossier of ${state.procedure}@${state.procedureVersion} in a flow of ${procedure.definition.code}`,
  );
  life.filing = t.plan.filingOf(state.channel, state.caseId);
  life.control = procedure.stateByKey(state.control).id;
  for (const [fact, holds] of Object.entries(state.facts)) if (holds) life.facts |= procedure.factBit(fact) ?? 0;
  life.lastAt = state.lastAt;
  life.submittedAt = state.submittedAt;
  life.acceptedAt = state.acceptedAt ?? Number.NaN;
  life.resolvedAt = state.resolvedAt ?? Number.NaN;
  life.endedAt = state.endedAt ?? Number.NaN;
  life.missedAt = state.promiseMissedAt ?? Number.NaN;
  loadTask(t, life, state);
  loadPromises(life, state);
  const escalations = loadEscalations(life, state);
  for (const [name, limit] of Object.entries(state.limits)) loadLimit(t, life, name, limit, escalations);
  loadSupplement(life, state);
  if (state.responsibility !== undefined) {
    life.holder = holderOf(t, life);
    life.holderSince = state.responsibility.since;
  }
}

function loadTask(t: Tracking, life: Life, { task, visits }: DossierState): void {
  for (const [step, count] of Object.entries(visits)) {
    const number = t.plan.stepNumbers.get(step);
    if (number !== undefined) life.visits[number] = count;
  }
  if (task === undefined) return;
  life.task = t.plan.steps[t.plan.stepNumbers.get(task.step) ?? -1];
  life.openedAt = task.openedAt;
  life.person = task.person === undefined ? -1 : t.plan.people.number(task.person);
  life.waitGround = task.waitGround;
}

function loadPromises(life: Life, state: DossierState): void {
  const { promises } = state;
  const [first] = promises;
  const last = promises.at(-1);
  if (first !== undefined && last !== undefined) {
    life.promises = last.number;
    life.promisedDay = epochDayOf(last.date);
    life.promisedAt = last.dueAt;
    life.firstPromisedAt = first.dueAt;
  }
  life.question = state.question?.rung;
  life.answer = state.question?.answer;
  for (const day of state.rescheduledTo) life.rescheduledTo.push(epochDayOf(day));
  for (const { apologyId: name, kind, cause, status, missedOn, newDate } of state.apologies)
    life.apologies.push({
      ordinal: life.apologies.length + 1,
      name,
      cause: cause as ApologyCause,
      byClock: kind === "late",
      status,
      missed: missedOn !== undefined,
      newDay: newDate === undefined ? undefined : epochDayOf(newDate),
    });
}

function loadEscalations(life: Life, state: DossierState): ReadonlyMap<string, number> {
  const numbers = new Map<string, number>();
  for (const { escalationId, limit, target } of state.escalations)
    numbers.set(`ack:${escalationId}`, life.escalations.push({ limit, target }));
  return numbers;
}

function loadLimit(
  t: Tracking,
  life: Life,
  name: string,
  { ledger, ladder, taken }: LimitState,
  escalations: ReadonlyMap<string, number>,
): void {
  const ordinal = escalations.get(name);
  const walked = t.plan.ladder(ladder);
  const isPrincipal = name === "principal";
  // Only the promise, and what ends or moves a dossier.
  if (!isPrincipal && t.onlyVerdicts && walked.watched === 0) return;
  const limit = new OpenLimit(ordinal === undefined ? name : "ack", ordinal ?? 0, walked, ledger);
  for (const [index, { id }] of walked.rungs.entries()) if (taken.includes(id)) limit.take(index);
  limit.count(t.plan.time);
  if (isPrincipal) life.principal = limit;
  if (ledger.endedAt === undefined) life.limits.push(limit);
}

function loadSupplement(life: Life, state: DossierState): void {
  for (const { groundId, party } of state.groundParties) life.grounds.push({ groundId, party });
  const open = (life.principal?.ledger.suspensions ?? []).filter(({ to }) => to === undefined);
  if (open.length > 0) life.groundsSince = Math.min(...open.map(({ from }) => from));
  life.supplementRounds = state.supplementRounds;
  const { supplement } = state;
  if (supplement === undefined) return;
  life.round = supplement.round;
  life.effect = supplement.effect;
  life.askedAt = supplement.askedAt;
}

/** What people owe a dossier that was taken over they begin to do at `at`. */
export function expectReactions(t: Tracking, life: Life, at: EpochMs): void {
  life.peopleFrom = at;
  const { habits } = t;
  if (life.question !== undefined && life.answer === undefined && habits.answer !== "never")
    schedule(t, life, "answer", 0, at, habits.answerAfterMs);
  for (const { ordinal, status, byClock } of life.apologies) {
    // Those no clock makes wait for people outside this simulation.
    if (!byClock) continue;
    if (status === "owed" && !share(t, life, habits.apologiesForgotten, purposes.forgotten + (ordinal % 256)))
      schedule(t, life, "draft", ordinal, at, habits.draftAfterMs);
    if (status === "drafted") schedule(t, life, "sign", ordinal, at, habits.signAfterMs);
    if (status === "signed") schedule(t, life, "send", ordinal, at, habits.sendAfterMs);
  }
  for (const { name, ordinal } of life.limits)
    if (name === "ack" && share(t, life, habits.acknowledged, purposes.acknowledged + (ordinal % 256)))
      schedule(t, life, "acknowledge", ordinal, at, habits.acknowledgeAfterMs);
}
