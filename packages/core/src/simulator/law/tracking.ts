import type { Source } from "../../base/text.ts";
import type { Budget, EpochMs } from "../../calendar/types.ts";
import { endLimit, startLimit } from "../../limit/ledger.ts";
import type { LawCounts } from "./counts.ts";
import { DayMemo } from "./day-memo.ts";
import type { LawFactBody, LawSink } from "./facts.ts";
import type { Judgement } from "./judgement.ts";
import type { Life } from "./life.ts";
import { OpenLimit } from "./open-limit.ts";
import type { LimitTemplate, Plan } from "./plan.ts";
import type { LawDraw, LawHabits } from "./reactions.ts";
import type { Names } from "./standing.ts";

/** What the parts of a track share. */
export interface Tracking {
  readonly plan: Plan;
  readonly habits: LawHabits;
  readonly draw: LawDraw;
  /** Absent: nothing is told, and reminders without a consequence are passed over. */
  readonly sink: LawSink | undefined;
  readonly onlyVerdicts: boolean;
  readonly onJudged: ((slot: number, judgement: Judgement) => void) | undefined;
  readonly parties: Names;
  readonly counted: LawCounts;
  readonly uncounted: LawCounts;
}

export const countsOf = (t: Tracking, life: Life): LawCounts => (life.counted ? t.counted : t.uncounted);

/** Only where somebody listens: ask for `t.sink` first, so that nothing is made for nobody. */
export function tell(t: Tracking, life: Life, at: EpochMs, body: LawFactBody): void {
  t.sink?.({ slot: life.slot, at, ...body });
}

/** Facts an operation has settled beside those of the dossier, as bits; see `factBits`. */
export function factBits(t: Tracking, life: Life, held: boolean, late: boolean): number {
  const { bits } = t.plan;
  return (
    life.facts | (held ? bits.held : 0) | (late ? bits.late : 0) | (life.principal !== undefined ? bits.limited : 0)
  );
}

/** Asks the machine which control state an event leads to; -1 when the present one does not take it. */
export function move(t: Tracking, life: Life, event: number, bits: number): number {
  if (event < 0) return -1;
  return t.plan.law.procedure.step(life.control, event, bits)?.to ?? -1;
}

export const principalHeld = (life: Life): boolean => life.principal?.held ?? false;

/** Opens a limit of a kind that many dossiers have. */
export function begin(t: Tracking, life: Life, template: LimitTemplate, startAt: EpochMs, at: EpochMs): OpenLimit {
  const { name, budget, dueTime, ladder, memo } = template;
  const limit = new OpenLimit(name, 0, ladder, startLimit(startAt, budget, dueTime));
  limit.begin(t.plan.time, memo);
  open(t, life, limit, at);
  return limit;
}

/** A limit with a budget of its own. */
export interface OwnLimit {
  readonly name: string;
  readonly ordinal: number;
  readonly budget: Budget;
  readonly ladder: string;
  readonly source: Source;
}

export function beginOwn(t: Tracking, life: Life, own: OwnLimit, at: EpochMs): OpenLimit {
  const { name, ordinal, budget, ladder, source } = own;
  const memo = DayMemo.fits(budget) ? t.plan.template(name, budget, ladder, source, "end-of-day").memo : undefined;
  const limit = new OpenLimit(name, ordinal, t.plan.ladder(ladder), startLimit(at, budget, "end-of-day"));
  limit.begin(t.plan.time, memo);
  open(t, life, limit, at);
  return limit;
}

function open(t: Tracking, life: Life, limit: OpenLimit, at: EpochMs): void {
  const { limits } = life;
  // One of a name is open at a time, as in the state of a dossier.
  const before = limit.name === "ack" ? -1 : limits.findIndex(({ name }) => name === limit.name);
  if (before >= 0) limits[before] = limit;
  else limits.push(limit);
  if (t.sink === undefined) return;
  const { dueAt, ledger, label } = limit;
  const due = Number.isNaN(dueAt) ? {} : { dueAt };
  tell(t, life, at, { kind: "limit-started", limit: label, startAt: ledger.startAt, ...due });
}

export function findLimit(life: Life, name: string, ordinal = 0): OpenLimit | undefined {
  for (const limit of life.limits) if (limit.name === name && limit.ordinal === ordinal) return limit;
  return undefined;
}

export function drop(life: Life, limit: OpenLimit): void {
  const index = life.limits.indexOf(limit);
  if (index >= 0) removeAt(life.limits, index);
}

export function dropNamed(life: Life, name: string, ordinal = 0): void {
  const limit = findLimit(life, name, ordinal);
  if (limit !== undefined) drop(life, limit);
}

/** Share, wait and transfer of the papers end when the step is left. */
export function dropTaskLimits(life: Life): void {
  const { limits } = life;
  for (let i = limits.length - 1; i >= 0; i -= 1) {
    const name = limits[i]?.name;
    if (name === "step" || name === "wait" || name === "paper-transfer") removeAt(limits, i);
  }
}

/** The matter is over: the principal limit ends and stays, only what is owed for a broken promise runs on. */
export function endLimits(t: Tracking, life: Life, at: EpochMs): void {
  const { principal, limits } = life;
  if (principal !== undefined && principal.ledger.endedAt === undefined) {
    settleReminders(t, life, at);
    const ended = endLimit(principal.ledger, Math.max(at, principal.ledger.startAt));
    if (ended.ok) principal.ledger = ended.value;
  }
  closeGrounds(t, life, at);
  for (let i = limits.length - 1; i >= 0; i -= 1)
    if (limits[i]?.name.startsWith("apology:") !== true) removeAt(limits, i);
}

/** Nothing holds the clock any more. */
export function closeGrounds(t: Tracking, life: Life, at: EpochMs): void {
  if (life.grounds.length > 0) {
    life.grounds.length = 0;
    countsOf(t, life).suspendedMs += Math.max(0, at - life.groundsSince);
  }
}

/** Without a log, reminders of the principal limit are counted when its run changes or ends, or the dossier is woken,
 *  not when they come. @param at those before it have passed */
export function settleReminders(t: Tracking, life: Life, at: EpochMs): void {
  const { principal } = life;
  if (principal === undefined || principal.ledger.endedAt !== undefined) return;
  const { ladder } = principal;
  const open = ladder.reminders & ~ladder.watched & ~principal.taken;
  if (open === 0) return;
  const passed = principal.passed(t.plan.time, open, at);
  if (passed === 0) return;
  principal.taken |= passed;
  const { rungs } = countsOf(t, life);
  for (const [index, { id }] of ladder.rungs.entries())
    if ((passed & (1 << index)) !== 0) rungs.set(id, (rungs.get(id) ?? 0) + 1);
}

function removeAt<T>(list: T[], index: number): void {
  for (let i = index + 1; i < list.length; i += 1) list[i - 1] = list[i] as T;
  list.length -= 1;
}
