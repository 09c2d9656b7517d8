import type { Flow, FlowNode } from "../model.ts";

/** Where a node leads, by id. */
export function waysOut(node: FlowNode): readonly string[] {
  switch (node.kind) {
    case "task": {
      const ways = [node.next];
      if (node.onWithdraw !== undefined) ways.push(node.onWithdraw);
      if (node.boundary !== undefined) ways.push(node.boundary.to);
      return ways;
    }
    case "delay":
    case "join":
      return [node.next];
    case "choice":
    case "inclusive":
    case "race":
      return node.branches.map(({ to }) => to);
    case "parallel":
      return node.to;
    case "end":
      return [];
  }
}

/** How many ways lead into a node: what a parallel join waits for. */
export const waysInto = (flow: Flow, id: string): number =>
  flow.nodes.reduce((sum, node) => sum + waysOut(node).filter((to) => to === id).length, 0);

/** Places of a flow from which a node can be reached, by place; the node itself only where it lies on a cycle. */
export function reachedFrom(flow: Flow, id: string): Uint8Array {
  const reached = new Uint8Array(flow.nodes.length);
  for (let changed = true; changed; ) {
    changed = false;
    flow.nodes.forEach((node, place) => {
      if (reached[place] === 1) return;
      const leads = waysOut(node).some(
        (to) => to === id || reached[flow.nodes.findIndex((other) => other.id === to)] === 1,
      );
      if (!leads) return;
      reached[place] = 1;
      changed = true;
    });
  }
  return reached;
}
