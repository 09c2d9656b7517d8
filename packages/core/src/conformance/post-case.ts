import type { PostCarrier } from "../ports/post.ts";
import type { Bench, PortCase, PortHarness } from "./port-case.ts";

/** How the other side treats the next order. Every one can do the first three. */
export type PostTrouble =
  /** Refuses it; its words repeat the receiver, as those of carriers do. */
  | "refuse"
  /** Does not take it and never answers. */
  | "hang-before"
  /** Takes it and never answers. */
  | "hang-after"
  /** Takes it, and something in between says 502. */
  | "broken"
  /** Takes it and answers something that is no answer of its protocol. */
  | "garbage"
  /** Takes it and answers at great length. */
  | "oversized"
  /** Does not take it and points elsewhere, inside. */
  | "redirect"
  /** Makes two parcels of it. */
  | "twice";

/** What not every carrier can do. */
export type PostFeature = Exclude<PostTrouble, "refuse" | "hang-before" | "hang-after">;

/** A parcel as the carrier's book has it. */
export interface HeldParcel {
  readonly receiverName: string;
  readonly receiverPhone: string;
  readonly receiverAddress: string;
  readonly contents: string;
  /** Whole đồng to be collected; 0 where none. */
  readonly codVnd: number;
}

export interface PostBench extends Bench {
  readonly carrier: PostCarrier;
  /** Parcels it made under a number of ours. */
  parcels(orderNumber: string): readonly HeldParcel[];
  /** How many orders reached it, whatever it did with them. */
  arrived(): number;
  trouble(kind: PostTrouble): void;
  /** The parcels under a number are brought to the receiver, and taken. */
  deliver(orderNumber: string): void;
  /** What must stand in no error beside personal data, such as a token. */
  readonly secrets?: readonly string[];
}

export type PostHarness = PortHarness<PostBench, PostFeature>;
export type PostCase = PortCase<PostBench, PostFeature>;
