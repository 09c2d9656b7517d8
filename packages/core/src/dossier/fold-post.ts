import { invariant } from "../base/invariant.ts";
import type { EventOf } from "./events.ts";
import { dropLimit } from "./fold-limits.ts";
import { movedAtFirst, overAtFirst } from "./fold-post-first.ts";
import { happenedAt, type OwnState } from "./own-state.ts";

export const postLimit = (legId: string): string => `post:${legId}`;

export function applyPostBegun(next: OwnState, event: EventOf<"post-leg-begun">): void {
  const { legId, leg, carrier, orderNumber } = event;
  const begun = {
    leg,
    carrier,
    orderNumber,
    status: "planned" as const,
    begunAt: happenedAt(event),
    sent: 0,
    seen: {},
  };
  next.postLegs = { ...next.postLegs, [legId]: begun };
}

/** The event says what the parcel has come to; which moves are taken is the rule's (`movePostLeg`), and may change. */
export function applyPostMoved(next: OwnState, { legId, move, reached, ...event }: EventOf<"post-leg-moved">): void {
  const before = next.postLegs?.[legId];
  invariant(before !== undefined, `a move of parcel ${legId}, which the dossier does not have`);
  const { leg, carrier, orderNumber, begunAt } = before;
  const at = event.occurredAt ?? event.at;
  const moved =
    reached === undefined ? movedAtFirst(before, move, at) : { leg, carrier, orderNumber, begunAt, ...reached };
  next.postLegs = { ...next.postLegs, [legId]: moved };
  if (reached === undefined && overAtFirst(moved)) dropLimit(next, postLimit(legId));
}
