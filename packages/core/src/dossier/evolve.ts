import type { DossierId, OfficeId } from "../base/ids.ts";
import { InvariantError, invariant, unreachable } from "../base/invariant.ts";
import type { Result } from "../base/result.ts";
import type { EpochMs } from "../calendar/types.ts";
import {
  endLimit,
  extendLimit,
  restartLimit,
  resumeLimit,
  startLimit,
  supersedeLimit,
  suspendLimit,
} from "../limit/ledger.ts";
import type { LimitLedger } from "../limit/types.ts";
import type { Booking, DossierEvent, EventOf, LimitKind } from "./events.ts";
import type { ApologyState, DossierState, EscalationState, LimitState, PromiseRow, TaskState } from "./state.ts";

/** The identity a dossier's first event is folded under. */
export interface DossierIdentity {
  readonly dossierId: DossierId;
  readonly officeId: OfficeId;
}

/**
 * Folds one event into the state. Never decides, never asks XState or a calendar: events carry what was reached.
 * @throws InvariantError when the event cannot follow the state, which is damage or a bug, never bad input
 */
export function evolve(state: DossierState | undefined, event: DossierEvent, identity: DossierIdentity): DossierState {
  if (event.type === "submitted") return firstState(state, event, identity);
  if (state === undefined) throw new InvariantError(`event ${event.type} before the dossier exists`);
  const next: OwnState = { ...state };
  advance(next, event);
  return next;
}

/** `evolve` on a state that belongs to the caller alone: what it holds is replaced, never changed. */
export function advance(next: OwnState, event: DossierEvent): void {
  if (event.type === "submitted") throw new InvariantError("a dossier begins once");
  if (event.seq !== next.version + 1) throw new InvariantError(`event ${event.seq} after version ${next.version}`);
  next.version = event.seq;
  next.lastAt = event.at;
  apply(next, event);
  if (event.booked !== undefined) book(next, event.booked);
}

const happenedAt = (event: DossierEvent): EpochMs => event.occurredAt ?? event.at;

/** Rows and escalations kept of very many; the events have them all. */
const keptMax = 64;

/** A copy that belongs to whoever made it. A part that is over is set to nothing rather than deleted, which would make
 *  the object slow for the rest of its life; it is not written either way. */
export type OwnState = { -readonly [K in keyof DossierState]: DossierState[K] };

function firstState(
  state: DossierState | undefined,
  event: EventOf<"submitted">,
  identity: DossierIdentity,
): DossierState {
  invariant(state === undefined && event.seq === 1, "a dossier begins once");
  return {
    schema: 1,
    dossierId: identity.dossierId,
    officeId: identity.officeId,
    version: 1,
    lastAt: event.at,
    law: event.law,
    procedure: event.procedure,
    procedureVersion: event.procedureVersion,
    channel: event.channel,
    caseId: event.caseId,
    facts: event.facts,
    intakeRef: event.intakeRef,
    ...(event.applicant === undefined ? {} : { applicant: event.applicant }),
    ...(event.returnBy === undefined ? {} : { returnBy: event.returnBy }),
    control: event.control,
    submittedAt: happenedAt(event),
    intakeRounds: 0,
    supplementRounds: 0,
    limits: {},
    groundParties: [],
    promises: [],
    apologies: [],
    rescheduledTo: [],
    escalations: [],
    performed: {},
    visits: {},
    consultations: {},
    rectifications: 0,
  };
}

