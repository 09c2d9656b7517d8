import type { Clock, EpochMs } from "@motcua/core";

export interface ScaledTime {
  /** Law time when the clock was started. */
  readonly startAt: EpochMs;
  /** Real time then, so that clocks of several processes agree. */
  readonly startedMs: number;
  /** Milliseconds of law in one of real time. */
  readonly scale: number;
}

/** Law time that runs so many times faster than real time. */
export class ScaledClock implements Clock {
  #time: ScaledTime;
  /** How often a delay was asked for. */
  delays = 0;

  constructor(time: ScaledTime) {
    this.#time = time;
  }

  /** Begins again at an instant of law time. */
  restart(startAt: EpochMs): void {
    this.#time = { ...this.#time, startAt, startedMs: Date.now() };
  }

  now(): EpochMs {
    const { startAt, startedMs, scale } = this.#time;
    return Math.floor(startAt + (Date.now() - startedMs) * scale);
  }

  delayUntil(dueAt: EpochMs): number {
    this.delays += 1;
    return Math.max(0, Math.ceil((dueAt - this.now()) / this.#time.scale));
  }

  /** Real milliseconds between two instants of law time. */
  realMs(from: EpochMs, to: EpochMs): number {
    return (to - from) / this.#time.scale;
  }
}
