import { estimate, halfWidth, judgePrecision } from "@motcua/core/simulator";
import type { Quantity, QueueCase } from "./queueing-cases.ts";
import { type Observed, type Replication, Runner, type RunPlan } from "./queueing-observe.ts";

/** What the reference asks: a 99.9 % interval over at least 20 replications. */
const confidence = 0.999;
const replicationsMin = 20;

export interface Goal {
  /** Factor on the wanted half-widths: 1 is what the reference asks. */
  readonly widening: number;
  readonly replicationsMax: number;
  /** Quantities that are no headline, over all families: they share one in a thousand between them. */
  readonly others: number;
}

/** Half-width that is wanted, as a share: 3 %, at a load of 0.9 and above 5 %. */
export const wantedShare = (load: number, widening: number): number => (load >= 0.9 ? 0.05 : 0.03) * widening;

/**
 * Warm-up and length of a replication. The asymptotic variance of the mean wait over n cases of M/M/1 is
 * rho (2 + 5 rho - 4 rho^2 + rho^3) / ((1 - rho)^4 n); as a share of the squared mean wait it is taken for other queues too,
 * times how much their service varies and over how many wait at all. If it falls short, more replications are run.
 */
export function planOf({ spec, load, variability, waitShare }: QueueCase, widening: number): RunPlan {
  const perHour = spec.flows.reduce((sum, flow) => sum + flow.perHour, 0);
  const relative = (2 + 5 * load - 4 * load ** 2 + load ** 3) / (load * (1 - load) ** 2);
  const scale = Math.max(0.5, (1 + variability) / 2) * Math.max(1, load / waitShare);
  const needed = relative * scale * (3.7 / wantedShare(load, widening)) ** 2;
  // Time in which a queue forgets how it began, of one server as fast as all; eight of them leave nothing of it.
  const servers = Math.max(...Object.values(spec.staff));
  const forgets = Math.max(2, ((1 + variability) / 2 / servers) * (1 - Math.sqrt(load)) ** -2);
  return {
    spec,
    warmUpHours: 8 * forgets,
    dossiers: Math.max(2_000, needed / 25, 10 * forgets * perHour),
  };
}

export interface Verdict {
  readonly id: string;
  readonly replications: number;
  readonly events: number;
  readonly checked: number;
  /** Left out because hardly any are expected. */
  readonly skipped: readonly string[];
  readonly wrong: readonly string[];
}

/** Runs a case until its headline figures are known well enough, and compares every quantity with its exact value. */
export function accept(queue: QueueCase, goal: Goal, seed: number): Verdict {
  const plan = planOf(queue, goal.widening);
  const runner = new Runner(plan, seed);
  const values = new Map<string, number[]>(queue.quantities.map(({ name }) => [name, []]));
  const headlines = queue.quantities.filter(({ headline, exact }) => headline === true && exact > 0);
  const relative = wantedShare(queue.load, goal.widening);
  const rule = {
    goals: headlines.map(({ name }) => ({ measure: name, relative, confidence })),
    replicationsMin,
    replicationsMax: goal.replicationsMax,
  };
  let judged = judgePrecision(values, 0, rule);
  while (judged.kind === "more") {
    for (let left = judged.replications; left > 0; left -= 1) add(values, look(queue.quantities, runner.next()));
    judged = judgePrecision(values, runner.replications, rule);
  }
  const wrong = judged.goals
    .filter(({ reached }) => !reached)
    .map(({ goal: { measure }, half, wanted }) => `${measure}: half-width ${half}, wanted ${wanted}`);
  // Long waits come together, at a high load by hundreds: what counts is how often it comes to that.
  const times = plan.dossiers * runner.replications * (1 - queue.load) ** 2;
  const skipped = queue.quantities.filter(({ rare, exact }) => rare === true && exact * times < 60);
  for (const quantity of queue.quantities) {
    if (skipped.includes(quantity)) continue;
    const sure = quantity.headline === true ? confidence : 1 - (1 - confidence) / goal.others;
    const fault = compare(quantity, values.get(quantity.name) ?? [], sure);
    if (fault !== undefined) wrong.push(fault);
  }
  return {
    id: queue.id,
    replications: runner.replications,
    events: runner.events,
    checked: queue.quantities.length - skipped.length,
    skipped: skipped.map(({ name }) => name),
    wrong,
  };
}

const look = (quantities: readonly Quantity[], seen: Replication): Observed =>
  Object.fromEntries(quantities.map((quantity) => [quantity.name, quantity.look(seen)]));

function add(values: ReadonlyMap<string, number[]>, observed: Observed): void {
  for (const [name, value] of Object.entries(observed)) values.get(name)?.push(value);
}

/** @returns what is wrong, or nothing when the exact value lies in the interval */
export function compare({ name, exact, tolerance = 0 }: Quantity, values: readonly number[], sure: number) {
  const { mean, sd, n } = estimate(values);
  if (mean === null || sd === null || n < values.length)
    return `${name}: ${n} of ${values.length} replications tell it`;
  const half = halfWidth(sd, n, sure);
  // The reference is printed with ten digits.
  const off = Math.abs(mean - exact);
  if (off <= half + exact * Math.max(tolerance, 1e-9)) return undefined;
  return `${name}: exact ${exact}, simulated ${mean} ± ${half} (${(off / (sd / Math.sqrt(n))).toFixed(1)} standard errors)`;
}
