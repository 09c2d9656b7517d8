import type { CommandId, DossierId, Hash, OfficeId, PersonId, UnitId } from "../base/ids.ts";
import type { Budget, CivilDate, EpochMs } from "../calendar/types.ts";
import type { ContentRef } from "../ports/storage.ts";
import type { PostLegKind, PostMove } from "../post/state.ts";
import type { MigrationPlan } from "../procedure/migration-plan.ts";
import type { Channel, RecordedMoment } from "../procedure/types.ts";
import type { MomentDetails } from "./events.ts";
import type { ExchangeBasis, ExchangeOutcome } from "./exchange-types.ts";
import type { Import } from "./import-command.ts";
import type { MemberCommands } from "./member-commands.ts";
import type { MovePayment, RequestPayment } from "./payment-command.ts";
import type { Actor, ResolvedFacts } from "./people.ts";
import type { FilingHelper } from "./post-counter.ts";
import type { DeclineHandOver, HandOver, ReceivePapers, TakeOver } from "./transfer-command.ts";

/** A code first; free text is content and only referred to. */
export interface Reason {
  readonly code: string;
  readonly content?: ContentRef;
}

/** What every command carries. */
export interface CommandBase {
  /** Idempotency key, kept for ever. The same id with another body is refused. */
  readonly commandId: CommandId;
  readonly dossierId: DossierId;
  readonly officeId: OfficeId;
  readonly by: Actor;
  /** Law time of the command, from the clock port. */
  readonly at: EpochMs;
  /** When it happened at the desk, when earlier than `at`; beyond the office's allowance it needs a reason. */
  readonly occurredAt?: EpochMs;
  readonly reason?: Reason;
  /** Refuse when the dossier has moved on since it was read. */
  readonly expectedVersion?: number;
  readonly resolved: ResolvedFacts;
}

/** A dossier is handed in: no clock, no code yet (model.md §4). */
export interface Submit extends CommandBase {
  readonly type: "submit";
  /** National code of the procedure. */
  readonly procedure: string;
  readonly channel: Channel;
  readonly caseId: string;
  readonly facts: { readonly [fact: string]: boolean };
  /** Applicant and form input: content, never in events. */
  readonly applicant?: ContentRef;
  /** Reference before there is a code. */
  readonly intakeRef: string;
  /** How the result goes back. */
  readonly returnBy?: "counter" | "post" | "electronic";
  /** Who helped the citizen to file. */
  readonly helper?: FilingHelper;
  /** Office whose authority decides it, where that is another than the one that receives (phi địa giới): its one-stop may
   *  watch the dossier wherever it is. */
  readonly competent?: OfficeId;
  /** Office where the applicant takes the result, where that is another than the one that receives. */
  readonly returnAt?: OfficeId;
}
/** Internal work without an applicant (model.md §9): opened by an officer, accepted in the same group of events. */
export interface Open extends CommandBase {
  readonly type: "open";
  readonly procedure: string;
  readonly caseId: string;
  readonly facts: { readonly [fact: string]: boolean };
  /** Number or name of the plan, document or schedule it is opened under. */
  readonly intakeRef: string;
}
/** Guidance at intake, complete and once (Art. 16(3), 17). No clock runs yet. */
export interface GuideIntake extends CommandBase {
  readonly type: "guide-intake";
  readonly reason: Reason;
}
export interface RefuseIntake extends CommandBase {
  readonly type: "refuse-intake";
  readonly reason: Reason;
}
/** Complete and valid: the clock starts, the code is given, the promise is made (Art. 17(3), 28). */
export interface Accept extends CommandBase {
  readonly type: "accept";
  /** Facts settled while checking, over those of the submission. */
  readonly facts?: { readonly [fact: string]: boolean };
  /** Arrival postmark or system time where the rules start the clock there. */
  readonly arrivedAt?: EpochMs;
}
export interface Act extends CommandBase {
  readonly type: "act";
  readonly step: string;
  readonly action: string;
  /** Public fields only; the rest is content. */
  readonly input?: { readonly [field: string]: string | number | boolean };
  readonly content?: readonly ContentRef[];
  /** Facts the action settles, e.g. that a verification is needed. */
  readonly facts?: { readonly [fact: string]: boolean };
  /** Four-eyes waived where the rule lets desk staff resolve (Art. 17(5)). */
  readonly waiveFourEyes?: boolean;
}
export interface RequestSupplement extends CommandBase {
  readonly type: "request-supplement";
  readonly reason: Reason;
  /** A sector rule that allows another round, or the head's override: recorded as an exception. */
  readonly secondRound?: {
    readonly kind: "sector" | "override";
    readonly source: string;
    readonly approvedBy?: PersonId;
  };
}
export interface ReceiveSupplement extends CommandBase {
  readonly type: "receive-supplement";
  /** A partial return changes nothing on the clock. */
  readonly complete: boolean;
  readonly content?: readonly ContentRef[];
}
export interface SuspendClock extends CommandBase {
  readonly type: "suspend";
  readonly groundId: string;
  readonly ground: string;
  /** Article or decision. */
  readonly source: string;
  /** On whom the time is booked: `citizen`, `tax`, `court`, … */
  readonly party: string;
}
export interface ResumeClock extends CommandBase {
  readonly type: "resume";
  readonly groundId: string;
}
export interface ExtendLimit extends CommandBase {
  readonly type: "extend";
  /** Extension rule of the definition. */
  readonly rule: string;
  /** Absent: all the rule allows. */
  readonly amount?: Budget;
  /** Written agreement of the applicant, where the rule asks for one. */
  readonly agreement?: ContentRef;
}
export interface Consult extends CommandBase {
  readonly type: "consult";
  readonly consultId: string;
  readonly unit: UnitId;
  /** Until when an answer is asked (Art. 19(4)c); the main clock keeps running. */
  readonly budget?: Budget;
  readonly question?: ContentRef;
}
export interface AnswerConsultation extends CommandBase {
  readonly type: "answer-consultation";
  readonly consultId: string;
  readonly opinion: "agree" | "disagree" | "other";
  readonly content?: ContentRef;
}
/** The answer to "on time or late?" of the last working day before the due day; that it will be late may be said as
 *  soon as it is known (model.md §5). */
