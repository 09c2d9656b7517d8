import { InvariantError, invariant } from "../../base/invariant.ts";
import type { EpochMs } from "../../calendar/types.ts";
import type { PinnedLaw } from "../../dossier/law.ts";
import type { DossierState } from "../../dossier/state.ts";
import { momentOf } from "../../procedure/moments.ts";
import type { Filing } from "../model.ts";
import type { LawResult } from "../result.ts";
import { accept, act, askSupplement, receiveSupplement, submit } from "./acts.ts";
import { BriefLives, notBrief, taken } from "./brief.ts";
import { isLate } from "./clock.ts";
import { leave } from "./ends.ts";
import { Life } from "./life.ts";
import { expectReactions } from "./load.ts";
import { react } from "./react.ts";
import { settleResponsibility } from "./responsibility.ts";
import { closedByLaw, earliest, nothingDue, takeRungs } from "./rungs.ts";
import { StoredLives } from "./stored.ts";
import { type LawTrackOptions, trackingOf } from "./track-options.ts";
import { settleReminders, type Tracking, tell } from "./tracking.ts";

const never = Number.POSITIVE_INFINITY;

/**
 * The law's side of a simulation: what `decide` keeps about clocks and promises, for many dossiers of one flow at once.
 * Everything is asked of the same leaves: the remembered control step, the ledger, its projection and rungs, the rules.
 *
 * Calls for one dossier come in the order of time. Each takes first what was due before its instant. One that the law does
 * not take now answers `false`, and nothing has changed.
 * @throws CalendarHorizonError from any call that needs a day beyond the calendar
 */
export class LawTrack {
  readonly #t: Tracking;
  readonly #onlyVerdicts: boolean;
  readonly #lives: Life[] = [];
  readonly #stored: StoredLives;
  /** Those of which a row of numbers is enough. */
  readonly #brief: BriefLives | undefined;
  /** By slot. */
  #wakes = new Float64Array(64).fill(never);

