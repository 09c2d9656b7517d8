import { invariant, unreachable } from "../base/invariant.ts";
import { startLimit } from "../limit/ledger.ts";
import type { EventOf } from "./events.ts";
import { setLimit } from "./fold-limits.ts";
import type { OwnState } from "./own-state.ts";
import type { TaskState } from "./state.ts";

export function applyTask(
  next: OwnState,
  event: EventOf<
    | "task-opened"
    | "task-claimed"
    | "task-assigned"
    | "task-delegated"
    | "task-resolved"
    | "task-handed-back"
    | "task-substituted"
  >,
): void {
  if (event.type === "task-opened") {
    next.visits = { ...next.visits, [event.step]: event.visit };
    const { step, visit, unit, head, person } = event;
    next.task = { step, visit, unit, head, openedAt: event.startAt, ...(person === undefined ? {} : { person }) };
    for (const { limit, budget, ladder, source } of event.limits ?? [])
      setLimit(next, limit, {
        kind: limit,
        ledger: startLimit(event.startAt, budget, "end-of-day"),
        ladder,
        taken: [],
        source,
      });
    return;
  }
  const task = next.task;
  invariant(task !== undefined, `${event.type} without an open task`);
  const { person: _holder, delegate: _delegate, substituteFor: _absent, ...vacant } = task;
  next.task = changedTask(task, vacant, event);
}

function changedTask(
  task: TaskState,
  vacant: TaskState,
  event: EventOf<
    "task-claimed" | "task-assigned" | "task-delegated" | "task-resolved" | "task-handed-back" | "task-substituted"
  >,
): TaskState {
  switch (event.type) {
    case "task-claimed":
    case "task-assigned":
      return { ...vacant, person: event.person };
    case "task-delegated":
      return { ...task, delegate: event.person };
    case "task-resolved": {
      const { delegate: _done, ...held } = task;
      return held;
    }
    case "task-handed-back":
      return vacant;
    case "task-substituted":
      return { ...vacant, person: event.person, ...(task.person === undefined ? {} : { substituteFor: task.person }) };
    default:
      return unreachable(event, "task");
  }
}
