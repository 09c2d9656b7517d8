import type { EpochMs } from "../calendar/types.ts";
import type { Clock } from "../ports/clock.ts";

/** A clock that stands until it is moved. */
export interface VirtualClock extends Clock {
  /** @throws RangeError when it would run backwards; use `stepTo` to do that on purpose */
  advanceTo(at: EpochMs): void;
  stepTo(at: EpochMs): void;
}

export function virtualClock(start: EpochMs): VirtualClock {
  let now = start;
  return {
    now: () => now,
    delayUntil: (dueAt) => Math.max(0, dueAt - now),
    advanceTo(at) {
      if (at < now) throw new RangeError("a virtual clock advances; stepTo moves it back on purpose");
      now = at;
    },
    stepTo(at) {
      now = at;
    },
  };
}