function apply(next: OwnState, event: Exclude<DossierEvent, { type: "submitted" }>): void {
  switch (event.type) {
    case "intake-guided":
      next.intakeRounds = event.round;
      dropLimits(next, isIntakeDuty);
      return;
    case "intake-refused":
      end(next, event, "intake-refused", event.control);
      return;
    case "accepted":
      next.control = event.control;
      next.acceptedAt = happenedAt(event);
      next.performed = { ...next.performed, received: event.by.person };
      next.facts = { ...next.facts, ...event.facts };
      if (event.code !== undefined) next.code = event.code;
      dropLimits(next, isIntakeDuty);
      return;
    case "limit-started":
      setLimit(next, event.limit, {
        kind: event.kind,
        ledger: startLimit(event.startAt, event.budget, event.dueTime),
        ladder: event.ladder,
        taken: [],
        source: event.source,
      });
      return;
    case "limit-suspended":
      applySuspended(next, event);
      return;
    case "limit-resumed":
      changeLedger(next, event.limit, (ledger) => folded(resumeLimit(ledger, event.groundId, event.to)));
      if (event.limit === "principal")
        next.groundParties = next.groundParties.filter((ground) => ground.groundId !== event.groundId);
      if (event.control !== undefined) next.control = event.control;
      return;
    case "limit-restarted":
      changeLedger(next, event.limit, (ledger) => folded(restartLimit(ledger, event.startAt)), []);
      if (event.limit === "principal") next.question = undefined;
      return;
    case "limit-extended":
      changeLedger(
        next,
        event.limit,
        (ledger) =>
          folded(
            extendLimit(ledger, { amount: event.amount, at: event.from, ground: event.rule, source: event.source }),
          ),
        event.kept,
      );
      dropQuestion(next, event);
      return;
    case "limit-superseded":
      changeLedger(next, event.limit, (ledger) => folded(supersedeLimit(ledger, event.budget)), event.kept);
      dropQuestion(next, event);
      return;
    case "calendar-adopted":
      next.law = { ...next.law, calendar: event.calendar };
      return;
    case "limit-reprojected":
      changeLedger(next, event.limit, nextGeneration, event.kept);
      dropQuestion(next, event);
      return;
    case "limit-ended":
      applyEnded(next, event);
      return;
    case "promised":
      applyPromised(next, event);
      return;
    case "promise-missed":
      next.control = event.control;
      next.promiseMissedAt ??= happenedAt(event);
      return;
    case "rung-taken": {
      const limit = limitOf(next, event.limit);
      setLimit(next, event.limit, { ...limit, taken: [...limit.taken, event.rung] });
      return;
    }
    case "escalated":
      next.escalations = latestEscalations(next, event);
      return;
    case "escalation-acknowledged":
      next.escalations = next.escalations.map((escalation) =>
        escalation.escalationId === event.escalationId ? { ...escalation, acknowledgedAt: event.at } : escalation,
      );
      dropLimit(next, `ack:${event.escalationId}`);
      return;
    case "asked-on-time":
      next.question = { rung: event.rung, askedAt: happenedAt(event), answerBy: event.answerBy };
      return;
    case "answered-on-time":
      if (next.question !== undefined) next.question = { ...next.question, answer: event.answer };
      return;
    case "apology-owed":
    case "apology-missed":
    case "apology-drafted":
    case "apology-signed":
    case "apology-sent":
    case "apology-lapsed":
    case "apology-unneeded":
    case "rescheduled":
      applyApology(next, event);
      return;
    case "task-opened":
    case "task-claimed":
    case "task-assigned":
    case "task-delegated":
    case "task-resolved":
    case "task-handed-back":
    case "task-substituted":
      applyTask(next, event);
      return;
    case "acted":
      next.control = event.control;
      next.performed = { ...next.performed, [event.step]: event.by.person };
      dropLimits(next, isTaskLimit);
      if (event.facts !== undefined) next.facts = { ...next.facts, ...event.facts };
      return;
    case "supplement-requested":
      next.control = event.control;
      next.supplementRounds = event.round;
      next.supplement = {
        round: event.round,
        groundId: event.groundId,
        effect: event.effect,
        askedAt: happenedAt(event),
      };
      dropLimits(next, isTaskLimit);
      return;
    case "supplement-received":
      if (event.control !== undefined) next.control = event.control;
      if (!event.complete) return;
      next.supplement = undefined;
      dropLimit(next, "supplement");
      return;
    case "consulted":
      next.consultations = { ...next.consultations, [event.consultId]: { unit: event.unit, askedAt: event.at } };
      return;
    case "consultation-answered": {
      const { [event.consultId]: _answered, ...open } = next.consultations;
      next.consultations = open;
      dropLimit(next, `consult:${event.consultId}`);
      return;
    }
    case "consultation-silent": {
      const asked = next.consultations[event.consultId];
      invariant(asked !== undefined, `consultation ${event.consultId} is not open`);
      next.consultations = { ...next.consultations, [event.consultId]: { ...asked, silent: true } };
      return;
    }
    case "resolved":
      next.outcome = event.outcome;
      next.resolvedAt = event.resolvedAt;
      next.verdict = event.verdict;
      next.daysOver = event.daysOver;
      next.question = undefined;
      endLimits(next, event.resolvedAt, (kind) => kind === "apology");
      return;
    case "returned":
      next.returnedAt = happenedAt(event);
      next.endedAt = next.returnedAt;
      next.task = undefined;
      dropLimits(next, isTaskLimit);
      return;
    case "withdrawn":
    case "closed":
    case "voided":
      end(next, event, event.type, event.control);
      next.supplement = undefined;
      next.question = undefined;
      return;
    case "rectification-requested":
    case "amended":
      return;
    case "rectified":
      next.rectifications += 1;
      dropLimit(next, "result-rectification");
      return;
    case "corrected":
      Object.assign(next, { [event.field]: event.after });
      return;
    default:
      unreachable(event, "evolve");
  }
}

