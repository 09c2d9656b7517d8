import { canonicalJson, type Json } from "../base/canonical-json.ts";
import { invariant } from "../base/invariant.ts";
import { ok, type Result } from "../base/result.ts";
import type { EpochMs } from "../calendar/types.ts";
import { isHeld } from "../limit/ledger.ts";
import type { OutboxMessage } from "../ports/storage.ts";
import type { BuiltInEvent, BuiltInFact, ControlState } from "../procedure/compiled-types.ts";
import type { StepDefinition } from "../procedure/types.ts";
import type { Command } from "./commands.ts";
import type { Booking, DossierEvent, EventBody } from "./events.ts";
import { advance, book, evolve } from "./evolve.ts";
import { bookTracks } from "./fold-members.ts";
import { type Audience, messageIdOf } from "./lane.ts";
import type { PinnedLaw } from "./law.ts";
import type { OwnState } from "./own-state.ts";
import type { Actor, RecordedActor } from "./people.ts";
import { systemActor } from "./people.ts";
import { type Refusal, refuse } from "./refusal.ts";
import type { DossierState } from "./state.ts";

/**
 * A decision in the making: what happened so far under one command. `state` always equals the events folded, so a
 * later part of the same decision sees what an earlier one did. A refusal throws the whole draft away.
 */
export interface Draft {
  /** Another one only after the dossier moved to another calendar. */
  law: PinnedLaw;
  readonly command: Command;
  /** Whom the next events are recorded under: the command's actor, or the system for due rungs. */
  by: Actor;
  /** When what is being recorded happened: the desk time of the command, or the instant of the rung. */
  happenedAt: EpochMs;
  current: DossierState | undefined;
  /** The same state once an event was recorded: from then on a copy of the draft's own. */
  own: OwnState | undefined;
  readonly events: DossierEvent[];
  readonly outbox: OutboxMessage[];
  /** Reminders of this decision, which a later part of it may overtake. */
  readonly reminders: Reminder[];
}

export interface Reminder {
  /** Where its event stands in the decision. */
  readonly event: number;
  readonly limit: string;
  readonly generation: number;
  readonly messages: readonly OutboxMessage[];
}

export type Step = Result<void, Refusal>;
export const done: Step = ok(undefined);

export function newDraft(law: PinnedLaw, state: DossierState | undefined, command: Command): Draft {
  const happenedAt = command.occurredAt ?? command.at;
  return {
    law,
    command,
    by: command.by,
    happenedAt,
    current: state,
    own: undefined,
    events: [],
    outbox: [],
    reminders: [],
  };
}

/** The state so far; only for parts that run after the dossier exists. */
export function stateOf(draft: Draft): DossierState {
  invariant(draft.current !== undefined, "the dossier exists here");
  return draft.current;
}

/** When it happened: what limits are counted from. */
export const effectiveAt = (draft: Draft): EpochMs => draft.happenedAt;

export function emit(draft: Draft, body: EventBody): void {
  const { command } = draft;
  const event = {
    schema: 1,
    seq: (draft.current?.version ?? 0) + 1,
    commandId: command.commandId,
    at: command.at,
    ...deskTime(draft),
    by: recorded(draft.by),
    ...body,
  } as DossierEvent;
  draft.events.push(event);
  if (draft.own !== undefined) advance(draft.own, event);
  else {
    draft.own = evolve(draft.current, event, command);
    draft.current = draft.own;
  }
}

/** Puts a booking on the last event: the one by which the holder, or the way time is counted, changed. */
export function recordBooking(draft: Draft, booked: Booking): void {
  const last = draft.events.pop();
  invariant(last !== undefined && draft.own !== undefined, "a holder changes by an event");
  invariant(last.booked === undefined, "an event books once");
  draft.events.push({ ...last, booked });
  book(draft.own, booked);
}

/** The same for tracks of members. */
export function recordTracks(draft: Draft, bookedTracks: { readonly [member: string]: Booking }): void {
  const last = draft.events.pop();
  invariant(last !== undefined && draft.own !== undefined, "a holder changes by an event");
  invariant(last.bookedTracks === undefined, "an event books once");
  draft.events.push({ ...last, bookedTracks });
  bookTracks(draft.own, bookedTracks);
}

function deskTime(draft: Draft): { readonly occurredAt: EpochMs; readonly backDated?: string } | undefined {
  const { command, law, happenedAt: occurredAt } = draft;
  if (occurredAt === command.at) return undefined;
  const beyond = command.at - occurredAt > law.policies.backDatingAllowanceMinutes * 60_000;
  return beyond && draft.by !== systemActor && command.reason !== undefined
    ? { occurredAt, backDated: command.reason.code }
    : { occurredAt };
}

function recorded(actor: Actor): RecordedActor {
  if (actor.standsInFor === undefined && actor.remote !== true) return { person: actor.person, unit: actor.unit };
  return {
    person: actor.person,
    unit: actor.unit,
    ...(actor.standsInFor === undefined ? {} : { standsInFor: actor.standsInFor.person }),
    ...(actor.remote === true ? { remote: true as const } : {}),
  };
}

