import type { Flow, FlowNode } from "../model.ts";
import { batchOf, byPersonOf } from "./flow-builder.ts";
import { delayOf, distributionOf, type TimeBase } from "./spread.ts";
import type { ScenarioFlow, ScenarioNode, ScenarioProcedure } from "./types.ts";

/** A flow that a scenario spells out node by node. */
export function ownFlow(id: string, entry: ScenarioProcedure, { start, nodes }: ScenarioFlow, base: TimeBase): Flow {
  const { name = id, priority, openMax } = entry;
  return {
    id,
    name,
    start,
    nodes: nodes.map((node) => nodeOf(node, base)),
    ...(priority === undefined ? {} : { priority }),
    ...(openMax === undefined ? {} : { openMax }),
  };
}

function nodeOf(node: ScenarioNode, base: TimeBase): FlowNode {
  const name = node.name ?? node.id;
  switch (node.kind) {
    case "task": {
      const { work, byPerson, patience, boundary, batch, ...rest } = node;
      return {
        ...rest,
        name,
        duration: {
          all: distributionOf(work, base),
          ...(byPerson === undefined ? {} : { byPerson: byPersonOf(byPerson, base) }),
        },
        ...(patience === undefined ? {} : { patience: distributionOf(patience, base) }),
        ...(boundary === undefined ? {} : { boundary: { after: delayOf(boundary.after, base), to: boundary.to } }),
        ...(batch === undefined ? {} : { batch: batchOf(batch, base) }),
      };
    }
    case "delay": {
      const { wait, ...rest } = node;
      return { ...rest, name, delay: delayOf(wait, base) };
    }
    case "race":
      return {
        ...node,
        name,
        branches: node.branches.map(({ after, to }) => ({ after: delayOf(after, base), to })),
      };
    default:
      return { ...node, name };
  }
}
