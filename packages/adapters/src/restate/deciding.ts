import type { ObjectContext } from "@restatedev/restate-sdk";
import {
  AdapterError,
  beginsDossier,
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
  lawAskedAt,
  lawOf,
  ok,
  type Refusal,
  type ServedLanes,
  type Storage,
} from "../shared/core.ts";
import type { ObjectNames, Unavailable } from "./contract.ts";
import type { Remembered } from "./remembered.ts";

/** What the handlers of a dossier work with. */
export interface DossierParts {
  readonly names: ObjectNames;
  readonly laws: LawBook;
  readonly clock: Clock;
  readonly directory: Directory;
  readonly lanes: ServedLanes;
  /** Asked for dossiers that lived elsewhere before. */
  readonly storage: Pick<Storage, "load" | "findCommand">;
  /** What calls were told that found storage out of order, of which nothing is recorded. A server that falls just then runs
   *  the call again, and must hear the same. */
  readonly unanswered: Remembered<Unavailable>;
}

/** What a command that asks for today's law is told. */
export type InForce = LawFound | Otherwise;

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
 *  what is in force today, if that was not told before. */
export async function decideOn(
  { laws, lanes, unanswered }: Pick<DossierParts, "laws" | "lanes" | "unanswered">,
  context: Pick<ObjectContext, "run" | "request">,
  known: KnownDossier | undefined,
  command: Command,
  content: readonly ContentRecord[],
  told?: InForce | "law at hand",
): Promise<Outcome> {
  // What is in force is another thing a moment later: recorded, so that a handler run again decides the same. Law by hash
  // stays what it is, and is not recorded.
  const inForce = asksForToday(command)
    ? typeof told === "object"
      ? told
      : await context.run("law in force", () => lawInForce(laws, known, command))
    : undefined;
  if (inForce !== undefined && inForce.kind !== "found") return inForce;
  const decided = await valued(async (): Promise<Outcome> => {
    const law = await (inForce === undefined ? lawOf(laws, known, undefined, command) : lawAs(laws, inForce));
    if (!law.ok) return { kind: "refused", error: law.error };
    const asked = { known, ...law.value, command, bodyHash: bodyHash(command), content, lanes };
    const result = decideCommit(asked);
    return result.ok ? { kind: "decided", decided: result.value } : { kind: "refused", error: result.error };
  });
  // It is recorded that the law was there. Run again elsewhere while storage is down, a call waits for it: another answer
  // than the first would not fit what else is recorded.
  if (inForce !== undefined || told === "law at hand") {
    if (decided.kind === "unavailable") throw new Error(`${decided.code}: ${decided.message}`);
    return decided;
  }
  // Told the same once and not for ever: a call that was decided elsewhere before has that in its record, and what it is
  // told here is refused by the server until it is decided again.
  const { id } = context.request();
  const toldBefore = unanswered.take(id);
  if (toldBefore !== undefined) return toldBefore;
  if (decided.kind === "unavailable") unanswered.set(id, decided);
  return decided;
}

const lawAs = async (laws: LawBook, { law, moveTo }: LawFound) =>
  ok({ law: await laws.load(law), moveTo: moveTo === null ? undefined : await laws.load(moveTo) });

/** What Restate shows of a failure names no person and no value. */
export const shown = (error: unknown): Error =>
  new Error(AdapterError.is(error) ? `${error.code}: ${error.message}` : "storage failed");

/** To be recorded. */
export const lawInForce = async (laws: LawBook, known: KnownDossier | undefined, command: Command): Promise<InForce> =>
  await valued(() => lawFound(laws, known, command));

const asksForToday = (command: Command): boolean =>
  beginsDossier(command) || command.type === "reproject" || command.type === "migrate-definition";

async function lawFound(
  laws: LawBook,
  known: KnownDossier | undefined,
  command: Command,
): Promise<LawFound | Extract<Otherwise, { readonly kind: "refused" }>> {
  const pinned = beginsDossier(command)
    ? await laws.pin(command.procedure, lawAskedAt(command, command.at))
    : undefined;
  if (pinned !== undefined && !pinned.ok) return { kind: "refused", error: pinned.error };
  const found = await lawOf(laws, known, pinned?.value, command);
  if (!found.ok) return { kind: "refused", error: found.error };
  const { law, moveTo } = found.value;
  return { kind: "found", law: law.hashes, moveTo: moveTo?.hashes ?? null };
}

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
