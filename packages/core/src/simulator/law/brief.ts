import { dayOf } from "../../calendar/civil-date.ts";
import type { EpochMs } from "../../calendar/types.ts";
import { workingDaysLate } from "../../rules/verdict.ts";
import { nationallyOnTime, noLimit } from "./ends.ts";
import type { Judgement } from "./judgement.ts";
import type { Life } from "./life.ts";
import type { Plan, PlanAction } from "./plan.ts";

// A row of numbers a dossier: one line of a processor's cache.
const width = 8;
const control = 0;
/** Those that are settled, as bits; with the one that says there is a limit. */
const facts = 1;
/** Of the principal limit; NaN without one. */
const dueDay = 2;
const dueAt = 3;
/** The first promise; Infinity without one. */
const promisedAt = 4;
/** Number of the step it stands at; -1 for none. */
const task = 5;
/** Number of the stored dossier it stood as when its row was made; or one of these. */
const source = 6;
const notHere = -1;
const ownLife = -2;
/** How many actions were taken here, and flags above. */
const state = 7;

const actsMax = 4;
const countMask = 7;
const resolvedFlag = 8;
const missedFlag = 16;
const limitedFlag = 32;
const supplementedFlag = 64;

/** What an action here answers: taken or not, or to be asked of the whole life instead. */
export const notTaken = 0;
export const taken = 1;
export const notBrief = -1;

type Judged = (slot: number, judgement: Judgement) => void;

/**
 * Dossiers of which nothing but the verdict is wanted, as long as they only take steps while their limit runs, and no rung is
 * waited for: most of them, most of the time. A row of numbers tells all that `act` would ask of a `Life`, which is ten times
 * as large. Whatever else comes, the life that stood when the row was made takes the same actions again.
 */
export class BriefLives {
  readonly #plan: Plan;
  readonly #lifeOf: (slot: number, stored: number | undefined) => Life;
  /** By slot. */
  #rows = new Float64Array(64 * width).fill(notHere);
  /** By slot: number and instant of each action taken since. */
  #acts = new Float64Array(64 * 2 * actsMax);
  /** By stored dossier. */
  #stored = new Float64Array(64 * width);

  /** @param lifeOf what stood when the row of a slot was made: a stored dossier, else the slot's own life */
  constructor(plan: Plan, lifeOf: (slot: number, stored: number | undefined) => Life) {
    this.#plan = plan;
    this.#lifeOf = lifeOf;
  }

