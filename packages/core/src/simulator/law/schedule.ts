import { addOpeningMs } from "../../calendar/opening-hours.ts";
import type { EpochMs } from "../../calendar/types.ts";
import type { Life } from "./life.ts";
import type { ReactionKind } from "./reactions.ts";
import type { Tracking } from "./tracking.ts";

/** Somebody will do this, so much opening time from now. */
export function schedule(
  t: Tracking,
  life: Life,
  kind: ReactionKind,
  ordinal: number,
  at: EpochMs,
  afterMs: number,
): void {
  const due = addOpeningMs(t.plan.time, Math.max(at, life.peopleFrom), afterMs);
  const { reactions } = life;
  let place = reactions.length;
  while (place > 0 && (reactions[place - 1]?.at ?? 0) > due) place -= 1;
  reactions.splice(place, 0, { at: due, kind, ordinal });
}

/** Whether this dossier belongs to a share of all. */
export function share(t: Tracking, life: Life, part: number, purpose: number): boolean {
  if (part <= 0) return false;
  return part >= 1 || t.draw(life.slot, purpose) < part;
}
