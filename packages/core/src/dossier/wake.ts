import type { PersonId } from "../base/ids.ts";
import { ok, type Result } from "../base/result.ts";
import { civilDateOf, dayOf, minuteMs } from "../calendar/civil-date.ts";
import { closingOf, momentOf, nextOpening, openingOf } from "../calendar/opening-hours.ts";
import type { Budget, EpochMs } from "../calendar/types.ts";
import { addWorkingDays, isWorkingDay, rollForward } from "../calendar/working-days.ts";
import type { RungEffect, RungTarget } from "../limit/types.ts";
import { follow } from "./act.ts";
import { dayOfApology, openLateApology, oweApology } from "./apology.ts";
import { closeDossier } from "./closing.ts";
import {
  asSystem,
  controlOf,
  currentStep,
  type Draft,
  done,
  effectiveAt,
  emit,
  moveControl,
  type Step,
  send,
  stateOf,
} from "./draft.ts";
import { climb, escalate, peopleAt } from "./escalation.ts";
import { stepsCannotFit } from "./fit.ts";
import { hasEnded, memberOfLimit } from "./fold-members.ts";
import type { PinnedLaw } from "./law.ts";
import { principalProjection } from "./limits.ts";
import { groupCannotFit, missMemberLimit, reportMemberSilence } from "./member-late.ts";
import { refuseTrack } from "./members.ts";
import { type DueRung, earliestRung } from "./next-wake.ts";
import { checkReturnedHere } from "./papers.ts";
import type { Refusal } from "./refusal.ts";
import { settleResponsibility } from "./responsibility.ts";
import type { DossierState } from "./state.ts";

/**
 * Takes every rung due up to and including `through`, in order of (instant, limit, rung id): after an outage each missed
 * one is taken, once. Returns how many.
 * @param lastAt none follows at an instant before this one; the last event's by default
 */
export function takeDueRungs(
  draft: Draft,
  through: EpochMs,
  lastAt: EpochMs = stateOf(draft).lastAt,
): Result<number, Refusal> {
  let taken = 0;
  for (;;) {
    const due = earliestRung(draft.law, stateOf(draft));
    if (due === undefined || due.dueAt > through) return ok(taken);
    // A worker that slept changes nothing in law: what follows from a rung follows at its own instant. A rung that lay
    // behind already when it came to be known (a back-dated start) follows what is recorded.
    const step = asSystem(draft, Math.max(due.dueAt, lastAt), () => {
      const one = takeRung(draft, due, through);
      if (one.ok) settleResponsibility(draft);
      return one;
    });
    if (!step.ok) return step;
    taken += 1;
  }
}

function takeRung(draft: Draft, due: DueRung, through: EpochMs): Step {
  const limit = stateOf(draft).limits[due.limit];
  if (limit === undefined) return done;
  const overtaken = isOvertaken(draft, due, through);
  const told = overtaken ? [] : toldBy(draft, due);
  emit(draft, {
    type: "rung-taken",
    limit: due.limit,
    generation: limit.ledger.generation,
    rung: due.rung.id,
    dueAt: due.dueAt,
    ...(overtaken ? { overtaken: true as const } : {}),
    told,
  });
  const event = draft.events.length - 1;
  for (const effect of due.rung.effects) {
    const sent = draft.outbox.length;
    const step = takeEffect(draft, due, effect, overtaken);
    if (!step.ok) return step;
    if (effect.do === "remind" && draft.outbox.length > sent) {
      const { generation } = limit.ledger;
      draft.reminders.push({ event, limit: due.limit, generation, messages: draft.outbox.slice(sent) });
    }
    // Closing or moving on ends the limit the rung belonged to; what would follow has nothing left to act on.
    if (stateOf(draft).limits[due.limit] === undefined) return done;
  }
  return done;
}

