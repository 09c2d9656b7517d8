import { dayOf } from "../calendar/civil-date.ts";
import type { OfficeTime } from "../calendar/opening-hours.ts";
import { closingOf, openingOf } from "../calendar/opening-hours.ts";
import type { EpochDay, EpochMs } from "../calendar/types.ts";
import { subtractWorkingDays } from "../calendar/working-days.ts";
import type { Policies, Rules } from "./types.ts";

/** The day on which an apology is decided: asked at its opening, out by its closing. */
export interface ApologyDay {
  readonly day: EpochDay;
  readonly askAt: EpochMs;
  readonly outBy: EpochMs;
}

/** The last working day before the due day (Art. 19(6): at the latest one day before); absent where its opening lies before
 *  the acceptance or restart (same day, hours, one day): then an apology is owed at once when the delay is known.
 *  @throws CalendarHorizonError when that day lies outside the calendar */
export function apologyDay(
  office: OfficeTime,
  rules: Rules,
  startAt: EpochMs,
  dueDay: EpochDay,
): ApologyDay | undefined {
  const day = subtractWorkingDays(office.calendar, dueDay, rules.apology.value.beforeWorkingDays);
  const askAt = openingOf(office, day);
  return askAt < startAt ? undefined : { day, askAt, outBy: closingOf(office, day) };
}

export interface ApologyFacts {
  readonly rules: Rules;
  readonly policies: Policies;
  /** First instant of the current run. */
  readonly startAt: EpochMs;
  readonly dueDay: EpochDay;
  readonly dueAt: EpochMs;
  readonly asOf: EpochMs;
  /** The first answer, or finding of the step budgets, that it will be late. */
  readonly knownLateAt?: EpochMs;
  readonly resolvedAt?: EpochMs;
  readonly sentAt?: EpochMs;
}

export type ApologyDuty =
  | { readonly kind: "none" }
  /** It must go out by `by`; past that and not sent, it is missed as of `by`. */
  | { readonly kind: "owed"; readonly since: EpochMs; readonly by: EpochMs; readonly missed: boolean }
  /** Owed, and the dossier came on time after all before a letter went out. */
  | { readonly kind: "lapsed"; readonly since: EpochMs }
  | { readonly kind: "sent"; readonly inTime: boolean; readonly cameOnTime: boolean };

/** Whether an apology is owed for lateness, since when, by when (model.md §5). Owed as soon as lateness is known, for every
 *  dossier open on the last day under `open-at-last-day`, and when the due date passes without an answer: then it is missed
 *  as of the day it should have gone out.
 *  @throws CalendarHorizonError when a day needed lies outside the calendar */
export function apologyDuty(office: OfficeTime, facts: ApologyFacts): ApologyDuty {
  const decided = apologyDay(office, facts.rules, facts.startAt, facts.dueDay);
  const since = owedSince(facts, decided);
  const cameOnTime = facts.resolvedAt !== undefined && !isLate(facts, facts.resolvedAt);
  if (facts.sentAt !== undefined) {
    const by = decided?.outBy ?? facts.dueAt;
    return { kind: "sent", inTime: facts.sentAt <= by, cameOnTime };
  }
  if (since === undefined) return { kind: "none" };
  if (cameOnTime) return { kind: "lapsed", since };
  // Known late on a day after the one that was meant, or where there is none: at once.
  const by = since > facts.dueAt || decided === undefined ? Math.min(since, facts.dueAt) : decided.outBy;
  return { kind: "owed", since, by, missed: facts.asOf > by };
}

function owedSince(facts: ApologyFacts, decided: ApologyDay | undefined): EpochMs | undefined {
  const until = Math.min(facts.asOf, facts.resolvedAt ?? Number.POSITIVE_INFINITY);
  const causes: EpochMs[] = [];
  if (facts.knownLateAt !== undefined) causes.push(facts.knownLateAt);
  if (decided !== undefined && facts.policies.apologyTrigger === "open-at-last-day" && until >= decided.askAt)
    causes.push(decided.askAt);
  if (isLate(facts, until)) causes.push(facts.dueAt);
  return causes.length === 0 ? undefined : Math.min(...causes);
}

/** Lateness shows at the instant printed on the receipt; a result later on the same date is on time under `by-date`. */
function isLate(facts: ApologyFacts, at: EpochMs): boolean {
  if (at <= facts.dueAt) return false;
  const resolvedSameDay = facts.resolvedAt === at && dayOf(at) <= facts.dueDay;
  return !(facts.policies.verdictCompares === "by-date" && resolvedSameDay);
}

/** One rescheduling, as the law says (Art. 19(6)); a second is refused, still apologised for, and escalated. */
export function mayReschedule(rules: Rules, reschedulesSoFar: number): boolean {
  return reschedulesSoFar < rules.apology.value.reschedulesMax;
}
