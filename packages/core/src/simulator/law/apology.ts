import { civilDateOf } from "../../calendar/civil-date.ts";
import { closingOf } from "../../calendar/opening-hours.ts";
import type { EpochDay, EpochMs } from "../../calendar/types.ts";
import { type ApologyDay, apologyDay } from "../../rules/apology.ts";
import type { ApologyCause } from "./facts.ts";
import type { Apology, Life } from "./life.ts";
import { purposes } from "./reactions.ts";
import { schedule, share } from "./schedule.ts";
import { beginOwn, countsOf, drop, dropNamed, findLimit, type Tracking, tell } from "./tracking.ts";

// What `dossier/apology.ts` decides, for apologies that a clock makes.

const isForLateness = ({ cause }: Apology): boolean => cause !== "conduct" && cause !== "lost-or-damaged";

/** The apology for lateness still standing: owed, on its way, or sent. */
export function openApology(life: Life): Apology | undefined {
  const last = life.apologies.findLast(isForLateness);
  return last === undefined || last.status === "lapsed" || last.status === "unneeded" ? undefined : last;
}

/** Records that an apology is owed, unless one already is (Art. 19(6)). */
export function oweApology(
  t: Tracking,
  life: Life,
  at: EpochMs,
  cause: ApologyCause,
  dueDay?: EpochDay,
  newDay?: EpochDay,
): void {
  if (cause !== "new-date-missed" && openApology(life) !== undefined) return;
  const ordinal = life.apologies.length + 1;
  const name = `apology:${ordinal}`;
  life.apologies.push({ ordinal, name, cause, byClock: true, status: "owed", missed: false, newDay });
  countsOf(t, life).apologiesOwed += 1;
  if (t.sink !== undefined)
    tell(t, life, at, {
      kind: "apology-owed",
      apology: name,
      cause,
      ...(dueDay === undefined ? {} : { dueDay }),
      ...(newDay === undefined ? {} : { newDay }),
    });
  const { time, law } = t.plan;
  // Known only after the day it should have gone: at once, and its own ladder still counts.
  const inTime = dueDay !== undefined && closingOf(time, dueDay) > at;
  const budget = inTime ? { unit: "until" as const, date: civilDateOf(dueDay) } : law.policies.apologyAtOnceWithin;
  const { source } = law.ruleSet.rules.apology;
  beginOwn(t, life, { name, ordinal: 0, budget, ladder: "apology", source }, at);
  if (!share(t, life, t.habits.apologiesForgotten, purposes.forgotten + (ordinal % 256)))
    schedule(t, life, "draft", ordinal, at, t.habits.draftAfterMs);
}

/** The day on which an apology is decided; none where it lies before acceptance or restart: then it is owed at once. */
export function dayOfApology(t: Tracking, life: Life): ApologyDay | undefined {
  const { principal } = life;
  if (principal === undefined || Number.isNaN(principal.dueAt)) return undefined;
  return apologyDay(t.plan.time, t.plan.law.ruleSet.rules, principal.ledger.startAt, principal.dueDay);
}

/** On time after all: what was owed lapses by event, what was sent becomes a state of its own (model.md §5). */
export function settleApologies(t: Tracking, life: Life, at: EpochMs): void {
  for (const apology of life.apologies) {
    if (apology.status !== "sent" || !isForLateness(apology)) continue;
    apology.status = "unneeded";
    if (t.sink !== undefined) tell(t, life, at, { kind: "apology-unneeded", apology: apology.name });
  }
  lapseApologies(t, life, at);
}

/** What was owed and never sent has nothing to apologise for any more. */
export function lapseApologies(t: Tracking, life: Life, at: EpochMs): void {
  for (const apology of life.apologies.filter(isForLateness))
    if (apology.status === "owed" || apology.status === "drafted" || apology.status === "signed")
      lapse(t, life, apology, at);
}

export function lapse(t: Tracking, life: Life, apology: Apology, at: EpochMs): void {
  apology.status = "lapsed";
  dropNamed(life, apology.name);
  if (t.sink !== undefined) tell(t, life, at, { kind: "apology-lapsed", apology: apology.name });
}

/** The promise moved by law before it was missed: see `dossier/apology.ts`. */
export function settleMovedPromise(t: Tracking, life: Life, at: EpochMs): void {
  const apology = openApology(life);
  if (apology === undefined || life.promises === 0 || life.promiseMissed) return;
  const { newDay } = apology;
  const stands = newDay === undefined ? life.question !== undefined : newDay > life.promisedDay;
  if (!stands) settleExpectedLateness(t, life, at);
}

/** Nothing said about lateness before holds any more, unless the promise was missed already. */
export function settleExpectedLateness(t: Tracking, life: Life, at: EpochMs): void {
  if (life.promiseMissed) return;
  settleApologies(t, life, at);
  const limit = findLimit(life, "rescheduled");
  if (limit === undefined) return;
  drop(life, limit);
  if (t.sink !== undefined) tell(t, life, at, { kind: "limit-ended", limit: "rescheduled" });
}
