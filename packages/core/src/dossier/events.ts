import type { CommandId, DossierCode, Hash, OfficeId, PersonId, UnitId } from "../base/ids.ts";
import type { Source } from "../base/text.ts";
import type { Budget, CivilDate, DueTimePolicy, EpochMs } from "../calendar/types.ts";
import type { EarlierHours, RungTarget } from "../limit/types.ts";
import type { ContentRef } from "../ports/storage.ts";
import type { PostLeg, PostLegKind, PostMove } from "../post/state.ts";
import type { DefinitionRef } from "../procedure/migration-plan.ts";
import type { Channel, RecordedMoment } from "../procedure/types.ts";
import type { DutyId } from "../rules/types.ts";
import type { Reason } from "./commands.ts";
import type { ExchangeBasis, ExchangeOutcome } from "./exchange-types.ts";
import type { LawHashes } from "./law.ts";
import type { AnswerableMember, MemberEventBody } from "./member-events.ts";
import type { PaymentEventBody } from "./payment-events.ts";
import type { RecordedActor } from "./people.ts";
import type { FilingHelper } from "./post-counter.ts";

/** Which kind of deadline a limit is. `principal` is the one promised to the citizen. */
export type LimitKind =
  | "principal"
  | "step"
  | "wait"
  | "supplement"
  | "consultation"
  | "apology"
  | "rescheduled"
  | "acknowledgement"
  | "post"
  | "member"
  | "member-answer"
  | "member-supplement"
  /** The day of a session or a visit: reminded of, and asked for when nobody recorded it. */
  | "session"
  | "exchange"
  | DutyId;

/** Outcomes of the matter; refusal with reasons is a result (Art. 19(3)), refusal of intake is not. */
export type Outcome = "granted" | "refused" | "partly-granted" | "other";
export type EndOutcome = Outcome | "intake-refused" | "withdrawn" | "closed" | "voided";
export type ResolvedVerdict = "early" | "on-time" | "late" | "no-limit";
export type ApologyKind = "late" | "lost-or-damaged" | "conduct";
export type PromiseCause =
  | "accepted"
  | "supplement"
  | "restart"
  | "phase"
  | "suspension"
  | "extension"
  | "calendar"
  | "migration"
  | "imported";