function end(
  next: OwnState,
  event: DossierEvent,
  outcome: "intake-refused" | "withdrawn" | "closed" | "voided",
  control: string,
): void {
  next.control = control;
  next.outcome = outcome;
  next.endedAt = happenedAt(event);
  next.task = undefined;
  // An apology owed for a promise already broken outlives the dossier; everything else ends with it.
  endLimits(next, happenedAt(event), (kind) => kind === "apology");
}

function applyPromised(next: OwnState, event: EventOf<"promised">): void {
  const before = next.promises.at(-1);
  const row: PromiseRow = {
    date: event.date,
    dueAt: event.dueAt,
    ...(event.provisional ? { provisional: true as const } : {}),
    cause: event.cause,
    source: event.source,
    madeAt: event.at,
    number: (before?.number ?? 0) + 1,
    ...(before === undefined ? {} : { supersedes: before.number }),
  };
  next.promises =
    next.promises.length < keptMax
      ? [...next.promises, row]
      : [...next.promises.slice(0, 1), ...next.promises.slice(2), row];
  if (event.control !== undefined) next.control = event.control;
  // A missed promise that the ledger moved is missed anew, or kept: its rungs count again.
  if (event.kept !== undefined) changeLedger(next, "principal", nextGeneration, event.kept);
}

const nextGeneration = (ledger: LimitLedger): LimitLedger => ({ ...ledger, generation: ledger.generation + 1 });

/** The question belongs to the run it was asked in; it stands while its rung stays taken. */
function dropQuestion(next: OwnState, event: { readonly limit: string; readonly kept: readonly string[] }): void {
  if (event.limit === "principal" && next.question !== undefined && !event.kept.includes(next.question.rung))
    next.question = undefined;
}

function latestEscalations(next: DossierState, event: EventOf<"escalated">): readonly EscalationState[] {
  const { escalationId, limit, target, to } = event;
  const all = [...next.escalations, { escalationId, limit, target, to, at: event.at }];
  if (all.length <= keptMax) return all;
  const settled = all.findIndex((known) => next.limits[`ack:${known.escalationId}`] === undefined);
  return settled < 0 || settled === all.length - 1 ? all : all.toSpliced(settled, 1);
}

function folded(result: Result<LimitLedger, { readonly code: string }>): LimitLedger {
  invariant(result.ok, "a recorded limit operation does not fold");
  return result.value;
}

function limitOf(state: DossierState, limit: string): LimitState {
  const found = state.limits[limit];
  invariant(found !== undefined, `limit ${limit} is not open`);
  return found;
}

function setLimit(next: OwnState, limit: string, value: LimitState): void {
  next.limits = { ...next.limits, [limit]: value };
}

/** @param taken rungs that stay taken in the new generation; absent when the generation stays */
function changeLedger(
  next: OwnState,
  limit: string,
  change: (ledger: LimitLedger) => LimitLedger,
  taken?: readonly string[],
): void {
  const before = limitOf(next, limit);
  setLimit(next, limit, { ...before, ledger: change(before.ledger), taken: taken ?? before.taken });
}

function applySuspended(next: OwnState, event: EventOf<"limit-suspended">): void {
  const { groundId, ground, source, from } = event;
  changeLedger(next, event.limit, (ledger) => folded(suspendLimit(ledger, { groundId, ground, source, from })));
  if (event.limit === "principal") next.groundParties = [...next.groundParties, { groundId, party: event.party }];
  if (event.control !== undefined) next.control = event.control;
}

/** The principal limit stays for verdicts and explanations; any other leaves the state, its events remain. */
function applyEnded(next: OwnState, event: EventOf<"limit-ended">): void {
  if (event.limit === "principal") {
    changeLedger(next, event.limit, (ledger) => folded(endLimit(ledger, event.endedAt)));
    next.groundParties = [];
    return;
  }
  dropLimit(next, event.limit);
}

const isTaskLimit = (limit: string): boolean => limit === "step" || limit === "wait" || limit === "paper-transfer";
const isIntakeDuty = (limit: string): boolean => limit === "officer-alert" || limit === "online-response";

function dropLimit(next: OwnState, limit: string): void {
  dropLimits(next, (name) => name === limit);
}

function dropLimits(next: OwnState, goes: (limit: string) => boolean): void {
  if (!Object.keys(next.limits).some(goes)) return;
  next.limits = Object.fromEntries(Object.entries(next.limits).filter(([name]) => !goes(name)));
}

/** The matter is over: the principal limit ends and stays, limits of other kinds go unless they `outlive` it. */
function endLimits(next: OwnState, endedAt: EpochMs, outlives: (kind: LimitKind) => boolean): void {
  const principal = next.limits.principal;
  if (principal !== undefined && principal.ledger.endedAt === undefined)
    changeLedger(next, "principal", (ledger) => folded(endLimit(ledger, Math.max(endedAt, ledger.startAt))));
  next.groundParties = [];
  dropLimits(next, (name) => {
    const kind = next.limits[name]?.kind;
    return kind !== undefined && kind !== "principal" && !outlives(kind);
  });
}

