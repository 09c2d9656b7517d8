import type { Clock, EpochMs } from "@motcua/core";

/** Real milliseconds that law time takes to come to another instant, however far. */
const raceMs = 250;
/** Longest real delay while the clock stands: a call that comes early then is armed anew. */
const standMsMax = 200;

/**
 * Law time for engines that wait real time: it stands, and races to where it is told. While it races it is a scaled clock,
 * with real delays shortened by the same factor; how long nobody knows while it stands, so calls arrive early then and must
 * notice.
 */
export class RacingClock implements Clock {
  #at: EpochMs;
  #race: { readonly from: EpochMs; readonly to: EpochMs; readonly startedMs: number } | undefined;

  constructor(at: EpochMs) {
    this.#at = at;
  }

  now(): EpochMs {
    if (this.#race === undefined) return this.#at;
    const { from, to, startedMs } = this.#race;
    const share = Math.min(1, (performance.now() - startedMs) / raceMs);
    return share === 1 ? to : Math.floor(from + (to - from) * share);
  }

  delayUntil(dueAt: EpochMs): number {
    const left = dueAt - this.now();
    if (left <= 0) return 0;
    if (this.#race === undefined) return standMsMax;
    const { from, to } = this.#race;
    return Math.min(standMsMax, Math.max(1, (left / Math.max(1, to - from)) * raceMs));
  }

  async advanceTo(to: EpochMs): Promise<void> {
    this.#race = { from: this.now(), to, startedMs: performance.now() };
    await new Promise((resolve) => setTimeout(resolve, raceMs + 5));
    this.stepTo(to);
  }

  stepTo(at: EpochMs): void {
    this.#race = undefined;
    this.#at = at;
  }
}