export type AnswerOnTime = CommandBase & { readonly type: "answer-on-time" } & (
    | { readonly answer: "on-time" }
    | { readonly answer: "will-be-late"; readonly reason: Reason; readonly newDate: CivilDate }
  );
/** An apology owed for something other than the clock: Art. 23(2), 38(2)đ. Its event names the apology. */
export interface OweApology extends CommandBase {
  readonly type: "owe-apology";
  readonly kind: "lost-or-damaged" | "conduct";
  readonly reason: Reason;
}
export interface DraftApology extends CommandBase {
  readonly type: "draft-apology";
  readonly apologyId: string;
  readonly reason: Reason;
  readonly newDate?: CivilDate;
  readonly letter?: ContentRef;
}
export interface SignApology extends CommandBase {
  readonly type: "sign-apology";
  readonly apologyId: string;
}
/** The competent agency sends it to the applicant and notifies the one-stop (Art. 19(6)). */
export interface SendApology extends CommandBase {
  readonly type: "send-apology";
  readonly apologyId: string;
}
/** The one-stop changes the appointment and informs; once (Art. 19(6)). */
export interface Reschedule extends CommandBase {
  readonly type: "reschedule";
  readonly apologyId: string;
}
export interface Acknowledge extends CommandBase {
  readonly type: "acknowledge";
  readonly escalationId: string;
}
/** The applicant stops (Art. 21): from receipt until the decision. */
export interface Withdraw extends CommandBase {
  readonly type: "withdraw";
}
export interface Amend extends CommandBase {
  readonly type: "amend";
  readonly content: readonly ContentRef[];
}
/** The office closes after the citizen's time ran out (Art. 19(5)). */
export interface Close extends CommandBase {
  readonly type: "close";
  readonly reason: Reason;
}
/** Undoes a mistaken acceptance; a second person, on the exceptions list. */
export interface Void extends CommandBase {
  readonly type: "void";
  readonly reason: Reason;
}
export interface Claim extends CommandBase {
  readonly type: "claim";
}
export interface Assign extends CommandBase {
  readonly type: "assign";
  readonly person: PersonId;
}
/** Another does the work, the holder stays accountable. Not signing authority. */
export interface Delegate extends CommandBase {
  readonly type: "delegate";
  readonly person: PersonId;
}
/** The delegate is done: back to the holder. */
export interface ResolveTask extends CommandBase {
  readonly type: "resolve";
}
export interface HandBack extends CommandBase {
  readonly type: "hand-back";
  readonly reason: Reason;
}
/** The holder is absent; another takes over until they are back. */
export interface Substitute extends CommandBase {
  readonly type: "substitute";
  readonly person: PersonId;
  /** Decision or schedule that says so. */
  readonly document: string;
}
export interface RequestRectification extends CommandBase {
  readonly type: "request-rectification";
  readonly reason: Reason;
}
/** A corrected result is ready, cost on the agency (Art. 23(1)). */
export interface Rectify extends CommandBase {
  readonly type: "rectify";
}
/** A slip in the record, mended by an event that names what and why; nothing is edited. */
export interface Correct extends CommandBase {
  readonly type: "correct";
  readonly field: "channel" | "caseId" | "returnBy" | "facts" | "competent" | "returnAt";
  readonly value: string | { readonly [fact: string]: boolean };
  readonly reason: Reason;
}
/** The counter's pace (Art. 17(4)): accepts, resolves and returns in one group of events. */
export interface Serve extends Omit<Submit, "type"> {
  readonly type: "serve";
  /** Actions from the start step to the end, in order. */
  readonly actions: readonly { readonly step: string; readonly action: string }[];
}
/** The dossier moves to another revision of its calendar, on purpose: limits are projected again, and the promise with
 *  them. The caller passes the law with that calendar beside the command. */