/** What happened. Every event type and field name is in somebody's rows: they are for ever. */
export type EventBody =
  // Intake
  | {
      readonly type: "submitted";
      readonly procedure: string;
      readonly procedureVersion: number;
      readonly law: LawHashes;
      readonly channel: Channel;
      readonly caseId: string;
      readonly facts: { readonly [fact: string]: boolean };
      readonly intakeRef: string;
      readonly applicant?: ContentRef;
      readonly returnBy?: string;
      /** Office whose authority decides it, and office that returns the result, where they are others. */
      readonly competent?: OfficeId;
      readonly returnAt?: OfficeId;
      readonly helper?: FilingHelper;
      readonly control: string;
    }
  | { readonly type: "intake-guided"; readonly round: number; readonly reason: Reason }
  | { readonly type: "intake-refused"; readonly reason: Reason; readonly control: string }
  | {
      readonly type: "accepted";
      readonly code?: DossierCode;
      readonly facts: { readonly [fact: string]: boolean };
      /** First instant of the limit. */
      readonly startAt: EpochMs;
      /** Document by which post staff received it on behalf of the one-stop. */
      readonly grant?: string;
      readonly control: string;
    }
  /** It comes from the system before, which knows more of its past than these events. */
  | {
      readonly type: "imported";
      readonly system: string;
      readonly control: string;
      /** How often each party of the session it stands at was absent there. */
      readonly absences?: { readonly [party: string]: number };
    }
  // Limits
  | {
      readonly type: "limit-started";
      readonly limit: string;
      readonly kind: LimitKind;
      readonly budget: Budget;
      readonly startAt: EpochMs;
      readonly dueTime: DueTimePolicy;
      readonly ladder: string;
      readonly source: Source;
    }
  | {
      readonly type: "limit-suspended";
      readonly limit: string;
      readonly groundId: string;
      readonly ground: string;
      readonly source: Source;
      readonly party: string;
      readonly from: EpochMs;
      readonly control?: string;
    }
  | {
      readonly type: "limit-resumed";
      readonly limit: string;
      readonly groundId: string;
      readonly to: EpochMs;
      readonly control?: string;
    }
  | {
      readonly type: "limit-restarted";
      readonly limit: string;
      readonly startAt: EpochMs;
      readonly source: Source;
      /** Another phase begins, with a limit of its own. */
      readonly phase?: NextPhase;
    }
  | {
      readonly type: "limit-extended";
      readonly limit: string;
      readonly rule: string;
      readonly amount: Budget;
      readonly from: EpochMs;
      readonly source: Source;
      readonly agreement?: ContentRef;
      readonly kept: readonly string[];
    }
  | {
      readonly type: "limit-superseded";
      readonly limit: string;
      readonly rule: string;
      readonly budget: Budget;
      readonly source: Source;
      readonly agreement?: ContentRef;
      readonly kept: readonly string[];
    }
  | { readonly type: "limit-ended"; readonly limit: string; readonly endedAt: EpochMs }
  /** The dossier lives on another revision of its calendar from now on. */
  | { readonly type: "calendar-adopted"; readonly calendar: Hash; readonly revision: string }
  | {
      readonly type: "limit-reprojected";
      readonly limit: string;
      /** Due dates, absent while the limit is held. */
      readonly from?: CivilDate;
      readonly to?: CivilDate;
      /** Days that the two revisions tell differently. */
      readonly because: readonly { readonly change: "added" | "removed"; readonly date: CivilDate }[];
      readonly kept: readonly string[];
    }
  /** The dossier lives under another version of its definition from now on, and perhaps under other rules. */
  | {
      readonly type: "definition-adopted";
      /** Content hash of the plan. */
      readonly plan: Hash;
      readonly reason: string;
      readonly from: DefinitionRef;
      readonly to: DefinitionRef;
      readonly law: LawHashes;
      readonly control: string;
      /** Names of steps changed with the definition: who finished them, and how often each was entered. */
      readonly performed: { readonly [step: string]: PersonId };
      readonly visits: { readonly [step: string]: number };
      /** The open task, where it moved to another step or unit. */
      readonly task?: MovedTask;
    }
  /** Other opening hours apply from now on: what the limit takes along from those before. */
  | { readonly type: "limit-carried"; readonly limit: string; readonly earlierHours: EarlierHours }
  /** Another budget, by the plan: from the same start, or counted anew. */
  | {
      readonly type: "limit-migrated";
      readonly limit: string;
      readonly budget: Budget;
      /** Present when counted anew. */
      readonly startAt?: EpochMs;
      readonly ladder: string;
      readonly source: Source;
      readonly kept: readonly string[];
    }
  /** The move was taken back: law, step, clocks and task are those from before it. What was promised stays on record. */
  | { readonly type: "migration-undone"; readonly plan: Hash; readonly control: string }
  | {
      readonly type: "promised";
      readonly date: CivilDate;
      readonly dueAt: EpochMs;
      readonly provisional?: true;
      readonly cause: PromiseCause;
      readonly source: Source;
      /** Reached when a promise already missed moves to a later day; `kept` are the rungs that stay taken then. */
      readonly control?: string;
      readonly kept?: readonly string[];
    }
  | { readonly type: "promise-missed"; readonly date: CivilDate; readonly control: string }
  // Rungs
  | {
      readonly type: "rung-taken";
      readonly limit: string;
      readonly generation: number;
      readonly rung: string;
      readonly dueAt: EpochMs;
      /** A reminder overtaken by a later rung of the same limit is recorded and not sent. */
      readonly overtaken?: true;
      readonly told: readonly PersonId[];
    }
  | {
      readonly type: "escalated";
      readonly escalationId: string;
      readonly limit: string;
      readonly target: RungTarget;
      readonly to: PersonId;
    }
  | { readonly type: "escalation-acknowledged"; readonly escalationId: string }
  | {
      readonly type: "asked-on-time";
      readonly rung: string;
      readonly answerBy: EpochMs;
      readonly asked: readonly PersonId[];
    }
  | {
      readonly type: "answered-on-time";
      readonly answer: "on-time" | "will-be-late";
      readonly reason?: Reason;
      readonly newDate?: CivilDate;
    }
  // Apology
  | {
      readonly type: "apology-owed";
      readonly apologyId: string;
      readonly kind: ApologyKind;
      readonly cause:
        | "answered-late"
        | "steps-cannot-fit"
        | "promise-missed"
        | "open-at-last-day"
        | "new-date-missed"
        | "member-late"
        | "lost-or-damaged"
        | "conduct";
      /** By whose end it goes out; absent when it is owed at once. */
      readonly dueOn?: CivilDate;
      readonly reason?: Reason;
      readonly newDate?: CivilDate;
      /** Members of the group that the delay is put down to, as things stand. */
      readonly answerable?: readonly AnswerableMember[];
      /** The agency that apologises, by the office's policy `memberLateApology`. */
      readonly apologises?: UnitId;
    }
  /** None went out by the day the law names. */
  | { readonly type: "apology-missed"; readonly apologyId: string; readonly on: CivilDate }
  | {
      readonly type: "apology-drafted";
      readonly apologyId: string;
      readonly reason: Reason;
      readonly newDate?: CivilDate;
      readonly letter?: ContentRef;
      /** As known when the letter was written. */
      readonly answerable?: readonly AnswerableMember[];
      readonly apologises?: UnitId;
    }
  | {
      readonly type: "apology-signed";
      readonly apologyId: string;
      readonly letterNumber?: string;
      readonly capacity?: string;
      readonly document?: string;
    }
  | { readonly type: "apology-sent"; readonly apologyId: string; readonly oneStopNotified: true }
  | { readonly type: "apology-lapsed"; readonly apologyId: string }
  /** Sent, and the dossier came on time after all: a state of its own, not an error. */
  | { readonly type: "apology-unneeded"; readonly apologyId: string }
  | { readonly type: "rescheduled"; readonly apologyId: string; readonly newDate: CivilDate; readonly times: number }
  // Work
  | {
      readonly type: "task-opened";
      readonly step: string;
      readonly visit: number;
      readonly unit: UnitId;
      readonly head: PersonId;
      readonly person?: PersonId;
      /** The step's share and, where it waits for somebody, the wait; both end when the step is left. */
      readonly limits?: readonly TaskLimit[];
      readonly startAt: EpochMs;
    }
  | { readonly type: "task-claimed"; readonly person: PersonId }
  | { readonly type: "task-assigned"; readonly person: PersonId }
  | { readonly type: "task-delegated"; readonly person: PersonId }
  | { readonly type: "task-resolved"; readonly person: PersonId }
  | { readonly type: "task-handed-back"; readonly reason: Reason }
  | { readonly type: "task-substituted"; readonly person: PersonId; readonly document: string }
  | {
      readonly type: "acted";
      readonly step: string;
      readonly action: string;
      readonly input?: { readonly [field: string]: string | number | boolean };
      readonly content?: readonly ContentRef[];
      readonly facts?: { readonly [fact: string]: boolean };
      readonly fourEyesWaived?: true;
      readonly control: string;
    }
  /** What happened at the step beside its actions (model.md §9). */
  | {
      readonly type: "recorded";
      readonly step: string;
      readonly moment: RecordedMoment;
      readonly details: MomentDetails;
      /** What the attendance of a session came to. */
      readonly attendance?: Attendance;
      readonly reason?: Reason;
    }
  // Supplement
  | {
      readonly type: "supplement-requested";
      readonly round: number;
      readonly groundId: string;
      readonly effect: "restart" | "suspend";
      /** Asked after the days the law allows: a breach, flagged, elapsed time kept. */
      readonly late?: true;
      /** A further round allowed by a sector rule or the head: on the exceptions list. */
      readonly exception?: {
        readonly kind: "sector" | "override";
        readonly source: Source;
        readonly approvedBy?: PersonId;
      };
      readonly reason: Reason;
      readonly control: string;
    }
  | {
      readonly type: "supplement-received";
      readonly round: number;
      readonly complete: boolean;
      readonly content?: readonly ContentRef[];
      readonly control?: string;
    }
  // Consultation
  | {
      readonly type: "consulted";
      readonly consultId: string;
      readonly unit: UnitId;
      readonly question?: ContentRef;
    }
  | {
      readonly type: "consultation-answered";
      readonly consultId: string;
      readonly opinion: "agree" | "disagree" | "other";
      readonly late?: true;
      readonly content?: ContentRef;
    }
  | { readonly type: "consultation-silent"; readonly consultId: string; readonly told: PersonId }
  // Post
  | {
      readonly type: "post-leg-begun";
      readonly legId: string;
      readonly leg: PostLegKind;
      readonly carrier: string;
      readonly orderNumber: string;
    }
  | {
      readonly type: "post-leg-moved";
      readonly legId: string;
      readonly move: PostMove;
      /** What the parcel has come to. Absent in the first events of parcels: there it follows from the move. */
      readonly reached?: Omit<PostLeg, "leg" | "carrier" | "orderNumber" | "begunAt">;
    }
  // Data exchange
  | {
      readonly type: "exchange-begun";
      readonly exchangeId: string;
      readonly profile: string;
      readonly party: string;
      readonly purpose: string;
      readonly basis: ExchangeBasis;
      readonly question: ContentRef;
    }
  | {
      readonly type: "exchange-ended";
      readonly exchangeId: string;
      readonly outcome: ExchangeOutcome;
      readonly answer?: ContentRef;
    }
  // Ends
  | {
      readonly type: "resolved";
      readonly outcome: Outcome;
      readonly resolvedAt: EpochMs;
      readonly verdict: ResolvedVerdict;
      /** Working days over, 0 unless late. */
      readonly daysOver: number;
      readonly promiseOn?: CivilDate;
    }
  | {
      readonly type: "returned";
      readonly way: string;
      /** Office that returned it, where that was to be said. */
      readonly office?: OfficeId;
    }
  | { readonly type: "withdrawn"; readonly reason?: Reason; readonly control: string }
  | { readonly type: "amended"; readonly content: readonly ContentRef[] }
  | { readonly type: "closed"; readonly reason: Reason; readonly control: string }
  | { readonly type: "voided"; readonly reason: Reason; readonly control: string }
  // Between engines
  /** Off to an office of another engine: nobody works on it until one of them takes it over. */
  | {
      readonly type: "handed-over";
      /** 1, 2, 3 …: how often it was handed over. */
      readonly epoch: number;
      readonly from: OfficeId;
      readonly to: OfficeId;
      /** What the sender calls the engine of that office. */
      readonly partner: string;
      /** Its papers come after it. */
      readonly papers?: "follow";
    }
  | {
      readonly type: "papers-received";
      /** Office that sent them. */
      readonly from: OfficeId;
      readonly late: boolean;
    }
  /** The first event of the office it went to; or of the one it came from, after the other declined it. */
  | {
      readonly type: "taken-over";
      readonly epoch: number;
      readonly from: OfficeId;
      readonly to: OfficeId;
      /** Hash of the hand-over, and that it was the sender's: its signature over where the chain stood. */
      readonly head: Hash;
      readonly seal: string;
      /** Who has the open task from now on. */
      readonly task?: { readonly unit: UnitId; readonly head: PersonId; readonly person?: PersonId };
    }
  /** The office it went to will never take this hand-over: it goes back. */
  | {
      readonly type: "hand-over-declined";
      readonly epoch: number;
      readonly from: OfficeId;
      /** Who declines. */
      readonly to: OfficeId;
      readonly head: Hash;
      /** Signature of who declines. */
      readonly seal: string;
    }
  | { readonly type: "rectification-requested"; readonly reason: Reason }
  | { readonly type: "rectified" }
  | {
      readonly type: "corrected";
      readonly field: string;
      readonly before: string | { readonly [fact: string]: boolean };
      readonly after: string | { readonly [fact: string]: boolean };
      readonly reason: Reason;
    }
  | PaymentEventBody
  // Members of an interlinked group
  | MemberEventBody;

