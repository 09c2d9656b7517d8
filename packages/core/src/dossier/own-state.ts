import type { EpochMs } from "../calendar/types.ts";
import type { DossierEvent } from "./events.ts";
import type { DossierState } from "./state.ts";

/** A copy that belongs to whoever made it. A part that is over is set to nothing rather than deleted, which would make
 *  the object slow for the rest of its life; it is not written either way. */
export type OwnState = { -readonly [K in keyof DossierState]: DossierState[K] };

export const happenedAt = (event: DossierEvent): EpochMs => event.occurredAt ?? event.at;
