import type { DossierId } from "../base/ids.ts";
import type { Storage, StoredEvent } from "../ports/storage.ts";

const pageSize = 500;

/** Every event of a dossier in order, read page by page. */
export async function wholeHistory(storage: Storage, dossierId: DossierId): Promise<StoredEvent[]> {
  const history: StoredEvent[] = [];
  let after: string | undefined;
  do {
    const page = await storage.reader.history(dossierId, {
      limit: pageSize,
      ...(after === undefined ? {} : { after }),
    });
    history.push(...page.items);
    after = page.next;
  } while (after !== undefined);
  return history;
}
