import type { DossierId, OfficeId } from "../base/ids.ts";
import { InvariantError, invariant, unreachable } from "../base/invariant.ts";
import { extendLimit, startLimit, supersedeLimit } from "../limit/ledger.ts";
import type { Booking, DossierEvent, EventOf, LimitKind } from "./events.ts";
import { applyApology } from "./fold-apology.ts";
import { applyExchangeBegun, applyExchangeEnded, endExchanges } from "./fold-exchange.ts";
import {
  applyEnded,
  applyRestarted,
  applyResumed,
  applySuspended,
  changeLedger,
  dropLimit,
  dropLimits,
  dropQuestion,
  endLimits,
  folded,
  limitOf,
  nextGeneration,
  setLimit,
} from "./fold-limits.ts";
import { applyMember, bookedOn, bookTracks, cancelMembers } from "./fold-members.ts";
import { applyAdopted, applyLimitMigrated, applyUndone } from "./fold-migration.ts";
import { applyRecorded, sessionLimit } from "./fold-moment.ts";
import { applyPaymentMoved, applyPaymentRequested } from "./fold-payment.ts";
import { applyPostBegun, applyPostMoved } from "./fold-post.ts";
import { applyTask } from "./fold-task.ts";
import { applyPapers, applyTransfer } from "./fold-transfer.ts";
import { happenedAt, type OwnState } from "./own-state.ts";
import type { DossierState, EscalationState, PromiseRow } from "./state.ts";

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
  // A move to another definition can be taken back until the next command.
  if (next.migration !== undefined && next.migration.commandId !== event.commandId && event.type !== "migration-undone")
    next.migration = undefined;
  apply(next, event);
  if (event.booked !== undefined) book(next, event.booked);
  if (event.bookedTracks !== undefined) bookTracks(next, event.bookedTracks);
}

/** Rows and escalations kept of very many; the events have them all. */
const keptMax = 64;

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
    ...(event.competent === undefined ? {} : { competent: event.competent }),
    ...(event.returnAt === undefined ? {} : { returnAt: event.returnAt }),
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
    case "imported":
      next.control = event.control;
      next.imported = { system: event.system, at: event.at };
      if (event.absences !== undefined) next.absences = event.absences;
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
      applyResumed(next, event);
      return;
    case "limit-restarted":
      applyRestarted(next, event);
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
    case "definition-adopted":
      applyAdopted(next, event);
      return;
    case "limit-carried":
      changeLedger(next, event.limit, (ledger) => ({ ...ledger, earlierHours: event.earlierHours }));
      return;
    case "limit-migrated":
      applyLimitMigrated(next, event);
      return;
    case "migration-undone":
      applyUndone(next, event);
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
    case "recorded":
      applyRecorded(next, event);
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
    case "post-leg-begun":
      applyPostBegun(next, event);
      return;
    case "post-leg-moved":
      applyPostMoved(next, event);
      return;
    case "payment-requested":
      applyPaymentRequested(next, event);
      return;
    case "payment-moved":
      applyPaymentMoved(next, event);
      return;
    case "exchange-begun":
      applyExchangeBegun(next, event);
      return;
    case "exchange-ended":
      applyExchangeEnded(next, event);
      return;
    case "resolved":
      next.outcome = event.outcome;
      next.resolvedAt = event.resolvedAt;
      next.verdict = event.verdict;
      next.daysOver = event.daysOver;
      next.question = undefined;
      endLimits(next, event.resolvedAt, outlivesResult);
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
    case "handed-over":
    case "taken-over":
    case "hand-over-declined":
      applyTransfer(next, event);
      return;
    case "papers-received":
      applyPapers(next, event);
      return;
    case "rectification-requested":
    case "amended":
      return;
    case "rectified":
      next.rectifications += 1;
      dropLimit(next, "result-rectification");
      return;
    case "members-planned":
    case "member-requested":
    case "member-accepted":
    case "member-rejected":
    case "member-supplement-requested":
    case "member-supplemented":
    case "member-granted":
    case "member-refused":
    case "member-returned":
    case "member-impossible":
    case "member-silent":
    case "member-late":
    case "member-late-lifted":
      applyMember(next, event);
      return;
    case "corrected":
      Object.assign(next, { [event.field]: event.after });
      return;
    default:
      unreachable(event, "evolve");
  }
}

const isTaskLimit = (limit: string): boolean =>
  limit === "step" || limit === "wait" || limit === "paper-transfer" || limit === sessionLimit;
const isIntakeDuty = (limit: string): boolean => limit === "officer-alert" || limit === "online-response";

/** An apology owed for a promise already broken outlives the dossier, and so does a parcel under way; everything else ends
 *  with it. */
const outlivesDossier = (kind: LimitKind): boolean => kind === "apology" || kind === "post";

/** Papers under way are due whatever the result is, and so is what was asked of others. */
const outlivesResult = (kind: LimitKind): boolean =>
  kind === "exchange" || kind === "paper-to-other-unit" || outlivesDossier(kind);

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
  cancelMembers(next, happenedAt(event));
  endLimits(next, happenedAt(event), outlivesDossier);
  endExchanges(next, happenedAt(event));
}

function applyPromised(next: OwnState, event: EventOf<"promised">): void {
  const before = next.promises.at(-1);
  const row: PromiseRow = {
    date: event.date,
    dueAt: event.dueAt,
    ...(event.provisional ? { provisional: true as const } : {}),
    cause: event.cause,
    source: event.source,
    // One from the system before was made then.
    madeAt: event.cause === "imported" ? happenedAt(event) : event.at,
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

function latestEscalations(next: DossierState, event: EventOf<"escalated">): readonly EscalationState[] {
  const { escalationId, limit, target, to } = event;
  const all = [...next.escalations, { escalationId, limit, target, to, at: event.at }];
  if (all.length <= keptMax) return all;
  const settled = all.findIndex((known) => next.limits[`ack:${known.escalationId}`] === undefined);
  return settled < 0 || settled === all.length - 1 ? all : all.toSpliced(settled, 1);
}

/** Adds a booking: who answered until now, and who answers from now on. */
export function book(next: OwnState, booking: Booking): void {
  next.responsibility = bookedOn(next.responsibility, booking);
}
