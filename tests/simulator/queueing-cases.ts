import type { FlowNode, Tally } from "@motcua/core/simulator";
import { distributionOf, exponential, hourMs, type QueueSpec, taskNode } from "./queueing-models.ts";
import type { Look, Replication } from "./queueing-observe.ts";
import { type ByKey, families } from "./queueing-reference.ts";

/** One set of parameters with its exact values, and where a replication shows them. */
export interface QueueCase {
  readonly id: string;
  readonly spec: QueueSpec;
  /** Load of the busiest station. */
  readonly load: number;
  /** Squared coefficient of variation of the service time, and how likely it is to wait at all: for the planned length. */
  readonly variability: number;
  readonly waitShare: number;
  readonly quantities: readonly Quantity[];
}
export interface Quantity {
  readonly name: string;
  readonly exact: number;
  readonly look: Look;
  /** Judged by its own 99.9 % interval and by half-width. */
  readonly headline?: boolean;
  /** A probability: not judged where hardly any are expected. */
  readonly rare?: boolean;
  /** What the histogram rounds, as a share. */
  readonly tolerance?: number;
}

export const hours = (ms: number): number => ms / hourMs;
const beyond = (tally: Tally, ms: number): number => tally.countAtLeast(ms) / tally.count;
/** The second moment from mean and standard deviation: unlike the deviation it is estimated without bias. */
export const secondMoment = (mean: number, sd: number): number => sd * sd + mean * mean;
export const secondMomentOf = (tally: Tally): number => tally.sumOfSquares / tally.count / (hourMs * hourMs);
const wait = (seen: Replication): Tally => seen.node().waitingMs;
export const cycle = (seen: Replication): Tally => seen.flow().cycleMs;

export function tails(name: string, exact: ByKey, tally: (seen: Replication) => Tally): readonly Quantity[] {
  return Object.entries(exact).map(([t, share]) => ({
    name: `${name}(${t})`,
    exact: share,
    // A whole millisecond more than t.
    look: (seen) => beyond(tally(seen), Number(t) * hourMs + 1),
    rare: true,
    tolerance: 1e-5,
  }));
}

export const value = (exact: { readonly [key: string]: unknown }, name: string): number => {
  const found = exact[name];
  if (typeof found !== "number") throw new Error(`no ${name}`);
  return found;
};

/**
 * The 99 % quantile of a replication that holds few long waits lies too low, whatever the simulator does. So it is judged
 * itself in long replications only; in short ones by how many waits lie beyond the exact one.
 */
function quantileOf(share: number, exact: number, long: boolean): Quantity {
  const name = `wait_quantile(${share})`;
  if (long || exact === 0) return { name, exact, look: (seen) => hours(wait(seen).quantile(share)), tolerance: 2e-3 };
  const look: Look = (seen) => beyond(wait(seen), exact * hourMs);
  return { name, exact: 1 - share, look, rare: true, tolerance: 1e-5 };
}

/** @param long replications are as long as the reference asks: the mean wait is a headline where fewer wait */
export const mmc = (long: boolean): readonly QueueCase[] =>
  families.mmc.cases.map(({ id, arrival_rate, servers, expect: exact }) => {
    // Where hardly anybody waits, it takes too long a run to know the mean wait to 3 %: the time in the system is judged.
    const waits = exact.p_wait >= (long ? 0.05 : 0.1);
    return {
      id,
      spec: { flows: [{ perHour: arrival_rate, nodes: [taskNode("work", exponential(1))] }], staff: { s: servers } },
      ...{ load: exact.rho, variability: 1, waitShare: waits ? exact.p_wait : 1 },
      quantities: [
        { name: "Wq", exact: exact.Wq, look: (seen) => hours(wait(seen).mean), headline: waits, rare: !waits },
        { name: "W", exact: exact.W, look: (seen) => hours(cycle(seen).mean), headline: !waits },
        { name: "Lq", exact: exact.Lq, look: (seen) => seen.level("waiting"), rare: !waits },
        { name: "L", exact: exact.L, look: (seen) => seen.level("open") },
        { name: "rho", exact: exact.rho, look: (seen) => seen.level("working") / servers },
        { name: "p_wait", exact: exact.p_wait, look: (seen) => beyond(wait(seen), 1), rare: true, tolerance: 1e-6 },
        {
          name: "second moment of the wait",
          exact: secondMoment(exact.Wq, exact.sd_wait),
          look: (seen) => secondMomentOf(wait(seen)),
          rare: !waits,
        },
        ...tails("p_wait_gt", exact.p_wait_gt, wait),
        ...tails("p_sojourn_gt", exact.p_sojourn_gt, cycle),
        ...Object.entries(exact.wait_quantile).map(([share, quantile]) => quantileOf(Number(share), quantile, long)),
      ],
    };
  });

