import type { Json } from "../base/canonical-json.ts";
import type { DataExchange } from "../ports/exchange.ts";
import type { Bench, PortCase, PortHarness } from "./port-case.ts";

/** How the other side treats the questions that come next. Every one can do the first four. */
export type ExchangeTrouble =
  /** Does not take this question, now or ever; its words repeat the person asked about, as those of systems do. */
  | "refuse"
  /** Cannot take it now. */
  | "busy"
  /** Does not take it and never answers. */
  | "hang-before"
  /** Takes it and never answers. */
  | "hang-after"
  /** Does not know who calls. */
  | "login"
  /** Takes it, and something in between says 502. */
  | "broken"
  /** Takes it and answers something that is no answer of its protocol. */
  | "garbage"
  /** Takes it and answers, but not of the form agreed. */
  | "odd"
  /** Takes it and answers with a fraction where the form has a number. */
  | "fraction"
  /** Takes it and answers well, but about another question, which the answer names. */
  | "other"
  /** Takes it and answers at great length. */
  | "oversized"
  /** Takes it and answers well, but a byte at a time and for an hour. */
  | "drip"
  /** Points the call at another address of its own, where it would be taken. */
  | "redirect"
  /** Nobody listens, until `well`. */
  | "down"
  /** Takes it and says that the answer comes later. */
  | "pending"
  /** Takes it and says that it has nothing. */
  | "no-data"
  /** Takes it and says, in its protocol, that it will not tell. */
  | "declined";

/** What not every other side can do. */
export type ExchangeFeature =
  | Exclude<ExchangeTrouble, "refuse" | "busy" | "hang-before" | "hang-after">
  /** When busy it says how long. */
  | "wait"
  /** Answers come by themselves, through a door of the office. */
  | "pushes";

/** What a message that comes by itself says beside whom it is about: answered, as `sample` has it, if nothing is given. */
export type PushSays = "answered" | "odd" | "no-data" | "refused";

/** How a message is changed on its way, after it was signed. */
export type PushForgery = "answer" | "other-key" | "no-signature";

/** The door by which answers come, and what the office has behind it. */
export interface ExchangeDoor {
  /** The office has asked this and waits, under this profile. */
  begin(requestId: string, profile: string): Promise<void>;
  /** A message of the other side as it goes over the line, signed rightly, with the nth answer; no other message is like it. */
  message(requestId: string, n: number, says?: PushSays): string;
  forged(message: string, how: PushForgery): string;
  /** Takes a message as the office's door does: signature, contents, what was asked. */
  take(message: string): Promise<"taken" | "refused">;
  /** How a question ended; `undefined` while it is open, or where there is none. */
  ended(requestId: string): Promise<{ readonly outcome: string; readonly answer?: Json } | undefined>;
}

/** A question and its answer, of the forms agreed. */
export interface ExchangeSample {
  readonly question: Json;
  /** As it is to come back from the adapter. */
  readonly answer: Json;
  /** What of both is a person's, and stands in no error. */
  readonly personal: readonly string[];
}

/** A question as the other side has it. */
export interface DoneQuestion {
  readonly requestId: string;
  readonly purpose: string;
  readonly consent?: string;
  readonly question: Json;
}

export interface ExchangeBench extends Bench {
  readonly exchange: DataExchange;
  readonly profile: string;
  /** The nth question, no other like it, and what the other side answers to it. A person's name is somewhere in the question. */
  sample(n: number, name: string): ExchangeSample;
  /** A question that is not of the form agreed, about a person of this name. */
  malformed(name: string): Json;
  /** Questions the other side did, in order: one that it did twice stands here twice. */
  done(): readonly DoneQuestion[];
  /** How many questions reached it, whatever it did with them; look-ups aside. */
  arrived(): number;
  /** So it treats the next questions, one by default. */
  trouble(kind: ExchangeTrouble, times?: number): void | Promise<void>;
  /** All trouble is over. Needed with `down`. */
  well?(): Promise<void>;
  /** What it says when busy, milliseconds. Needed with `wait`. */
  readonly waitMs?: number;
  /** Needed with `pushes`. */
  readonly door?: ExchangeDoor;
  /** What must stand in no error beside personal data, such as a token. */
  readonly secrets?: readonly string[];
}

export type ExchangeHarness = PortHarness<ExchangeBench, ExchangeFeature>;
export type ExchangeCase = PortCase<ExchangeBench, ExchangeFeature>;
