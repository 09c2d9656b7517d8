import type { StaffClock } from "../kernel/staff-clock.ts";
import { visitsByPerson } from "./staff.ts";
import type { Trace } from "./traces.ts";
import { workedMs } from "./work.ts";

export interface FoundCosts {
  /** By person; where costs go with the time worked. */
  readonly perHour: ReadonlyMap<string, number>;
  /** By activity; what one costs otherwise. */
  readonly fixed: ReadonlyMap<string, number>;
}

const hourMs = 3_600_000;
/** Rates of one person that differ by less than this are one rate. */
const sameRate = 0.05;

/** Costs of a log: rates by the hour of those whose costs go with their time, and what is left per execution. */
export function findCosts(traces: readonly Trace[], clocks: ReadonlyMap<string, StaffClock>): FoundCosts {
  const perHour = new Map<string, number>();
  for (const [person, visits] of visitsByPerson(traces)) {
    const rates = visits
      .filter(({ cost, startAt, endAt }) => cost !== undefined && endAt > startAt)
      .map((visit) => ((visit.cost ?? 0) * hourMs) / Math.max(1, workedMs(visit, clocks.get(person))))
      .sort((a, b) => a - b);
    const at = (share: number): number => rates[Math.floor(share * (rates.length - 1))] ?? 0;
    if (rates.length > 1 && at(0.9) - at(0.1) <= sameRate * at(0.5)) perHour.set(person, at(0.5));
  }
  const sums = new Map<string, { sum: number; count: number }>();
  for (const { visits } of traces)
    for (const { activity, person, cost } of visits) {
      if (cost === undefined || (person !== undefined && perHour.has(person))) continue;
      const of = sums.get(activity) ?? { sum: 0, count: 0 };
      of.sum += cost;
      of.count += 1;
      sums.set(activity, of);
    }
  return { perHour, fixed: new Map([...sums].map(([activity, { sum, count }]) => [activity, sum / count])) };
}
