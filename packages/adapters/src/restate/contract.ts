import type { VirtualObjectDefinition } from "@restatedev/restate-sdk";
import type {
  Command,
  CommandId,
  Commit,
  ContentRecord,
  DossierEvent,
  DossierId,
  DossierState,
  EpochMs,
  Hash,
  KnownDossier,
  OfficeId,
  Rejected,
} from "../shared/core.ts";

// What goes over the wire and what stays in an object. These shapes outlive a release: fields are added, never changed.

/** A command as it is sent: stamped with law time, its facts resolved. */
export interface ApplyRequest {
  readonly command: Command;
  /** Personal data: passed on to the projector, which keeps it only with a commit that storage does not take. */
  readonly content: readonly ContentRecord[];
}

/** What an object answers. Surroundings that are broken are a value as well: a handler that throws would hold its key. */
export type ApplyAnswer =
  | {
      readonly kind: "taken";
      readonly version: number;
      readonly duplicate: boolean;
      readonly events: readonly DossierEvent[];
    }
  | { readonly kind: "refused"; readonly error: Rejected }
  | Unavailable;

/** Surroundings are out of order: nothing was done, and the key is free for those that come after. */
export interface Unavailable {
  readonly kind: "unavailable";
  readonly code: string;
  readonly message: string;
}

/** A delayed call. It says what it was armed for; whether anything is due is looked up when it arrives. */
export interface WakeCall {
  /** Absolute instant of law time: the delay was computed on one machine's clock and woken on another's. */
  readonly dueAt: EpochMs;
  /** Grows with every arming; an older call finds that it was overtaken and does nothing. */
  readonly generation: number;
}

/** What an object keeps under `dossier`. */
export interface KeptDossier {
  /** Absent while the dossier does not exist: an object may be asked in vain. */
  readonly known: KnownDossier | undefined;
  /** When it must be woken next. */
  readonly wakeAt: EpochMs | undefined;
  /** The delayed call under way; it may come earlier than `wakeAt` and is then armed anew. */
  readonly timer: WakeCall | undefined;
  /** Of the last arming, so that it never repeats. */
  readonly generation: number;
  readonly incident: Incident | undefined;
  /** The last commands it took, oldest first. Absent in objects of before: they keep a key `command:…` for each. */
  readonly taken?: readonly TakenCommand[];
  /** Those before are with the object of its commands. */
  readonly earlier?: true;
  /** The dossier came from storage: what it took before is recorded there and not here. */
  readonly adopted?: true;
}

/** What became of a dossier that storage was asked for. `known`: it is here already. `absent`: storage has none either.
 *  `damaged`: it cannot be read, `verify` says why. `code_taken`: another dossier here has its code. */
export type Adoption = "adopted" | "known" | "absent" | "damaged" | "code_taken";

/** What is kept of a command for ever. */
export interface CommandRecord {
  readonly bodyHash: Hash;
  /** Version after the command: the original answer. */
  readonly version: number;
}

/** A command that was taken. All those of a dossier are of its office. */
export interface TakenCommand extends CommandRecord {
  readonly commandId: CommandId;
}

/** A dossier that waits for a person. Ids and codes only. */
export interface Incident {
  readonly dossierId: DossierId;
  readonly officeId: OfficeId;
  /** `command`: deciding failed, the caller was told. `wake`: a wake could not be taken. `projection`: a commit does not
   *  fit into storage, and those after it wait. */
  readonly kind: "command" | "wake" | "projection";
  readonly code: string;
  /** Law time. */
  readonly at: EpochMs;
  readonly commandId: CommandId;
}

/** An operator's word on an incident. */
export type Release = { readonly kind: "retry" } | { readonly kind: "skip"; readonly reason: string };

/** What a projector keeps while storage does not take a commit: it, and all that came after it, content included until it
 *  is erased. */
export interface HeldProjection {
  readonly code: string;
  readonly officeId: OfficeId;
}

// Handlers as others call them. The context comes first, as the SDK wants it; callers leave it out.

export interface DossierHandlers {
  apply(context: unknown, request: ApplyRequest): Promise<ApplyAnswer>;
  wake(context: unknown, call: WakeCall): Promise<void>;
  adopt(context: unknown): Promise<Adoption | Unavailable>;
  read(context: unknown): Promise<DossierState | null>;
  incident(context: unknown): Promise<Incident | null>;
  erase(context: unknown): Promise<number>;
  release(context: unknown, how: Release): Promise<boolean>;
}
export interface ProjectorHandlers {
  project(context: unknown, commit: Commit): Promise<void>;
  release(context: unknown): Promise<boolean>;
  erase(context: unknown): Promise<number>;
}
export interface CodesHandlers {
  claim(context: unknown, dossierId: DossierId): Promise<boolean>;
}
export interface CommandsHandlers {
  put(context: unknown, taken: readonly TakenCommand[]): Promise<void>;
  find(context: unknown, commandId: CommandId): Promise<CommandRecord | null>;
}
export interface IncidentsHandlers {
  put(context: unknown, incident: Incident): Promise<void>;
  remove(context: unknown, which: Pick<Incident, "dossierId" | "kind">): Promise<void>;
  list(context: unknown): Promise<readonly Incident[]>;
}

/** The objects on a cluster; several installations share one under prefixes of their own. */
export interface ObjectNames {
  /** One per dossier. */
  readonly dossier: VirtualObjectDefinition<string, DossierHandlers>;
  /** One per dossier: writes its commits to storage, in order. */
  readonly projector: VirtualObjectDefinition<string, ProjectorHandlers>;
  /** One per dossier that took many commands: all but the last of them. */
  readonly commands: VirtualObjectDefinition<string, CommandsHandlers>;
  /** One per office and dossier code. */
  readonly codes: VirtualObjectDefinition<string, CodesHandlers>;
  /** One per office. */
  readonly incidents: VirtualObjectDefinition<string, IncidentsHandlers>;
}

export const namesWith = (prefix = "motcua"): ObjectNames => ({
  dossier: { name: `${prefix}-dossier` },
  projector: { name: `${prefix}-projector` },
  commands: { name: `${prefix}-commands` },
  codes: { name: `${prefix}-codes` },
  incidents: { name: `${prefix}-incidents` },
});

export const codeKey = (officeId: OfficeId, code: string): string => `${officeId}/${code}`;