export const mg1 = (): readonly QueueCase[] =>
  families.mg1.cases.map(({ id, arrival_rate, service, expect: exact }) => ({
    id,
    spec: { flows: [{ perHour: arrival_rate, nodes: [taskNode("work", distributionOf(service))] }], staff: { s: 1 } },
    ...{ load: value(exact, "rho"), variability: value(exact, "scv_service"), waitShare: value(exact, "rho") },
    quantities: [
      { name: "Wq", exact: value(exact, "Wq"), look: (seen) => hours(wait(seen).mean), headline: true },
      { name: "W", exact: value(exact, "W"), look: (seen) => hours(cycle(seen).mean) },
      { name: "Lq", exact: value(exact, "Lq"), look: (seen) => seen.level("waiting") },
      { name: "L", exact: value(exact, "L"), look: (seen) => seen.level("open") },
      { name: "rho", exact: value(exact, "rho"), look: (seen) => seen.level("working") },
      {
        name: "second moment of the wait",
        exact: secondMoment(value(exact, "Wq"), value(exact, "sd_wait")),
        look: (seen) => secondMomentOf(wait(seen)),
      },
    ],
  }));

export const md1Tail = (): readonly QueueCase[] =>
  families.md1_tail.cases.map(({ id, arrival_rate, service, expect: exact }) => ({
    id,
    spec: { flows: [{ perHour: arrival_rate, nodes: [taskNode("work", distributionOf(service))] }], staff: { s: 1 } },
    ...{ load: arrival_rate, variability: 0, waitShare: arrival_rate },
    quantities: [
      { name: "Wq", exact: exact.Wq, look: (seen) => hours(wait(seen).mean), headline: true },
      { name: "p_wait", exact: exact.p_wait, look: (seen) => beyond(wait(seen), 1), rare: true, tolerance: 1e-6 },
      ...tails("p_wait_gt", exact.p_wait_gt, wait),
    ],
  }));

export const mmck = (): readonly QueueCase[] =>
  families.mmck.cases.map(({ id, arrival_rate, servers, capacity, expect: exact }) => {
    const waits = value(exact, "Wq") > 0;
    return {
      id,
      spec: {
        flows: [{ perHour: arrival_rate, nodes: [taskNode("work", exponential(1))], openMax: capacity }],
        staff: { s: servers },
      },
      ...{ load: 0.5, variability: 1, waitShare: value(exact, "p_block") },
      quantities: [
        {
          name: "p_block",
          exact: value(exact, "p_block"),
          look: (seen) => seen.flow().turnedAway / (seen.flow().arrived + seen.flow().turnedAway),
          headline: true,
        },
        { name: "Wq", exact: value(exact, "Wq"), look: (seen) => hours(wait(seen).mean), headline: waits },
        { name: "W", exact: value(exact, "W"), look: (seen) => hours(cycle(seen).mean), headline: true },
        { name: "L", exact: value(exact, "L"), look: (seen) => seen.level("open") },
        { name: "Lq", exact: value(exact, "Lq"), look: (seen) => seen.level("waiting") },
        { name: "throughput", exact: value(exact, "throughput"), look: (seen) => seen.perHour(seen.flow().finished) },
        { name: "utilisation", exact: value(exact, "utilisation"), look: (seen) => seen.level("working") / servers },
      ],
    };
  });

export const erlangA = (): readonly QueueCase[] =>
  families.erlang_a.cases.map(({ id, arrival_rate, servers, patience, expect: exact }) => ({
    id,
    spec: {
      flows: [
        { perHour: arrival_rate, nodes: [taskNode("work", exponential(1), { patience: exponential(patience.mean) })] },
      ],
      staff: { s: servers },
    },
    ...{ load: 0.5, variability: 1, waitShare: value(exact, "p_abandon") },
    quantities: [
      {
        name: "p_abandon",
        exact: value(exact, "p_abandon"),
        look: (seen) => seen.flow().withdrawn / seen.flow().arrived,
        headline: true,
      },
      { name: "Wq_all", exact: value(exact, "Wq_all"), look: (seen) => hours(wait(seen).mean), headline: true },
      { name: "Lq", exact: value(exact, "Lq"), look: (seen) => seen.level("waiting") },
      { name: "p_wait", exact: value(exact, "p_wait"), look: (seen) => beyond(wait(seen), 1), tolerance: 1e-6 },
      { name: "utilisation", exact: value(exact, "utilisation"), look: (seen) => seen.level("working") / servers },
    ],
  }));