export interface Reproject extends CommandBase {
  readonly type: "reproject";
  /** Revision of the calendar to move to. */
  readonly calendarRevision: string;
}
/** The dossier moves to another version of its definition, by a plan (kế hoạch chuyển phiên bản). The caller passes the law
 *  it moves to beside the command. */
export interface MigrateDefinition extends CommandBase {
  readonly type: "migrate-definition";
  readonly plan: MigrationPlan;
  /** Content hash of the plan: what its events name it by. */
  readonly planHash: Hash;
}
/** Takes a move back, as long as nothing else has happened: the dossier is where it was before. The move stays on record.
 *  The caller passes the law from before beside the command. */
export interface UndoMigration extends CommandBase {
  readonly type: "undo-migration";
  readonly planHash: Hash;
}
/** A parcel of this dossier is to be carried: the citizen's papers to the one-stop, or the result back. Its limit is its own. */
export interface BeginPostLeg extends CommandBase {
  readonly type: "begin-post-leg";
  readonly legId: string;
  readonly leg: PostLegKind;
  /** Code of the carrier, e.g. `vnpost`. */
  readonly carrier: string;
  readonly orderNumber: string;
  /** What the carrier may take, by contract or by the published time of the service. */
  readonly budget: Budget;
  /** The contract or decision that says so. */
  readonly source: string;
}
/** What is known of the parcel now: our own order and calling off, and what the carrier tells. */
export interface MovePostLeg extends CommandBase {
  readonly type: "move-post-leg";
  readonly legId: string;
  readonly move: PostMove;
}
/** What happened at the step beside its actions: a session was called or held, a notice posted, a debt recorded. What follows
 *  the definition says (`follows`). */
