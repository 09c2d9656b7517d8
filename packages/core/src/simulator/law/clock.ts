import { invariant } from "../../base/invariant.ts";
import type { Result } from "../../base/result.ts";
import type { Source } from "../../base/text.ts";
import { dayOf } from "../../calendar/civil-date.ts";
import type { EpochMs } from "../../calendar/types.ts";
import type { PromiseCause } from "../../dossier/events.ts";
import { beginPhase, restartLimit, resumeLimit, suspendLimit } from "../../limit/ledger.ts";
import type { LimitLedger } from "../../limit/types.ts";
import { settleMovedPromise } from "./apology.ts";
import type { Life } from "./life.ts";
import { OpenLimit } from "./open-limit.ts";
import type { LimitTemplate } from "./plan.ts";
import { countsOf, factBits, move, principalHeld, settleReminders, type Tracking, tell } from "./tracking.ts";

/** Grounds one run of the limit can hold, as in the engine. */
export const groundsMax = 200;

/** Has the promise in force passed? Compares dates or instants, as the office's policy says. */
export function isLate(t: Tracking, life: Life, at: EpochMs): boolean {
  const { principal } = life;
  if (principal === undefined || Number.isNaN(principal.dueAt)) return false;
  return t.plan.law.policies.verdictCompares === "by-instant" ? at > principal.dueAt : dayOf(at) > principal.dueDay;
}

export interface NewGround {
  readonly groundId: string;
  readonly ground: string;
  readonly party: string;
  readonly source: Source;
}

/** A ground begins to hold the principal limit. */
export function suspend(t: Tracking, life: Life, ground: NewGround, at: EpochMs): void {
  const principal = change(t, life, at);
  const from = Math.max(at, principal.ledger.startAt);
  const { groundId, party, source } = ground;
  principal.ledger = must(suspendLimit(principal.ledger, { groundId, ground: ground.ground, source, from }));
  principal.count(t.plan.time);
  if (life.grounds.length === 0) life.groundsSince = from;
  life.grounds.push({ groundId, party });
  if (t.sink !== undefined)
    tell(t, life, at, { kind: "limit-suspended", groundId, ground: ground.ground, party, from });
}

/** A ground ends; not before it began to hold the present run. */
export function resume(t: Tracking, life: Life, groundId: string, at: EpochMs): EpochMs {
  const principal = change(t, life, at);
  const from = principal.ledger.suspensions.findLast((known) => known.groundId === groundId)?.from ?? at;
  const to = Math.max(at, from);
  principal.ledger = must(resumeLimit(principal.ledger, groundId, to));
  principal.count(t.plan.time);
  const index = life.grounds.findIndex((ground) => ground.groundId === groundId);
  if (index >= 0) life.grounds.splice(index, 1);
  if (life.grounds.length === 0) countsOf(t, life).suspendedMs += Math.max(0, to - life.groundsSince);
  if (t.sink !== undefined) tell(t, life, at, { kind: "limit-resumed", groundId, to });
  return to;
}

/** The limit is counted again, whole. */
export function restart(t: Tracking, life: Life, startAt: EpochMs, at: EpochMs): void {
  const principal = change(t, life, at);
  principal.ledger = must(restartLimit(principal.ledger, startAt));
  principal.taken = 0;
  principal.count(t.plan.time);
  life.question = undefined;
  if (t.sink !== undefined) tell(t, life, at, { kind: "limit-restarted", startAt });
}

/** Another phase begins, under a limit of its own. */
export function nextPhase(t: Tracking, life: Life, template: LimitTemplate, startAt: EpochMs, at: EpochMs): void {
  const before = change(t, life, at);
  const ledger = must(beginPhase(before.ledger, template.budget, startAt));
  const begun = new OpenLimit(before.name, before.ordinal, template.ladder, ledger);
  begun.knownAt = at;
  begun.count(t.plan.time);
  life.limits[life.limits.indexOf(before)] = begun;
  life.principal = begun;
  life.question = undefined;
  if (t.sink !== undefined) tell(t, life, at, { kind: "limit-restarted", startAt });
}

/** The principal limit, about to change: what its run has brought until now is settled. */
function change(t: Tracking, life: Life, at: EpochMs): OpenLimit {
  invariant(life.principal !== undefined, "a clock that changes has a principal limit");
  settleReminders(t, life, at);
  life.principal.knownAt = at;
  return life.principal;
}

function must(changed: Result<LimitLedger, { readonly code: string }>): LimitLedger {
  invariant(changed.ok, "the ledger takes what the dossier's state allows");
  return changed.value;
}

/** Records the promise the ledger gives now, when it differs from the one in force (see `dossier/promise.ts`). */
export function renewPromise(t: Tracking, life: Life, at: EpochMs, cause: PromiseCause): void {
  const { principal } = life;
  if (principal === undefined || Number.isNaN(principal.dueAt)) return;
  const { dueDay, dueAt } = principal;
  if (life.promises > 0 && life.promisedDay === dueDay && life.promisedAt === dueAt) return;
  const overdue = life.promiseMissed && t.plan.control(life.control).promise === "overdue";
  const moved = overdue && !isLate(t, life, at) ? movedPromise(t, life) : -1;
  if (life.promises === 0) life.firstPromisedAt = dueAt;
  life.promises += 1;
  life.promisedDay = dueDay;
  life.promisedAt = dueAt;
  let kept: readonly string[] | undefined;
  if (moved >= 0) {
    life.control = moved;
    // Missed anew, or kept: its rungs count again.
    const bits = principal.passed(t.plan.time, principal.taken, at + 1);
    kept = principal.idsOf(bits);
    principal.ledger = { ...principal.ledger, generation: principal.ledger.generation + 1 };
    principal.taken = bits;
    principal.advance(t.plan.time);
  }
  if (t.sink !== undefined)
    tell(t, life, at, { kind: "promised", day: dueDay, dueAt, cause, ...(kept === undefined ? {} : { kept }) });
  settleMovedPromise(t, life, at);
}

const movedPromise = (t: Tracking, life: Life): number =>
  move(t, life, t.plan.event("promise-moved"), factBits(t, life, principalHeld(life), false));