/** Records a part as of another instant than the rest of the decision, under the same hand. */
export function asOf<T>(draft: Draft, happenedAt: EpochMs, part: () => T): T {
  const { happenedAt: before } = draft;
  draft.happenedAt = happenedAt;
  try {
    return part();
  } finally {
    draft.happenedAt = before;
  }
}

/** Runs a part under the engine's own hand, as of an instant that may lie behind the command. */
export function asSystem<T>(draft: Draft, happenedAt: EpochMs, part: () => T): T {
  const { by, happenedAt: before } = draft;
  draft.by = systemActor;
  draft.happenedAt = happenedAt;
  try {
    return part();
  } finally {
    draft.by = by;
    draft.happenedAt = before;
  }
}

/** Tries a part of a decision that may be refused without the rest: then nothing of it was recorded. */
export function attempt(draft: Draft, part: (trial: Draft) => Step): Step {
  const { events, outbox, reminders } = draft;
  const trial: Draft = {
    ...draft,
    own: undefined,
    events: [...events],
    outbox: [...outbox],
    reminders: [...reminders],
  };
  const tried = part(trial);
  if (!tried.ok) return tried;
  const { law, current, own } = trial;
  // What went before may be gone: a booking replaces its event, and a reminder is overtaken.
  events.splice(0, events.length, ...trial.events);
  outbox.splice(0, outbox.length, ...trial.outbox);
  reminders.splice(0, reminders.length, ...trial.reminders);
  Object.assign(draft, { law, current, own });
  return tried;
}

/**
 * Writes to an audience; the engine puts it on every lane that leads there and is served. The body is the event's own state,
 * never today's; no personal data. `at` is when it was recorded; what other offices count from, `occurredAt`, stands beside
 * it for agencies and citizens where it happened earlier or later than that.
 */
export function send(
  draft: Draft,
  audience: Audience | `transfer/${string}`,
  kind: string,
  body: { readonly [key: string]: Json | undefined },
  notBefore?: EpochMs,
): void {
  const { command } = draft;
  const seq = stateOf(draft).version;
  const elsewhen = (audience === "agency" || audience === "citizen") && effectiveAt(draft) !== command.at;
  const happened = elsewhen ? { occurredAt: effectiveAt(draft) } : {};
  let position = seq * 16;
  for (const message of draft.outbox)
    if (message.adapter === audience && message.position >= position) position = message.position + 1;
  draft.outbox.push({
    messageId: messageIdOf(command.dossierId, audience, position),
    dossierId: command.dossierId,
    officeId: command.officeId,
    adapter: audience,
    position,
    kind,
    body: canonicalJson({ ...body, seq, at: command.at, ...happened }),
    notBefore: notBefore ?? command.at,
  });
}

export function controlOf(draft: Draft): ControlState {
  return draft.law.procedure.stateByKey(stateOf(draft).control);
}

/** The step the dossier stands at, `undefined` before acceptance, with the citizen and after the end. */
export function currentStep(draft: Draft): StepDefinition | undefined {
  return controlOf(draft).step;
}

/**
 * Asks the machine and says which control state it reaches; the caller records it in an event.
 * @param after facts as they will be once the operation is recorded
 */
export function moveControl(
  draft: Draft,
  event: BuiltInEvent | `act:${string}`,
  after: {
    readonly held?: boolean;
    readonly late?: boolean;
    readonly limited?: boolean;
    readonly facts?: { readonly [fact: string]: boolean };
  } = {},
): Result<ControlState, Refusal> {
  const { procedure } = draft.law;
  const from = controlOf(draft);
  const eventId = procedure.eventId(event);
  const transition = eventId === undefined ? undefined : procedure.step(from.id, eventId, factBits(draft, after));
  if (transition === undefined)
    return refuse(
      "command.not_available",
      `Không thể thực hiện "${event}" khi hồ sơ đang ở "${from.work}"`,
      `"${event}" is not possible while the dossier is at "${from.work}"`,
    );
  return ok(procedure.state(transition.to));
}

function factBits(
  draft: Draft,
  after: {
    readonly held?: boolean;
    readonly late?: boolean;
    readonly limited?: boolean;
    readonly facts?: { readonly [fact: string]: boolean };
  },
): number {
  const { procedure } = draft.law;
  const state = stateOf(draft);
  const principal = state.limits.principal;
  let bits = 0;
  const set = (name: string): void => {
    const bit = procedure.factBit(name);
    if (bit !== undefined) bits |= bit;
  };
  const builtIn: { readonly [fact in BuiltInFact]: boolean } = {
    $held: after.held ?? (principal !== undefined && isHeld(principal.ledger)),
    $late: after.late ?? false,
    $limited: after.limited ?? principal !== undefined,
  };
  if (builtIn.$held) set("$held");
  if (builtIn.$late) set("$late");
  if (builtIn.$limited) set("$limited");
  const facts = after.facts ?? state.facts;
  for (const name in facts) if (facts[name] === true) set(name);
  return bits;
}
