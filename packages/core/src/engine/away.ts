import type { OfficeId } from "../base/ids.ts";
import { isElsewhere, isNeverTaken } from "../dossier/holding.ts";
import type { DossierState } from "../dossier/state.ts";
import type { DossierPhase, DossierRow, Storage } from "../ports/storage.ts";
import { pagesOf } from "./open-dossiers.ts";
import { storedState } from "./stored-state.ts";

/** A dossier of an office here that another office has, or that is on its way there. */
export interface AwayDossier {
  readonly row: DossierRow;
  readonly state: DossierState;
}

/** Where its row may say it stands. One handed over before there was the phase `elsewhere` is decided on no more, so its row
 *  says for ever what it said then: the state is asked. */
const phases: readonly DossierPhase[] = ["elsewhere", "intake", "open", "ready"];

/**
 * Every dossier of an office that is elsewhere, batch by batch. What was only declined here is none; a row that cannot be read
 * is left to `verifyStorage`.
 */
export async function* awayDossiers(
  storage: Storage,
  officeId: OfficeId,
  batchSize = 200,
): AsyncGenerator<readonly AwayDossier[]> {
  for (const phase of phases) {
    const filter = { officeId, phase, order: "id" } as const;
    for await (const rows of pagesOf((page) => storage.reader.list(filter, page), batchSize)) {
      const stored = await storage.load(rows.map(({ dossierId }) => dossierId));
      const found: AwayDossier[] = [];
      for (const [i, row] of rows.entries()) {
        const state = stored[i] && storedState(stored[i]);
        if (state !== undefined && isElsewhere(state) && !isNeverTaken(state)) found.push({ row, state });
      }
      if (found.length > 0) yield found;
    }
  }
}
