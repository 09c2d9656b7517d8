import type { Source } from "../base/text.ts";
import type { EpochMs } from "../calendar/types.ts";
import { settleMovedPromise } from "./apology.ts";
import { controlOf, type Draft, emit, moveControl, stateOf } from "./draft.ts";
import type { PromiseCause } from "./events.ts";
import { isLateAt, keptRungs, principalProjection } from "./limits.ts";
import { tellPortalAppointment } from "./tell-portal.ts";

/** Records the promise the ledger gives now, when it differs from the one in force (model.md §2). */
export function renewPromise(draft: Draft, cause: PromiseCause, source: Source): void {
  const state = stateOf(draft);
  const due = principalProjection(draft.law, state)?.due;
  const inForce = state.promises.at(-1);
  if (due === undefined || (inForce !== undefined && inForce.date === due.dueOn && inForce.dueAt === due.dueAt)) return;
  // A missed promise is in force again only when the ledger itself moved it past today; an apology never does.
  const moved = controlOf(draft).promise === "overdue" && !isLateAt(draft.law, state, draft.command.at);
  const control = moved ? moveControl(draft, "promise-moved") : undefined;
  emit(draft, {
    type: "promised",
    date: due.dueOn,
    dueAt: due.dueAt,
    ...(due.provisional ? { provisional: true as const } : {}),
    cause,
    source,
    ...(control?.ok ? { control: control.value.key, kept: keptOf(draft, "principal", draft.command.at) } : {}),
  });
  settleMovedPromise(draft);
  // The first one is told with the acceptance.
  if (inForce !== undefined) tellPortalAppointment(draft);
}

function keptOf(draft: Draft, limit: string, at: EpochMs): readonly string[] {
  const open = stateOf(draft).limits[limit];
  return open === undefined ? [] : keptRungs(draft.law, open, open.ledger, at);
}
