import type { EpochMs } from "../calendar/types.ts";
import { nextRung } from "../limit/rungs.ts";
import type { Rung } from "../limit/types.ts";
import { isElsewhere } from "./holding.ts";
import type { PinnedLaw } from "./law.ts";
import { ladderOf } from "./limits.ts";
import type { DossierState } from "./state.ts";

export interface DueRung {
  readonly limit: string;
  readonly rung: Rung;
  readonly dueAt: EpochMs;
}

/** The earliest open rung over all limits, by (instant, limit, rung id); `undefined` when nothing will ever be due. */
export function earliestRung(law: PinnedLaw, state: DossierState): DueRung | undefined {
  // Who does not have the dossier takes none of its rungs: they are due where it is.
  if (isElsewhere(state)) return undefined;
  let earliest: DueRung | undefined;
  for (const name in state.limits) {
    const limit = state.limits[name];
    if (limit === undefined || limit.ledger.endedAt !== undefined) continue;
    const next = nextRung(law.time, limit.ledger, ladderOf(law, limit), limit.taken);
    if (next === undefined) continue;
    if (
      earliest === undefined ||
      next.dueAt < earliest.dueAt ||
      (next.dueAt === earliest.dueAt && name < earliest.limit)
    )
      earliest = { limit: name, rung: next.rung, dueAt: next.dueAt };
  }
  return earliest;
}

/** When the dossier must be woken next: what storage keeps as its one wake row. */
export function nextWake(law: PinnedLaw, state: DossierState): EpochMs | undefined {
  return earliestRung(law, state)?.dueAt;
}
