import type { EpochDay, EpochMs } from "../../calendar/types.ts";
import type { RungTarget } from "../../limit/types.ts";
import type { ApologyCause } from "./facts.ts";
import type { OpenLimit } from "./open-limit.ts";
import type { PlanFiling, PlanStep } from "./plan.ts";
import type { Reaction } from "./reactions.ts";

export interface Ground {
  readonly groundId: string;
  readonly party: string;
}

export interface Apology {
  readonly ordinal: number;
  readonly name: string;
  readonly cause: ApologyCause;
  /** Owed because of a limit; others wait for people. */
  readonly byClock: boolean;
  status: "owed" | "drafted" | "signed" | "sent" | "lapsed" | "unneeded";
  missed: boolean;
  newDay: EpochDay | undefined;
}

export interface Escalation {
  /** Label of the limit whose rung was not met. */
  readonly limit: string;
  readonly target: RungTarget;
}

/** What `decide` keeps about time and promises in the state of a dossier; one for each slot, used again after its end.
 *  Instants that are not there are NaN. */
export class Life {
  slot = 0;
  /** Whether it counts in the result. */
  counted = true;
  control = 0;
  facts = 0;
  filing: PlanFiling | undefined;
  submittedAt: EpochMs = Number.NaN;
  acceptedAt: EpochMs = Number.NaN;
  resolvedAt: EpochMs = Number.NaN;
  endedAt: EpochMs = Number.NaN;

  /** The open task. */
  task: PlanStep | undefined;
  openedAt: EpochMs = Number.NaN;
  /** Whoever has taken the task, -1 while its unit's head answers. */
  person = -1;
  readonly visits: number[] = [];
  /** The ground of the present wait, where it is not named after its step. */
  waitGround: string | undefined;

  /** Stays after it ended, as promises are judged by it. */
  principal: OpenLimit | undefined;
  /** Those that still run. */
  readonly limits: OpenLimit[] = [];
  readonly grounds: Ground[] = [];
  groundsSince: EpochMs = Number.NaN;

  /** The promise in force, and the first. */
  promises = 0;
  promisedDay: EpochDay = 0;
  promisedAt: EpochMs = Number.NaN;
  firstPromisedAt: EpochMs = Number.NaN;
  missedAt: EpochMs = Number.NaN;

  /** Rung that asked "on time or late?"; absent when nobody has. */
  question: string | undefined;
  answer: "on-time" | "will-be-late" | undefined;
  readonly apologies: Apology[] = [];
  readonly rescheduledTo: EpochDay[] = [];
  readonly escalations: Escalation[] = [];

  supplementRounds = 0;
  /** The round that is with the citizen, 0 for none. */
  round = 0;
  effect: "restart" | "suspend" = "restart";
  askedAt: EpochMs = Number.NaN;
  /** Each round that came back: asked, completed. */
  readonly completed: EpochMs[] = [];

  /** Who answers for its time: see `holderOf`. */
  holder = 0;
  holderSince: EpochMs = Number.NaN;

  /** Of what was recorded last; time never runs backwards within a dossier. */
  lastAt: EpochMs = 0;

  readonly reactions: Reaction[] = [];
  /** Nobody reacts before this: a stored dossier may bring along what its office has slept through. */
  peopleFrom: EpochMs = 0;

  clear(slot: number, steps: number): void {
    this.slot = slot;
    this.counted = true;
    this.facts = 0;
    this.submittedAt = Number.NaN;
    this.acceptedAt = Number.NaN;
    this.resolvedAt = Number.NaN;
    this.endedAt = Number.NaN;
    this.task = undefined;
    this.openedAt = Number.NaN;
    this.person = -1;
    for (let i = 0; i < steps; i += 1) this.visits[i] = 0;
    this.waitGround = undefined;
    this.principal = undefined;
    this.promises = 0;
    this.missedAt = Number.NaN;
    this.question = undefined;
    this.answer = undefined;
    this.supplementRounds = 0;
    this.round = 0;
    this.holder = 0;
    this.lastAt = 0;
    this.peopleFrom = 0;
    this.holderSince = Number.NaN;
    // Most dossiers never fill these.
    for (const list of [this.limits, this.grounds, this.apologies, this.rescheduledTo, this.escalations])
      if (list.length > 0) list.length = 0;
    if (this.completed.length > 0) this.completed.length = 0;
    if (this.reactions.length > 0) this.reactions.length = 0;
  }

  /** Becomes what another is, but for its slot, and shares nothing with it that changes. */
  copy(other: Life): void {
    this.counted = other.counted;
    this.control = other.control;
    this.facts = other.facts;
    this.lastAt = other.lastAt;
    this.filing = other.filing;
    this.submittedAt = other.submittedAt;
    this.acceptedAt = other.acceptedAt;
    this.resolvedAt = other.resolvedAt;
    this.endedAt = other.endedAt;
    this.task = other.task;
    this.openedAt = other.openedAt;
    this.person = other.person;
    for (let i = 0; i < other.visits.length; i += 1) this.visits[i] = other.visits[i] ?? 0;
    this.waitGround = other.waitGround;
    this.principal = other.principal?.copy();
    replaceAll(this.limits, other.limits, (limit) =>
      limit === other.principal && this.principal !== undefined ? this.principal : limit.copy(),
    );
    replaceAll(this.grounds, other.grounds, same);
    this.groundsSince = other.groundsSince;
    this.promises = other.promises;
    this.promisedDay = other.promisedDay;
    this.promisedAt = other.promisedAt;
    this.firstPromisedAt = other.firstPromisedAt;
    this.missedAt = other.missedAt;
    this.question = other.question;
    this.answer = other.answer;
    replaceAll(this.apologies, other.apologies, (apology) => ({ ...apology }));
    replaceAll(this.rescheduledTo, other.rescheduledTo, same);
    replaceAll(this.escalations, other.escalations, same);
    this.supplementRounds = other.supplementRounds;
    this.round = other.round;
    this.effect = other.effect;
    this.askedAt = other.askedAt;
    replaceAll(this.completed, other.completed, same);
    this.holder = other.holder;
    this.holderSince = other.holderSince;
    replaceAll(this.reactions, other.reactions, same);
  }

  get accepted(): boolean {
    return !Number.isNaN(this.acceptedAt);
  }

  get resolved(): boolean {
    return !Number.isNaN(this.resolvedAt);
  }

  get ended(): boolean {
    return !Number.isNaN(this.endedAt);
  }

  get promiseMissed(): boolean {
    return !Number.isNaN(this.missedAt);
  }
}

const same = <T>(value: T): T => value;

function replaceAll<T>(list: T[], by: readonly T[], copy: (value: T) => T): void {
  if (list.length > 0) list.length = 0;
  for (const value of by) list.push(copy(value));
}
