import { invariant } from "../base/invariant.ts";
import { movePostLeg } from "../post/move.ts";
import { postLegEnded } from "../post/state.ts";
import type { EventOf } from "./events.ts";
import { dropLimit } from "./fold-limits.ts";
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

export function applyPostMoved(next: OwnState, event: EventOf<"post-leg-moved">): void {
  const before = next.postLegs?.[event.legId];
  const moved = before === undefined ? undefined : movePostLeg(before, event.move, happenedAt(event));
  invariant(moved?.ok === true, `a recorded move of parcel ${event.legId} does not fold`);
  next.postLegs = { ...next.postLegs, [event.legId]: moved.value };
  if (postLegEnded(moved.value)) dropLimit(next, postLimit(event.legId));
}
