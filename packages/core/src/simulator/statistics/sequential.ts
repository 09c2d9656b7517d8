import { halfWidth, moments } from "./interval.ts";

/** How sure a figure is to be. Of `relative` (share of the mean) and `absolute` (in the figure's unit) whichever is met first
 *  is enough; one of them is given. */
export interface PrecisionGoal {
  readonly measure: string;
  readonly relative?: number;
  readonly absolute?: number;
  /** Default 0.95. */
  readonly confidence?: number;
}

/** When replications are enough. */
export interface StoppingRule {
  readonly goals: readonly PrecisionGoal[];
  /** Never fewer: a spread of a handful of values is itself a guess. Default 10. */
  readonly replicationsMin?: number;
  /** Never more. */
  readonly replicationsMax: number;
}

/** How far a goal is. */
export interface GoalProgress {
  readonly goal: PrecisionGoal;
  readonly reached: boolean;
  /** `null` while there are fewer than two values. */
  readonly half: number | null;
  readonly wanted: number | null;
  /** Replications that it would take in all, by the spread seen so far. */
  readonly replicationsNeeded: number | null;
}

/** What to do after the replications so far. Goals are in the order of the rule. */
export type StoppingVerdict =
  /** Every goal is reached. */
  | { readonly kind: "reached"; readonly goals: readonly GoalProgress[] }
  /** Run so many more and ask again. */
  | { readonly kind: "more"; readonly replications: number; readonly goals: readonly GoalProgress[] }
  /** As many as allowed were run and some goal is not reached. */
  | { readonly kind: "not-reached"; readonly goals: readonly GoalProgress[] };

/**
 * Two stages, then sequential: after the first `replicationsMin` the spread tells how many it takes; those are run (at most
 * doubling, since the spread is uncertain), and the goal is judged anew. A pure function of the values, so it stops at the
 * same replication whatever the number of threads.
 */
export function judgePrecision(
  values: ReadonlyMap<string, readonly number[]>,
  done: number,
  rule: StoppingRule,
): StoppingVerdict {
  const least = Math.min(rule.replicationsMax, Math.max(2, rule.replicationsMin ?? 10));
  const goals = rule.goals.map((goal) => progressOf(goal, values.get(goal.measure) ?? []));
  if (done < least) return { kind: "more", replications: least - done, goals };
  if (goals.every(({ reached }) => reached)) return { kind: "reached", goals };
  if (done >= rule.replicationsMax) return { kind: "not-reached", goals };
  const needed = Math.max(...goals.map((one) => (one.reached ? 0 : (one.replicationsNeeded ?? done * 2))));
  const next = Math.min(Math.max(needed, done + 1), done * 2, rule.replicationsMax);
  return { kind: "more", replications: next - done, goals };
}

function progressOf(goal: PrecisionGoal, values: readonly number[]): GoalProgress {
  const { mean, sd, n } = moments(values);
  if (n < 2) return { goal, reached: false, half: null, wanted: null, replicationsNeeded: null };
  const confidence = goal.confidence ?? 0.95;
  const half = halfWidth(sd, n, confidence);
  // A half-width of g / (1 + g) of the estimated mean is one of g of the true mean (Law, Simulation modeling and analysis).
  const relative = goal.relative === undefined ? 0 : (goal.relative / (1 + goal.relative)) * Math.abs(mean);
  const wanted = Math.max(relative, goal.absolute ?? 0);
  return { goal, reached: half <= wanted, half, wanted, replicationsNeeded: neededFor(sd, wanted, confidence, n) };
}

/** The least number at which a spread like this gives the wanted half-width; `null` when none would. */
function neededFor(sd: number, wanted: number, confidence: number, from: number): number | null {
  if (halfWidth(sd, from, confidence) <= wanted) return from;
  if (wanted === 0) return null;
  let low = from;
  let high = from * 2;
  while (halfWidth(sd, high, confidence) > wanted) {
    low = high;
    high *= 2;
    if (high > 1e12) return null;
  }
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (halfWidth(sd, middle, confidence) <= wanted) high = middle;
    else low = middle;
  }
  return high;
}
