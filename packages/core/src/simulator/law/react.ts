import { civilDateOf, dayOf } from "../../calendar/civil-date.ts";
import type { EpochDay, EpochMs } from "../../calendar/types.ts";
import { addWorkingDays, isWorkingDay } from "../../calendar/working-days.ts";
import { dayOfApology, lapse, openApology, oweApology } from "./apology.ts";
import type { Apology, Life } from "./life.ts";
import { purposes, type Reaction } from "./reactions.ts";
import { stepsCannotFit } from "./rungs.ts";
import { schedule, share } from "./schedule.ts";
import { beginOwn, countsOf, drop, dropNamed, findLimit, type Tracking, tell } from "./tracking.ts";

/** What people do about apologies, questions and escalations, when its time has come. What has become pointless meanwhile
 *  is left undone. */
export function react(t: Tracking, life: Life, { kind, ordinal, at }: Reaction): void {
  const apology = life.apologies[ordinal - 1];
  switch (kind) {
    case "answer":
      answer(t, life, at);
      return;
    case "draft":
      if (apology?.status === "owed" || apology?.status === "signed") draft(t, life, apology, at);
      return;
    case "sign":
      if (apology?.status !== "drafted") return;
      apology.status = "signed";
      if (t.sink !== undefined) tell(t, life, at, { kind: "apology-signed", apology: apology.name });
      schedule(t, life, "send", ordinal, at, t.habits.sendAfterMs);
      return;
    case "send":
      if (apology?.status === "signed") send(t, life, apology, at);
      return;
    case "reschedule":
      if (apology?.status === "sent") reschedule(t, life, apology, at);
      return;
    case "acknowledge":
      acknowledge(t, life, ordinal, at);
  }
}

const unsettled = (life: Life): boolean => !life.resolved && !life.ended;

function answer(t: Tracking, life: Life, at: EpochMs): void {
  if (life.task === undefined || life.resolved || life.question === undefined || life.answer === "will-be-late") return;
  const { answer: habit } = t.habits;
  const late = habit === "always-late" || (habit === "by-fit" && stepsCannotFit(t, life, at));
  if (late) {
    const newDay = freshDay(t, life, at);
    life.answer = "will-be-late";
    if (t.sink !== undefined) tell(t, life, at, { kind: "answered-on-time", answer: "will-be-late", newDay });
    oweApology(t, life, at, "answered-late", dayOfApology(t, life)?.day, newDay);
    return;
  }
  // Once the promise has passed nobody can say any more that it will be kept.
  if (t.plan.control(life.control).promise !== "inForce") return;
  life.answer = "on-time";
  if (t.sink !== undefined) tell(t, life, at, { kind: "answered-on-time", answer: "on-time" });
  const apology = openApology(life);
  if (apology?.cause === "steps-cannot-fit" && apology.status !== "sent") lapse(t, life, apology, at);
}

/** A working day so many after today and after every date told before. */
function freshDay(t: Tracking, life: Life, at: EpochMs): EpochDay {
  const latest = Math.max(dayOf(at), life.promises > 0 ? life.promisedDay : 0, life.rescheduledTo.at(-1) ?? 0);
  return addWorkingDays(t.plan.time.calendar, latest, Math.max(1, t.habits.newDateAfterDays));
}

/** A day of the calendar on which the office works, later than every date told before, and not over yet. */
function mayBeTold(t: Tracking, life: Life, day: EpochDay, at: EpochMs): boolean {
  return (
    day >= dayOf(at) &&
    (life.promises === 0 || day > life.promisedDay) &&
    day > (life.rescheduledTo.at(-1) ?? 0) &&
    isWorkingDay(t.plan.time.calendar, day)
  );
}

function draft(t: Tracking, life: Life, apology: Apology, at: EpochMs): void {
  if (unsettled(life)) {
    const said = apology.newDay;
    apology.newDay = said !== undefined && mayBeTold(t, life, said, at) ? said : freshDay(t, life, at);
  }
  apology.status = "drafted";
  if (t.sink !== undefined)
    tell(t, life, at, {
      kind: "apology-drafted",
      apology: apology.name,
      ...(unsettled(life) && apology.newDay !== undefined ? { newDay: apology.newDay } : {}),
    });
  schedule(t, life, "sign", apology.ordinal, at, t.habits.signAfterMs);
}

function send(t: Tracking, life: Life, apology: Apology, at: EpochMs): void {
  if (unsettled(life) && apology.newDay !== undefined && !mayBeTold(t, life, apology.newDay, at)) {
    // The date it names has been overtaken: written anew.
    schedule(t, life, "draft", apology.ordinal, at, t.habits.draftAfterMs);
    return;
  }
  apology.status = "sent";
  dropNamed(life, apology.name);
  countsOf(t, life).apologiesIssued += 1;
  if (t.sink !== undefined) tell(t, life, at, { kind: "apology-sent", apology: apology.name });
  if (share(t, life, t.habits.rescheduled, purposes.rescheduled + (apology.ordinal % 256)))
    schedule(t, life, "reschedule", apology.ordinal, at, t.habits.rescheduleAfterMs);
}

function reschedule(t: Tracking, life: Life, apology: Apology, at: EpochMs): void {
  const { value, source } = t.plan.law.ruleSet.rules.apology;
  const { newDay } = apology;
  if (!unsettled(life) || life.rescheduledTo.length >= value.reschedulesMax) return;
  if (newDay === undefined || !mayBeTold(t, life, newDay, at)) return;
  const times = life.rescheduledTo.push(newDay);
  countsOf(t, life).rescheduled += 1;
  if (t.sink !== undefined) tell(t, life, at, { kind: "rescheduled", apology: apology.name, newDay, times });
  const budget = { unit: "until" as const, date: civilDateOf(newDay) };
  beginOwn(t, life, { name: "rescheduled", ordinal: 0, budget, ladder: "rescheduled", source }, at);
}

function acknowledge(t: Tracking, life: Life, escalation: number, at: EpochMs): void {
  const waiting = findLimit(life, "ack", escalation);
  if (waiting === undefined) return;
  drop(life, waiting);
  if (t.sink !== undefined) tell(t, life, at, { kind: "escalation-acknowledged", escalation });
}
