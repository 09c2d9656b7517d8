import type { DossierId } from "../base/ids.ts";
import { InvariantError } from "../base/invariant.ts";
import type { Storage, StoredDossier } from "../ports/storage.ts";
import type { KnownDossier } from "./decide-commit.ts";
import { storedState } from "./stored-state.ts";
import { wholeHistory } from "./whole-history.ts";

/** What is known of the dossiers that were asked for.
 *  @throws InvariantError `dossier.unreadable`: that dossier is stopped, no other */
export type Found = (id: DossierId) => KnownDossier | undefined;

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

  /** Loads what is not known. The answer stands by itself: another group may push out of here what this one asked for. */
  async fill(ids: readonly DossierId[]): Promise<Found> {
    const found = new Map<DossierId, KnownDossier>();
    for (const id of ids) {
      const known = this.#known.get(id);
      if (known === undefined) continue;
      found.set(id, known);
      this.put(id, known);
    }
    const unknown = ids.filter((id) => !found.has(id) && !this.#damaged.has(id));
    if (unknown.length > 0) await this.#load(unknown, found);
    return this.#answer(found);
  }

  /** Loads anew: where several processes write, what is known may be old. */
  async refresh(ids: readonly DossierId[]): Promise<Found> {
    const found = new Map<DossierId, KnownDossier>();
    await this.#load(ids, found);
    return this.#answer(found);
  }

  #answer(found: ReadonlyMap<DossierId, KnownDossier>): Found {
    return (id) => {
      if (this.#damaged.has(id)) throw unreadable(id);
      return found.get(id);
    };
  }

  async #load(ids: readonly DossierId[], found: Map<DossierId, KnownDossier>): Promise<void> {
    const rows = await this.#storage.load(ids);
    for (const [index, row] of rows.entries()) {
      const id = ids[index];
      if (id === undefined) continue;
      const before = this.#known.get(id);
      const known = row === undefined ? undefined : before?.head === row.head ? before : await this.#learn(id, row);
      if (known === undefined) {
        if (row === undefined) this.forget(id);
        continue;
      }
      this.put(id, known);
      found.set(id, known);
    }
  }

  /** Rows outlive releases: what is read back is checked before anything is decided on it. A snapshot is only a cache, so
   *  one that cannot be read, or is of another release, is folded anew from the events. */
  async #learn(id: DossierId, row: StoredDossier): Promise<KnownDossier | undefined> {
    this.forget(id);
    const state = storedState(row);
    if (state !== undefined) return { state, head: row.head, kept: row.snapshot?.version ?? 0 };
    const history = await wholeHistory(this.#storage, id);
    const since = history.slice(0, row.version);
    const refolded = since.at(-1)?.hash === row.head ? storedState({ ...row, snapshot: undefined, since }) : undefined;
    if (refolded !== undefined) return { state: refolded, head: row.head, kept: 0 };
    this.#damaged.add(id);
    return undefined;
  }
}

const unreadable = (id: DossierId): InvariantError =>
  new InvariantError(`the stored state of dossier ${id} cannot be read`, "dossier.unreadable");
