import { invariant } from "../base/invariant.ts";
import type { EventOf } from "./events.ts";
import { dropLimit } from "./fold-limits.ts";
import { happenedAt, type OwnState } from "./own-state.ts";
import type { TaskState } from "./state.ts";

/** Reminds of the day of a session or a visit. */
export const sessionLimit = "session";

export function applyRecorded(next: OwnState, event: EventOf<"recorded">): void {
  const { task } = next;
  invariant(task !== undefined, `${event.moment} without an open task`);
  switch (event.moment) {
    case "scheduled": {
      const { on, place } = event.details;
      invariant(on !== undefined && place !== undefined, "a session has a day and a place");
      next.task = { ...task, appointment: { on, place } };
      return;
    }
    case "posted":
      next.task = { ...task, postedAt: happenedAt(event) };
      return;
    case "attended":
      next.absences = withAbsent(next.absences ?? {}, event.attendance?.absent ?? []);
      settleAppointment(next, task);
      return;
    case "adjourned":
    case "visited":
      settleAppointment(next, task);
      return;
    default:
      return;
  }
}

/** What was called has taken place, or will not: nobody is reminded of it any more. */
function settleAppointment(next: OwnState, { appointment: _over, ...task }: TaskState): void {
  next.task = task;
  dropLimit(next, sessionLimit);
}

function withAbsent(
  counts: { readonly [party: string]: number },
  absent: readonly string[],
): { readonly [party: string]: number } {
  const grown = new Map(Object.entries(counts));
  for (const party of absent) grown.set(party, (grown.get(party) ?? 0) + 1);
  return Object.fromEntries(grown);
}
