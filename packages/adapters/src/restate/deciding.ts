import type { ObjectContext } from "@restatedev/restate-sdk";
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
  type LawHashes,
  lawOf,
  ok,
  type Refusal,
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

export type Outcome = { readonly kind: "decided"; readonly decided: DecidedCommit } | Otherwise;

/** What comes of a command instead of a commit. */
type Otherwise =
  | { readonly kind: "refused"; readonly error: Refusal }
  | { readonly kind: "stopped"; readonly code: InvariantError["code"]; readonly message: string }
  | Unavailable;

/** The law a command is decided under, by hash. */
interface LawFound {
  readonly kind: "found";
  readonly law: LawHashes;
  readonly moveTo: LawHashes | null;
}

/** Everything that can come of a command, as a value. Reads storage for law that this process has not met yet, and for
 *  what is in force today. */
export async function decideOn(
  { laws, adapters }: Pick<DossierParts, "laws" | "adapters">,
  context: Pick<ObjectContext, "run">,
  known: KnownDossier | undefined,
  command: Command,
  content: readonly ContentRecord[],
): Promise<Outcome> {
  // What is in force is another thing a moment later: recorded, so that a handler run again decides the same. Law by hash
  // stays what it is, and is not recorded: run again while storage is down, a call waits for it if it had decided before.
  const found = asksForToday(command)
    ? await context.run("law in force", () => valued(() => lawFound(laws, known, command)))
    : undefined;
  if (found !== undefined && found.kind !== "found") return found;
  return await valued(async () => {
    const law = await (found === undefined ? lawOf(laws, known, undefined, command) : lawAs(laws, found));
    if (!law.ok) return { kind: "refused", error: law.error };
    const asked = { known, ...law.value, command, bodyHash: bodyHash(command), content, adapters };
    const result = decideCommit(asked);
    return result.ok ? { kind: "decided", decided: result.value } : { kind: "refused", error: result.error };
  });
}

const asksForToday = (command: Command): boolean =>
  begins(command) || command.type === "reproject" || command.type === "migrate-definition";

type Beginning = Extract<Command, { readonly type: "submit" | "open" | "serve" }>;

const begins = (command: Command): command is Beginning =>
  command.type === "submit" || command.type === "open" || command.type === "serve";

async function lawFound(
  laws: LawBook,
  known: KnownDossier | undefined,
  command: Command,
): Promise<LawFound | Extract<Otherwise, { readonly kind: "refused" }>> {
  const pinned = begins(command) ? await laws.pin(command.procedure, command.occurredAt ?? command.at) : undefined;
  if (pinned !== undefined && !pinned.ok) return { kind: "refused", error: pinned.error };
  const found = await lawOf(laws, known, pinned?.value, command);
  if (!found.ok) return { kind: "refused", error: found.error };
  const { law, moveTo } = found.value;
  return { kind: "found", law: law.hashes, moveTo: moveTo?.hashes ?? null };
}

const lawAs = async (laws: LawBook, { law, moveTo }: LawFound) =>
  ok({ law: await laws.load(law), moveTo: moveTo === null ? undefined : await laws.load(moveTo) });

/** Whatever is thrown, as a value. */
async function valued<T>(work: () => Promise<T>): Promise<T | Otherwise> {
  try {
    return await work();
  } catch (error) {
    if (InvariantError.is(error)) return { kind: "stopped", code: error.code, message: error.message };
    const known = AdapterError.is(error);
    const message = known ? error.message : "what the dossier rests on cannot be read now";
    return { kind: "unavailable", code: known ? error.code : "adapter.failed", message };
  }
}
