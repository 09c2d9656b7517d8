import { epochDayOf } from "../calendar/civil-date.ts";
import { closingOf } from "../calendar/opening-hours.ts";
import type { EpochMs } from "../calendar/types.ts";
import type { Channel, StepDefinition } from "../procedure/types.ts";
import type { DossierEvent, EndOutcome, EventOf } from "./events.ts";
import { type DossierIdentity, evolve } from "./evolve.ts";
import type { LawHashes, PinnedLaw } from "./law.ts";
import { happenedAt } from "./own-state.ts";
import type { DossierState } from "./state.ts";
import { portalCodes } from "./tell-portal.ts";

/** One processing step as the portal lists it (national-portal.md §3.5). */
export interface PortalStep {
  /** Of the event it tells: names the step for ever, so that each is sent once. */
  readonly seq: number;
  /** Portal code, 1 to 10. */
  readonly status: number;
  /** When it happened, never before the step it follows: the portal takes steps in order of time only. */
  readonly at: EpochMs;
  readonly by: { readonly person: string; readonly unit: string };
  /** What was done, e.g. `accepted`, `task-opened`. */
  readonly done: DossierEvent["type"];
  /** Step of the definition the dossier came to stand at. */
  readonly step?: string;
  /** What that step was called in the version of that day: what was told is not reworded by a later one. */
  readonly name?: string;
}

/** A supplement round as an interval, with the appointment before and after it (§3.3). */
export interface PortalSupplement {
  readonly round: number;
  readonly requestedAt: EpochMs;
  readonly requestedBy: string;
  /** Code of the reason; its text is content. */
  readonly reason: string;
  readonly appointmentBefore?: EpochMs;
  readonly completedAt?: EpochMs;
  readonly receivedBy?: string;
  readonly appointmentAfter?: EpochMs;
}

/** A dossier as the portal is told it: dates and codes alone, no personal data, true as of its last event. */
export interface PortalRecord {
  readonly seq: number;
  readonly state: DossierState;
  /** The law it lives under now. */
  readonly law: PinnedLaw;
  readonly channel: Channel;
  readonly status: number;
  readonly submittedAt: EpochMs;
  readonly acceptedAt?: EpochMs;
  /** By the office's policy `appointmentReported`: the first one for ever, or the newest, an apology's new date included. */
  readonly appointment?: EpochMs;
  /** The result was ready, or the office stopped. */
  readonly finishedAt?: EpochMs;
  readonly returnedAt?: EpochMs;
  readonly refusedAt?: EpochMs;
  readonly outcome?: EndOutcome;
  readonly steps: readonly PortalStep[];
  readonly supplements: readonly PortalSupplement[];
}

/** Which laws a history needs to be read: those it was received and moved under. */
export function lawsOfHistory(
  history: readonly DossierEvent[],
  identity: DossierIdentity,
): ReadonlyMap<string, LawHashes> {
  const laws = new Map<string, LawHashes>();
  let state: DossierState | undefined;
  for (const event of history) {
    state = evolve(state, event, identity);
    laws.set(lawKey(state.law), state.law);
  }
  return laws;
}

export const lawKey = ({ procedure, rules, calendar, hours, policies }: LawHashes): string =>
  `${procedure}${rules}${calendar}${hours}${policies}`;

/**
 * What the portal is told of a dossier, from its events up to one of them and nothing later (trap 27).
 * @param history from the first event on, without gaps
 * @param lawOf of every law in `lawsOfHistory`
 */
export function portalRecord(
  history: readonly DossierEvent[],
  identity: DossierIdentity,
  lawOf: (hashes: LawHashes) => PinnedLaw,
): PortalRecord {
  const writer = new RecordWriter(identity, lawOf);
  for (const event of history) writer.take(event);
  return writer.record();
}

interface OpenRound {
  readonly round: number;
  readonly requestedAt: EpochMs;
  readonly requestedBy: string;
  readonly reason: string;
  readonly appointmentBefore?: EpochMs;
}

class RecordWriter {
  readonly #identity: DossierIdentity;
  readonly #lawOf: (hashes: LawHashes) => PinnedLaw;
  readonly #steps: PortalStep[] = [];
  readonly #supplements: PortalSupplement[] = [];
  /** Command of the last step. */
  #toldBy: string | undefined;
  #state: DossierState | undefined;
  #round: OpenRound | undefined;
  /** Command by which a round was completed: its new promise belongs to the round. */
  #completedBy: string | undefined;
  #first: EpochMs | undefined;
  #newest: EpochMs | undefined;
  #finishedAt: EpochMs | undefined;

  constructor(identity: DossierIdentity, lawOf: (hashes: LawHashes) => PinnedLaw) {
    this.#identity = identity;
    this.#lawOf = lawOf;
  }