export type EventType = EventBody["type"];

/** An open task after a move: as it was, at another step or in another unit. */
export interface MovedTask {
  readonly step: string;
  readonly visit: number;
  readonly unit: UnitId;
  readonly head: PersonId;
  readonly person?: PersonId;
  /** Ground under which its wait holds the clock, where it is named after the step left. */
  readonly waitGround?: string;
}

/** The limit of the phase that begins. */
export interface NextPhase {
  readonly id: string;
  readonly budget: Budget;
  readonly ladder: string;
}

/** What of a moment stands in events: dates, codes and numbers. Names and words are content. */
export interface MomentDetails {
  /** When a session or a visit is to be. */
  readonly on?: EpochMs;
  /** Code of the place, e.g. `hall`. */
  readonly place?: string;
  /** How many, by party of the session: invited or there. */
  readonly parties?: { readonly [party: string]: number };
  /** Number of the receipt, the debt note, the notice. */
  readonly reference?: string;
  /** Minutes, record of the visit, objection. */
  readonly content?: readonly ContentRef[];
}

export interface Attendance {
  readonly result: "held" | "absent" | "absent-again";
  /** Parties of whom too few were there. */
  readonly absent: readonly string[];
}

/** A deadline that lives as long as the task it came with. */
export interface TaskLimit {
  readonly limit: "step" | "wait";
  readonly budget: Budget;
  readonly ladder: string;
  readonly source: Source;
}

