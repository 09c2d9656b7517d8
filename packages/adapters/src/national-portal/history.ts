import {
  type DossierEvent,
  type DossierId,
  type LawBook,
  lawKey,
  lawsOfHistory,
  type OfficeId,
  type PinnedLaw,
  type PortalRecord,
  portalRecord,
  type Storage,
} from "../shared/core.ts";
import { portalError } from "./client.ts";

const pageSize = 200;

/**
 * The record of a dossier as of one of its events (trap 27).
 * @param seq of the event; absent: of the last one
 * @throws AdapterError `portal.no_such_event`
 */
export async function recordAsOf(
  storage: Storage,
  laws: LawBook,
  dossier: { readonly dossierId: DossierId; readonly officeId: OfficeId },
  seq?: number,
): Promise<PortalRecord> {
  const history = await eventsThrough(storage, dossier.dossierId, seq ?? Number.POSITIVE_INFINITY);
  if (history.length === 0 || (seq !== undefined && history.length < seq))
    throw portalError("portal.no_such_event", "A message speaks of an event that storage does not hold.");
  const pinned = new Map<string, PinnedLaw>();
  for (const [key, hashes] of lawsOfHistory(history, dossier)) pinned.set(key, await laws.load(hashes));
  return portalRecord(history, dossier, (hashes) => pinned.get(lawKey(hashes)) as PinnedLaw);
}

async function eventsThrough(storage: Storage, dossierId: DossierId, seq: number): Promise<readonly DossierEvent[]> {
  const history: DossierEvent[] = [];
  let after: string | undefined;
  do {
    const page = await storage.reader.history(dossierId, {
      limit: Math.min(pageSize, Math.max(1, seq - history.length)),
      ...(after === undefined ? {} : { after }),
    });
    for (const { bytes } of page.items) history.push(JSON.parse(bytes) as DossierEvent);
    after = page.next;
  } while (after !== undefined && history.length < seq);
  return history;
}
