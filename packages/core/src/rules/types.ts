import type { Bilingual, Source } from "../base/text.ts";
import type { Budget, CivilDate } from "../calendar/types.ts";
import type { Rung } from "../limit/types.ts";

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
  readonly amendment: Sourced<{ readonly channels: readonly ("counter" | "online" | "post" | "vneid")[] }>;
  /** Limits that run beside the main one. */
  readonly duties: { readonly [id in DutyId]?: Duty };
  /** Ladders by class of limit, and by duty. */
  readonly ladders: { readonly [name: string]: readonly Rung[] };
  readonly forms: { readonly [role: string]: { readonly number: string; readonly name: Bilingual; readonly source: Source } };
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
  readonly ladder: string;
  readonly source: Source;
}

/** What the law leaves open, by name, each with the default of the library. An office may change one; the reason is kept. */
export interface Policies {
  readonly format: "motcua-policies/1";
  readonly dueTime: "end-of-day" | "same-time";
  readonly verdictCompares: "by-date" | "by-instant";
  readonly apologyTrigger: "asked" | "open-at-last-day";
  readonly appointmentReported: "first" | "new";
  readonly lateSupplementRequest: "suspend-flagged";
  readonly secondSupplementRequest: "refuse-unless-override";
  readonly calendarAnnouncementMovesPromise: boolean;
  /** How far back `occurredAt` may lie without a reason. */
  readonly backDatingAllowanceMinutes: number;
  /** Ladder names by class of principal limit (model.md §6). */
  readonly ladderUpToOneDay: string;
  readonly ladderTwoToFiveDays: string;
  readonly ladderLonger: string;
  /** Chosen away from the default: policy name → reason. */
  readonly changed: { readonly [policy: string]: string };
}
