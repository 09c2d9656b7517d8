import type { FlowNode } from "@motcua/core/simulator";
import {
  cycle,
  hours,
  type Quantity,
  type QueueCase,
  secondMoment,
  secondMomentOf,
  tails,
  value,
} from "./queueing-cases.ts";
import { after, exponential, hourMs, taskNode } from "./queueing-models.ts";
import type { Look, Replication } from "./queueing-observe.ts";
import { families } from "./queueing-reference.ts";

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
