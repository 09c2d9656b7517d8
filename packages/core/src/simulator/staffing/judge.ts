import { type Estimate, estimate } from "../statistics/interval.ts";
import { studentTail } from "../statistics/student.ts";
import type { Staffing, StaffingReply } from "./search.ts";
import type { StaffingGoal } from "./target.ts";

/** What figures say of the goals. */
export interface Judged {
  /** Whether the means meet every goal. */
  readonly reached: boolean;
  /** How sure it is, 0 to 1, that every goal is met in the long run, given the spread between replications: of the least sure goal. */
  readonly probability: number;
  /** By how much the goal hardest to meet is met, as a share of its value; below 0 it is not. `-Infinity` where the work cannot
   *  be done at all. */
  readonly margin: number;
  /** By goal, in its units; empty where the work cannot be done at all. */
  readonly values: readonly Estimate[];
}

/** A staffing and what was found of it. */
export type Tried = Judged & { readonly counts: Staffing };

/** Judges goals by their means. @param reply `undefined`: these people cannot do the work, its queue would grow for ever */
export function judgeGoals(goals: readonly StaffingGoal[], reply: StaffingReply): Judged {
  if (reply === undefined) return { reached: false, probability: 0, margin: Number.NEGATIVE_INFINITY, values: [] };
  const values = goals.map(({ unit }, i) => estimate((reply[i] ?? []).map((value) => value / unit)));
  let probability = 1;
  let margin = Number.POSITIVE_INFINITY;
  goals.forEach((goal, i) => {
    const { mean, sd, n } = values[i] as Estimate;
    const over =
      mean === null ? Number.NEGATIVE_INFINITY : goal.is === "at-least" ? mean - goal.value : goal.value - mean;
    margin = Math.min(margin, over / Math.max(1e-12, Math.abs(goal.value)));
    probability = Math.min(probability, sureness(over, sd, n));
  });
  return { reached: margin >= 0, probability, margin, values };
}

/** Probability that the mean lies on the right side (Student). */
function sureness(over: number, sd: number | null, n: number): number {
  if (sd === null || sd === 0) return sd === null && n > 0 ? 0.5 : over >= 0 ? 1 : 0;
  const tail = studentTail(Math.abs(over) / (sd / Math.sqrt(n)), n - 1);
  return over >= 0 ? 1 - tail : tail;
}
