import type { Delay, Distribution } from "../model.ts";
import type { Spread, SpreadShape, TimeUnit } from "./types.ts";

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** What times of a scenario are counted in. */
export interface TimeBase {
  /** Opening time of a usual day of the office. */
  readonly workingDayMs: number;
  /** Calendar that opening time of waits runs on. */
  readonly officeCalendar: string;
}

export function unitMs(unit: TimeUnit, base: TimeBase): number {
  switch (unit) {
    case "second":
      return 1_000;
    case "minute":
      return minuteMs;
    case "hour":
    case "working-hour":
      return hourMs;
    case "day":
      return 24 * hourMs;
    case "working-day":
      return base.workingDayMs;
  }
}

export const distributionOf = (spread: Spread, base: TimeBase, factor = 1): Distribution =>
  shapeOf(spread, unitMs(spread.unit, base) * factor);

/** @param ms what the numbers are counted in */
function shapeOf(spread: SpreadShape, ms: number): Distribution {
  switch (spread.kind) {
    case "fixed":
      return { kind: "fixed", ms: spread.value * ms };
    case "uniform":
      return { kind: "uniform", minMs: spread.min * ms, maxMs: spread.max * ms };
    case "exponential":
      return { kind: "exponential", meanMs: spread.mean * ms, ...boundsOf(spread, ms) };
    case "normal":
    case "log-normal":
    case "gamma":
      return { kind: spread.kind, meanMs: spread.mean * ms, sdMs: spread.sd * ms, ...boundsOf(spread, ms) };
    case "weibull":
      return { kind: "weibull", shape: spread.shape, scaleMs: spread.scale * ms, ...boundsOf(spread, ms) };
    case "triangular":
      return { kind: "triangular", minMs: spread.min * ms, modeMs: spread.mode * ms, maxMs: spread.max * ms };
    case "histogram":
      return { kind: "histogram", edgesMs: spread.edges.map((edge) => edge * ms), shares: spread.shares };
    case "sample":
      return { kind: "sample", valuesMs: spread.values.map((value) => value * ms) };
    case "mixture":
      return { kind: "mixture", of: spread.of.map(({ share, time }) => ({ share, ms: shapeOf(time, ms) })) };
  }
}

const boundsOf = ({ min, max }: { readonly min?: number; readonly max?: number }, ms: number) => ({
  ...(min === undefined ? {} : { minMs: min * ms }),
  ...(max === undefined ? {} : { maxMs: max * ms }),
});

/** A wait: in opening time of the office where it is told in working time, else in elapsed time. */
export function delayOf(spread: Spread, base: TimeBase): Delay {
  const ms = distributionOf(spread, base);
  const opening = spread.unit === "working-hour" || spread.unit === "working-day";
  return opening ? { ms, calendar: base.officeCalendar } : { ms };
}
