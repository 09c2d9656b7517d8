import { readFileSync } from "node:fs";
import type { FlowNode, Tally } from "@motcua/core/simulator";
import {
  after,
  distributionOf,
  exponential,
  hourMs,
  type QueueSpec,
  type ServiceLaw,
  taskNode,
} from "./queueing-models.ts";
import type { Look, Replication } from "./queueing-observe.ts";

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

type ByKey = { readonly [key: string]: number };
interface Case<E> {
  readonly id: string;
  readonly expect: E;
}
interface Served {
  readonly arrival_rate: number;
  readonly servers: number;
}
interface ServiceCase extends Case<ByKey & { readonly p_wait_gt?: ByKey }> {
  readonly arrival_rate: number;
  readonly service: ServiceLaw;
}
interface Families {
  readonly mmc: { readonly cases: readonly (Case<MmcExact> & Served)[] };
  readonly mg1: { readonly cases: readonly ServiceCase[] };
  readonly md1_tail: {
    readonly cases: readonly (Omit<ServiceCase, "expect"> &
      Case<{ readonly Wq: number; readonly p_wait: number; readonly p_wait_gt: ByKey }>)[];
  };
  readonly mmck: { readonly cases: readonly (Case<ByKey> & Served & { readonly capacity: number })[] };
  readonly erlang_a: {
    readonly cases: readonly (Case<ByKey> & Served & { readonly patience: { readonly mean: number } })[];
  };
  readonly priority: {
    readonly cases: readonly (Case<PriorityExact> & {
      readonly servers: number;
      readonly classes: readonly {
        readonly priority: number;
        readonly arrival_rate: number;
        readonly service: ServiceLaw;
      }[];
    })[];
  };
  readonly jackson: {
    readonly cases: readonly (Case<{
      readonly stations: readonly ByKey[];
      readonly L: number;
      readonly mean_cycle_time: number;
    }> & {
      readonly stations: readonly {
        readonly name: string;
        readonly external_rate: number;
        readonly service_rate: number;
        readonly servers: number;
      }[];
      readonly routing: readonly (readonly number[])[];
    })[];
  };
  readonly tandem_tail: {
    readonly cases: readonly (Case<{
      readonly mean_cycle_time: number;
      readonly sd_cycle_time: number;
      readonly p_cycle_gt: ByKey;
    }> & { readonly arrival_rate: number; readonly service_rates: readonly number[] })[];
  };
  readonly no_queue: { readonly cases: readonly Case<{ readonly [key: string]: number | ByKey }>[] };
  readonly calendar: {
    readonly cases: readonly {
      readonly id: string;
      readonly calendar?: string;
      readonly start: string;
      readonly work_hours: number;
      readonly expect: string;
    }[];
  };
}
interface MmcExact {
  readonly rho: number;
  readonly p_wait: number;
  readonly p0: number;
  readonly Wq: number;
  readonly Lq: number;
  readonly W: number;
  readonly L: number;
  readonly sd_wait: number;
  readonly p_wait_gt: ByKey;
  readonly p_sojourn_gt: ByKey;
  readonly wait_quantile: ByKey;
}
interface PriorityExact {
  readonly rho: number;
  readonly nonpreemptive: { readonly Wq_by_class: readonly number[]; readonly Wq_all: number };
  readonly preemptive_resume?: { readonly W_by_class: readonly number[] };
}

const fixture = new URL("../fixtures/simulation/queueing.json", import.meta.url);
export const families = (JSON.parse(readFileSync(fixture, "utf8")) as { readonly families: Families }).families;

const hours = (ms: number): number => ms / hourMs;
const beyond = (tally: Tally, ms: number): number => tally.countAtLeast(ms) / tally.count;
/** The second moment from mean and standard deviation: unlike the deviation it is estimated without bias. */
const secondMoment = (mean: number, sd: number): number => sd * sd + mean * mean;
const secondMomentOf = (tally: Tally): number => tally.sumOfSquares / tally.count / (hourMs * hourMs);
const wait = (seen: Replication): Tally => seen.node().waitingMs;
const cycle = (seen: Replication): Tally => seen.flow().cycleMs;

function tails(name: string, exact: ByKey, tally: (seen: Replication) => Tally): readonly Quantity[] {
  return Object.entries(exact).map(([t, share]) => ({
    name: `${name}(${t})`,
    exact: share,
    // A whole millisecond more than t.
    look: (seen) => beyond(tally(seen), Number(t) * hourMs + 1),
    rare: true,
    tolerance: 1e-5,
  }));
}

