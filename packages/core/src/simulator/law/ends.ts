import { dayOf } from "../../calendar/civil-date.ts";
import { closingOf } from "../../calendar/opening-hours.ts";
import type { EpochMs } from "../../calendar/types.ts";
import type { EndOutcome, Outcome, ResolvedVerdict } from "../../dossier/events.ts";
import { nationalVerdict, workingDaysLate } from "../../rules/verdict.ts";
import { lapseApologies, settleApologies } from "./apology.ts";
import { isLate } from "./clock.ts";
import { countOne, type LawCounts } from "./counts.ts";
import type { Life } from "./life.ts";
import type { Plan } from "./plan.ts";
import { countsOf, endLimits, factBits, move, principalHeld, type Tracking, tell } from "./tracking.ts";

/** The result is ready, or refused with reasons: judged against the promise in force (see `dossier/act.ts`). */
export function resolveMatter(t: Tracking, life: Life, outcome: Outcome, late: boolean, at: EpochMs): void {
  const counts = countsOf(t, life);
  const { principal } = life;
  let verdict: ResolvedVerdict = "no-limit";
  let daysOver = 0;
  if (principal !== undefined) {
    verdict = late ? "late" : dayOf(at) < principal.dueDay ? "early" : "on-time";
    if (late) daysOver = Math.max(1, workingDaysOver(t, life, at));
    const national = judge(t, life, counts, late, at);
    if (late) counts.daysOver.add(daysOver);
    t.onJudged?.(life.slot, { at, late, nationallyLate: !national, daysOver, dueAt: principal.dueAt });
  } else t.onJudged?.(life.slot, noLimit(at));
  countOne(counts.outcomes, outcome);
  life.question = undefined;
  life.resolvedAt = at;
  if (t.sink !== undefined)
    tell(t, life, at, {
      kind: "resolved",
      outcome,
      verdict,
      daysOver,
      ...(life.promises === 0 ? {} : { promisedDay: life.promisedDay }),
    });
  endLimits(t, life, at);
  if (verdict !== "late") settleApologies(t, life, at);
}

function workingDaysOver(t: Tracking, { principal }: Life, at: EpochMs): number {
  if (principal === undefined || Number.isNaN(principal.dueAt)) return 0;
  return workingDaysLate(t.plan.time.calendar, principal.dueDay, dayOf(at));
}

/** Of a dossier without one. */
export const noLimit = (at: EpochMs) => ({ at, late: false, nationallyLate: false, daysOver: 0, dueAt: Number.NaN });

/** On time by the office's verdict and by the portal's. @returns by the portal's */
function judge(t: Tracking, life: Life, counts: LawCounts, late: boolean, at: EpochMs): boolean {
  const dueAt = life.principal?.dueAt ?? Number.NaN;
  counts.limited += 1;
  if (!late) {
    counts.onTimeLocal += 1;
    // By date it may come after the due instant of the same day.
    if (!Number.isNaN(dueAt)) counts.earlyMs.add(Math.max(0, dueAt - at));
  } else counts.lateMs.add(Math.max(0, at - dueAt));
  const national = nationallyOnTime(t.plan, life, at);
  if (national) counts.onTimeNational += 1;
  return national;
}

/** By the portal's verdict, of a result that is ready at `at`. */
export function nationallyOnTime(plan: Plan, life: Life, at: EpochMs): boolean {
  const { completed, supplementRounds } = life;
  if (life.promises === 0) return true;
  const appointment =
    plan.law.policies.appointmentReported === "first" ? life.firstPromisedAt : newestAppointment(plan, life);
  if (supplementRounds === 0) return at <= appointment;
  const supplements: { readonly requestedAt: EpochMs; readonly completedAt?: EpochMs }[] = [];
  for (let i = 0; i < completed.length; i += 2)
    supplements.push({ requestedAt: completed[i] ?? at, completedAt: completed[i + 1] ?? at });
  const { verdict } = nationalVerdict({
    appointment,
    acceptedAt: life.acceptedAt,
    progress: [{ status: 9, at }],
    supplements,
    periodEnd: at,
  });
  return verdict === "on-time";
}

/** Where a new date is reported, a rescheduled appointment is due at the closing of its day. */
const newestAppointment = (plan: Plan, life: Life): EpochMs => {
  const day = life.rescheduledTo.at(-1);
  return day === undefined || day <= life.promisedDay ? life.promisedAt : closingOf(plan.time, day);
};

/** The way out without a result; -1: the machine does not take it now. */
export function leave(
  t: Tracking,
  life: Life,
  event: "withdraw" | "close" | "refuse-intake",
  outcome: EndOutcome,
  at: EpochMs,
): boolean {
  const to = move(t, life, t.plan.event(event), factBits(t, life, principalHeld(life), false));
  if (to < 0) return false;
  life.control = to;
  if (t.onJudged !== undefined && !life.resolved) {
    const late = life.promiseMissed || isLate(t, life, at);
    const dueAt = life.principal?.dueAt ?? Number.NaN;
    t.onJudged(life.slot, { at, late, nationallyLate: late, daysOver: late ? workingDaysOver(t, life, at) : 0, dueAt });
  }
  life.endedAt = at;
  life.task = undefined;
  life.round = 0;
  life.question = undefined;
  countOne(countsOf(t, life).outcomes, outcome);
  if (t.sink !== undefined) tell(t, life, at, { kind: "ended", outcome });
  endLimits(t, life, at);
  // What was owed lapses, unless a promise was broken: that apology outlives the dossier.
  if (event !== "refuse-intake" && !life.promiseMissed) lapseApologies(t, life, at);
  return true;
}
