import type { ObjectContext } from "@restatedev/restate-sdk";
import {
  AdapterError,
  beginsDossier,
  type Command,
  type DossierId,
  type DossierState,
  type KnownDossier,
  type StoredDossier,
  storedState,
} from "../shared/core.ts";
import {
  type Adoption,
  type CommandRecord,
  codeKey,
  type KeptDossier,
  type ObjectNames,
  type Unavailable,
} from "./contract.ts";
import { type DossierParts, type InForce, lawInForce } from "./deciding.ts";

export interface Adopted {
  readonly adoption: Adoption;
  readonly kept: KeptDossier;
  /** Storage has none, and the command begins one: by this law. */
  readonly inForce?: InForce;
}

/**
 * Takes a dossier over that storage holds and no object knows: it lived under another engine, or the cluster that held it is
 * gone. What it is follows from its row and events; its history stays where it is, and its next commit builds on it.
 * @param command it is asked for, if any
 */
export async function adopt(
  parts: DossierParts,
  context: ObjectContext,
  kept: KeptDossier,
  command: Command | undefined,
): Promise<Adopted | Unavailable> {
  if (kept.known !== undefined) return { adoption: "known", kept };
  const told = await context.run("what storage holds", () => toldBy(parts, context.key as DossierId, command));
  if ("kind" in told) return told;
  const { row, inForce } = told;
  if (row === null) return { adoption: "absent", kept, ...(inForce === undefined ? {} : { inForce }) };
  const state = storedState(row);
  if (state === undefined) return { adoption: "damaged", kept };
  if (state.code !== undefined && !(await claimed(parts.names, context, state, state.code)))
    return { adoption: "code_taken", kept };
  const now = { ...kept, known: knownOf(row, state), wakeAt: row.wakeAt, taken: [], adopted: true } as const;
  return { adoption: "adopted", kept: now };
}

interface Told {
  readonly row: StoredDossier | null;
  readonly inForce?: InForce;
}

/** Whether the dossier is there, and if not, what it begins under: recorded together, they are one round trip. */
async function toldBy(
  { storage, laws }: DossierParts,
  id: DossierId,
  command: Command | undefined,
): Promise<Told | Unavailable> {
  const row = await asked("storage does not say whether it holds the dossier", async () => {
    const [found] = await storage.load([id]);
    return found === undefined ? ({ kind: "absent" } as const) : ({ kind: "there", row: found } as const);
  });
  if (row.kind === "unavailable") return row;
  if (row.kind === "there") return { row: row.row };
  if (command === undefined || !beginsDossier(command)) return { row: null };
  return { row: null, inForce: await lawInForce(laws, undefined, command) };
}

const knownOf = ({ head, snapshot }: StoredDossier, state: DossierState): KnownDossier => ({
  state,
  head,
  kept: snapshot?.version ?? 0,
});

/** A code is the dossier's, from now on if not before. */
export async function claimed(
  names: ObjectNames,
  context: ObjectContext,
  { officeId, dossierId }: Pick<DossierState, "officeId" | "dossierId">,
  code: string,
): Promise<boolean> {
  return await context.objectClient(names.codes, codeKey(officeId, code)).claim(dossierId);
}

/** What an adopted dossier took while it lived elsewhere. */
export async function takenBefore(
  { storage }: DossierParts,
  context: ObjectContext,
  kept: KeptDossier,
  { officeId, commandId }: Command,
): Promise<CommandRecord | Unavailable | null> {
  if (kept.adopted !== true) return null;
  return await context.run("commands of before", () =>
    asked("storage does not say whether the command was taken before", async () => {
      const record = await storage.findCommand(officeId, commandId);
      return record === undefined ? null : { bodyHash: record.bodyHash, version: record.version };
    }),
  );
}

/** Storage that does not answer is an answer: a call that asked again would hold its key. */
async function asked<T>(message: string, work: () => Promise<T>): Promise<T | Unavailable> {
  try {
    return await work();
  } catch (error) {
    return { kind: "unavailable", code: AdapterError.is(error) ? error.code : "adapter.failed", message };
  }
}
