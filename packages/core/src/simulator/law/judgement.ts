import type { EpochMs } from "../../calendar/types.ts";

/** What the law says of a dossier at the moment its result is ready, or when it ends without one. */
export interface Judgement {
  readonly at: EpochMs;
  /** By the office's verdict; of one that ends without a result: whether its promise was missed by then. */
  readonly late: boolean;
  /** By the portal's. */
  readonly nationallyLate: boolean;
  /** Working days after the promised date; 0 on time. */
  readonly daysOver: number;
  /** The promise in force; NaN without one. */
  readonly dueAt: EpochMs;
}
