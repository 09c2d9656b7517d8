import { err, ok } from "../base/result.ts";
import { checkBudget } from "../calendar/parse.ts";
import { movePostLeg } from "../post/move.ts";
import { isPostStatus, type PostLeg, type PostMove, postLegEnded } from "../post/state.ts";
import type { BeginPostLeg, MovePostLeg } from "./commands.ts";
import { deskOf } from "./desk.ts";
import { type Draft, done, effectiveAt, emit, type Step, send, stateOf } from "./draft.ts";
import { postLimit } from "./fold-post.ts";
import { beginLimit, finishLimit, tooMany } from "./limits.ts";
import { requireCounter } from "./post-counter.ts";
import { refuse } from "./refusal.ts";

/** Parcels of one dossier, so that none grows without bound. */
const legsMax = 20;

/** The ladder every rule set has for waits: the post is somebody one waits on (model.md §7). */
const ladder = "wait";

/**
 * A parcel is to be carried. Its limit runs beside the principal one and touches neither it nor the promise: whether the
 * clock stands meanwhile is the procedure's rule (a step of kind `post`, or `suspend` on its ground).
 */
export function beginPostLeg(draft: Draft, command: BeginPostLeg): Step {
  const allowed = requireCounter(draft);
  if (!allowed.ok) return allowed;
  const { legId, leg, carrier, orderNumber, budget, source } = command;
  const wrong = checkBudget(budget);
  if (wrong !== undefined) return err(wrong);
  if (leg !== "collection" && leg !== "delivery")
    return refuse("command.input", "Không có chặng bưu chính này", "a leg is a collection or a delivery");
  const legs = stateOf(draft).postLegs ?? {};
  if (Object.keys(legs).length >= legsMax) return tooMany(legsMax);
  if (Object.hasOwn(legs, legId) || Object.values(legs).some((known) => known.orderNumber === orderNumber))
    return refuse(
      "post.leg_in_use",
      "Mã chặng hoặc số đơn bưu chính đã dùng",
      "this leg or order number is in use already",
    );
  emit(draft, { type: "post-leg-begun", legId, leg, carrier, orderNumber });
  beginLimit(draft, postLimit(legId), "post", budget, effectiveAt(draft), ladder, source);
  return done;
}

/** The carrier's word comes by the system's hand, after its signature was found right; the desk may enter it as well. */
export function movePost(draft: Draft, { legId, move }: MovePostLeg): Step {
  const allowed = requireCounter(draft);
  if (!allowed.ok) return allowed;
  const legs = stateOf(draft).postLegs ?? {};
  const before = Object.hasOwn(legs, legId) ? legs[legId] : undefined;
  if (before === undefined)
    return refuse("post.unknown_leg", "Hồ sơ không có chặng bưu chính này", "the dossier has no such parcel");
  const recorded = recordedMove(move);
  if (recorded === undefined)
    return refuse("command.input", "Diễn biến bưu gửi không hợp lệ", "this is no move of a parcel");
  const moved = movePostLeg(before, recorded, effectiveAt(draft));
  if (!moved.ok) return moved;
  const over = postLegEnded(moved.value) && !postLegEnded(before);
  // Its limit ends when the parcel did, not when that was told.
  if (over) finishLimit(draft, postLimit(legId), endOf(moved.value) ?? effectiveAt(draft));
  const { leg: _leg, carrier: _carrier, orderNumber: _number, begunAt: _begun, ...reached } = moved.value;
  emit(draft, { type: "post-leg-moved", legId, move: recorded, reached });
  if (over) tellDesk(draft, legId, moved.value);
  return ok(undefined);
}

const endOf = ({ status, seen }: PostLeg): number | undefined =>
  status === "planned" || status === "ordering" ? undefined : seen[status];

/** Who holds the dossier acts on it: checks what came, hands the result over, or writes an apology for what was lost. */
function tellDesk(draft: Draft, legId: string, { leg, status }: PostLeg): void {
  const { code, intakeRef } = stateOf(draft);
  const to = deskOf(draft);
  if (to !== undefined) send(draft, "desk", "post-leg-ended", { to, legId, leg, status, code, intakeRef });
}

/** The known fields and no others: what stands in events stands there for ever. */
function recordedMove(move: PostMove): PostMove | undefined {
  switch (move?.kind) {
    case "order":
    case "ask-cancel":
      return { kind: move.kind };
    case "order-known":
      if (move.outcome !== "there" && move.outcome !== "not-there") return undefined;
      return { kind: move.kind, outcome: move.outcome, ...numbered(move) };
    case "tell": {
      const { kind, status, happenedAt } = move;
      if (!isPostStatus(status) || !(happenedAt === undefined || Number.isSafeInteger(happenedAt))) return undefined;
      return { kind, status, ...(happenedAt === undefined ? {} : { happenedAt }), ...numbered(move) };
    }
    case "cancel-known":
      if (move.outcome !== "cancelled" && move.outcome !== "too-late") return undefined;
      return { kind: move.kind, outcome: move.outcome };
    default:
      return undefined;
  }
}

const numbered = ({ waybill }: { readonly waybill?: string }): { readonly waybill?: string } =>
  waybill === undefined ? {} : { waybill };
