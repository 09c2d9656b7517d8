import type { CommandId, DossierCode, DossierId, Hash, OfficeId, PersonId, UnitId } from "../base/ids.ts";
import type { Source } from "../base/text.ts";
import type { Budget, CivilDate, EpochMs } from "../calendar/types.ts";
import type { LimitLedger, RungTarget } from "../limit/types.ts";
import type { Payment } from "../payment/state.ts";
import type { ContentRef } from "../ports/storage.ts";
import type { PostLeg } from "../post/state.ts";
import type { Channel, Topology } from "../procedure/types.ts";
import type { ApologyKind, EndOutcome, LimitKind, PromiseCause, ResolvedVerdict } from "./events.ts";
import type { ExchangeState } from "./exchange-types.ts";
import type { GroupGround } from "./fold-grounds.ts";
import type { LawHashes } from "./law.ts";
import type { AnswerableMember, MemberVerdict } from "./member-events.ts";

/** A cache of the events that any release can fold again. Plain JSON; its size does not grow with the history. */
export interface DossierState {
  readonly schema: 1;
  readonly dossierId: DossierId;
  readonly officeId: OfficeId;
  /** Sequence of the last event. */
  readonly version: number;
  /** Law time of the last event; time never runs backwards within a dossier. */
  readonly lastAt: EpochMs;
  readonly law: LawHashes;
  readonly procedure: string;
  readonly procedureVersion: number;
  readonly channel: Channel;
  readonly caseId: string;
  readonly facts: { readonly [fact: string]: boolean };
  readonly intakeRef: string;
  readonly code?: DossierCode;
  readonly applicant?: ContentRef;
  readonly returnBy?: string;
  /** Office whose authority decides it, where that is another than the one that received it. */
  readonly competent?: OfficeId;
  /** Office where the result is taken, where that is another than the one that received it. */
  readonly returnAt?: OfficeId;
  /** Control state key of the machine. */
  readonly control: string;
  readonly submittedAt: EpochMs;
  readonly acceptedAt?: EpochMs;
  /** It comes from the system before. */
  readonly imported?: { readonly system: string; readonly at: EpochMs };
  readonly intakeRounds: number;
  readonly supplementRounds: number;
  /** The round now with the citizen. */
  readonly supplement?:
    | {
        readonly round: number;
        readonly groundId: string;
        readonly effect: "restart" | "suspend";
        readonly askedAt: EpochMs;
      }
    | undefined;
  readonly limits: { readonly [limit: string]: LimitState };
  /** Party on whom time is booked, by open ground of the principal limit; the last one opened counts. */
  readonly groundParties: readonly { readonly groundId: string; readonly party: string }[];
  /** Of an interlinked group whose limit was ever held: all that held it; absent otherwise. */
  readonly grounds?: readonly GroupGround[];
  /** Promises made, in order; none is ever overwritten. The last one is in force. Of very many, the first and the latest
   *  are here; all are in the events. */
  readonly promises: readonly PromiseRow[];
  readonly promiseMissedAt?: EpochMs;
  readonly question?:
    | {
        /** The rung that asked. */
        readonly rung: string;
        readonly askedAt: EpochMs;
        readonly answerBy: EpochMs;
        readonly answer?: "on-time" | "will-be-late";
      }
    | undefined;
  readonly apologies: readonly ApologyState[];
  readonly rescheduledTo: readonly CivilDate[];
  /** In order; of very many, those still waiting and the latest. */
  readonly escalations: readonly EscalationState[];
  readonly task?: TaskState | undefined;
  /** Who finished each step, for four-eyes. */
  readonly performed: { readonly [step: string]: PersonId };
  readonly visits: { readonly [step: string]: number };
  readonly responsibility?: ResponsibilityState;
  readonly consultations: { readonly [consultId: string]: ConsultationState };
  /** How often each party of a session was absent. */
  readonly absences?: { readonly [party: string]: number };
  /** Phase of the procedure after the first. */
  readonly phase?: string;
  /** Requests for data, open and over. */
  readonly exchanges?: { readonly [exchangeId: string]: ExchangeState };
  /** Parcels, under way and over. */
  readonly postLegs?: { readonly [legId: string]: PostLeg };
  /** What was asked for, paid and given back, by our reference. */
  readonly payments?: { readonly [reference: string]: Payment };
  /** Members of an interlinked group, in the order of the transfer slip; from the step on where they work. */
  readonly members?: { readonly [member: string]: MemberTrack };
  readonly topology?: Topology;
  /** Who answers for each member, and what was booked on whom. */
  readonly memberTime?: { readonly [member: string]: ResponsibilityState };
  readonly outcome?: EndOutcome;
  readonly resolvedAt?: EpochMs;
  readonly verdict?: ResolvedVerdict;
  readonly daysOver?: number;
  readonly endedAt?: EpochMs;
  readonly returnedAt?: EpochMs;
  readonly rectifications: number;
  /** The last move to another definition, while it can still be taken back: until the next command. */
  readonly migration?: MigrationMemo | undefined;
  /** The last hand-over between engines; absent when there was none. */
  readonly transfer?: TransferState;
  /** Papers that follow it from office to office; absent when none ever did. */
  readonly papers?: PapersState;
}

export interface PapersState {
  readonly from: OfficeId;
  /** Where they are due. */
  readonly to: OfficeId;
  readonly since: EpochMs;
  /** Absent while they are under way. */
  readonly receivedAt?: EpochMs;
  readonly late?: boolean;
}