/** Opening time booked on whoever answered for the dossier until now (model.md §7), and who answers from now on. */
export interface Booking {
  /** Absent at the first booking. */
  readonly from?: string;
  readonly workingMs: number;
  /** Absent once nobody answers any more. */
  readonly to?: string;
  readonly upTo: EpochMs;
  /** Of a member that has missed its limit: working days since then that it lay with somebody else. Absent: none. */
  readonly daysAway?: number;
  /** Of a member whose beginning, or what held it, was heard of late: opening time of the same stretch that was booked on
   *  others than `from`. Absent: none. */
  readonly others?: { readonly [holder: string]: number };
}

/** What every event carries beside its body. No wall time, lease, worker or delivery result: those are not hashed. */
export interface EventEnvelope {
  readonly schema: 1;
  readonly seq: number;
  readonly commandId: CommandId;
  /** Law time of the command; a rung carries its own time beside (`dueAt`). */
  readonly at: EpochMs;
  /** When it happened, where earlier: at the desk, or the instant of the rung it follows from. */
  readonly occurredAt?: EpochMs;
  /** Back-dated beyond the office's allowance, with its reason: on the exceptions list. */
  readonly backDated?: string;
  readonly by: RecordedActor;
  /** On the event by which the accountable holder changed, or by which time is counted otherwise from now on. */
  readonly booked?: Booking;
  /** The same for members of an interlinked group, each a track of its own. */
  readonly bookedTracks?: { readonly [member: string]: Booking };
}
export type DossierEvent = EventEnvelope & EventBody;

// A body field named like an envelope field would overwrite it: this line does not compile then.
type KeysOf<Body> = Body extends EventBody ? keyof Body : never;
export const envelopeAndBodyAreDisjoint: Extract<KeysOf<EventBody>, keyof EventEnvelope> extends never ? true : false =
  true;
export type EventOf<T extends EventType> = Extract<DossierEvent, { readonly type: T }>;