/** What the command itself has settled needs no reminder any more: recorded as overtaken, not sent. */
export function dropOvertaken(draft: Draft): void {
  const { limits } = stateOf(draft);
  for (const { event, limit, generation, messages } of draft.reminders) {
    const ledger = limits[limit]?.ledger;
    if (ledger !== undefined && ledger.endedAt === undefined && ledger.generation === generation) continue;
    for (const message of messages) draft.outbox.splice(draft.outbox.indexOf(message), 1);
    const taken = draft.events[event];
    if (taken?.type === "rung-taken") draft.events[event] = { ...taken, overtaken: true, told: [] };
  }
}

/** A reminder is overtaken when a later rung of the same limit is due as well. */
function isOvertaken(draft: Draft, due: DueRung, through: EpochMs): boolean {
  if (due.rung.effects.some((effect) => effect.do !== "remind")) return false;
  const after = earliestRung(draft.law, {
    ...stateOf(draft),
    limits: pick(stateOf(draft).limits, due),
  });
  return after !== undefined && after.dueAt > due.dueAt && after.dueAt <= through;
}

function pick<T extends { readonly taken: readonly string[] }>(
  limits: { readonly [limit: string]: T },
  due: DueRung,
): { readonly [limit: string]: T } {
  const limit = limits[due.limit];
  return limit === undefined ? {} : { [due.limit]: { ...limit, taken: [...limit.taken, due.rung.id] } };
}

function toldBy(draft: Draft, { rung, limit }: DueRung): readonly PersonId[] {
  const targets: RungTarget[] = [];
  for (const effect of rung.effects) if (effect.do === "remind" || effect.do === "ask") targets.push(...effect.to);
  return peopleAt(draft, targets, limit);
}

function takeEffect(draft: Draft, due: DueRung, effect: RungEffect, overtaken: boolean): Step {
  const member = memberOfLimit(due.limit);
  switch (effect.do) {
    case "remind":
      if (!overtaken) remind(draft, due, effect.to);
      return done;
    case "ask":
      // The question is about the promise to the citizen; of a member's limit it is a reminder.
      if (member === undefined) return ask(draft, due, effect.to);
      remind(draft, due, effect.to);
      return done;
    case "escalate":
      for (const target of effect.to) escalate(draft, due, target);
      return done;
    case "climb":
      climb(draft, due.limit);
      return done;
    case "owe-apology":
      if (due.limit === "principal") return missPromise(draft);
      // The new date of an apology passed as well: a breach of its own, apologised for again.
      if (due.limit === "rescheduled") oweApology(draft, { cause: "new-date-missed" });
      return member === undefined ? done : missMemberLimit(draft, member);
    case "close":
      if (member !== undefined) return memberUncompleted(draft, member);
      return closeDossier(draft, { code: "citizen-time-over" });
    case "proceed":
      return proceed(draft, effect.action);
    case "report-silence":
      return member === undefined ? reportSilence(draft, due) : reportMemberSilence(draft, member);
  }
}

/** Reminders reach people in opening hours only (model.md §6): those of hours and same-day limits at once, the others
 *  in the digest of that person at opening and at 13:00. */
function remind(draft: Draft, due: DueRung, targets: readonly RungTarget[]): void {
  const unit = stateOf(draft).limits[due.limit]?.ledger.budget.unit;
  const notBefore =
    unit !== undefined && atOnceUnits.has(unit)
      ? nextOpening(draft.law.time, draft.command.at)
      : nextDigest(draft.law, draft.command.at);
  for (const person of peopleAt(draft, targets, due.limit))
    send(draft, "desk", "reminder", { to: person, limit: due.limit, rung: due.rung.id, dueAt: due.dueAt }, notBefore);
}

const atOnceUnits: ReadonlySet<Budget["unit"]> = new Set(["same-day", "hour", "working-hour", "working-minute"]);

/** The opening of a working day or its second digest, whichever comes next. */
function nextDigest(law: PinnedLaw, at: EpochMs): EpochMs {
  const { calendar } = law.time;
  const today = dayOf(at);
  if (isWorkingDay(calendar, today)) {
    const opening = openingOf(law.time, today);
    if (at <= opening) return opening;
    const second = momentOf(law.time, today, law.policies.digestMinute * minuteMs);
    if (at <= second) return second;
  }
  return openingOf(law.time, addWorkingDays(calendar, today, 1));
}

