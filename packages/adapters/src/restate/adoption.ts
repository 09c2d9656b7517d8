import type { ObjectContext } from "@restatedev/restate-sdk";
import {
  AdapterError,
  type Command,
  type DossierId,
  type DossierState,
  type KnownDossier,
  type StoredDossier,
  storedState,
} from "../shared/core.ts";
import {
  type Adoption,
  codeKey,
  type KeptDossier,
  type ObjectNames,
  type TakenCommand,
  type Unavailable,
} from "./contract.ts";
import type { DossierParts } from "./deciding.ts";

/**
 * Takes a dossier over that storage holds and no object knows: it lived under another engine, or the cluster that held it is
 * gone. What it is follows from its row and events; its history stays where it is, and its next commit builds on it.
 */
export async function adopt(
  { names, storage }: DossierParts,
  context: ObjectContext,
  kept: KeptDossier,
): Promise<{ readonly adoption: Adoption; readonly kept: KeptDossier } | Unavailable> {
  if (kept.known !== undefined) return { adoption: "known", kept };
  const id = context.key as DossierId;
  const row = await context.run("what storage holds", () =>
    asked("storage does not say whether it holds the dossier", async () => (await storage.load([id]))[0] ?? null),
  );
  if (row !== null && "kind" in row) return row;
  if (row === null) return { adoption: "absent", kept };
  const state = storedState(row);
  if (state === undefined) return { adoption: "damaged", kept };
  if (state.code !== undefined && !(await claimed(names, context, state, state.code)))
    return { adoption: "code_taken", kept };
  return { adoption: "adopted", kept: { ...kept, known: knownOf(row, state), wakeAt: row.wakeAt, adopted: true } };
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
): Promise<TakenCommand | Unavailable | null> {
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
