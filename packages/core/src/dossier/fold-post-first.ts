import type { EpochMs } from "../calendar/types.ts";
import type { PostLeg, PostLegStatus, PostMove } from "../post/state.ts";

/**
 * What a recorded move comes to where its event does not say what was reached, as the first events of parcels did not. Written
 * down once and never changed, whatever rule moves parcels today: those events mean for ever what they meant. Nothing is
 * refused here, for only moves that were taken stand in events.
 */
export function movedAtFirst(leg: PostLeg, move: PostMove, at: EpochMs): PostLeg {
  switch (move.kind) {
    case "order":
      return { ...leg, status: "ordering", sent: leg.sent + 1, sentAt: at };
    case "order-known":
      if (leg.status !== "ordering") return { ...leg, ...numbered(move) };
      return move.outcome === "there"
        ? { ...leg, ...numbered(move), status: "ordered", seen: { ...leg.seen, ordered: at } }
        : { ...leg, status: "planned" };
    case "tell":
      return told(leg, move, at);
    case "ask-cancel":
      return leg.status === "planned" ? cancelled(leg, at) : { ...leg, cancelAskedAt: at };
    case "cancel-known":
      return move.outcome === "cancelled" ? cancelled(leg, at) : uncancelled(leg);
  }
}

type Told = Extract<PostMove, { readonly kind: "tell" }>;

function told(leg: PostLeg, move: Told, at: EpochMs): PostLeg {
  const { status } = move;
  const whenAt = Math.min(Math.max(move.happenedAt ?? at, leg.begunAt), at);
  const first = leg.seen[status];
  const again = status === "attempted" && !overAtFirst(leg) && first !== undefined && whenAt > first;
  const named = { ...leg, ...numbered(move) };
  if (first !== undefined && !again) return named;
  const seen = { ...leg.seen, [status]: whenAt };
  if (height[status] <= height[leg.status]) return { ...named, seen };
  const further = { ...named, seen, status };
  return overAtFirst(further) ? uncancelled(further) : further;
}

const cancelled = (leg: PostLeg, at: EpochMs): PostLeg =>
  uncancelled({ ...leg, status: "cancelled", seen: { ...leg.seen, cancelled: at } });

function uncancelled(leg: PostLeg): PostLeg {
  const { cancelAskedAt: _asked, ...rest } = leg;
  return rest;
}

const numbered = ({ waybill }: { readonly waybill?: string }): { readonly waybill?: string } =>
  waybill === undefined ? {} : { waybill };

/** How far each status was; the four ends stood level, and the limit of the parcel went with them. */
const height: { readonly [status in PostLegStatus]: number } = {
  planned: 0,
  ordering: 1,
  ordered: 2,
  collected: 3,
  "in-transit": 4,
  attempted: 5,
  returning: 6,
  delivered: 7,
  returned: 7,
  lost: 7,
  cancelled: 7,
};

export const overAtFirst = ({ status }: PostLeg): boolean => height[status] === height.delivered;