  take(event: DossierEvent): void {
    const before = isCompleting(this.#state);
    this.#state = evolve(this.#state, event, this.#identity);
    const after = isCompleting(this.#state);
    if (before !== after && event.type.startsWith("member-")) this.#completing(event, after);
    switch (event.type) {
      case "submitted":
        this.#add(event, portalCodes.submitted);
        return;
      case "accepted":
        this.#add(event, portalCodes.accepted);
        return;
      case "intake-refused":
      case "withdrawn":
        this.#add(event, portalCodes[event.type]);
        return;
      case "closed":
      case "voided":
        this.#finishedAt ??= wholeSecond(happenedAt(event));
        this.#add(event, portalCodes[event.type]);
        return;
      case "resolved":
        this.#finishedAt = wholeSecond(event.resolvedAt);
        this.#add(event, portalCodes.resolved, undefined, event.resolvedAt);
        return;
      case "returned":
        this.#add(event, portalCodes.returned);
        return;
      case "task-opened":
        this.#enter(event, event.step);
        return;
      case "definition-adopted":
        if (event.task !== undefined) this.#enter(event, event.task.step);
        return;
      case "supplement-requested":
        this.#ask(event);
        return;
      case "supplement-received":
        this.#receive(event);
        return;
      case "promised":
        this.#first ??= wholeSecond(event.dueAt);
        this.#newest = wholeSecond(event.dueAt);
        this.#movedByRound(event);
        return;
      case "rescheduled":
        this.#newest = wholeSecond(closingOf(this.#law().time, epochDayOf(event.newDate)));
        return;
      default:
        return;
    }
  }

  record(): PortalRecord {
    const state = this.#current();
    const appointment = this.#law().policies.appointmentReported === "new" ? this.#newest : this.#first;
    const { acceptedAt, returnedAt, outcome } = state;
    const refusedAt = outcome === "intake-refused" ? state.endedAt : undefined;
    return {
      seq: state.version,
      state,
      law: this.#law(),
      channel: state.channel,
      status: this.#steps.at(-1)?.status ?? portalCodes.submitted,
      submittedAt: wholeSecond(state.submittedAt),
      ...(acceptedAt === undefined ? {} : { acceptedAt: wholeSecond(acceptedAt) }),
      ...(appointment === undefined ? {} : { appointment }),
      ...(this.#finishedAt === undefined ? {} : { finishedAt: this.#finishedAt }),
      ...(returnedAt === undefined ? {} : { returnedAt: wholeSecond(returnedAt) }),
      ...(refusedAt === undefined ? {} : { refusedAt: wholeSecond(refusedAt) }),
      ...(outcome === undefined ? {} : { outcome }),
      steps: this.#steps,
      supplements: this.#round === undefined ? this.#supplements : [...this.#supplements, { ...this.#round }],
    };
  }

  #current(): DossierState {
    if (this.#state === undefined) throw new TypeError("a history has at least one event");
    return this.#state;
  }

  #law(): PinnedLaw {
    return this.#lawOf(this.#current().law);
  }

  /** A step of the definition, under the code it had in the version of that day. */
  #enter(event: DossierEvent, stepId: string): void {
    const step = this.#law().procedure.definition.steps.find(({ id }) => id === stepId);
    if (step === undefined) return;
    const last = this.#steps.at(-1);
    // A move to another definition that changes nothing for the portal is no step.
    if (event.type === "definition-adopted" && last?.status === step.portalStatus) return;
    this.#add(event, step.portalStatus, step);
  }

  #add(event: DossierEvent, status: number, step?: StepDefinition, at: EpochMs = happenedAt(event)): void {
    const last = this.#steps.at(-1);
    // Accepted and at the first step, resolved and at the counter: one act and one code is one step.
    if (last?.status === status && this.#toldBy === event.commandId) return;
    this.#toldBy = event.commandId;
    this.#steps.push({
      seq: event.seq,
      status,
      at: Math.max(wholeSecond(at), last?.at ?? Number.NEGATIVE_INFINITY),
      by: event.by,
      done: event.type,
      ...(step === undefined ? {} : { step: step.id, name: step.name.vi }),
    });
  }

  #ask(event: EventOf<"supplement-requested" | "member-supplement-requested">): void {
    const before = this.#newest;
    this.#round = {
      round: event.round,
      requestedAt: wholeSecond(happenedAt(event)),
      requestedBy: event.by.person,
      reason: event.reason.code,
      ...(before === undefined ? {} : { appointmentBefore: before }),
    };
    this.#add(event, portalCodes["supplement-requested"]);
  }

  /** Members of a group may be completed at the same time: to the portal it is one dossier and one round, from the first
   *  request to the last answer. */
  #completing(event: DossierEvent, begins: boolean): void {
    if (event.type === "member-supplement-requested") this.#ask({ ...event, round: this.#supplements.length + 1 });
    else if (!begins) {
      this.#complete(event);
      const step = this.#current().task?.step;
      if (step !== undefined) this.#enter(event, step);
    }
  }

  #receive(event: EventOf<"supplement-received">): void {
    if (event.complete) this.#complete(event);
  }

  #complete(event: DossierEvent): void {
    const open = this.#round;
    if (open === undefined) return;
    const completedAt = Math.max(wholeSecond(happenedAt(event)), open.requestedAt);
    const after = this.#newest === undefined ? {} : { appointmentAfter: this.#newest };
    this.#supplements.push({ ...open, completedAt, receivedBy: event.by.person, ...after });
    this.#round = undefined;
    this.#completedBy = event.commandId;
  }

  /** The promise counted again because a round was completed is its new appointment. */
  #movedByRound(event: EventOf<"promised">): void {
    const last = this.#supplements.at(-1);
    if (last === undefined || this.#completedBy !== event.commandId) return;
    this.#supplements[this.#supplements.length - 1] = { ...last, appointmentAfter: wholeSecond(event.dueAt) };
  }
}

const isCompleting = (state: DossierState | undefined): boolean =>
  Object.values(state?.members ?? {}).some(({ status }) => status === "supplementing");

/** The portal keeps whole seconds: what is compared there is compared here. */
const wholeSecond = (at: EpochMs): EpochMs => Math.floor(at / 1000) * 1000;
