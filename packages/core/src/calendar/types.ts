import type { Bilingual, Source } from "../base/text.ts";

/** A day of the office, `YYYY-MM-DD`. Text sorts as days do. Local to Asia/Ho_Chi_Minh, whatever the host's zone. */
export type CivilDate = string & { readonly __civilDate: true };
/** Whole days since 1970-01-01: what the arithmetic runs on. */
export type EpochDay = number;
/** Milliseconds since 1970-01-01T00:00Z. */
export type EpochMs = number;
/** Minutes since local midnight, 0 to 1440. */
export type MinuteOfDay = number;

/** One day that differs from the plain week, and who says so. */
export interface CalendarEntry {
  readonly date: CivilDate;
  readonly kind: "holiday" | "compensation" | "swapped-rest" | "make-up";
  readonly name: Bilingual;
  readonly source: Source;
}

/** Legal working days as plain data. Opening hours are another layer: they never create or remove a legal working day. */
export interface WorkCalendar {
  readonly id: string;
  readonly revision: string;
  /** Years whose days are announced, first and last day; answers from them are plain. */
  readonly announced: readonly [CivilDate, CivilDate];
  /** The whole range known at all; days outside `announced` are projections, days outside this range are refused. */
  readonly projected: readonly [CivilDate, CivilDate];
  /** Rest days of the week, 1 = Monday to 7 = Sunday. */
  readonly restWeekdays: readonly number[];
  readonly entries: readonly CalendarEntry[];
}

/** Opening times of a unit, by weekday (1 = Monday to 7 = Sunday); spans in order, not overlapping, in minutes of the day. */
export interface OpeningHours {
  readonly weekly: { readonly [weekday: number]: readonly (readonly [MinuteOfDay, MinuteOfDay])[] };
  /** Hours on a legal working day whose weekday has none of its own above, e.g. a make-up Saturday. */
  readonly otherwise: readonly (readonly [MinuteOfDay, MinuteOfDay])[];
}

/** How long a limit is. Whole numbers only; fractions of a day exist for step shares alone. */
export type Budget =
  | { readonly unit: "working-day"; readonly amount: number }
  | { readonly unit: "working-hour"; readonly amount: number }
  /** For shares of a day; no law counts in minutes. */
  | { readonly unit: "working-minute"; readonly amount: number }
  | { readonly unit: "hour"; readonly amount: number }
  | { readonly unit: "calendar-day"; readonly amount: number }
  | { readonly unit: "month"; readonly amount: number }
  | { readonly unit: "same-day"; readonly cutoffMinute: MinuteOfDay }
  | { readonly unit: "until"; readonly date: CivilDate };

/** Whether a due date ends with the office's day or at the clock time it started (model.md §1; no law settles it). */
export type DueTimePolicy = "end-of-day" | "same-time";

export interface Due {
  /** The legal date; it ends at 24:00. */
  readonly dueOn: CivilDate;
  /** The instant printed on the receipt and used by the ladder. */
  readonly dueAt: EpochMs;
  /** True when the answer rests on a year not announced yet. */
  readonly provisional: boolean;
}