/** "On time or late?", to be answered by that day's closing (model.md §5). */
function ask(draft: Draft, due: DueRung, targets: readonly RungTarget[]): Step {
  const people = peopleAt(draft, targets);
  // A question that waited for the end of a suspension may come on a rest day: then by the closing of the next day.
  const day = rollForward(draft.law.time.calendar, dayOf(due.dueAt));
  const answerBy = closingOf(draft.law.time, day);
  const dueOn = civilDateOf(day);
  emit(draft, { type: "asked-on-time", rung: due.rung.id, answerBy, asked: people });
  // A question that came too late to be answered is recorded, not sent.
  if (answerBy >= draft.command.at)
    for (const person of people)
      send(draft, "desk", "asked-on-time", { to: person, answerBy }, nextOpening(draft.law.time, draft.command.at));
  if (draft.law.policies.apologyTrigger === "open-at-last-day") oweApology(draft, { cause: "open-at-last-day", dueOn });
  else if (cannotFit(draft.law, stateOf(draft), effectiveAt(draft)))
    oweApology(draft, { cause: "steps-cannot-fit", dueOn });
  return done;
}

const cannotFit = (law: PinnedLaw, state: DossierState, at: EpochMs): boolean =>
  stepsCannotFit(law, state, at) || groupCannotFit(law, state, at);

/** The applicant's time for one member is over (Art. 19(5)): that part is refused, the others go on. */
function memberUncompleted(draft: Draft, member: string): Step {
  const track = stateOf(draft).members?.[member];
  return track === undefined ? done : refuseTrack(draft, member, track, { code: "citizen-time-over" });
}

/** The due instant passed: the promise is missed, and the apology is owed and, unless it went out, missed. */
function missPromise(draft: Draft): Step {
  const before = stateOf(draft);
  const due = principalProjection(draft.law, before)?.due;
  if (due === undefined || before.resolvedAt !== undefined) return done;
  if (controlOf(draft).promise === "inForce") {
    const control = moveControl(draft, "promise-missed", { late: true });
    if (!control.ok) return control;
    emit(draft, { type: "promise-missed", date: due.dueOn, control: control.value.key });
  }
  const open = openLateApology(stateOf(draft));
  if (open === undefined) oweApology(draft, { cause: "promise-missed" });
  const apology = openLateApology(stateOf(draft));
  const decided = dayOfApology(draft.law, stateOf(draft));
  if (apology !== undefined && apology.status !== "sent" && apology.missedOn === undefined && decided !== undefined)
    emit(draft, { type: "apology-missed", apologyId: apology.apologyId, on: civilDateOf(decided.day) });
  return done;
}

/** Silence counts as the named action (e.g. an online draft confirmed by silence). */
function proceed(draft: Draft, action: string): Step {
  const { task, members = {} } = stateOf(draft);
  // Silence declares no group finished while an agency still works.
  if (task === undefined || !Object.values(members).every(hasEnded)) return done;
  const step = currentStep(draft);
  // Nobody could object to a notice that never went up: until it does, people are reminded and nothing follows.
  if (step?.kind === "posting" && step.follows?.over === action && task.postedAt === undefined) return done;
  // Silence hands nothing out in place of the office where it is returned: the dossier waits to go there.
  const ends = step?.actions.some(({ id, to }) => id === action && to.startsWith("end:")) === true;
  return ends && !checkReturnedHere(draft).ok ? done : follow(draft, { step: task.step, action });
}

function reportSilence(draft: Draft, due: DueRung): Step {
  const consultId = due.limit.slice("consult:".length);
  const [director] = peopleAt(draft, ["director"]);
  if (director === undefined || stateOf(draft).consultations[consultId] === undefined) return done;
  emit(draft, { type: "consultation-silent", consultId, told: director });
  send(
    draft,
    "desk",
    "consultation-silent",
    { to: director, consultId },
    nextOpening(draft.law.time, draft.command.at),
  );
  return done;
}