type ApologyEvent = EventOf<
  | "apology-owed"
  | "apology-missed"
  | "apology-drafted"
  | "apology-signed"
  | "apology-sent"
  | "apology-lapsed"
  | "apology-unneeded"
  | "rescheduled"
>;

function applyApology(next: OwnState, event: ApologyEvent): void {
  if (event.type === "apology-sent" || event.type === "apology-lapsed") dropLimit(next, event.apologyId);
  if (event.type === "apology-owed") {
    next.apologies = [
      ...next.apologies,
      {
        apologyId: event.apologyId,
        kind: event.kind,
        status: "owed",
        owedAt: happenedAt(event),
        cause: event.cause,
        ...(event.dueOn === undefined ? {} : { dueOn: event.dueOn }),
        ...(event.newDate === undefined ? {} : { newDate: event.newDate }),
      },
    ];
    return;
  }
  if (event.type === "rescheduled") next.rescheduledTo = [...next.rescheduledTo, event.newDate];
  next.apologies = next.apologies.map((apology) =>
    apology.apologyId === event.apologyId ? changedApology(apology, event) : apology,
  );
}

function changedApology(apology: ApologyState, event: Exclude<ApologyEvent, { type: "apology-owed" }>): ApologyState {
  switch (event.type) {
    case "apology-missed":
      return { ...apology, missedOn: event.on };
    case "apology-drafted": {
      // A new draft voids the signature under the one before.
      const { signedBy: _signedBy, letterNumber: _letterNumber, ...unsigned } = apology;
      return {
        ...unsigned,
        status: "drafted",
        draftedBy: event.by.person,
        ...(event.newDate === undefined ? {} : { newDate: event.newDate }),
        ...(event.letter === undefined ? {} : { letter: event.letter }),
      };
    }
    case "apology-signed":
      return {
        ...apology,
        status: "signed",
        signedBy: event.by.person,
        ...(event.letterNumber === undefined ? {} : { letterNumber: event.letterNumber }),
      };
    case "apology-sent":
      return { ...apology, status: "sent", sentAt: happenedAt(event) };
    case "apology-lapsed":
      return { ...apology, status: "lapsed" };
    case "apology-unneeded":
      return { ...apology, status: "unneeded" };
    case "rescheduled":
      return { ...apology, rescheduled: true };
    default:
      return unreachable(event, "apology");
  }
}

function applyTask(
  next: OwnState,
  event: EventOf<
    | "task-opened"
    | "task-claimed"
    | "task-assigned"
    | "task-delegated"
    | "task-resolved"
    | "task-handed-back"
    | "task-substituted"
  >,
): void {
  if (event.type === "task-opened") {
    next.visits = { ...next.visits, [event.step]: event.visit };
    const { step, visit, unit, head, person } = event;
    next.task = { step, visit, unit, head, openedAt: event.startAt, ...(person === undefined ? {} : { person }) };
    for (const { limit, budget, ladder, source } of event.limits ?? [])
      setLimit(next, limit, {
        kind: limit,
        ledger: startLimit(event.startAt, budget, "end-of-day"),
        ladder,
        taken: [],
        source,
      });
    return;
  }
  const task = next.task;
  invariant(task !== undefined, `${event.type} without an open task`);
  const { person: _holder, delegate: _delegate, substituteFor: _absent, ...vacant } = task;
  next.task = changedTask(task, vacant, event);
}

function changedTask(
  task: TaskState,
  vacant: TaskState,
  event: EventOf<
    "task-claimed" | "task-assigned" | "task-delegated" | "task-resolved" | "task-handed-back" | "task-substituted"
  >,
): TaskState {
  switch (event.type) {
    case "task-claimed":
    case "task-assigned":
      return { ...vacant, person: event.person };
    case "task-delegated":
      return { ...task, delegate: event.person };
    case "task-resolved": {
      const { delegate: _done, ...held } = task;
      return held;
    }
    case "task-handed-back":
      return vacant;
    case "task-substituted":
      return { ...vacant, person: event.person, ...(task.person === undefined ? {} : { substituteFor: task.person }) };
    default:
      return unreachable(event, "task");
  }
}

/** Adds a booking: who answered until now, and who answers from now on. */
export function book(next: OwnState, { from, to, workingMs, upTo }: Booking): void {
  const booked = next.responsibility?.booked ?? {};
  const sum = from === undefined ? booked : { ...booked, [from]: (booked[from] ?? 0) + workingMs };
  next.responsibility = { holder: to ?? "", since: upTo, booked: sum };
}
