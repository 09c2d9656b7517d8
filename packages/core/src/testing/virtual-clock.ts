import { parseInstant } from "../calendar/civil-date.ts";
import type { EpochMs } from "../calendar/types.ts";
import type { Clock } from "../ports/clock.ts";

/** A clock that stands until it is moved. */
export interface VirtualClock extends Clock {
  /** @throws RangeError when it would run backwards; use `stepTo` to do that on purpose */
  advanceTo(at: EpochMs | string): void;
  stepTo(at: EpochMs | string): void;
}

/** @param start milliseconds, or ISO text with its zone such as `2026-08-17T09:00:00+07:00`
 *  @throws RangeError for a text that is no instant, here and when the clock is moved */
export function virtualClock(start: EpochMs | string): VirtualClock {
  let now = instantOf(start);
  return {
    now: () => now,
    delayUntil: (dueAt) => Math.max(0, dueAt - now),
    advanceTo(at) {
      const to = instantOf(at);
      if (to < now) throw new RangeError("a virtual clock advances; stepTo moves it back on purpose");
      now = to;
    },
    stepTo(at) {
      now = instantOf(at);
    },
  };
}

function instantOf(at: EpochMs | string): EpochMs {
  if (typeof at === "number") return at;
  const parsed = parseInstant(at);
  if (!parsed.ok) throw new RangeError(parsed.error.text.en);
  return parsed.value;
}
