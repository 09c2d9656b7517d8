import type { EpochMs } from "../../calendar/types.ts";
import type { StaffClock } from "../kernel/staff-clock.ts";
import type { Visit } from "./traces.ts";

/** When a person is on shift with nothing to do: what the log shows of it. */
export class IdleTime {
  readonly #clock: StaffClock;
  /** Merged: begin and end of each stretch of work. */
  readonly #from: number[] = [];
  readonly #to: number[] = [];

  /** @param visits of the person, by start */
  constructor(clock: StaffClock, visits: readonly Visit[]) {
    this.#clock = clock;
    for (const { startAt, endAt } of visits) {
      if (endAt <= startAt) continue;
      const last = this.#to.length - 1;
      if (last >= 0 && (this.#to[last] as number) >= startAt)
        this.#to[last] = Math.max(this.#to[last] as number, endAt);
      else {
        this.#from.push(startAt);
        this.#to.push(endAt);
      }
    }
  }

  /** The last instant of `[from, to]` at which the person had been free, on shift and for at least so long.
   *  @returns `undefined` where there is none */
  lastFree(from: EpochMs, to: EpochMs, leastMs: number): EpochMs | undefined {
    let until = to;
    let place = this.#lastBegunBefore(to);
    for (;;) {
      const busyFrom = place < 0 ? Number.NEGATIVE_INFINITY : (this.#from[place] as number);
      const busyTo = place < 0 ? Number.NEGATIVE_INFINITY : (this.#to[place] as number);
      const begin = Math.max(from, Math.min(busyTo, until));
      const found = this.#lastOnShift(begin, until, leastMs);
      if (found !== undefined || busyFrom <= from) return found;
      until = busyFrom;
      place -= 1;
    }
  }

  #lastOnShift(from: EpochMs, to: EpochMs, leastMs: number): EpochMs | undefined {
    let last: EpochMs | undefined;
    if (to - from >= leastMs)
      this.#clock.eachSpan(from, to, (begin, end) => {
        if (end - begin >= leastMs) last = end;
      });
    return last;
  }

  /** The last stretch that began before an instant; -1 where there is none. */
  #lastBegunBefore(at: EpochMs): number {
    let low = 0;
    let high = this.#from.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#from[middle] as number) < at) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }
}
