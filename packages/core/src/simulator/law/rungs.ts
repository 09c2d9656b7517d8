import { dayOf } from "../../calendar/civil-date.ts";
import { closingOf } from "../../calendar/opening-hours.ts";
import type { EpochMs } from "../../calendar/types.ts";
import { rollForward } from "../../calendar/working-days.ts";
import { cannotFit } from "../../dossier/fit.ts";
import type { RungEffect } from "../../limit/types.ts";
import { act } from "./acts.ts";
import { dayOfApology, openApology, oweApology } from "./apology.ts";
import { countOne } from "./counts.ts";
import { leave } from "./ends.ts";
import { climb, escalate } from "./escalation.ts";
import type { Life } from "./life.ts";
import type { OpenLimit } from "./open-limit.ts";
import { settleResponsibility } from "./responsibility.ts";
import { schedule } from "./schedule.ts";
import { countsOf, factBits, move, type Tracking, tell } from "./tracking.ts";

/** What a wake asks of the flow: nothing, to end here because the law has closed the dossier, or, as a number of 0 or
 *  more, to go the way of that action, which the law has taken already. */
export const nothingDue = -1;
export const closedByLaw = -2;

/** Takes the rungs due up to and including an instant, in order of (instant, limit, rung id); see `dossier/wake.ts`. */
export function takeRungs(t: Tracking, life: Life, through: EpochMs): number {
  let asked = nothingDue;
  for (let limit = earliest(life); limit !== undefined && limit.nextAt <= through; limit = earliest(life)) {
    // A rung that lay behind already when it came to be known follows what is recorded.
    const at = Math.max(limit.nextAt, life.lastAt);
    const answer = takeRung(t, life, limit, at);
    life.lastAt = at;
    if (answer !== nothingDue && asked !== closedByLaw) asked = answer;
    settleResponsibility(t, life, at);
  }
  return asked;
}

export function earliest(life: Life): OpenLimit | undefined {
  let found: OpenLimit | undefined;
  for (const limit of life.limits) {
    if (limit.nextRung < 0) continue;
    if (found === undefined || limit.nextAt < found.nextAt || (limit.nextAt === found.nextAt && before(limit, found)))
      found = limit;
  }
  return found;
}

const before = (a: OpenLimit, b: OpenLimit): boolean => a.name < b.name || (a.name === b.name && a.ordinal < b.ordinal);

interface TakenRung {
  readonly limit: OpenLimit;
  readonly rung: string;
  readonly dueAt: EpochMs;
}

function takeRung(t: Tracking, life: Life, limit: OpenLimit, at: EpochMs): number {
  const rung = limit.ladder.rungs[limit.nextRung];
  if (rung === undefined) return nothingDue;
  const { nextAt: dueAt } = limit;
  limit.take(limit.nextRung);
  limit.advance(t.plan.time);
  if (limit === life.principal) countOne(countsOf(t, life).rungs, rung.id);
  if (t.sink !== undefined) {
    const { generation } = limit.ledger;
    tell(t, life, at, { kind: "rung-taken", limit: limit.label, generation, rung: rung.id, dueAt });
  }
  const taken = { limit, rung: rung.id, dueAt };
  let asked = nothingDue;
  for (const effect of rung.effects) {
    const answer = takeEffect(t, life, taken, effect, at);
    if (answer !== nothingDue) asked = answer;
    // Closing or moving on ends the limit the rung belonged to; what would follow has nothing left to act on.
    if (limit !== life.principal && !life.limits.includes(limit)) break;
  }
  return asked;
}

function takeEffect(t: Tracking, life: Life, taken: TakenRung, effect: RungEffect, at: EpochMs): number {
  const { limit, rung, dueAt } = taken;
  switch (effect.do) {
    case "remind":
      return nothingDue;
    case "ask":
      ask(t, life, rung, dueAt, at);
      return nothingDue;
    case "escalate":
      for (const target of effect.to) escalate(t, life, limit.label, target, at);
      return nothingDue;
    case "climb":
      climb(t, life, limit, at);
      return nothingDue;
    case "owe-apology":
      if (limit.name === "principal") missPromise(t, life, at);
      if (limit.name === "rescheduled") oweApology(t, life, at, "new-date-missed");
      return nothingDue;
    case "close":
      return leave(t, life, "close", "closed", at) ? closedByLaw : nothingDue;
    case "proceed":
      return proceed(t, life, effect.action, at);
    case "report-silence":
      if (t.sink !== undefined) tell(t, life, at, { kind: "consultation-silent", limit: limit.label });
      return nothingDue;
  }
}

/** "On time or late?", to be answered by that day's closing. */
function ask(t: Tracking, life: Life, rung: string, dueAt: EpochMs, at: EpochMs): void {
  const { time, law } = t.plan;
  const day = rollForward(time.calendar, dayOf(dueAt));
  life.question = rung;
  life.answer = undefined;
  if (t.sink !== undefined) tell(t, life, at, { kind: "asked-on-time", rung, answerBy: closingOf(time, day) });
  if (t.habits.answer !== "never") schedule(t, life, "answer", 0, at, t.habits.answerAfterMs);
  if (law.policies.apologyTrigger === "open-at-last-day") oweApology(t, life, at, "open-at-last-day", day);
  else if (stepsCannotFit(t, life, at)) oweApology(t, life, at, "steps-cannot-fit", day);
}

export function stepsCannotFit(t: Tracking, life: Life, at: EpochMs): boolean {
  const { task, principal, openedAt } = life;
  if (task === undefined || principal === undefined || Number.isNaN(principal.dueAt)) return false;
  return cannotFit(t.plan.law, principal.dueAt, { step: task.id, openedAt }, at);
}

/** The due instant passed: the promise is missed, and the apology is owed and, unless it went out, missed. */
function missPromise(t: Tracking, life: Life, at: EpochMs): void {
  const { principal } = life;
  if (principal === undefined || Number.isNaN(principal.dueAt) || life.resolved) return;
  if (t.plan.control(life.control).promise === "inForce") {
    const to = move(t, life, t.plan.event("promise-missed"), factBits(t, life, principal.held, true));
    if (to >= 0) {
      life.control = to;
      if (!life.promiseMissed) life.missedAt = at;
      if (t.sink !== undefined) tell(t, life, at, { kind: "promise-missed", day: principal.dueDay });
    }
  }
  if (openApology(life) === undefined) oweApology(t, life, at, "promise-missed");
  const apology = openApology(life);
  const decided = dayOfApology(t, life);
  if (apology === undefined || apology.status === "sent" || apology.missed || decided === undefined) return;
  apology.missed = true;
  countsOf(t, life).apologiesMissed += 1;
  if (t.sink !== undefined) tell(t, life, at, { kind: "apology-missed", apology: apology.name, day: decided.day });
}

/** Silence counts as the named action. */
function proceed(t: Tracking, life: Life, id: string, at: EpochMs): number {
  const { task } = life;
  if (task === undefined) return nothingDue;
  const action = t.plan.actions[t.plan.actionNumbers.get(`${task.id}.${id}`) ?? -1];
  return action !== undefined && act(t, life, action, at) ? action.number : nothingDue;
}
