import type { DossierEvent } from "../dossier/events.ts";
import { evolve } from "../dossier/evolve.ts";
import type { DossierState } from "../dossier/state.ts";
import type { StoredDossier } from "../ports/storage.ts";

/**
 * The state of a stored dossier: its snapshot with the events since folded over it. Rows outlive releases, so what is
 * read back is checked: `undefined` when the row does not give a state of this dossier at its version. `verifyStorage`
 * says what is wrong with such a row.
 */
export function storedState(row: StoredDossier): DossierState | undefined {
  try {
    let state = row.snapshot === undefined ? undefined : (JSON.parse(row.snapshot.state) as DossierState);
    if (state !== undefined && (state.schema !== 1 || state.version !== row.snapshot?.version)) return undefined;
    for (const event of row.since) state = evolve(state, JSON.parse(event.bytes) as DossierEvent, row);
    return state?.dossierId === row.dossierId && state.version === row.version ? state : undefined;
  } catch {
    return undefined;
  }
}
