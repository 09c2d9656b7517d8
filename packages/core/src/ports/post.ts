import type { EpochMs } from "../calendar/types.ts";
import type { PostLegKind, PostStatus } from "../post/state.ts";

/** One end of a parcel's way. Personal data: it goes to the carrier and nowhere else. */
export interface PostParty {
  readonly name: string;
  readonly phone: string;
  readonly address: string;
  /** Postal code of the province: not the national administrative code (national-portal.md §9). */
  readonly province: string;
  /** Postal code of the ward or, with carriers that still have them, the district. */
  readonly area?: string;
  readonly email?: string;
}

/** What a carrier is asked to carry. `orderNumber` is ours, once and for ever: it is what calls are told apart by. */
export interface PostOrder {
  readonly orderNumber: string;
  readonly leg: PostLegKind;
  readonly sender: PostParty;
  readonly receiver: PostParty;
  /** What is inside, e.g. the components of the dossier. */
  readonly contents: string;
  /** For the carrier's staff. */
  readonly note?: string;
  /** Whole đồng to be collected on delivery; none by default. */
  readonly codVnd?: number;
}

/** What a carrier says of one parcel. */
export interface CarrierParcel {
  readonly orderNumber: string;
  readonly waybill?: string;
  readonly status: PostStatus;
  readonly happenedAt?: EpochMs;
}

export interface PostCall {
  readonly signal?: AbortSignal;
}

/** A postal carrier. Methods throw `AdapterError`; one of `order` that is not surely refused or unsent means the order may be
 *  there: `find` before anything else, never a second `order` (trap 28). */
export interface PostCarrier {
  order(order: PostOrder, call?: PostCall): Promise<{ readonly waybill?: string }>;
  /** By our own number.
   *  @returns every parcel the carrier has under it, so that two show; none when it has no such order */
  find(orderNumber: string, call?: PostCall): Promise<readonly CarrierParcel[]>;
  cancel(orderNumber: string, call?: PostCall): Promise<"cancelled" | "too-late">;
  /** Absent: this carrier tells no price.
   *  @returns whole đồng */
  price?(order: PostOrder, call?: PostCall): Promise<number>;
}
