import type { Bilingual, Source } from "../base/text.ts";
import type { Budget, CivilDate } from "../calendar/types.ts";
import type { SupplementOverride } from "../rules/supplement.ts";
import type { Channel } from "../rules/types.ts";

export type { Channel } from "../rules/types.ts";

/** S = read in a source, M = from memory, U = uncertain. U is a named policy or a default, never a constant in code. */
export type Confidence = "S" | "M" | "U";

/** A commune's administrative procedure (thủ tục hành chính) as data; what the engine runs, lints, draws and simulates. */
export interface ProcedureDefinition {
  readonly format: "motcua-procedure/1";
  /** National code, e.g. `1.001193`. */
  readonly code: string;
  /** Grows with every published change; a dossier stays on the version it was received under. */
  readonly version: number;
  readonly name: Bilingual;
  readonly field: Bilingual;
  /** Groups procedures for statistics and defaults, e.g. `civil-status`. */
  readonly family: string;
  readonly legalBasis: readonly Source[];
  readonly effective: { readonly from: CivilDate; readonly to?: CivilDate };
  readonly channels: readonly { readonly channel: Channel; readonly level?: "full" | "partial" }[];
  readonly placeRule: "province" | "nationwide" | "by-residence" | "by-place";
  /** Trường hợp; at least one. */
  readonly cases: readonly ProcedureCase[];
  /** Declared booleans: the only thing guards and limit rules can ask about a dossier. */
  readonly facts: readonly FactDeclaration[];
  /** The first rule whose conditions hold gives the limit; the last one has no condition. */
  readonly limits: readonly LimitRule[];
  /** Phases after the first (giai đoạn), each with a limit and a promise of its own; an action begins one. */
  readonly phases?: readonly PhaseDefinition[];
  /** Ways in which the limit may be lengthened or replaced later, each on its ground. */
  readonly extensions: readonly ExtensionRule[];
  readonly fees: readonly FeeRule[];
  readonly results: readonly { readonly code: string; readonly name: Bilingual }[];
  /** Where an accepted dossier begins. */
  readonly startStep: string;
  readonly steps: readonly StepDefinition[];
  /** Interlinked procedures (liên thông): what several agencies do on one dossier; a step of kind `interlinked` is theirs. */
  readonly interlinked?: Interlinked;
  /** Overrides of the rule set, each with its article. */
  readonly supplement?: SupplementOverride;
  /** Internal work without an applicant (model.md §9): opened by an officer, no receipt. */
  readonly applicant: "required" | "none";
  readonly notes: readonly string[];
  readonly confidence: { readonly [part: string]: Confidence };
  readonly sources: readonly Source[];
}

export interface ProcedureCase {
  readonly id: string;
  readonly name: Bilingual;
  readonly documents: readonly DocumentRequirement[];
}
export interface DocumentRequirement {
  readonly id: string;
  readonly name: Bilingual;
  readonly form: "original" | "copy" | "electronic";
  readonly copies: number;
  /** Where it can be taken from instead of being asked again (NĐ 118/2025 Art. 5(1)i). */
  readonly reusableFrom?: string;
}
export interface FactDeclaration {
  readonly id: string;
  readonly name: Bilingual;
}
/** A condition over case, channel and facts; everything named must hold. */
export interface When {
  readonly case?: string;
  readonly channel?: Channel;
  /** `needsVerification` or `!needsVerification`. */
  readonly facts?: readonly string[];
}
export interface LimitRule {
  readonly when?: When;
  /** `none`: no limit of its own (scheduled campaigns); `stages`: phases, each with a promise of its own. */
  readonly budget: Budget | { readonly unit: "none" } | { readonly unit: "stages" };
  readonly source: Source;
  readonly confidence: Confidence;
}
/** A later phase of the same dossier, e.g. from the completed papers on in two-phase land procedures. */
export interface PhaseDefinition {
  readonly id: string;
  readonly name: Bilingual;
  /** As the definition's own: the first rule whose conditions hold, the last without one. */
  readonly limits: readonly LimitRule[];
}
export interface ExtensionRule {
  readonly id: string;
  readonly name: Bilingual;
  /** `added` lengthens the limit, `total` replaces the budget and keeps the start. */
  readonly mode: "added" | "total";
  readonly upTo?: Budget;
  /** Longer by written agreement with the applicant (e.g. NĐ 23/2015 Art. 21). */
  readonly orLongerByAgreement: boolean;
  readonly source: Source;
  readonly confidence: Confidence;
}
/** What an amount is for; kept apart because each is asked, refunded and told to the portal by itself. */
export type FeeKind = "advance" | "fee" | "service" | "shipping";

