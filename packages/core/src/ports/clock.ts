import type { EpochMs } from "../calendar/types.ts";

/** Law time. The only clock the library reads; leases are the storage's own affair. */
export interface Clock {
  /** Now, in law time. */
  now(): EpochMs;
  /** Real milliseconds to wait until an instant of law time; 0 when it has passed. A scaled clock shortens it. */
  delayUntil(dueAt: EpochMs): number;
}
