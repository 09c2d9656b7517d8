import { type Bilingual, bilingual } from "../base/text.ts";
import type { CarrierParcel } from "../ports/post.ts";
import { type PostLeg, type PostLegStatus, type PostStatus, postLegEnded, postRank } from "./state.ts";

/** Where our parcels and the carrier's list part. */
export type PostDifferenceKind =
  | "not-recorded"
  | "not-at-carrier"
  | "carrier-further"
  | "carrier-behind"
  | "ended-otherwise"
  | "other-waybill"
  | "ordered-twice"
  | "unknown-order";

export interface PostDifference {
  readonly kind: PostDifferenceKind;
  readonly orderNumber: string;
  readonly ours?: PostLegStatus;
  readonly theirs?: PostStatus;
  readonly waybill?: string;
}

/** What each means, and what is to be done about it. */
export const postDifferenceWords: { readonly [kind in PostDifferenceKind]: Bilingual } = {
  "not-recorded": bilingual(
    "Bưu chính có đơn mà chưa ghi nhận đã đặt: tra cứu và ghi nhận",
    "The carrier has an order that is not known here to have arrived: look it up and record it",
  ),
  "not-at-carrier": bilingual(
    "Đã đặt, bưu chính không có đơn: hỏi bưu chính",
    "Ordered here, unknown there: ask the carrier",
  ),
  "carrier-further": bilingual(
    "Bưu chính đã đi xa hơn: ghi nhận trạng thái",
    "The carrier is further: record its status",
  ),
  "carrier-behind": bilingual(
    "Đã ghi nhận xa hơn bưu chính: hỏi bưu chính",
    "Recorded here further than there: ask the carrier",
  ),
  "ended-otherwise": bilingual("Hai bên kết thúc khác nhau: hỏi bưu chính", "Ended in different ways: ask the carrier"),
  "other-waybill": bilingual("Số vận đơn khác nhau: hỏi bưu chính", "Different waybills: ask the carrier"),
  "ordered-twice": bilingual("Một đơn có hai vận đơn: hủy vận đơn thừa", "Two waybills of one order: cancel the extra"),
  "unknown-order": bilingual(
    "Bưu chính có đơn không phải của cơ quan: hỏi bưu chính",
    "An order that is not ours: ask the carrier",
  ),
};

/** Compares ours with the carrier's list of the same time, a line a parcel; sorted by order number. What neither has agrees. */
export function reconcilePost(ours: readonly PostLeg[], theirs: readonly CarrierParcel[]): readonly PostDifference[] {
  const lists = new Map<string, CarrierParcel[]>();
  for (const line of theirs) {
    const list = lists.get(line.orderNumber);
    if (list === undefined) lists.set(line.orderNumber, [line]);
    else list.push(line);
  }
  const found: PostDifference[] = [];
  for (const leg of ours) {
    found.push(...differencesOf(leg, lists.get(leg.orderNumber) ?? []));
    lists.delete(leg.orderNumber);
  }
  for (const lines of lists.values()) for (const line of lines) found.push(difference("unknown-order", line));
  return found.sort((a, b) => (a.orderNumber < b.orderNumber ? -1 : a.orderNumber > b.orderNumber ? 1 : 0));
}

function differencesOf(leg: PostLeg, lines: readonly CarrierParcel[]): readonly PostDifference[] {
  const { orderNumber, status: ours, waybill } = leg;
  const [first, ...more] = distinct(lines);
  if (first === undefined) {
    const none = ours === "planned" || ours === "ordering" || ours === "cancelled";
    return none ? [] : [{ kind: "not-at-carrier", orderNumber, ours, ...(waybill === undefined ? {} : { waybill }) }];
  }
  const ofOurs = [first, ...more].find((line) => line.waybill === waybill) ?? first;
  const found = [first, ...more]
    .filter((line) => line !== ofOurs && line.status !== "cancelled")
    .map((line) => difference("ordered-twice", line, ours));
  const kind = kindOf(leg, ofOurs);
  return kind === undefined ? found : [difference(kind, ofOurs, ours), ...found];
}

function kindOf(leg: PostLeg, line: CarrierParcel): PostDifferenceKind | undefined {
  if (leg.status === "planned" || leg.status === "ordering") return "not-recorded";
  if (leg.waybill !== undefined && line.waybill !== undefined && leg.waybill !== line.waybill) return "other-waybill";
  const ahead = postRank(line.status) - postRank(leg.status);
  if (ahead === 0) return postLegEnded(leg) && line.status !== leg.status ? "ended-otherwise" : undefined;
  return ahead > 0 ? "carrier-further" : "carrier-behind";
}

/** A list may name the same parcel once for each status: the furthest counts. */
function distinct(lines: readonly CarrierParcel[]): readonly CarrierParcel[] {
  const furthest = new Map<string, CarrierParcel>();
  for (const line of lines) {
    const key = line.waybill ?? "";
    const known = furthest.get(key);
    if (known === undefined || postRank(line.status) > postRank(known.status)) furthest.set(key, line);
  }
  return [...furthest.values()];
}

const difference = (
  kind: PostDifferenceKind,
  { orderNumber, status, waybill }: CarrierParcel,
  ours?: PostLegStatus,
): PostDifference => ({
  kind,
  orderNumber,
  ...(ours === undefined ? {} : { ours }),
  theirs: status,
  ...(waybill === undefined ? {} : { waybill }),
});
