import type { DossierId } from "../base/ids.ts";
import { InvariantError } from "../base/invariant.ts";
import type { Storage, StoredDossier } from "../ports/storage.ts";
import type { KnownDossier } from "./decide-commit.ts";
import { storedState } from "./stored-state.ts";
import { wholeHistory } from "./whole-history.ts";

/**
 * Dossiers lately worked on, least recently used first out. Only a cache: every commit is checked against the version in
 * storage, so a stale entry costs a reload and never a wrong write.
 */
export class StateCache {
  readonly #storage: Storage;
  readonly #max: number;
  readonly #known = new Map<DossierId, KnownDossier>();
  readonly #damaged = new Set<DossierId>();

  constructor(storage: Storage, max: number) {
    this.#storage = storage;
    this.#max = max;
  }

  /** @throws InvariantError `dossier.unreadable`: that dossier is stopped, no other */
  get(id: DossierId): KnownDossier | undefined {
    if (this.#damaged.has(id)) throw unreadable(id);
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
    this.#damaged.delete(id);
  }

  /** Somebody saw the dossier at this version: what is known of an earlier one is old. */
  outdate(id: DossierId, seen: number): void {
    const known = this.#known.get(id);
    if (known !== undefined && known.state.version < seen) this.#known.delete(id);
  }

  /** Loads what is not known. */
  async fill(ids: readonly DossierId[]): Promise<void> {
    const unknown = ids.filter((id) => !this.#known.has(id) && !this.#damaged.has(id));
    if (unknown.length > 0) await this.refresh(unknown);
  }

  /** Loads anew: where several processes write, what is known may be old. */
  async refresh(ids: readonly DossierId[]): Promise<void> {
    const rows = await this.#storage.load(ids);
    for (const [index, row] of rows.entries()) {
      const id = ids[index];
      if (id === undefined) continue;
      if (row === undefined) this.forget(id);
      else if (this.#known.get(id)?.head !== row.head) await this.#learn(id, row);
    }
  }

  /** Rows outlive releases: what is read back is checked before anything is decided on it. A snapshot is only a cache, so
   *  one that cannot be read, or is of another release, is folded anew from the events. */
  async #learn(id: DossierId, row: StoredDossier): Promise<void> {
    this.forget(id);
    const state = storedState(row);
    if (state !== undefined) {
      this.put(id, { state, head: row.head, kept: row.snapshot?.version ?? 0 });
      return;
    }
    const history = await wholeHistory(this.#storage, id);
    const since = history.slice(0, row.version);
    const refolded = since.at(-1)?.hash === row.head ? storedState({ ...row, snapshot: undefined, since }) : undefined;
    if (refolded === undefined) this.#damaged.add(id);
    else this.put(id, { state: refolded, head: row.head, kept: 0 });
  }
}

const unreadable = (id: DossierId): InvariantError =>
  new InvariantError(`the stored state of dossier ${id} cannot be read`, "dossier.unreadable");