  /** Makes a row for a stored dossier, if one is enough. */
  prepare(number: number, life: Life): void {
    if ((number + 1) * width > this.#stored.length) this.#stored = longer(this.#stored, (number + 1) * width);
    this.#write(this.#stored, number, life, fits(life) ? number : notHere);
  }

  /** Puts a stored dossier into a slot. @returns false: a row is not enough for it */
  load(slot: number, number: number): boolean {
    const stored = this.#stored;
    const at = number * width;
    if ((stored[at + source] as number) === notHere) return false;
    if ((slot + 1) * width > this.#rows.length) this.#grow(slot);
    const rows = this.#rows;
    const from = slot * width;
    for (let i = 0; i < width; i += 1) rows[from + i] = stored[at + i] as number;
    return true;
  }

  /** Takes a life over, if a row is enough; it must stay as it is until the row is given up. */
  fold(life: Life): void {
    if (!fits(life)) return;
    const { slot } = life;
    if ((slot + 1) * width > this.#rows.length) this.#grow(slot);
    this.#write(this.#rows, slot, life, ownLife);
  }

  #write(rows: Float64Array, place: number, life: Life, from: number): void {
    const { principal } = life;
    const at = place * width;
    const hasDue = principal !== undefined && !Number.isNaN(principal.dueAt);
    rows[at + source] = from;
    rows[at + control] = life.control;
    rows[at + facts] = life.facts | (principal === undefined ? 0 : this.#plan.bits.limited);
    rows[at + dueDay] = hasDue ? principal.dueDay : Number.NaN;
    rows[at + dueAt] = hasDue ? principal.dueAt : Number.NaN;
    rows[at + promisedAt] = life.promises === 0 ? Number.POSITIVE_INFINITY : life.firstPromisedAt;
    rows[at + task] = life.task?.number ?? -1;
    rows[at + state] =
      (life.resolved ? resolvedFlag : 0) |
      (life.promiseMissed ? missedFlag : 0) |
      (principal === undefined ? 0 : limitedFlag) |
      (life.supplementRounds === 0 ? 0 : supplementedFlag);
  }

  has(slot: number): boolean {
    const at = slot * width + source;
    return at < this.#rows.length && (this.#rows[at] as number) !== notHere;
  }

  release(slot: number): void {
    this.#rows[slot * width + source] = notHere;
  }

  /** Gives a slot's row up. @returns the life that stood when it was made, and what has happened since, in order */
  unfold(slot: number): { readonly life: Life; readonly acts: readonly { action: number; at: EpochMs }[] } {
    const from = slot * width;
    const acts = Array.from({ length: (this.#rows[from + state] as number) & countMask }, (_, i) => {
      const place = (slot * actsMax + i) * 2;
      return { action: this.#acts[place] as number, at: this.#acts[place + 1] as number };
    });
    const life = this.#standing(slot);
    this.release(slot);
    return { life, acts };
  }

  #standing(slot: number): Life {
    const from = this.#rows[slot * width + source] as number;
    return this.#lifeOf(slot, from === ownLife ? undefined : from);
  }

  /** Number of the step it stands at; -1 for none. */
  stepOf(slot: number): number {
    return this.#rows[slot * width + task] as number;
  }

  isLate(slot: number, at: EpochMs): boolean {
    const from = slot * width;
    const flags = this.#rows[from + state] as number;
    return (flags & resolvedFlag) === 0 && ((flags & missedFlag) !== 0 || this.#hasPassed(from, at));
  }

  /** As `act` of acts.ts. @param judged told when the result is ready; a new judgement each time */
  act(slot: number, at: EpochMs, action: PlanAction, judged: Judged | undefined): number {
    const rows = this.#rows;
    const from = slot * width;
    const flags = rows[from + state] as number;
    const { clock } = action.definition;
    if ((flags & countMask) === actsMax || (clock !== "run" && clock !== "stop")) return notBrief;
    if ((rows[from + task] as number) !== action.step.number) return notTaken;
    const plan = this.#plan;
    const { procedure } = plan.law;
    const late = this.#hasPassed(from, at);
    const bits = (rows[from + facts] as number) | (late ? plan.bits.late : 0);
    const to = action.event < 0 ? undefined : procedure.step(rows[from + control] as number, action.event, bits)?.to;
    if (to === undefined) return notTaken;
    const next = action.ends ? undefined : plan.steps[plan.stepAt(to)];
    // A limit would begin that has to be followed.
    if (next !== undefined && next.limits.length > 0) return notBrief;
    rows[from + control] = to;
    if (action.ends) rows[from + task] = -1;
    else if (next !== undefined) rows[from + task] = next.number;
    const resolves = clock === "stop" && (flags & resolvedFlag) === 0;
    const place = (slot * actsMax + (flags & countMask)) * 2;
    this.#acts[place] = action.number;
    this.#acts[place + 1] = at;
    rows[from + state] = (flags + 1) | (resolves ? resolvedFlag : 0);
    if (resolves) judged?.(slot, this.#judgementOf(slot, flags, late, at));
    return taken;
  }

  #hasPassed(from: number, at: EpochMs): boolean {
    const rows = this.#rows;
    return this.#plan.law.policies.verdictCompares === "by-instant"
      ? at > (rows[from + dueAt] as number)
      : dayOf(at) > (rows[from + dueDay] as number);
  }

  #judgementOf(slot: number, flags: number, late: boolean, at: EpochMs): Judgement {
    if ((flags & limitedFlag) === 0) return noLimit(at);
    const rows = this.#rows;
    const from = slot * width;
    const daysOver = late
      ? Math.max(1, workingDaysLate(this.#plan.time.calendar, rows[from + dueDay] as number, dayOf(at)))
      : 0;
    const nationallyLate =
      (flags & supplementedFlag) === 0
        ? at > (rows[from + promisedAt] as number)
        : !nationallyOnTime(this.#plan, this.#standing(slot), at);
    return { at, late, nationallyLate, daysOver, dueAt: rows[from + dueAt] as number };
  }

  #grow(slot: number): void {
    const slots = Math.max(slot + 1, (this.#rows.length / width) * 2);
    const rows = new Float64Array(slots * width).fill(notHere);
    rows.set(this.#rows);
    this.#rows = rows;
    this.#acts = longer(this.#acts, slots * 2 * actsMax);
  }
}

/** Nothing holds its limit, nothing is with the citizen, and it has been accepted. */
const fits = ({ accepted, round, grounds, principal, limits, reactions }: Life): boolean =>
  accepted &&
  round === 0 &&
  grounds.length === 0 &&
  principal?.held !== true &&
  reactions.length === 0 &&
  limits.every((limit) => limit === principal && limit.ladder.watched === 0);

function longer(old: Float64Array, length: number): Float64Array<ArrayBuffer> {
  const made = new Float64Array(Math.max(length, old.length * 2));
  made.set(old);
  return made;
}
