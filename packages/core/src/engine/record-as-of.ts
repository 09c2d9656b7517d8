import type { DossierId, OfficeId } from "../base/ids.ts";
import type { DossierEvent } from "../dossier/events.ts";
import type { PinnedLaw } from "../dossier/law.ts";
import { lawKey, lawsOfHistory, type PortalRecord, portalRecord } from "../dossier/portal-record.ts";
import type { OutboxMessage, Storage } from "../ports/storage.ts";
import type { LawBook } from "./law-book.ts";

const pageSize = 200;

/**
 * The record of a dossier as of one of its events (trap 27).
 * @param seq of the event; absent: of the last one
 * @returns `undefined` when storage does not hold that event
 */
export async function recordAsOf(
  storage: Storage,
  laws: LawBook,
  dossier: { readonly dossierId: DossierId; readonly officeId: OfficeId },
  seq?: number,
): Promise<PortalRecord | undefined> {
  const history = await eventsThrough(storage, dossier.dossierId, seq ?? Number.POSITIVE_INFINITY);
  if (history.length === 0 || (seq !== undefined && history.length < seq)) return undefined;
  const pinned = new Map<string, PinnedLaw>();
  for (const [key, hashes] of lawsOfHistory(history, dossier)) pinned.set(key, await laws.load(hashes));
  return portalRecord(history, dossier, (hashes) => pinned.get(lawKey(hashes)) as PinnedLaw);
}

/** Which event a message of the outbox speaks of; `undefined` when its body does not say. */
export function eventOfMessage({ body }: OutboxMessage): number | undefined {
  try {
    const { seq } = JSON.parse(body) as { readonly seq?: unknown };
    return typeof seq === "number" && Number.isSafeInteger(seq) && seq > 0 ? seq : undefined;
  } catch {
    return undefined;
  }
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
