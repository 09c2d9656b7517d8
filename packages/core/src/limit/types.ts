import type { Source } from "../base/text.ts";
import type { Budget, CivilDate, Due, DueTimePolicy, EpochMs } from "../calendar/types.ts";

/** One interval in which a limit does not run, with the legal ground that says so. */
export interface Suspension {
  /** Names this interval in its dossier, so that the same ground can come twice and grounds can overlap. */
  readonly groundId: string;
  /** Code of the ground, e.g. `payment`, `appraisal-supplement`. */
  readonly ground: string;
  readonly source: Source;
  readonly from: EpochMs;
  /** Absent while the ground lasts. */
  readonly to?: EpochMs;
}

export interface Extension {
  /** What is added: the budget's own unit, or working days on a same-day budget. */
  readonly amount: Budget;
  readonly at: EpochMs;
  readonly ground: string;
  readonly source: Source;
}

/** What opening hours that no longer apply have settled: it is not counted anew under those that apply now. */
export interface EarlierHours {
  /** Until when they applied: the move to other hours, or the end of the limit where that came first. */
  readonly until: EpochMs;
  /** Opening time in which the limit had run by then. */
  readonly usedMs: number;
  /** Whole working days of a same-day budget, extensions aside: received by the cut-off, or after it. */
  readonly sameDayWorkingDays?: number;
  /** The due instant, where it had been reached by then or would lie behind by the hours that follow. It stands as long as
   *  the due date does. */
  readonly due?: { readonly dueOn: CivilDate; readonly dueAt: EpochMs };
}

/**
 * Every deadline is one of these: what it may use, since when, what interrupted it and by which law. Plain data; due
 * dates are derived from it and never stored instead of it.
 */
export interface LimitLedger {
  /** Grows on restart, extension, supersession and re-projection; not on suspend and resume. A rung is taken once per
   *  generation. */
  readonly generation: number;
  readonly budget: Budget;
  readonly startAt: EpochMs;
  readonly dueTime: DueTimePolicy;
  /** In order of recording; they may overlap and may be back-dated. */
  readonly suspensions: readonly Suspension[];
  readonly extensions: readonly Extension[];
  readonly endedAt?: EpochMs;
  /** How many times the limit was counted again from the start. The earlier runs are in the events. */
  readonly restarts: number;
  /** Present once other opening hours count than those it began under. */
  readonly earlierHours?: EarlierHours;
}

export type ClockState = "notStarted" | "running" | "suspended" | "ended";

/** What a ledger means on a calendar, derived whenever asked. */
export interface LimitProjection {
  readonly clock: Exclude<ClockState, "notStarted">;
  /** Absent while suspended before its due date: an interrupted limit has no due date until it runs again. */
  readonly due: Due | undefined;
  /** In the unit counted: working days, calendar days, or milliseconds (opening or plain) for hour budgets. */
  readonly consumed: number;
  /** Never negative: a limit past its due date stays late, nothing heals. `consumed + remaining` = the whole budget. */
  readonly remaining: number;
}

/** Where on a limit a rung sits (model.md §1, §6). Whole numbers only. */
export type RungPoint =
  /** Day budgets: the closing of the ceil(percent × n / 100)-th counted day. Hours, same-day and one-day budgets: after
   *  that share of the opening time between start and due instant. */
  | { readonly at: "share"; readonly percent: number }
  /** The opening of the n-th working day before the due day; 0 = the opening of the due day itself. */
  | { readonly at: "before-working-days"; readonly days: number }
  /** That much opening time before the due instant. */
  | { readonly at: "before-working-minutes"; readonly minutes: number }
  | { readonly at: "due" }
  /** The midnight that ends the due day: a citizen's last day lasts until 24:00 (Civil Code Art. 148(6)), online too. */
  | {
      readonly at: "due-date-over";
      /** Opening time after it in which the desk may still enter what came on that day. */
      readonly graceMinutes?: number;
    }
  /** The closing of the n-th working day after the due day. */
  | { readonly at: "after-working-days"; readonly days: number };

/** Who is reached, by place in the ladder; the engine resolves the person. */
export type RungTarget = "holder" | "unit-head" | "signer" | "director" | "chairperson" | "province";

export type RungEffect =
  /** Tell, and nothing more. */
  | { readonly do: "remind"; readonly to: readonly RungTarget[] }
  /** Ask holder and head: on time or late? (model.md §5) */
  | { readonly do: "ask"; readonly to: readonly RungTarget[] }
  /** Tell the next above; it waits for an acknowledgement. */
  | { readonly do: "escalate"; readonly to: readonly RungTarget[] }
  /** The promise has passed: an apology is owed, and missed when none went out in time. */
  | { readonly do: "owe-apology" }
  /** The citizen's time is over: the one-stop closes the dossier (NĐ 118/2025 Art. 19(5)). */
  | { readonly do: "close" }
  /** Silence counts as the named action of the step. */
  | { readonly do: "proceed"; readonly action: string }
  /** Nobody acknowledged an escalation: it climbs to the next above. */
  | { readonly do: "climb" }
  /** A consulted agency is silent: the lead informs the head of the one-stop (Art. 19(4)c). */
  | { readonly do: "report-silence" };

export interface Rung {
  readonly id: string;
  readonly point: RungPoint;
  readonly effects: readonly RungEffect[];
  readonly source: Source;
}
