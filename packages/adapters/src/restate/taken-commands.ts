import type { ObjectContext } from "@restatedev/restate-sdk";
import type { Command, CommandId } from "../shared/core.ts";
import { takenBefore } from "./adoption.ts";
import type { CommandRecord, KeptDossier, TakenCommand, Unavailable } from "./contract.ts";
import type { DossierParts } from "./deciding.ts";

/** So many commands lie with the dossier itself, and are read and written with it: more than most dossiers ever take. */
const takenMax = 32;
/** So many stay when the others go to an object of their own. */
const takenLeft = 16;
/** To be sent in one call. */
const sentMax = 1_000;

/** What became of a command when it was sent before, however long ago.
 *  @returns `null` when it was not taken */
export async function recordOf(
  parts: DossierParts,
  context: ObjectContext,
  kept: KeptDossier,
  command: Command,
): Promise<CommandRecord | Unavailable | null> {
  const { known, taken = [], earlier } = kept;
  if (known === undefined || known.state.officeId !== command.officeId) return null;
  const last = taken.find(({ commandId }) => commandId === command.commandId);
  if (last !== undefined) return last;
  const before = earlier ? await context.objectClient(parts.names.commands, context.key).find(command.commandId) : null;
  return before ?? (await takenBefore(parts, context, kept, command));
}

/** One more. The oldest go to an object of their own when there are many. */
export function withTaken(
  { names }: Pick<DossierParts, "names">,
  context: ObjectContext,
  kept: KeptDossier,
  command: TakenCommand,
): KeptDossier {
  const taken = [...(kept.taken ?? []), command];
  if (taken.length <= takenMax) return { ...kept, taken };
  const gone = taken.length - takenLeft;
  const commands = context.objectSendClient(names.commands, context.key);
  for (let from = 0; from < gone; from += sentMax) commands.put(taken.slice(from, Math.min(gone, from + sentMax)));
  return { ...kept, taken: taken.slice(gone), earlier: true };
}

/** An object of before keeps a key for each command; from now on they lie where those of all dossiers do. */
export async function broughtUp(
  parts: Pick<DossierParts, "names">,
  context: ObjectContext,
  kept: KeptDossier,
): Promise<KeptDossier> {
  if (kept.known === undefined || kept.taken !== undefined) return kept;
  const prefix = `command:${kept.known.state.officeId}:`;
  const taken: TakenCommand[] = [];
  for (const key of (await context.stateKeys()).filter((one) => one.startsWith(prefix))) {
    const record = await context.get<CommandRecord>(key);
    if (record !== null) taken.push({ commandId: key.slice(prefix.length) as CommandId, ...record });
    context.clear(key);
  }
  taken.sort((a, b) => a.version - b.version);
  const last = taken.pop();
  const now: KeptDossier = { ...kept, taken };
  const up = last === undefined ? now : withTaken(parts, context, now, last);
  context.set("dossier", up);
  return up;
}
