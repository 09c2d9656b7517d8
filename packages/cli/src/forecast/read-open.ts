import { type DossierState, type LawDocument, openDossiers, type Storage } from "@motcua/core";

/** Plain data that a thread can be given: what is open, and the law it lives under. */
export interface OpenInDatabase {
  readonly states: readonly DossierState[];
  readonly law: readonly LawDocument[];
  /** Ids of dossiers whose rows cannot be read. */
  readonly unreadable: readonly string[];
}

/** Every dossier that has not ended, of one office or of all. */
export async function readOpen(storage: Storage, office: string | undefined): Promise<OpenInDatabase> {
  const states: DossierState[] = [];
  const unreadable: string[] = [];
  for await (const batch of openDossiers(storage, 500)) {
    for (const { state } of batch.dossiers) if (office === undefined || state.officeId === office) states.push(state);
    for (const row of batch.unreadable)
      if (office === undefined || row.officeId === office) unreadable.push(row.dossierId);
  }
  const hashes = [...new Set(states.flatMap(({ law }) => Object.values(law)))];
  const found = await storage.loadLaw(hashes);
  return { states, law: found.filter((document) => document !== undefined), unreadable };
}
