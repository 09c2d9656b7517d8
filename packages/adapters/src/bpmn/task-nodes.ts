import type { FlowNode, TaskNode } from "@motcua/core/simulator";
import type { BatchPlan } from "./batch.ts";
import { decisionTree } from "./decision-tree.ts";
import type { PriorityClass } from "./rules.ts";

// A task of the model has one priority and is done in batches or not. Where the dossier decides, there are several nodes
// of one name: the same work of the same people, in the same queue.

export interface TaskForms {
  readonly plan: BatchPlan | undefined;
  readonly priorities: readonly PriorityClass[];
}

export const taskEntry = (id: string, { plan, priorities }: TaskForms): string => {
  if (plan !== undefined) return plan.aloneShare > 0 ? `${id}~batch` : id;
  return priorities.length > 0 ? `${id}~priority` : id;
};
/** Whether there are several nodes for one task, so that what follows has several ways in. */
export const hasForms = ({ plan, priorities }: TaskForms): boolean =>
  plan === undefined ? priorities.length > 0 : plan.aloneShare > 0;

export function taskNodes(task: TaskNode, { plan, priorities }: TaskForms): readonly FlowNode[] {
  if (plan === undefined) return byPriority(task, priorities);
  const { batch, aloneShare } = plan;
  if (aloneShare === 0) return [{ ...task, batch }];
  const alone = { ...task, id: `${task.id}~alone` };
  const branches = [
    { to: taskEntry(alone.id, { plan: undefined, priorities }), share: aloneShare },
    { to: task.id, share: 1 - aloneShare },
  ];
  return [
    { kind: "choice", id: `${task.id}~batch`, name: task.name, branches },
    { ...task, batch },
    ...byPriority(alone, priorities),
  ];
}

function byPriority(task: TaskNode, priorities: readonly PriorityClass[]): readonly FlowNode[] {
  const last = priorities.at(-1);
  if (last === undefined) return [task];
  const idOf = (rank: number): string => `${task.id}~${rank + 1}`;
  const settle = ([first]: readonly PriorityClass[]): string =>
    first === undefined ? task.id : idOf(priorities.indexOf(first));
  return [
    ...decisionTree({ id: `${task.id}~priority`, name: task.name, choices: priorities, settle }),
    { ...task, priority: last.priority + 1 },
    ...priorities.map(({ priority }, rank) => ({ ...task, id: idOf(rank), priority })),
  ];
}
