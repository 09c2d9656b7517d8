import {
  AdapterError,
  bodyHash,
  type Clock,
  type Command,
  type ContentRecord,
  type DecidedCommit,
  type Directory,
  decideCommit,
  InvariantError,
  type KnownDossier,
  type LawBook,
  lawOf,
  type PinnedLaw,
  type Refusal,
  type Result,
  type Storage,
} from "../shared/core.ts";
import type { ObjectNames, Unavailable } from "./contract.ts";

/** What the handlers of a dossier work with. */
export interface DossierParts {
  readonly names: ObjectNames;
  readonly laws: LawBook;
  readonly clock: Clock;
  readonly directory: Directory;
  readonly adapters: ReadonlySet<string>;
  /** Asked for dossiers that lived elsewhere before. */
  readonly storage: Pick<Storage, "load" | "findCommand">;
}

export type Outcome =
  | { readonly kind: "decided"; readonly decided: DecidedCommit }
  | { readonly kind: "refused"; readonly error: Refusal }
  | { readonly kind: "stopped"; readonly error: InvariantError }
  | Unavailable;

/** Everything that can come of a command, as a value. Reads storage only for law that this process has not met yet. */
export async function decideOn(
  { laws, adapters }: Pick<DossierParts, "laws" | "adapters">,
  known: KnownDossier | undefined,
  command: Command,
  content: readonly ContentRecord[],
): Promise<Outcome> {
  try {
    const begins = await pinned(laws, command);
    if (begins !== undefined && !begins.ok) return { kind: "refused", error: begins.error };
    const law = await lawOf(laws, known, begins?.value, command);
    if (!law.ok) return { kind: "refused", error: law.error };
    const asked = { known, ...law.value, command, bodyHash: bodyHash(command), content, adapters };
    const result = decideCommit(asked);
    return result.ok ? { kind: "decided", decided: result.value } : { kind: "refused", error: result.error };
  } catch (error) {
    if (InvariantError.is(error)) return { kind: "stopped", error };
    const known = AdapterError.is(error);
    const message = known ? error.message : "what the dossier rests on cannot be read now";
    return { kind: "unavailable", code: known ? error.code : "adapter.failed", message };
  }
}

async function pinned(laws: LawBook, command: Command): Promise<Result<PinnedLaw, Refusal> | undefined> {
  if (command.type !== "submit" && command.type !== "open" && command.type !== "serve") return undefined;
  return await laws.pin(command.procedure, command.occurredAt ?? command.at);
}