export interface FeeRule {
  readonly id: string;
  readonly name: Bilingual;
  /** `fee` by default. */
  readonly kind?: FeeKind;
  /** Of a fee, by Luật Phí và lệ phí 97/2015/QH13 Art. 3: phí (for a service) or lệ phí (for an act of the state). */
  readonly levy?: "phi" | "le-phi";
  /** Rules of one line are alternatives: the first whose conditions hold counts. Absent: a line of its own. */
  readonly line?: string;
  /** Whole đồng per unit; absent when set elsewhere (`setBy`). */
  readonly amountVnd?: number;
  /** `dossier` by default. `page`: pages of a copy, for each copy. */
  readonly per?: "dossier" | "page" | "copy" | "person";
  /** Other amounts from some unit on, ascending: 2,000 đồng a page, 1,000 from page 3. */
  readonly tiers?: readonly { readonly from: number; readonly amountVnd: number }[];
  /** The most for the dossier; with `per: page` for each copy. */
  readonly atMostVnd?: number;
  readonly setBy?: "province" | "law";
  readonly when?: When;
  /** Of those that an applicant has, the one that takes off most counts. */
  readonly exemptions?: readonly FeeExemption[];
  readonly source: Source;
}
/** Who pays less, or nothing. Why somebody is entitled is personal data and never a fact of the dossier. */
export interface FeeExemption {
  /** Ground that is proven at the desk, e.g. `poor-household`. */
  readonly id: string;
  readonly name: Bilingual;
  /** Percent taken off, 1 to 100; 100 = exempt. */
  readonly percentOff: number;
  readonly source: Source;
}

/** The members of an interlinked group (NĐ 118/2025 Art. 20(2), model.md §8). */
export interface Interlinked {
  /** In the order in which paper goes round; a member depends on earlier ones only. */
  readonly members: readonly MemberDefinition[];
  /** How the dossier goes to them, by channel; where nothing is said paper goes `sequence` (counter, post) and what is
   *  electronic `parallel`. */
  readonly topology?: { readonly [channel in Channel]?: Topology };
}
/** One agency after the other, or all at once as far as nobody waits for another. */
export type Topology = "sequence" | "parallel";

/** What one agency does of a group, under a limit and a code of its own. */
export interface MemberDefinition {
  readonly id: string;
  readonly name: Bilingual;
  /** National code, where it is a procedure of its own as well. */
  readonly procedure?: string;
  /** Which agency, by function as units are: `justice`, `police`, `insurance`. */
  readonly unit: string;
  /** The lead of the group (cơ quan chủ trì); one at most. */
  readonly lead?: true;
  /** Members whose results it needs. */
  readonly dependsOn?: readonly string[];
  /** Only where this holds; absent: always. */
  readonly when?: When;
  /** Its own limit, as the transfer slip names it: the first rule whose conditions hold; the last has none. */
  readonly limits: readonly MemberLimit[];
}
export interface MemberLimit {
  readonly when?: When;
  readonly budget: Budget;
  readonly source: Source;
  readonly confidence: Confidence;
}

export type StepKind =
  | "work"
  | "decide"
  | "consult"
  | "session"
  | "posting"
  | "on-site"
  | "wait-payment"
  | "confirm"
  | "exchange"
  | "post"
  /** The members of the group work, each in its own unit; the last result moves the dossier on. */
  | "interlinked"
  | "return";

