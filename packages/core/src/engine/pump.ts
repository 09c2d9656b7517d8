/** Where a pump's work comes from. */
export interface Source<Item> {
  /** Takes at most `limit` for this process. */
  claim(limit: number): Promise<readonly Item[]>;
  /** Deals with one, whatever happens: what it cannot do it settles. */
  handle(item: Item): Promise<void>;
  /** Put around what one claim gave, where somebody measures it. */
  together?(count: number, work: () => Promise<void>): Promise<void>;
  /** Frees one that was not begun. */
  giveBack(item: Item): Promise<void>;
}

export interface PumpOptions {
  /** Under way at once. */
  readonly concurrency: number;
  /** Claimed at once. */
  readonly batch: number;
  /** Room there must be before more is claimed, so that a busy pump does not ask for one at a time. */
  readonly least: number;
}

/** How a pump waits. */
export interface Rests {
  /** Nothing more is due: until something is. */
  readonly untilWork: () => Promise<void>;
  /** The claim failed: longer each time. */
  readonly afterFailure: (error: unknown, failures: number) => Promise<void>;
  /** A claim was answered. */
  readonly answered: () => void;
  /** A source broke its word and let an error through. Its item comes again when its lease is over. */
  readonly letThrough: (error: unknown) => void;
}

/**
 * Keeps some pieces of work under way at once. It claims only what it can begin there and then, so that nothing waits
 * here under a lease while other processes are idle.
 */
export class Pump<Item> {
  readonly #source: Source<Item>;
  readonly #options: PumpOptions;
  readonly #underWay = new Set<Promise<void>>();

  constructor(source: Source<Item>, options: PumpOptions) {
    this.#source = source;
    this.#options = options;
  }

  get underWay(): number {
    return this.#underWay.size;
  }

  /** Claims once and deals with what came. @returns how many */
  async pass(): Promise<number> {
    const { batch, concurrency } = this.#options;
    const items = await this.#source.claim(Math.min(batch, concurrency));
    await this.#beginAll(items);
    return items.length;
  }

  /** Goes on until it is told to stop; then finishes what is under way. Never rejects. */
  async run(stopping: AbortSignal, rests: Rests): Promise<void> {
    let failures = 0;
    while (!stopping.aborted) {
      const limit = this.#room();
      if (limit === 0) {
        await Promise.race(this.#underWay);
        continue;
      }
      try {
        const items = await this.#source.claim(limit);
        failures = 0;
        rests.answered();
        // Told to stop while asking: others take them at once instead of waiting for the lease.
        if (stopping.aborted) await Promise.allSettled(items.map((item) => this.#source.giveBack(item)));
        else this.#beginAll(items).catch(rests.letThrough);
        if (items.length < limit) await rests.untilWork();
      } catch (error) {
        failures += 1;
        await rests.afterFailure(error, failures);
      }
    }
    await Promise.allSettled(this.#underWay);
  }

  #room(): number {
    const { batch, concurrency, least } = this.#options;
    const free = Math.min(batch, concurrency - this.#underWay.size);
    return free >= least ? free : 0;
  }

  async #beginAll(items: readonly Item[]): Promise<void> {
    if (items.length === 0) return;
    const work = async (): Promise<void> => {
      await Promise.all(items.map((item) => this.#begin(item)));
    };
    await (this.#source.together?.(items.length, work) ?? work());
  }

  #begin(item: Item): Promise<void> {
    // A source that throws instead of rejecting is no different.
    const work = (async () => await this.#source.handle(item))();
    // What is waited for never rejects, so that one piece of work stops no other.
    const over: Promise<void> = work.then(
      () => void this.#underWay.delete(over),
      () => void this.#underWay.delete(over),
    );
    this.#underWay.add(over);
    return work;
  }
}