export interface TransferState {
  /** 1, 2, 3 …: which hand-over. */
  readonly epoch: number;
  readonly from: OfficeId;
  readonly to: OfficeId;
  readonly partner: string;
  readonly handedOverAt: EpochMs;
  /** Who has it now; absent while it is on its way. */
  readonly holder?: OfficeId;
  /** It was declined, and is on its way back. */
  readonly declined?: true;
  /** Where it was handed in. */
  readonly origin: OfficeId;
}

/** What a move to another definition changed, as it was. */
export interface MigrationMemo {
  /** Content hash of the plan. */
  readonly plan: Hash;
  readonly commandId: CommandId;
  readonly before: StateBefore;
}
/** A move taken back never takes back time, promises made or time booked. */
export type StateBefore = Omit<
  DossierState,
  "version" | "lastAt" | "promises" | "responsibility" | "memberTime" | "migration"
>;

export interface LimitState {
  readonly kind: LimitKind;
  readonly ledger: LimitLedger;
  /** Name of its ladder in the rule set. */
  readonly ladder: string;
  /** Rungs taken in this generation. */
  readonly taken: readonly string[];
  readonly source: Source;
}

export interface PromiseRow {
  readonly date: CivilDate;
  readonly dueAt: EpochMs;
  readonly provisional?: true;
  readonly cause: PromiseCause;
  readonly source: Source;
  readonly madeAt: EpochMs;
  /** 1, 2, 3 … */
  readonly number: number;
  /** Number of the row it replaces as the promise in force. */
  readonly supersedes?: number;
}

export interface ApologyState {
  readonly apologyId: string;
  readonly kind: ApologyKind;
  readonly status: "owed" | "drafted" | "signed" | "sent" | "lapsed" | "unneeded";
  readonly owedAt: EpochMs;
  readonly cause: string;
  readonly dueOn?: CivilDate;
  readonly missedOn?: CivilDate;
  readonly newDate?: CivilDate;
  readonly draftedBy?: PersonId;
  readonly letter?: ContentRef;
  readonly signedBy?: PersonId;
  readonly letterNumber?: string;
  readonly sentAt?: EpochMs;
  readonly rescheduled?: true;
  readonly answerable?: readonly AnswerableMember[];
  readonly apologises?: UnitId;
}

export interface EscalationState {
  readonly escalationId: string;
  /** The limit whose rung was not met. */
  readonly limit: string;
  readonly target: RungTarget;
  readonly to: PersonId;
  readonly at: EpochMs;
  readonly acknowledgedAt?: EpochMs;
}

export interface TaskState {
  readonly step: string;
  readonly visit: number;
  readonly unit: UnitId;
  /** Accountable while nobody has claimed it. */
  readonly head: PersonId;
  readonly person?: PersonId;
  readonly delegate?: PersonId;
  /** Takes the holder's place while they are absent. */
  readonly substituteFor?: PersonId;
  readonly openedAt: EpochMs;
  /** Ground under which the wait holds the clock, when the step it is named after has another name by now. */
  readonly waitGround?: string;
  /** A session or a visit that was called. */
  readonly appointment?: { readonly on: EpochMs; readonly place: string };
  /** When the notice went up. */
  readonly postedAt?: EpochMs;
}

export interface ResponsibilityState {
  /** `unit/person`, or `party:<who>` while suspended. */
  readonly holder: string;
  readonly since: EpochMs;
  /** Opening milliseconds booked so far, by holder. */
  readonly booked: { readonly [holder: string]: number };
  /** Of a member: working days after its limit that were somebody else's. Absent: none. */
  readonly daysAway?: number;
}

export interface ConsultationState {
  readonly unit: UnitId;
  readonly askedAt: EpochMs;
  readonly silent?: true;
}

/** `waiting` for another member, `requested` and not answered, `accepted` and worked on, `rejected` and to be asked again,
 *  `supplementing` with the citizen; then it has ended: `granted`, `refused`, `impossible` because another was refused, or
 *  `cancelled` with the dossier. */
export type MemberStatus =
  | "waiting"
  | "requested"
  | "accepted"
  | "rejected"
  | "supplementing"
  | "granted"
  | "refused"
  | "impossible"
  | "cancelled";

/** One member's own way through the group. */
export interface MemberTrack {
  readonly status: MemberStatus;
  /** When it came to stand there. */
  readonly since: EpochMs;
  readonly unit: UnitId;
  readonly head: PersonId;
  /** Took it on at the agency, and answers for it. */
  readonly person?: PersonId;
  readonly lead?: true;
  readonly dependsOn: readonly string[];
  readonly after?: string;
  readonly budget: Budget;
  readonly ladder: string;
  readonly source: Source;
  /** How many times it was asked for; 0 before the first. */
  readonly attempt: number;
  /** Given by the agency. */
  readonly code?: string;
  readonly supplementRounds: number;
  readonly supplement?:
    | { readonly round: number; readonly groundId: string; readonly effect: "restart" | "suspend" }
    | undefined;
  /** Last day of its own limit, once that has passed before it ended; the first where it did so again. */
  readonly lateOn?: CivilDate;
  readonly silent?: true;
  readonly verdict?: MemberVerdict;
  readonly daysOver?: number;
  readonly result?: ContentRef;
  /** Its result was handed over before the whole was. */
  readonly returnedAt?: EpochMs;
  /** Member whose refusal made it impossible. */
  readonly because?: string;
}
