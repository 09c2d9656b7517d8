import type { Bilingual, Source } from "../base/text.ts";
import type { Budget, CivilDate, MinuteOfDay } from "../calendar/types.ts";
import type { Rung } from "../limit/types.ts";

/** Ways to lodge a dossier and take its result (NĐ 118/2025 Art. 15; VNeID by NĐ 367/2025). */
export type Channel = "counter" | "online" | "post" | "vneid";

/** One dated part of the law; a rule set is composed of the parts in force on the date of receipt (model.md §3). */
export interface RulePart {
  readonly id: string;
  readonly name: Bilingual;
  /** First and last day of receipt it applies to. */
  readonly from: CivilDate;
  readonly to?: CivilDate;
  /** Parts of the same layer replace one another, layers are merged in this order. */
  readonly layer: "process" | "amendment" | "forms" | "portal";
  readonly rules: PartialRules;
}

/** A rule with its article. */
export interface Sourced<T> {
  readonly value: T;
  readonly source: Source;
}

/** All an office needs to know of the law for one dossier. Immutable, validated, pinned by content hash. */
export interface RuleSet {
  readonly format: "motcua-rules/1";
  /** Ids of the parts it was composed of, in order. */
  readonly parts: readonly string[];
  readonly rules: Rules;
}

export interface Rules {
  readonly channels: Sourced<readonly Channel[]>;
  /** First instant of the limit by channel: acceptance unless stated. */
  readonly clockStart: Sourced<"acceptance" | "postmark" | "system-recorded">;
  readonly intakeSupplement: Sourced<{ readonly rounds: number }>;
  readonly appraisalSupplement: Sourced<{
    readonly rounds: number;
    readonly askWithin: Budget;
    /** What a request in time does when the dossier is complete again. */
    readonly effect: "restart" | "suspend";
    /** Citizen's time before the one-stop closes; absent where the law of the day had no closing (61/2018). */
    readonly citizenTime?: Budget;
  }>;
  readonly apology: Sourced<{
    readonly trigger: "expected-overdue" | "overdue";
    /** Working days before the due day by whose end it goes out. */
    readonly beforeWorkingDays: number;
    readonly reschedulesMax: number;
    readonly formRole: string;
  }>;
  /** Where the appraisal's outcome is refusal: within the main limit, entered as the result. */
  readonly refusal: Sourced<{ readonly withinMainLimit: true }>;
  readonly withdrawal: Sourced<{ readonly until: "decision-issued" }>;
  readonly amendment: Sourced<{ readonly channels: readonly Channel[] }>;
  /** Limits that run beside the main one. */
  readonly duties: { readonly [id in DutyId]?: Duty };
  /** Ladders by class of limit, and by duty. */
  readonly ladders: { readonly [name: string]: readonly Rung[] };
  readonly forms: {
    readonly [role: string]: { readonly number: string; readonly name: Bilingual; readonly source: Source };
  };
}
export type PartialRules = { readonly [K in keyof Rules]?: Rules[K] };

export type DutyId =
  | "online-response"
  | "officer-alert"
  | "paper-transfer"
  | "paper-to-other-unit"
  | "result-rectification"
  | "money-to-treasury"
  | "consultation-answer"
  | "supplement-by-citizen"
  | "status-notice";

export interface Duty {
  readonly budget: Budget;
  /** Name of a ladder of the same rule set. */
  readonly ladder: string;
  readonly source: Source;
}

/**
 * What the law leaves open, by name, each with the default of the library (`defaultPolicies`). An office may change one;
 * the reason is kept. A policy with a single value names a reading for the record: no other is built yet, and a definition
 * that needs another one says so there.
 */
export interface Policies {
  // Those marked ? stand in `memberPolicies`, `paymentPolicies` and `momentPolicies` while an office says nothing.
  readonly format: "motcua-policies/1";
  /** Whether a day limit is due at closing or at the clock time it started. Default `end-of-day` (Civil Code Art. 148(6)). */
  readonly dueTime: "end-of-day" | "same-time";
  /** What working hours run on. Extra opening, such as a Saturday desk, adds none to them. */
  readonly workingHoursRunOn: "legal-working-days";
  /** How a suspension counts against a day budget: the day of suspension is consumed, the day of resumption is not. */
  readonly suspensionCounts: "day-of-suspension-consumed";
  /** What the local verdict compares. Default `by-date`: the due date ends at 24:00. The national one compares instants. */
  readonly verdictCompares: "by-date" | "by-instant";
  /** When an apology is owed: once somebody answers that it will be late (default), or for every dossier still open on the
   *  last working day before the due day. */
  readonly apologyTrigger: "asked" | "open-at-last-day";
  /** Which appointment the portal is told. Default `first`: a new date would whitewash lateness. */
  readonly appointmentReported: "first" | "new";
  /** A supplement asked for after its time: the clock stops, keeps what was consumed, and the request is flagged. */
  readonly lateSupplementRequest: "suspend-flagged";
  /** A second request at the same stage: refused unless a sector ground or the head's override, and then no restart. */
  readonly secondSupplementRequest: "refuse-unless-override";
  /** A member's supplement in an interlinked group: that member is counted again (default), or all are. */
  readonly memberSupplementRestarts: "member" | "group";
  /** From when a member's own limit counts: from when it is handed on to the agency (default), or from when that takes it on. */
  readonly memberLimitCounts?: "from-request" | "from-acceptance";
  /** How soon an agency takes its part on or sends it back before its silence is reported. Default 8 working hours, the
   *  measure of Art. 17(2)c; no text names one for members. */
  readonly memberAnswerWithin?: Budget;
  /** Who signs when a member makes the group late: the agency that was late (default), or the lead. */
  readonly memberLateApology?: "member" | "lead";
  /** What a refused member does to those that need its result. */
  readonly refusedMember?: "dependants-impossible";
  /** Which ends of a dossier oblige the office to give back what was paid: none; that it was refused, at intake or in the
   *  matter, or accepted by mistake (default); or any without a result, so also withdrawn and closed (U: no text was read). */
  readonly refundOwed?: "never" | "refused" | "without-result";
  /** Whether promises already printed follow a calendar announced later. Default true. */
  readonly calendarAnnouncementMovesPromise: boolean;
  /** How far back `occurredAt` may lie without a reason. Default 30. */
  readonly backDatingAllowanceMinutes: number;
  /** Opening minutes after the last day of a wait that ends by silence in which the desk may still enter an objection, a payment
   *  or a word of that day. Default 0: it ends at 24:00 (Civil Code Art. 148(6)). U: no text says until when what came on the last
   *  day may be entered. */
  readonly silenceGraceMinutes?: number;
  /** Ladder names by class of principal limit (model.md §6): up to one working day; two to five days; longer. */
  readonly ladderUpToOneDay: string;
  readonly ladderTwoToFiveDays: string;
  readonly ladderLonger: string;
  /** Second of the two digests of reminders, the first being at opening. Default 13:00. */
  readonly digestMinute: MinuteOfDay;
  /** How long an escalation waits for its acknowledgement before it climbs. Default 4 working hours. */
  readonly acknowledgeWithin: Budget;
  /** How soon an apology goes out that is owed at once (same-day limits, late knowledge). Default 2 working hours. */
  readonly apologyAtOnceWithin: Budget;
  /** Chosen away from the default: policy name → reason. */
  readonly changed: { readonly [policy: string]: string };
}

/** The names an office can set. */
export type PolicyName = Exclude<keyof Policies, "format" | "changed">;