export interface RecordMoment extends CommandBase, MomentDetails {
  readonly type: "record";
  readonly step: string;
  readonly moment: RecordedMoment;
}
/** Another system is asked for data, or given some. */
export interface BeginExchange extends CommandBase {
  readonly type: "begin-exchange";
  readonly exchangeId: string;
  /** Which exchange it is, e.g. `land-tax`. */
  readonly profile: string;
  /** Whom one waits on, e.g. `tax`. */
  readonly party: string;
  readonly purpose: string;
  readonly basis: ExchangeBasis;
  readonly question: ContentRef;
  /** Until when an answer is asked. */
  readonly budget: Budget;
  /** Article or agreement that says so. */
  readonly source: string;
}
export interface EndExchange extends CommandBase {
  readonly type: "end-exchange";
  readonly exchangeId: string;
  readonly outcome: Exclude<ExchangeOutcome, "dossier-ended">;
  readonly answer?: ContentRef;
}
/** A due rung came back as a command. Takes every rung due by `at`. */
export interface Wake extends CommandBase {
  readonly type: "wake";
}

export type Command =
  | Submit
  | Open
  | Import
  | GuideIntake
  | RefuseIntake
  | Accept
  | Act
  | RequestSupplement
  | ReceiveSupplement
  | SuspendClock
  | ResumeClock
  | ExtendLimit
  | Consult
  | AnswerConsultation
  | AnswerOnTime
  | OweApology
  | DraftApology
  | SignApology
  | SendApology
  | Reschedule
  | Acknowledge
  | Withdraw
  | Amend
  | Close
  | Void
  | Claim
  | Assign
  | Delegate
  | ResolveTask
  | HandBack
  | Substitute
  | RequestRectification
  | Rectify
  | Correct
  | Serve
  | Reproject
  | MigrateDefinition
  | UndoMigration
  | BeginPostLeg
  | MovePostLeg
  | RequestPayment
  | MovePayment
  | MemberCommands
  | RecordMoment
  | BeginExchange
  | EndExchange
  | HandOver
  | TakeOver
  | DeclineHandOver
  | ReceivePapers
  | Wake;

export type CommandType = Command["type"];
export type CommandOf<T extends CommandType> = Extract<Command, { readonly type: T }>;

/** Commands that begin a dossier. */
export type Filing = CommandOf<"submit" | "open" | "serve" | "import">;

/** Also for a command that has no envelope yet. */
export const beginsDossier = <C extends { readonly type: CommandType }>(
  command: C,
): command is Extract<C, { readonly type: Filing["type"] }> => {
  const { type } = command;
  return type === "submit" || type === "open" || type === "serve" || type === "import";
};

/** Under the law of which instant a dossier begins: an imported one under that of its own receipt. */
export function lawAskedAt(filing: DistributiveOmit<Filing, "at" | "resolved">, now: EpochMs): EpochMs {
  if (filing.type === "import") return filing.accepted?.at ?? filing.submittedAt;
  return filing.occurredAt ?? now;
}
type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

/** Every command by its name. */
export const commandTypes: { readonly [type in CommandType]: true } = {
  submit: true,
  open: true,
  import: true,
  "guide-intake": true,
  "refuse-intake": true,
  accept: true,
  act: true,
  "request-supplement": true,
  "receive-supplement": true,
  suspend: true,
  resume: true,
  extend: true,
  consult: true,
  "answer-consultation": true,
  "answer-on-time": true,
  "owe-apology": true,
  "draft-apology": true,
  "sign-apology": true,
  "send-apology": true,
  reschedule: true,
  acknowledge: true,
  withdraw: true,
  amend: true,
  close: true,
  void: true,
  claim: true,
  assign: true,
  delegate: true,
  resolve: true,
  "hand-back": true,
  substitute: true,
  "request-rectification": true,
  rectify: true,
  correct: true,
  serve: true,
  reproject: true,
  "migrate-definition": true,
  "undo-migration": true,
  "begin-post-leg": true,
  "move-post-leg": true,
  "request-payment": true,
  "move-payment": true,
  "request-member": true,
  "accept-member": true,
  "reject-member": true,
  "request-member-supplement": true,
  "receive-member-supplement": true,
  "grant-member": true,
  "refuse-member": true,
  record: true,
  "begin-exchange": true,
  "end-exchange": true,
  "return-member": true,
  "hand-over": true,
  "take-over": true,
  "decline-hand-over": true,
  "receive-papers": true,
  wake: true,
};
