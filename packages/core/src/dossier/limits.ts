import type { Source } from "../base/text.ts";
import { dayOf } from "../calendar/civil-date.ts";
import type { Budget, CivilDate, EpochMs } from "../calendar/types.ts";
import { isHeld } from "../limit/ledger.ts";
import { projectLimit } from "../limit/project.ts";
import { runOf } from "../limit/run.ts";
import { rungDueAt } from "../limit/rungs.ts";
import type { LimitLedger, LimitProjection, Rung } from "../limit/types.ts";
import { ladderNamed } from "../rules/ladder-named.ts";
import { type Draft, done, effectiveAt, emit, type Step, stateOf } from "./draft.ts";
import type { LimitKind } from "./events.ts";
import type { PinnedLaw } from "./law.ts";
import { refuse } from "./refusal.ts";
import type { DossierState, LimitState } from "./state.ts";

const noRungs: readonly Rung[] = [];

/** The rungs of a limit, from the rule set the dossier is pinned to. A limit without a ladder has none. */
export function ladderOf(law: PinnedLaw, limit: LimitState): readonly Rung[] {
  return ladderNamed(law.ruleSet.rules, limit.ladder) ?? noRungs;
}

export function beginLimit(
  draft: Draft,
  limit: string,
  kind: LimitKind,
  budget: Budget,
  startAt: EpochMs,
  ladder: string,
  source: Source,
): void {
  const dueTime = kind === "principal" ? draft.law.policies.dueTime : "end-of-day";
  emit(draft, { type: "limit-started", limit, kind, budget, startAt, dueTime, ladder, source });
}

/** Ends a limit that is open; one that is not stays as it is. */
export function finishLimit(draft: Draft, limit: string, endedAt: EpochMs): void {
  const open = stateOf(draft).limits[limit];
  if (open === undefined || open.ledger.endedAt !== undefined) return;
  emit(draft, { type: "limit-ended", limit, endedAt: Math.max(endedAt, open.ledger.startAt) });
}

export function principalProjection(law: PinnedLaw, state: DossierState): LimitProjection | undefined {
  const principal = state.limits.principal;
  return principal === undefined ? undefined : projectLimit(law.time, principal.ledger);
}

/** The last day of an open limit as things stand, for whoever is told of it. */
export function lastDayOf({ law, current }: Draft, limit: string): CivilDate | undefined {
  const open = current?.limits[limit];
  return open === undefined || open.ledger.endedAt !== undefined
    ? undefined
    : projectLimit(law.time, open.ledger).due?.dueOn;
}

/** When what happened touches the principal limit: not before its present run, which a move to another definition may
 *  have begun later than what is recorded now. Time before a run is none of it. */
export function withinRun(draft: Draft): EpochMs {
  return Math.max(effectiveAt(draft), stateOf(draft).limits.principal?.ledger.startAt ?? Number.NEGATIVE_INFINITY);
}

/** When a ground that holds the principal limit ends: not before it began to hold the present run. */
export function endOfGround(draft: Draft, groundId: string): EpochMs {
  const { suspensions = [] } = stateOf(draft).limits.principal?.ledger ?? {};
  const from = suspensions.findLast((known) => known.groundId === groundId)?.from ?? Number.NEGATIVE_INFINITY;
  return Math.max(effectiveAt(draft), from);
}

/** Grounds one run of the limit can hold, so that no dossier grows without bound. */
const groundsMax = 200;

export function roomForGround(draft: Draft): Step {
  return (stateOf(draft).limits.principal?.ledger.suspensions.length ?? 0) < groundsMax ? done : tooMany(groundsMax);
}

export const tooMany = (most: number) =>
  refuse("command.too_many", `Một hồ sơ chỉ có tối đa ${most}`, `one dossier holds at most ${most} of these`);

/** Has the promise in force passed at that moment? Compares dates or instants, as the office's policy says. */
export function isLateAt(law: PinnedLaw, state: DossierState, at: EpochMs): boolean {
  const principal = state.limits.principal;
  return principal !== undefined && isLimitLate(law, principal, at);
}

/** The same of any limit. */
export function isLimitLate(law: PinnedLaw, limit: LimitState, at: EpochMs): boolean {
  const { due } = runOf(law.time, limit.ledger);
  if (due === undefined) return false;
  return law.policies.verdictCompares === "by-instant" ? at > due.at : dayOf(at) > due.day;
}

/** Rungs taken before that stay taken in a new generation: those whose new time is past as well. */
export function keptRungs(law: PinnedLaw, limit: LimitState, changed: LimitLedger, at: EpochMs): readonly string[] {
  const ladder = ladderOf(law, limit);
  const running = runningFrom(changed, at);
  return limit.taken.filter((id) => {
    const rung = ladder.find((candidate) => candidate.id === id);
    const dueAt = rung === undefined ? undefined : rungDueAt(law.time, running, rung.point);
    return dueAt !== undefined && dueAt <= at;
  });
}

/** A held limit has no rungs; what lies behind it is what would if it ran again now. */
function runningFrom(ledger: LimitLedger, at: EpochMs): LimitLedger {
  if (!isHeld(ledger)) return ledger;
  const suspensions = ledger.suspensions.map((ground) => ({ ...ground, to: ground.to ?? Math.max(at, ground.from) }));
  return { ...ledger, suspensions };
}
