import type { EpochMs } from "@motcua/core";

const minuteMs = 60_000;
const dayMs = 86_400_000;

/** From the local time of a place, as milliseconds since 1970-01-01T00:00 on its clocks, to the instant. */
export type ToInstant = (localMs: number) => EpochMs;

/** `Z`, `UTC`, `+07:00`, `+07`, or a name such as `Asia/Ho_Chi_Minh`. `undefined` when there is no such zone.
 *  Where clocks are put back the first of two instants is taken, where they are put forward they show the later hour. */
export function zoneOf(text: string): ToInstant | undefined {
  if (/^(Z|UTC)$/i.test(text)) return (localMs) => localMs;
  const offset = offsetMs(text);
  if (offset !== undefined) return (localMs) => localMs - offset;
  if (!/^[A-Za-z]/.test(text)) return undefined;
  try {
    return namedZone(text);
  } catch {
    return undefined;
  }
}

/** `+07:00`, `-0330`, `+07`. */
export function offsetMs(text: string): number | undefined {
  const match = /^([+-])(\d{2})(?::?(\d{2}))?$/.exec(text);
  const [, sign, hours = "", minutes = "0"] = match ?? [];
  if (match === null || Number(hours) > 23 || Number(minutes) > 59) return undefined;
  return (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * minuteMs;
}

/** @throws RangeError for a name that is not known */
function namedZone(timeZone: string): ToInstant {
  const clock = new Intl.DateTimeFormat("en-US", {
    timeZone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
  const offsetAt = (at: EpochMs): number => {
    const parts = new Map(clock.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
    const of = (part: Intl.DateTimeFormatPartTypes): number => parts.get(part) ?? 0;
    const local = Date.UTC(of("year"), of("month") - 1, of("day"), of("hour"), of("minute"), of("second"));
    return local - Math.floor(at / 1000) * 1000;
  };
  // Clocks change on a quarter of an hour, so within one the answer is the same; asking is slow.
  const known = new Map<number, number>();
  return (localMs) => {
    const quarter = Math.floor(localMs / (15 * minuteMs));
    const offset = known.get(quarter) ?? offsetOfLocal(quarter * 15 * minuteMs, offsetAt);
    known.set(quarter, offset);
    return localMs - offset;
  };
}

function offsetOfLocal(localMs: number, offsetAt: (at: EpochMs) => number): number {
  const before = offsetAt(localMs - dayMs);
  const after = offsetAt(localMs + dayMs);
  if (before === after || offsetAt(localMs - before) === before) return before;
  return offsetAt(localMs - after) === after ? after : before;
}
