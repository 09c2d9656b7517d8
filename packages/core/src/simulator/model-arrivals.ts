import type { EpochMs } from "../calendar/types.ts";
import type { DossierState } from "../dossier/state.ts";
import type { Distribution } from "./model-time.ts";

// The dossiers: in which streams they come, what is known of each, and those that are there already.

/** Dossiers of one flow that arrive in one way. */
export interface Stream {
  /** Stable name; random numbers hang on it. */
  readonly id: string;
  readonly flow: string;
  readonly arrivals: Arrivals;
  /** In whose open time they arrive; absent: at any time. */
  readonly calendar?: string;
  readonly attributes?: readonly Attribute[];
  /** So many come and no more; a linked group counts once. Default: as long as the model's `endAt` lets them. */
  readonly dossiersMax?: number;
  /** What the law needs to know of them: channel, case, facts. */
  readonly filing?: Filing;
  /** Dossiers of one stream that are lodged together as members of a linked group. */
  readonly members?: readonly StreamMember[];
}
/** One dossier of a linked group. */
export interface StreamMember {
  /** Each flow once. */
  readonly flow: string;
  /** Flows of the group that must have ended before this one begins. */
  readonly dependsOn?: readonly string[];
  /** Default: the stream's. */
  readonly filing?: Filing;
}
/** When dossiers of a stream come, one office's. */
export type Arrivals =
  /** The time from one to the next, as a distribution of milliseconds; see `Conventions.arrivals`. */
  | { readonly kind: "between"; readonly ms: Distribution }
  /** Poisson, with a rate for each of the 168 hours of a week (Monday 00:00 first), in dossiers an hour. */
  | { readonly kind: "weekly-rate"; readonly perHour: readonly number[] }
  /** At these instants, in order. */
  | { readonly kind: "list"; readonly at: readonly EpochMs[] };
/** How dossiers are filed, for a flow with law: names are those of its `ProcedureDefinition`. */
export interface Filing {
  readonly channel: string;
  /** Trường hợp. Default: the first of the procedure. */
  readonly caseId?: string;
  /** Facts that hold for a share of the dossiers (0 to 1), each drawn by itself. */
  readonly facts?: { readonly [fact: string]: number };
}

/** An attribute of a dossier, drawn at arrival; conditions read it. A text by its share (0 to 1, together 1), or a number. */
export interface Attribute {
  readonly name: string;
  readonly values:
    | { readonly kind: "shares"; readonly of: readonly { readonly value: string; readonly share: number }[] }
    /** Plain numbers, not rounded, though the fields of the distribution end in `Ms`: `{ meanMs: 40 }` is 40. */
    | { readonly kind: "number"; readonly of: Distribution };
}
/** Something about an attribute of a dossier; all that is named must hold. */
export interface Condition {
  readonly attribute: string;
  /** Its value, as text. */
  readonly is?: string;
  /** Its number is this or more, and less than that; in the attribute's own unit. */
  readonly atLeast?: number;
  readonly below?: number;
}

/** A dossier that is under way when the simulation starts. */
export interface OpenCase {
  readonly id: string;
  readonly flow: string;
  /** Whose random numbers it uses; absent: the first stream of its flow. */
  readonly stream?: string;
  /** The task or delay it stands at. */
  readonly node: string;
  /** Or at another one, which cannot be told from outside: a citizen who is late, or one who never answers. */
  readonly orAt?: { readonly node: string; readonly share: number };
  /** When it came there. */
  readonly since: EpochMs;
  /** When it was handed in. Default `since`. */
  readonly arrivedAt?: EpochMs;
  /** Who holds it: nobody else works on it there. */
  readonly person?: string;
  /** Ways with a limit that it has taken already. */
  readonly taken?: readonly { readonly node: string; readonly to: string; readonly times: number }[];
  /** Who worked on it where, for four-eyes and the same-person policy. */
  readonly performed?: { readonly [node: string]: string };
  /** Its stored state, for a flow with law. */
  readonly state?: DossierState;
}
