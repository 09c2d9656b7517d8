import { outsideNumber } from "../base/outside-number.ts";
import type { EpochMs } from "../calendar/types.ts";

/** `collection` (thu gom): the citizen's papers to the one-stop. `delivery` (phát trả): the result to the citizen. */
export type PostLegKind = "collection" | "delivery";

/** What a carrier tells of a parcel, in the order in which it comes to pass; the last four are ends. `attempted`: brought, and
 *  nobody took it. `returning`: on its way back to the sender. */
export type PostStatus =
  | "ordered"
  | "collected"
  | "in-transit"
  | "attempted"
  | "returning"
  | "delivered"
  | "returned"
  | "lost"
  | "cancelled";

/** `planned`: nothing was asked of a carrier. `ordering`: the order was sent and nobody knows whether it arrived. */
export type PostLegStatus = "planned" | "ordering" | PostStatus;

/** One parcel, as far as it has come. Plain JSON; no personal data. It moves by `movePostLeg` only. */
export interface PostLeg {
  readonly leg: PostLegKind;
  /** Code of the carrier, e.g. `vnpost`. */
  readonly carrier: string;
  /** Ours, once and for ever: what the carrier is asked by. A second order has a second leg and number. */
  readonly orderNumber: string;
  readonly status: PostLegStatus;
  readonly begunAt: EpochMs;
  /** How often the order was sent, each after it was known that the one before had not arrived. */
  readonly sent: number;
  /** When it was last sent: a look-up right after may not show it yet. */
  readonly sentAt?: EpochMs;
  /** The carrier's own number (số vận đơn). */
  readonly waybill?: string;
  /** Calling it off was asked for and the carrier has not said yet. */
  readonly cancelAskedAt?: EpochMs;
  /** When each status came to pass, by the carrier's word: the first time, attempts the last. */
  readonly seen: { readonly [status in PostStatus]?: EpochMs };
}

export type PostMove =
  /** Recorded before the carrier is called, so that a call whose answer is lost is not made again. */
  | { readonly kind: "order" }
  /** What the call, or the look-up after it, showed: the carrier has the order, or surely has not. */
  | { readonly kind: "order-known"; readonly outcome: "there" | "not-there"; readonly waybill?: string }
  /** What the carrier pushed or answered. */
  | {
      readonly kind: "tell";
      readonly status: PostStatus;
      /** When it came to pass, by the carrier. Absent: when it was told. */
      readonly happenedAt?: EpochMs;
      readonly waybill?: string;
    }
  | { readonly kind: "ask-cancel" }
  /** The carrier called it off, or it was too late for that. */
  | { readonly kind: "cancel-known"; readonly outcome: "cancelled" | "too-late" };

const ends: ReadonlySet<PostLegStatus> = new Set<PostStatus>(["delivered", "returned", "lost", "cancelled"]);

/** Is it over, one way or the other? */
export const postLegEnded = ({ status }: Pick<PostLeg, "status">): boolean => ends.has(status);

const ranks: { readonly [status in PostLegStatus]: number } = {
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

/** How far it has come; ends stand level. */
export const postRank = (status: PostLegStatus): number => ranks[status];

export const isPostStatus = (text: unknown): text is PostStatus =>
  typeof text === "string" && Object.hasOwn(ranks, text) && text !== "planned" && text !== "ordering";

/** The order number of the `attempt`-th parcel of a leg: `<code>-T1` collected (thu gom), `<code>-P1` delivered (phát trả). A
 *  dossier has two legs and a leg may be ordered anew, so its code alone would name several parcels.
 *  @param ref dossier code, or the intake reference before there is one */
export const postOrderNumber = (ref: string, leg: PostLegKind, attempt = 1): string =>
  outsideNumber(ref, `${leg === "collection" ? "T" : "P"}${attempt}`);
