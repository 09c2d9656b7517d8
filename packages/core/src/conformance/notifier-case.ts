import type { Notifier } from "../ports/notifier.ts";
import type { Bench, PortCase, PortHarness } from "./port-case.ts";

/** How the other side treats the calls that come next. Every one can do the first four. */
export type NotifierTrouble =
  /** Does not want this message, now or ever; its words repeat the address and the text, as those of gateways do. */
  | "refuse"
  /** Cannot take it now. */
  | "busy"
  /** Does not take it and never answers. */
  | "hang-before"
  /** Takes it and never answers. */
  | "hang-after"
  /** Does not know who calls. */
  | "login"
  /** Takes it and answers with something that is no answer of its protocol. */
  | "garbage"
  /** Takes it and answers well, but for 64 MiB of spaces before the end. */
  | "oversized"
  /** Takes it and answers well, but a byte at a time and for an hour. */
  | "drip"
  /** Points the call at another address of its own, where it would be taken. */
  | "redirect"
  /** Says that it has this key already; it was then taken before. */
  | "duplicate"
  /** Nobody listens, until `well`. */
  | "down";

/** What not every other side can do. */
export type NotifierFeature =
  | Exclude<NotifierTrouble, "refuse" | "busy" | "hang-before" | "hang-after">
  /** The key of a message can be read back. */
  | "keys"
  /** What comes again under one key is handed on once. */
  | "once"
  /** When busy it says how long. */
  | "wait"
  /** There are people whom this channel does not reach. */
  | "stranger";

/** A message as the other side hands it on. */
export interface TakenMessage {
  /** Everybody it goes to. */
  readonly to: readonly string[];
  /** Its words; for a mail, those below the head. */
  readonly text: string;
  /** Needed with `keys`: whatever tells two messages apart over there. */
  readonly key?: string;
}

export interface NotifierBench extends Bench {
  readonly notifier: Notifier;
  /** Messages the other side hands on, in order. */
  taken(): Promise<readonly TakenMessage[]>;
  /** How many messages reached it, whatever it did with them. */
  arrived(): number;
  /** So it treats the next messages, one by default. */
  trouble(kind: NotifierTrouble, times?: number): void | Promise<void>;
  /** All trouble is over. Needed with `down`. */
  well?(): Promise<void>;
  /** Whom the channel does not reach. Needed with `stranger`. */
  readonly stranger?: string;
  /** What it says when busy, milliseconds. Needed with `wait`. */
  readonly waitMs?: number;
  /** Whatever else must stand in no error, such as a token. */
  readonly secrets?: readonly string[];
}

export type NotifierHarness = PortHarness<NotifierBench, NotifierFeature>;
export type NotifierCase = PortCase<NotifierBench, NotifierFeature>;
