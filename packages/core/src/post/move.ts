import { type ErrorCode, type Fault, fault } from "../base/errors.ts";
import { unreachable } from "../base/invariant.ts";
import { err, ok, type Result } from "../base/result.ts";
import type { EpochMs } from "../calendar/types.ts";
import { type PostLeg, type PostMove, type PostStatus, postLegEnded, postRank } from "./state.ts";

type Of<Kind extends PostMove["kind"]> = Extract<PostMove, { readonly kind: Kind }>;
type Answer = Result<PostLeg, Fault>;

/**
 * The one way a parcel moves. A refusal changes nothing. What was known before is refused with `post.nothing_new`: whoever
 * told it is to be answered that it was heard.
 * @param at when it is recorded
 */
export function movePostLeg(leg: PostLeg, move: PostMove, at: EpochMs): Answer {
  switch (move.kind) {
    case "order":
      return order(leg, at);
    case "order-known":
      return orderKnown(leg, move, at);
    case "tell":
      return tell(leg, move, at);
    case "ask-cancel":
      return askCancel(leg, at);
    case "cancel-known":
      return cancelKnown(leg, move, at);
    default:
      return unreachable(move, "move of a parcel");
  }
}

const no = (code: ErrorCode, vi: string, en: string): { readonly ok: false; readonly error: Fault } =>
  err(fault(code, vi, en));
const notOpen = (): Answer =>
  no("post.not_open", "Bưu gửi không còn ở trạng thái này", "the parcel is not where this can be done");
const nothingNew = (): Answer => no("post.nothing_new", "Đã ghi nhận trước đó", "it was known before");

function order(leg: PostLeg, at: EpochMs): Answer {
  if (leg.status === "planned") return ok({ ...leg, status: "ordering", sent: leg.sent + 1, sentAt: at });
  return leg.status === "ordering"
    ? no(
        "post.outcome_unknown",
        "Đã gửi yêu cầu và chưa rõ kết quả: phải tra cứu, không gửi lần hai",
        "it was sent with unknown outcome: look it up, never send it twice",
      )
    : notOpen();
}

function orderKnown(leg: PostLeg, { outcome, waybill }: Of<"order-known">, at: EpochMs): Answer {
  const numbered = withWaybill(leg, waybill);
  if (!numbered.ok) return numbered;
  if (leg.status === "ordering")
    return ok(
      outcome === "there"
        ? { ...numbered.value, status: "ordered", seen: { ...leg.seen, ordered: at } }
        : { ...leg, status: "planned" },
    );
  // The parcel may be told of before the answer to the call that ordered it.
  if (outcome === "not-there" || leg.status === "planned") return notOpen();
  return numbered.value === leg ? nothingNew() : numbered;
}

/** A status goes forward only: one that was overtaken is kept with its time and moves nothing. */
function tell(leg: PostLeg, { status, happenedAt, waybill }: Of<"tell">, at: EpochMs): Answer {
  // Nothing was ordered: it is about somebody else's parcel, or a mistake of the carrier's.
  if (leg.status === "planned") return notOpen();
  const numbered = withWaybill(leg, waybill);
  if (!numbered.ok) return numbered;
  const when = Math.min(Math.max(happenedAt ?? at, leg.begunAt), at);
  const ended = postLegEnded(leg);
  if (ended && postRank(status) === postRank(leg.status) && status !== leg.status)
    return no(
      "post.ended_otherwise",
      "Bưu gửi đã kết thúc theo cách khác",
      "the parcel has ended, and in another way than is told now",
    );
  const first = leg.seen[status];
  const attempt = status === "attempted" && first !== undefined && when > first;
  const news = first === undefined || (attempt && !ended);
  if (!news) return numbered.value === leg ? nothingNew() : numbered;
  const seen = { ...leg.seen, [status]: when };
  const forward = postRank(status) > postRank(leg.status);
  return ok(forward ? moved(numbered.value, status, seen) : { ...numbered.value, seen });
}

function moved(leg: PostLeg, status: PostStatus, seen: PostLeg["seen"]): PostLeg {
  const { cancelAskedAt, ...rest } = leg;
  const next = { ...rest, status, seen };
  // Once it is over nothing is left to call off.
  return cancelAskedAt === undefined || postLegEnded(next) ? next : { ...next, cancelAskedAt };
}

/** One parcel has one number of the carrier's; another one means another parcel. */
function withWaybill(leg: PostLeg, waybill: string | undefined): Answer {
  if (waybill === undefined || waybill === leg.waybill) return ok(leg);
  return leg.waybill === undefined
    ? ok({ ...leg, waybill })
    : no("post.other_waybill", "Số vận đơn khác số đã ghi", "the carrier's number is not the one recorded");
}

function askCancel(leg: PostLeg, at: EpochMs): Answer {
  if (leg.status === "planned") return ok(moved(leg, "cancelled", { ...leg.seen, cancelled: at }));
  // An order that may have arrived is looked up first; what the post carries cannot be called off.
  if (leg.status !== "ordered") return leg.status === "cancelled" ? nothingNew() : notOpen();
  return leg.cancelAskedAt === undefined ? ok({ ...leg, cancelAskedAt: at }) : nothingNew();
}

function cancelKnown(leg: PostLeg, { outcome }: Of<"cancel-known">, at: EpochMs): Answer {
  if (leg.status === "cancelled" && outcome === "cancelled") return nothingNew();
  if (leg.cancelAskedAt === undefined || postLegEnded(leg)) return notOpen();
  if (outcome === "cancelled") return ok(moved(leg, "cancelled", { ...leg.seen, cancelled: at }));
  const { cancelAskedAt: _asked, ...kept } = leg;
  return ok(kept);
}
