import { invariant } from "../base/invariant.ts";
import { restartLimit, supersedeLimit } from "../limit/ledger.ts";
import type { LimitLedger } from "../limit/types.ts";
import type { EventOf } from "./events.ts";
import { dropQuestion, folded, limitOf, setLimit } from "./fold-limits.ts";
import type { OwnState } from "./own-state.ts";
import type { StateBefore, TaskState } from "./state.ts";

export function applyAdopted(next: OwnState, event: EventOf<"definition-adopted">): void {
  const {
    version: _version,
    lastAt: _lastAt,
    promises: _made,
    responsibility: _booked,
    memberTime: _tracks,
    migration: _m,
    ...before
  } = next;
  next.migration = { plan: event.plan, commandId: event.commandId, before };
  next.law = event.law;
  next.procedure = event.to.code;
  next.procedureVersion = event.to.version;
  next.control = event.control;
  next.performed = event.performed;
  next.visits = event.visits;
  const { task } = next;
  if (task === undefined || event.task === undefined) return;
  next.task = { ...(event.task.unit === task.unit ? task : whatStands(task)), ...event.task };
}

/** What happened at the step stays with it, whoever has it now. */
function whatStands({ openedAt, appointment, postedAt }: TaskState): Pick<TaskState, "openedAt"> & Partial<TaskState> {
  return {
    openedAt,
    ...(appointment === undefined ? {} : { appointment }),
    ...(postedAt === undefined ? {} : { postedAt }),
  };
}

export function applyLimitMigrated(next: OwnState, event: EventOf<"limit-migrated">): void {
  const before = limitOf(next, event.limit);
  const { ladder, source, kept } = event;
  setLimit(next, event.limit, { ...before, ledger: migratedLedger(before.ledger, event), ladder, source, taken: kept });
  dropQuestion(next, event);
}

/** The ledger under its new budget: from the same start with every interval, or counted anew. One generation more. */
export function migratedLedger(
  ledger: LimitLedger,
  { budget, startAt }: Pick<EventOf<"limit-migrated">, "budget" | "startAt">,
): LimitLedger {
  const superseded = folded(supersedeLimit(ledger, budget));
  if (startAt === undefined) return superseded;
  return { ...folded(restartLimit(superseded, startAt)), generation: superseded.generation };
}

const neverTakenBack: ReadonlySet<string> = new Set(["version", "lastAt", "promises", "responsibility", "memberTime"]);

export function applyUndone(next: OwnState, event: EventOf<"migration-undone">): void {
  const memo = next.migration;
  invariant(memo?.plan === event.plan, "a move is undone that is not the last");
  const { before } = memo;
  const gone = Object.keys(next).filter((key) => !Object.hasOwn(before, key) && !neverTakenBack.has(key));
  Object.assign(next, Object.fromEntries(gone.map((key) => [key, undefined])), before satisfies StateBefore);
}
