import type { DossierId } from "../base/ids.ts";
import type { DossierState } from "../dossier/state.ts";
import type { Storage } from "../ports/storage.ts";
import type { KnownDossier } from "./group.ts";

/**
 * Dossiers lately worked on, least recently used first out. Only a cache: every commit is checked against the version in
 * storage, so a stale entry costs a reload and never a wrong write.
 */
export class StateCache {
  readonly #storage: Storage;
  readonly #max: number;
  readonly #known = new Map<DossierId, KnownDossier>();

  constructor(storage: Storage, max: number) {
    this.#storage = storage;
    this.#max = max;
  }

  get(id: DossierId): KnownDossier | undefined {
    return this.#known.get(id);
  }

  put(id: DossierId, known: KnownDossier): void {
    this.#known.delete(id);
    this.#known.set(id, known);
    if (this.#known.size <= this.#max) return;
    const oldest = this.#known.keys().next();
    if (!oldest.done) this.#known.delete(oldest.value);
  }

  forget(id: DossierId): void {
    this.#known.delete(id);
  }

  /** Loads what is not known. Where several processes write, what is known may be old, so it is loaded anew. */
  async fill(ids: readonly DossierId[]): Promise<void> {
    const wanted = this.#storage.supports.sharedWriters ? ids : ids.filter((id) => !this.#known.has(id));
    if (wanted.length === 0) return;
    const rows = await this.#storage.load(wanted);
    for (const [index, row] of rows.entries()) {
      const id = wanted[index];
      if (id === undefined) continue;
      if (row === undefined) this.#known.delete(id);
      else if (this.#known.get(id)?.head !== row.head)
        this.put(id, { state: JSON.parse(row.state) as DossierState, head: row.head });
    }
  }
}
