import type { Json } from "../base/canonical-json.ts";
import type { Fault } from "../base/errors.ts";
import type { CommandId, DossierCode, DossierId, OfficeId } from "../base/ids.ts";
import type { Result } from "../base/result.ts";
import type { Available } from "../dossier/available.ts";
import type { Command } from "../dossier/commands.ts";
import type { DossierEvent } from "../dossier/events.ts";
import type { Actor, ResolvedFacts } from "../dossier/people.ts";
import type { DossierState } from "../dossier/state.ts";
import type { LimitExplanation } from "../limit/explain.ts";
import type { Arrival } from "./arrival.ts";
import type { Observer } from "./observe.ts";

// Distributes over the union, so that each command keeps its own fields.
type Unstamped<C> = C extends Command ? Omit<C, "at" | "resolved"> & { readonly resolved?: ResolvedFacts } : never;

/** A command as a host gives it: the engine stamps law time, and asks the directory for facts left out. */
export type CommandRequest = Unstamped<Command>;

/** Personal data and free text that come with a command: stored beside, referred to by id and version. */
export interface ContentDraft {
  readonly contentId: string;
  readonly version: number;
  readonly kind: string;
  readonly body: Json;
  /** Words it is found by; folded by the engine. */
  readonly searchText?: string;
}

export interface Accepted {
  readonly dossierId: DossierId;
  /** Sequence of the last event after the command. */
  readonly version: number;
  /** The same command had been taken before; this is its original answer, and nothing was done again. */
  readonly duplicate: boolean;
  /** What happened; empty for a duplicate. */
  readonly events: readonly DossierEvent[];
}
/** Expected failures are values; nothing changed. */
export type Rejected = Fault;

export interface DossierView {
  readonly state: DossierState;
  readonly version: number;
}

export interface Engine {
  /** Takes a command, durably, or says why not. @throws AdapterError when the surroundings are broken and the outcome is
   *  unknown: send the same command again. */
  submit(command: CommandRequest, content?: readonly ContentDraft[]): Promise<Result<Accepted, Rejected>>;
  read(id: DossierId): Promise<DossierView | undefined>;
  findByCode(officeId: OfficeId, code: DossierCode): Promise<DossierView | undefined>;
  /** Which acts are open to this person now, and why the others are not. */
  available(id: DossierId, actor: Actor): Promise<readonly Available[]>;
  /** Every limit of the dossier, day by day, with the source of each rule. */
  explain(
    id: DossierId,
  ): Promise<readonly { readonly limit: string; readonly explanation: LimitExplanation }[] | undefined>;
  /** Events after commit, in process. */
  readonly observe: Observer;
  /** Waits for what is on its way; takes nothing new. */
  close(): Promise<void>;
}

export type CommandRequestOf<T extends Command["type"]> = Extract<CommandRequest, { readonly type: T }>;

/** An engine that takes dossiers over from others. */
export interface TransferringEngine extends Engine {
  /** Only for what `transferReceiver` and `transferSender` have verified: whatever else is given here makes two holders of
   *  one dossier. @throws AdapterError as `submit` does */
  takeOver(
    request: CommandRequestOf<"take-over" | "decline-hand-over">,
    arrival: Arrival,
  ): Promise<Result<Accepted, Rejected>>;
}

/** Facts of the office that no dossier knows: who heads which unit today, who gets the work. */
export interface Directory {
  resolve(request: {
    readonly officeId: OfficeId;
    readonly dossierId: DossierId;
    readonly command: Command["type"];
    readonly by: Actor;
  }): Promise<ResolvedFacts> | ResolvedFacts;
}

/** Issues dossier codes: a local counter, a reserved block, or the portal. The same command gets the same code again. */
export interface Numbering {
  issueCode(request: {
    readonly officeId: OfficeId;
    readonly dossierId: DossierId;
    readonly commandId: CommandId;
    readonly procedure: string;
    readonly day: string;
  }): Promise<DossierCode> | DossierCode;
}