export const priority = (): readonly QueueCase[] =>
  families.priority.cases.flatMap(({ id, servers, classes, expect: exact }) => {
    const flows = classes.map(({ priority: rank, arrival_rate, service }) => ({
      ...{ perHour: arrival_rate, priority: rank, nodes: [taskNode("work", distributionOf(service))] },
    }));
    const shared = { load: exact.rho, variability: 1.5, waitShare: 0.5 };
    const served: QueueCase = {
      ...{ id, spec: { flows, staff: { s: servers } }, ...shared },
      quantities: [
        ...exact.nonpreemptive.Wq_by_class.map((mean, i) => ({
          ...{ name: `Wq of class ${i + 1}`, exact: mean, headline: true },
          look: (seen: Replication) => hours(seen.node(0, i).waitingMs.mean),
        })),
        {
          name: "Wq_all",
          exact: exact.nonpreemptive.Wq_all,
          look: (seen) => {
            const waits = classes.map((_, i) => seen.node(0, i).waitingMs);
            const sum = (of: (tally: Tally) => number): number => waits.reduce((all, tally) => all + of(tally), 0);
            return hours(sum((tally) => tally.sum) / sum((tally) => tally.count));
          },
        },
      ],
    };
    const interrupting = exact.preemptive_resume?.W_by_class;
    if (interrupting === undefined) return [served];
    const interrupted: QueueCase = {
      ...{ id: `${id}, preemptive`, spec: { flows, staff: { s: servers }, preemption: "resume" }, ...shared },
      quantities: interrupting.map((mean, i) => ({
        ...{ name: `W of class ${i + 1}`, exact: mean, headline: true },
        look: (seen: Replication) => hours(seen.flow(i).cycleMs.mean),
      })),
    };
    return [served, interrupted];
  });

export const jackson = (): readonly QueueCase[] =>
  families.jackson.cases.map(({ id, stations, routing, expect: exact }) => {
    const nodes = stations.flatMap(({ name, service_rate }, i): readonly FlowNode[] => {
      const ways = (routing[i] ?? []).flatMap((share, to) =>
        share > 0 ? [{ to: stations[to]?.name ?? "end", share }] : [],
      );
      const leaves = 1 - ways.reduce((sum, { share }) => sum + share, 0);
      const branches = leaves > 1e-12 ? [...ways, { to: "end", share: leaves }] : ways;
      return [
        taskNode(name, exponential(1 / service_rate), { skill: name, next: `after ${name}` }),
        { kind: "choice", id: `after ${name}`, name: `after ${name}`, branches },
      ];
    });
    const [first] = stations;
    if (stations.some(({ external_rate }, i) => i > 0 && external_rate > 0)) throw new Error("one way in");
    return {
      id,
      spec: {
        flows: [{ perHour: first?.external_rate ?? 0, nodes }],
        staff: Object.fromEntries(stations.map(({ name, servers }) => [name, servers])),
      },
      load: Math.max(...exact.stations.map((station) => value(station, "rho"))),
      ...{ variability: 1, waitShare: 0.5 },
      quantities: [
        {
          name: "mean_cycle_time",
          exact: exact.mean_cycle_time,
          look: (seen) => hours(cycle(seen).mean),
          headline: true,
        },
        { name: "L", exact: exact.L, look: (seen) => seen.level("open") },
        ...exact.stations.flatMap((station, i): readonly Quantity[] => [
          {
            ...{ name: `Wq of ${i + 1}`, exact: value(station, "Wq"), headline: true },
            look: (seen) => hours(seen.node(2 * i).waitingMs.mean),
          },
          {
            ...{ name: `visits_per_case of ${i + 1}`, exact: value(station, "visits_per_case") },
            look: (seen) => seen.node(2 * i).count / seen.flow().finished,
          },
          {
            ...{ name: `Lq of ${i + 1}`, exact: value(station, "Lq") },
            look: (seen) => seen.perHour(hours(seen.node(2 * i).waitingMs.sum)),
          },
          {
            ...{ name: `L of ${i + 1}`, exact: value(station, "L") },
            look: (seen) => seen.perHour(hours(seen.node(2 * i).spanMs.sum)),
          },
        ]),
      ],
    };
  });

export const tandemTail = (): readonly QueueCase[] =>
  families.tandem_tail.cases.map(({ id, arrival_rate, service_rates, expect: exact }) => ({
    id,
    spec: {
      flows: [
        {
          perHour: arrival_rate,
          nodes: service_rates.map((rate, i) =>
            taskNode(`t${i}`, exponential(1 / rate), {
              skill: `t${i}`,
              next: i + 1 < service_rates.length ? `t${i + 1}` : "end",
            }),
          ),
        },
      ],
      staff: Object.fromEntries(service_rates.map((_, i) => [`t${i}`, 1])),
    },
    ...{ load: arrival_rate / Math.min(...service_rates), variability: 1, waitShare: 0.8 },
    quantities: [
      {
        name: "mean_cycle_time",
        exact: exact.mean_cycle_time,
        look: (seen) => hours(cycle(seen).mean),
        headline: true,
      },
      {
        name: "second moment of the cycle",
        exact: secondMoment(exact.mean_cycle_time, exact.sd_cycle_time),
        look: (seen) => secondMomentOf(cycle(seen)),
      },
      ...tails("p_cycle_gt", exact.p_cycle_gt, cycle),
    ],
  }));