/** What is recorded at a step by `record`, beside its actions (model.md §9). */
export type RecordedMoment =
  | "scheduled"
  | "attended"
  | "adjourned"
  | "posted"
  | "objected"
  | "visited"
  | "paid"
  | "debt-recorded"
  | "confirmed"
  | "declined";

/** What an action of a step can follow from by itself. `over`: the last day of its wait ended (24:00). `held`, `absent-again`:
 *  what the attendance of a session comes to. */
export type FollowedMoment =
  | Exclude<RecordedMoment, "scheduled" | "attended" | "adjourned" | "posted">
  | SessionMoment
  | "over";
export type SessionMoment = "held" | "absent-again";

/** Somebody whose presence counts at a session; names are content. */
export interface SessionParty {
  readonly id: string;
  readonly name: Bilingual;
  /** How many of them must be there for the session to be held. */
  readonly atLeast: number;
  /** With which absence no further session is called. Absent: adjourned every time. */
  readonly absencesMax?: number;
}
export interface SessionRule {
  readonly parties: readonly SessionParty[];
  readonly source: Source;
  readonly confidence: Confidence;
}

/** Where a person stands; persons and units are facts of the office and never part of a definition. */
export interface StepDefinition {
  readonly id: string;
  readonly kind: StepKind;
  readonly name: Bilingual;
  /** Role that acts here, e.g. `one-stop-officer`, `officer`, `leader`. */
  readonly role: string;
  /** Which unit holds it, by function, e.g. `one-stop`, `justice`, `leadership`. */
  readonly unit: string;
  /** Share of the limit, in hundredths of the unit (25 = a quarter of a day). A target of its own, never a promise. */
  readonly within?: { readonly unit: "working-day" | "calendar-day" | "working-hour"; readonly hundredths: number };
  /** May a supplement be asked of the citizen from here? */
  readonly mayAskSupplement: boolean;
  /** Steps whose actor must be another person (four-eyes). */
  readonly notSamePersonAs?: readonly string[];
  /** Status reported to the National Portal while here, 1 to 10 (`portalNames` in words.ts). */
  readonly portalStatus: number;
  /** A wait of a citizen or an agency: what it may take, and what follows. Required for waiting kinds. */
  readonly wait?: {
    readonly budget: Budget;
    readonly ground: string;
    readonly source: Source;
    readonly ladder?: string;
  };
  /** Which action follows from a moment of the step. Such an action is taken by its moment alone, never by hand. */
  readonly follows?: { readonly [moment in FollowedMoment]?: string };
  /** Of a session: who must be there. */
  readonly session?: SessionRule;
  readonly actions: readonly ActionDefinition[];
  readonly confidence?: Confidence;
}

/** What an action does to the principal limit. Required; silence is not a default. */
export type ClockEffect = "run" | "suspend" | "restart" | "stop";

export interface ActionDefinition {
  readonly id: string;
  readonly name: Bilingual;
  /** A step id, or an end: `end:granted`, `end:refused`, `end:partly-granted`, `end:other`; ends are reached by a `return` step. */
  readonly to: string;
  readonly clock: ClockEffect;
  /** With `restart`: the phase that begins; its limit takes the place of the one before. */
  readonly phase?: string;
  /** With `stop`: what was decided. */
  readonly outcome?: "granted" | "refused" | "partly-granted" | "other";
  /** Facts that must hold: `f` or `!f`, all of them. */
  readonly guard?: readonly string[];
  readonly input?: readonly InputField[];
  /** Who may do it when not the step's own role. */
  readonly role?: string;
}
export interface InputField {
  readonly id: string;
  readonly name: Bilingual;
  readonly type: "text" | "integer" | "boolean" | "date" | "choice";
  readonly choices?: readonly string[];
  readonly required: boolean;
  /** Only public fields may enter events and guards; others are content. */
  readonly public: boolean;
}
