import { mayWork } from "./allocate.ts";
import type { CompiledNode } from "./compiled.ts";
import { moving, type Unit, waiting } from "./unit.ts";

const rankOf = (unit: Unit, node: CompiledNode): number => {
  const priorities = unit.queuePriorities[node.queue] as Float64Array;
  let rank = 0;
  while ((priorities[rank] as number) !== node.priority) rank += 1;
  return rank;
};

/** Whether work is served before other work: the more urgent, then what was there first. */
export function precedes(unit: Unit, token: number, other: number): boolean {
  const { nodes } = unit.compiled;
  const { priority } = nodes[unit.tokenNode[token] as number] as CompiledNode;
  const than = (nodes[unit.tokenNode[other] as number] as CompiledNode).priority;
  return (
    priority < than || (priority === than && (unit.tokenOrder[token] as number) < (unit.tokenOrder[other] as number))
  );
}

/** Puts work among those of its priority, in order of enablement: mostly at the end. */
export function enqueue(unit: Unit, token: number, node: CompiledNode): void {
  const { queue } = node;
  const rank = rankOf(unit, node);
  const heads = unit.queueHead[queue] as Int32Array;
  const tails = unit.queueTail[queue] as Int32Array;
  const order = unit.tokenOrder[token] as number;
  let before = tails[rank] as number;
  let next = -1;
  // What was interrupted was there first.
  while (before >= 0 && (unit.tokenOrder[before] as number) > order) {
    next = before;
    before = unit.tokenBefore[before] as number;
  }
  unit.tokenBefore[token] = before;
  unit.tokenNext[token] = next;
  if (before < 0) heads[rank] = token;
  else unit.tokenNext[before] = token;
  if (next < 0) tails[rank] = token;
  else unit.tokenBefore[next] = token;
  unit.queueLength[queue] = (unit.queueLength[queue] as number) + 1;
  unit.tokenState[token] = waiting;
  unit.counting.series.addWaiting(1, unit.now);
}

/** Takes work out of its queue, wherever it stands. */
export function dequeue(unit: Unit, token: number, node: CompiledNode): void {
  const { queue } = node;
  const rank = rankOf(unit, node);
  const before = unit.tokenBefore[token] as number;
  const next = unit.tokenNext[token] as number;
  if (before < 0) (unit.queueHead[queue] as Int32Array)[rank] = next;
  else unit.tokenNext[before] = next;
  if (next < 0) (unit.queueTail[queue] as Int32Array)[rank] = before;
  else unit.tokenBefore[next] = before;
  unit.queueLength[queue] = (unit.queueLength[queue] as number) - 1;
  unit.tokenState[token] = moving;
  unit.counting.series.addWaiting(-1, unit.now);
}

/** The work a person takes next: the most urgent, then what has waited longest, of all their queues hold that they can begin
 *  now; -1 for none. */
export function nextFor(unit: Unit, person: number): number {
  const { nodes, people } = unit.compiled;
  let best = -1;
  let bestPriority = 0;
  let bestOrder = 0;
  for (const queue of (people[person] as { queues: readonly number[] }).queues) {
    if ((unit.queueLength[queue] as number) === 0) continue;
    const heads = unit.queueHead[queue] as Int32Array;
    search: for (let rank = 0; rank < heads.length; rank += 1)
      for (let token = heads[rank] as number; token >= 0; token = unit.tokenNext[token] as number) {
        const { priority } = nodes[unit.tokenNode[token] as number] as CompiledNode;
        const order = unit.tokenOrder[token] as number;
        if (best >= 0 && (priority > bestPriority || (priority === bestPriority && order > bestOrder))) break search;
        if (!mayWork(unit, token, person)) continue;
        best = token;
        bestPriority = priority;
        bestOrder = order;
        break search;
      }
  }
  return best;
}
