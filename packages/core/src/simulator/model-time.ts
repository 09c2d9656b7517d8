import type { EpochMs } from "../calendar/types.ts";

// How long things take and when somebody is there.

/** How long the work of a task takes: for everybody, with exceptions by person. */
export interface Duration {
  readonly all: Distribution;
  /** By person id. */
  readonly byPerson?: { readonly [person: string]: Distribution };
}
/** How values are spread: milliseconds of work or of waiting, or the plain numbers of an `Attribute`, which are written the
 *  same way (`{ kind: "exponential", meanMs: 40 }` is 40 on average of whatever it is). `normal`, `log-normal` and `gamma` are
 *  given by mean and standard deviation of the variable itself. Values outside `minMs` to `maxMs`, or below 0, are drawn again. */
export type Distribution =
  | { readonly kind: "fixed"; readonly ms: number }
  | { readonly kind: "uniform"; readonly minMs: number; readonly maxMs: number }
  | ({ readonly kind: "exponential"; readonly meanMs: number } & Bounds)
  | ({ readonly kind: "normal" | "log-normal" | "gamma"; readonly meanMs: number; readonly sdMs: number } & Bounds)
  | ({ readonly kind: "weibull"; readonly shape: number; readonly scaleMs: number } & Bounds)
  | { readonly kind: "triangular"; readonly minMs: number; readonly modeMs: number; readonly maxMs: number }
  /** Uniform within each bin; `edgesMs` has one element more than `shares`. */
  | { readonly kind: "histogram"; readonly edgesMs: readonly number[]; readonly shares: readonly number[] }
  /** Each value as often as it occurs. */
  | { readonly kind: "sample"; readonly valuesMs: readonly number[] }
  /** Now one, now another, as often as its share (0 to 1, together 1): `ms` is a distribution too. */
  | { readonly kind: "mixture"; readonly of: readonly { readonly share: number; readonly ms: Distribution }[] };
interface Bounds {
  /** Added to what is drawn, before bounds are looked at; mean and deviation are those without it. */
  readonly shiftMs?: number;
  readonly minMs?: number;
  readonly maxMs?: number;
}
/** A wait, in elapsed time or in the open time of a calendar. */
export interface Delay {
  /** How long, as a distribution of milliseconds. */
  readonly ms: Distribution;
  /** Calendar id; absent: elapsed time. */
  readonly calendar?: string;
}

/** When somebody is there, or something is open. */
export type StaffCalendar =
  | { readonly id: string; readonly kind: "always" }
  /** Dated spans `[from, to)` in order, not touching: leave, holidays and exceptions are taken out already. Outside of
   *  them, and after the last, nobody is there. */
  | { readonly id: string; readonly kind: "dated"; readonly spans: readonly (readonly [EpochMs, EpochMs])[] }
  /** The same every week, in minutes from Monday 00:00 at a fixed offset from UTC; 0 to 10,080, in order. */
  | {
      readonly id: string;
      readonly kind: "weekly";
      readonly spansMinutes: readonly (readonly [number, number])[];
      readonly utcOffsetMinutes: number;
    };
