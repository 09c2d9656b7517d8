import { type Commit, type CommitOutcome, InvariantError, type Storage } from "../shared/core.ts";

interface Waiting {
  readonly commit: Commit;
  readonly answer: (outcome: CommitOutcome) => void;
  readonly fail: (error: unknown) => void;
}

const groupMax = 64;

/**
 * Writes commits of many dossiers together: what waits in one turn of the event loop is one transaction, of distinct
 * dossiers, as an engine on the same storage would write it.
 */
export class GroupWriter {
  readonly #storage: Storage;
  readonly #waiting: Waiting[] = [];
  #lines = 0;
  /** Dossiers of groups under way. */
  readonly #held = new Set<string>();

  constructor(storage: Storage) {
    this.#storage = storage;
  }

  /** @throws AdapterError outcome unknown: the same commit again is safe */
  commit(commit: Commit): Promise<CommitOutcome> {
    return new Promise((answer, fail) => {
      this.#waiting.push({ commit, answer, fail });
      if (this.#lines < (this.#storage.supports.groupsAtOnce ?? 1)) void this.#run();
    });
  }

  async #run(): Promise<void> {
    this.#lines += 1;
    await turn();
    for (let group = this.#next(); group.length > 0; group = this.#next()) {
      for (const { commit } of group) this.#held.add(commit.dossierId);
      await this.#write(group);
      for (const { commit } of group) this.#held.delete(commit.dossierId);
      await turn();
    }
    this.#lines -= 1;
  }

  #next(): readonly Waiting[] {
    const taken = new Set(this.#held);
    const group: Waiting[] = [];
    const later: Waiting[] = [];
    for (const one of this.#waiting.splice(0)) {
      if (group.length < groupMax && !taken.has(one.commit.dossierId)) group.push(one);
      else later.push(one);
      taken.add(one.commit.dossierId);
    }
    this.#waiting.push(...later);
    return group;
  }

  async #write(group: readonly Waiting[]): Promise<void> {
    try {
      const outcomes = await this.#storage.commit(group.map((one) => one.commit));
      for (const [index, one] of group.entries()) {
        const outcome = outcomes[index];
        if (outcome === undefined) one.fail(new InvariantError("an outcome for every commit"));
        else one.answer(outcome);
      }
    } catch (error) {
      // One bad row must not hold the others: each alone, and those that stand are duplicates then.
      if (group.length > 1) for (const one of group) await this.#write([one]);
      else group[0]?.fail(error);
    }
  }
}

const turn = (): Promise<void> => new Promise((next) => setImmediate(next));
