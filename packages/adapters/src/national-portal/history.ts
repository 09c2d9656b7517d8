import {
  type DossierId,
  type LawBook,
  type OfficeId,
  type PortalRecord,
  recordAsOf as recordInCore,
  type Storage,
} from "../shared/core.ts";
import { portalError } from "./client.ts";

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
  const record = await recordInCore(storage, laws, dossier, seq);
  if (record === undefined)
    throw portalError("portal.no_such_event", "A message speaks of an event that storage does not hold.");
  return record;
}