  constructor(law: PinnedLaw, options: LawTrackOptions = {}) {
    this.#t = trackingOf(law, options);
    this.#onlyVerdicts = this.#t.onlyVerdicts;
    this.#stored = new StoredLives(this.#t);
    this.#brief = this.#onlyVerdicts
      ? new BriefLives(this.#t.plan, (slot, stored) => this.#standing(slot, stored))
      : undefined;
  }

  /** @returns -1 when the procedure has no such step */
  stepNumber(id: string): number {
    return this.#t.plan.stepNumbers.get(id) ?? -1;
  }

  /** @returns -1 when the procedure has no such action */
  actionNumber(step: string, action: string): number {
    return this.#t.plan.actionNumbers.get(`${step}.${action}`) ?? -1;
  }

  /** A number for a person, for `enter`. */
  personNumber(id: string): number {
    return this.#t.plan.people.number(id);
  }

  /** Begins a dossier in a slot that is free. @param counted whether it counts in the result
   *  @param transferred handed on within a group that was taken in already: nobody waits for an answer to it */
  submit(slot: number, at: EpochMs, filing: Filing, counted = true, transferred = false): void {
    const life = this.#take(slot);
    life.counted = counted;
    submit(this.#t, life, this.#t.plan.filing(filing), at, transferred);
    life.lastAt = at;
    this.#settle(life);
  }

  accept(slot: number, at: EpochMs): boolean {
    const life = this.#ready(slot, at);
    return this.#done(life, at, accept(this.#t, life, at));
  }

  /** Somebody begins to work at the step where the dossier stands. @param person who answers for it from now on, by
   *  `personNumber`; -1: the head of the unit as long as nobody has taken it */
  enter(slot: number, at: EpochMs, step: number, person = -1): boolean {
    const life = this.#ready(slot, at);
    const stands = life.task?.number === step && life.round === 0;
    if (!stands || person < 0 || life.person === person) return this.#done(life, at, stands);
    life.person = person;
    if (this.#t.sink !== undefined)
      tell(this.#t, life, at, { kind: "task-claimed", person: this.#t.plan.people.name(person) });
    return this.#done(life, at, true);
  }

  /** Leaves the step where the dossier stands by an action of it. @param action by `actionNumber` */
  act(slot: number, at: EpochMs, action: number): boolean {
    const known = this.#t.plan.actions[action];
    if (known !== undefined && this.#brief?.has(slot) === true) {
      const answer = this.#brief.act(slot, at, known, this.#t.onJudged);
      if (answer !== notBrief) return answer === taken;
    }
    const life = this.#ready(slot, at);
    // What the end of a step's time brings comes with it, and by nobody's hand.
    const byHand = known !== undefined && momentOf(known.step.definition, known.definition.id) !== "over";
    return this.#done(life, at, byHand && act(this.#t, life, known, at));
  }

  askSupplement(slot: number, at: EpochMs): boolean {
    const life = this.#ready(slot, at);
    return this.#done(life, at, askSupplement(this.#t, life, at));
  }

  receiveSupplement(slot: number, at: EpochMs): boolean {
    const life = this.#ready(slot, at);
    return this.#done(life, at, receiveSupplement(this.#t, life, at));
  }

  refuseIntake(slot: number, at: EpochMs): boolean {
    const life = this.#ready(slot, at);
    return this.#done(life, at, leave(this.#t, life, "refuse-intake", "intake-refused", at));
  }

  withdraw(slot: number, at: EpochMs): boolean {
    const life = this.#ready(slot, at);
    return this.#done(life, at, leave(this.#t, life, "withdraw", "withdrawn", at));
  }

  /** When the slot must be woken next: the next rung of any limit, or what somebody is going to do about one. Infinity when
   *  nothing will be due. After the end of a dossier an apology for a broken promise may still be on its way. */
  wakeAt(slot: number): EpochMs {
    return this.#wakes[slot] ?? never;
  }

  /** Takes everything due up to and including `at`; at the end of a simulation for dossiers still open too, so that every
   *  reminder that has passed is counted.
   *  @returns `nothingDue` (-1), `closedByLaw` (-2), or the number of an action that silence has counted as: the law has
   *  taken it already, and the flow goes its way */
  wake(slot: number, at: EpochMs): number {
    const life = this.#life(slot);
    const asked = this.#catchUp(life, at);
    settleReminders(this.#t, life, at + 1);
    this.#settle(life);
    return asked;
  }

  /** Frees the slot. */
  release(slot: number): void {
    if (this.#brief?.has(slot) === true) this.#brief.release(slot);
    else this.#life(slot).clear(slot, 0);
    this.#wakes[slot] = never;
  }

  /** Makes a stored dossier ready to be loaded. @returns its number for `load`, the same for the same state
   *  @throws InvariantError when it lives under another definition */
  prepare(state: DossierState): number {
    const known = this.#stored.numberOf(state);
    if (known !== undefined) return known;
    const number = this.#stored.add(state);
    this.#brief?.prepare(number, this.#stored.life(number));
    return number;
  }

  /** Puts a stored dossier into a slot, as it stands. Rungs its office has slept through are due at once, at their own
   *  instants; people react from `at` on to what is open and to what comes. @param stored by `prepare` */
  load(slot: number, stored: number, at: EpochMs): void {
    if (slot >= this.#wakes.length) this.#grow(slot);
    if (this.#brief?.load(slot, stored) === true) {
      this.#wakes[slot] = never;
      return;
    }
    const life = this.#takeStored(slot, this.#stored.life(stored));
    if (!this.#onlyVerdicts) expectReactions(this.#t, life, at);
    this.#settle(life);
  }

  /** Whether the promise in force of a dossier has passed, or one was missed that it ends with. */
  isLate(slot: number, at: EpochMs): boolean {
    if (this.#brief?.has(slot) === true) return this.#brief.isLate(slot, at);
    const life = this.#life(slot);
    return life.resolved ? false : life.promiseMissed || isLate(this.#t, life, at);
  }

  /** The step where the dossier stands, -1 before acceptance, while it is with the citizen and after the end. */
  stepOf(slot: number): number {
    if (this.#brief?.has(slot) === true) return this.#brief.stepOf(slot);
    const life = this.#life(slot);
    return life.round > 0 ? -1 : (life.task?.number ?? -1);
  }

  /** What has been counted so far.
   *  @throws InvariantError where only verdicts are kept */
  result(): LawResult {
    invariant(!this.#onlyVerdicts, "of verdicts alone nothing is counted");
    return this.#t.counted.toResult((unit) => this.#t.plan.units.name(unit));
  }

  #life(slot: number): Life {
    if (this.#brief?.has(slot) === true) return this.#unfold(slot, this.#brief);
    const life = this.#lives[slot];
    // Asked for with every call: the text is made when it is needed.
    if (life === undefined) throw new InvariantError(`slot ${slot} has no dossier`);
    return life;
  }

  /** The whole life of a dossier of which a row was kept: what has happened since happens to it again, and is told nobody. */
  #unfold(slot: number, brief: BriefLives): Life {
    const { life: stood, acts } = brief.unfold(slot);
    const life = stood === this.#lives[slot] ? stood : this.#takeStored(slot, stood);
    const quiet = { ...this.#t, onJudged: undefined };
    for (const { action, at } of acts) {
      const known = this.#t.plan.actions[action];
      invariant(known !== undefined && act(quiet, life, known, at), "what was taken once is taken again");
      life.lastAt = at;
    }
    return life;
  }

  /** What stood when a row was made: a stored dossier, else the slot's own life. */
  #standing(slot: number, stored: number | undefined): Life {
    return stored === undefined ? (this.#lives[slot] as Life) : this.#stored.life(stored);
  }

  #takeStored(slot: number, stored: Life): Life {
    const life = this.#take(slot);
    life.copy(stored);
    return life;
  }

  #take(slot: number): Life {
    let life = this.#lives[slot];
    if (life === undefined) {
      while (this.#lives.length <= slot) this.#lives.push(new Life());
      life = this.#lives[slot] ?? new Life();
    }
    if (slot >= this.#wakes.length) this.#grow(slot);
    life.clear(slot, this.#t.plan.steps.length);
    return life;
  }

  #grow(slot: number): void {
    const wakes = new Float64Array(Math.max(slot + 1, this.#wakes.length * 2)).fill(never);
    wakes.set(this.#wakes);
    this.#wakes = wakes;
  }

  /** The dossier, with what was due before the instant taken; at the instant itself the call goes first. */
  #ready(slot: number, at: EpochMs): Life {
    const life = this.#life(slot);
    if ((this.#wakes[slot] ?? never) < at) this.#catchUp(life, at - 1);
    return life;
  }

  #catchUp(life: Life, through: EpochMs): number {
    let asked = nothingDue;
    for (;;) {
      const rungAt = earliest(life)?.nextAt ?? never;
      const [reaction] = life.reactions;
      const at = Math.min(rungAt, reaction?.at ?? never);
      if (at > through) return asked;
      // At one instant people go first, as commands do.
      if (reaction !== undefined && reaction.at <= rungAt) {
        life.reactions.shift();
        react(this.#t, life, reaction);
        life.lastAt = reaction.at;
        settleResponsibility(this.#t, life, reaction.at);
      } else {
        const answer = takeRungs(this.#t, life, rungAt);
        if (answer !== nothingDue && asked !== closedByLaw) asked = answer;
      }
    }
  }

  #done(life: Life, at: EpochMs, taken: boolean): boolean {
    if (taken) {
      settleResponsibility(this.#t, life, at);
      life.lastAt = at;
    }
    this.#settle(life);
    if (taken) this.#brief?.fold(life);
    return taken;
  }

  #settle(life: Life): void {
    let wakeAt = life.reactions[0]?.at ?? never;
    for (const { nextAt } of life.limits) if (nextAt < wakeAt) wakeAt = nextAt;
    this.#wakes[life.slot] = wakeAt;
  }
}