const value = (exact: { readonly [key: string]: unknown }, name: string): number => {
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

/** Facts about control flow where nobody waits: one new dossier an hour, and more people than ever work at once. */
export const noQueue = (): readonly QueueCase[] =>
  families.no_queue.cases.flatMap(({ id, expect: exact }) =>
    flowsWithoutQueue(id, exact).map(({ variant, nodes, looks }): QueueCase => {
      const quantities = Object.entries(exact).flatMap(([name, known]): readonly Quantity[] => {
        if (typeof known !== "number") return tails(name, known, cycle);
        if (name === "mean") return [{ name, exact: known, look: (seen) => hours(cycle(seen).mean), headline: true }];
        if (name === "sd")
          return [
            {
              name: "second moment",
              exact: secondMoment(value(exact, "mean"), known),
              look: (seen) => secondMomentOf(cycle(seen)),
            },
          ];
        const look = looks?.[name];
        if (look === undefined) throw new Error(`${id}: nobody looks at ${name}`);
        return [{ name, exact: known, look, headline: true }];
      });
      const nobodyWaits: Quantity = { name: "anybody waits", exact: 0, look: (seen) => seen.level("waiting") };
      return {
        id: variant === undefined ? id : `${id}, ${variant}`,
        spec: { flows: [{ perHour: 1, nodes }], staff: { s: 60 } },
        ...{ load: 0.1, variability: 1, waitShare: 1 },
        quantities: [...quantities, nobodyWaits],
      };
    }),
  );

interface FactFlow {
  readonly variant?: string;
  readonly nodes: readonly FlowNode[];
  readonly looks?: { readonly [quantity: string]: Look };
}

function flowsWithoutQueue(id: string, exact: { readonly [key: string]: unknown }): readonly FactFlow[] {
  const named = <K extends string>(kind: K, name: string) => ({ kind, id: name, name });
  const both = (means: readonly number[]): readonly FlowNode[] => [
    { ...named("parallel", "split"), to: means.map((_, i) => `t${i}`) },
    ...means.map((mean, i) => taskNode(`t${i}`, exponential(mean), { next: "join" })),
    { ...named("join", "join"), of: "parallel", next: "end" },
  ];
  const race = (limit: Parameters<typeof after>[0], name: string): readonly FactFlow[] => [
    {
      variant: "a task with an event at its edge",
      nodes: [
        taskNode("work", exponential(10), { boundary: { after: after(limit), to: "cut" } }),
        taskNode("cut", { kind: "fixed", ms: 0 }),
      ],
      looks: { [name]: (seen) => seen.node(1).count / seen.flow().finished },
    },
    {
      variant: "a choice by event",
      nodes: [
        {
          ...named("race", "race"),
          branches: [
            { after: after(exponential(10)), to: "end" },
            { after: after(limit), to: "cut" },
          ],
        },
        taskNode("cut", { kind: "fixed", ms: 0 }),
      ],
      looks: { [name]: (seen) => seen.node(1).count / seen.flow().finished },
    },
  ];
  switch (id) {
    case "inf-parallel-2exp":
      return [{ nodes: both([1, 2]) }];
    case "inf-parallel-3exp":
      return [{ nodes: both([1, 1, 1]) }];
    case "inf-erlang3":
      return [{ nodes: [0, 1, 2].map((i) => taskNode(`t${i}`, exponential(1), i < 2 ? { next: `t${i + 1}` } : {})) }];
    case "inf-rework-geometric": {
      const again: FlowNode = {
        ...named("choice", "again"),
        branches: [
          { to: "work", share: 0.3 },
          { to: "end", share: 0.7 },
        ],
      };
      const passes: Look = (seen) => seen.node().count / seen.flow().finished;
      return [{ nodes: [taskNode("work", exponential(1), { next: "again" }), again], looks: { mean_passes: passes } }];
    }
    case "race-timer":
      return race({ kind: "fixed", ms: 8 * hourMs }, "p_timer");
    case "race-timer-exp":
      return race(exponential(5), "p_event");
    case "or-split-2": {
      const share = (seen: Replication, node: number): number => seen.node(node).count / seen.flow().finished;
      return [
        {
          nodes: [
            {
              ...named("inclusive", "split"),
              branches: [
                { to: "first", share: 0.5 },
                { to: "second", share: 0.3 },
              ],
            },
            taskNode("first", exponential(1), { next: "join" }),
            taskNode("second", exponential(1), { next: "join" }),
            { ...named("join", "join"), of: "inclusive", next: "end" },
          ],
          looks: {
            p_both: (seen) => share(seen, 1) + share(seen, 2) - 1,
            p_first_only: (seen) => 1 - share(seen, 2),
            p_second_only: (seen) => 1 - share(seen, 1),
          },
        },
      ];
    }
    default:
      throw new Error(`an unknown fact ${id} with ${Object.keys(exact).join()}`);
  }
}
