import { Heap, type HeapEntry } from "./heap.ts";

/** Something that is claimed when due: a wake or the head of a lane. */
export interface DueEntry extends HeapEntry {
  dueAt: number;
  /** Breaks ties of `dueAt`. */
  readonly tie: string | number;
  /** End of the running lease by the wall clock; 0 when there is none. */
  leaseUntil: number;
  /** Raised at each claim and each settling, so an old token fits no more. */
  fence: number;
  attempts: number;
}

/** Two heaps: what waits, by due instant, and what is leased, by the end of its lease. A claim touches only what is due. */
export class DueQueue<T extends DueEntry> {
  readonly #waiting = new Heap<T>((a, b) => a.dueAt < b.dueAt || (a.dueAt === b.dueAt && a.tie < b.tie));
  readonly #leased = new Heap<T>((a, b) => a.leaseUntil < b.leaseUntil);

  add(entry: T): void {
    entry.leaseUntil = 0;
    this.#waiting.push(entry);
  }

  remove(entry: T): void {
    if (entry.place < 0) return;
    (entry.leaseUntil > 0 ? this.#leased : this.#waiting).remove(entry);
    entry.leaseUntil = 0;
  }

  /** @param wanted entries not wanted by this caller are left where they are */
  claim(dueThrough: number, leaseUntil: number, limit: number, now: number, wanted?: (entry: T) => boolean): T[] {
    const claimed = this.#take(dueThrough, limit, now, wanted);
    for (const entry of claimed) {
      entry.leaseUntil = leaseUntil;
      entry.fence += 1;
      entry.attempts += 1;
      this.#leased.push(entry);
    }
    return claimed;
  }

  nextDueAt(now: number, wanted?: (entry: T) => boolean): number | undefined {
    const [next] = this.#take(Infinity, 1, now, wanted);
    if (next !== undefined) this.#waiting.push(next);
    return next?.dueAt;
  }

  /** Takes out what waits, earliest first. */
  #take(dueThrough: number, limit: number, now: number, wanted?: (entry: T) => boolean): T[] {
    this.#returnExpired(now);
    const taken: T[] = [];
    const passedOver: T[] = [];
    while (taken.length < limit) {
      const entry = this.#waiting.peek();
      if (entry === undefined || entry.dueAt > dueThrough) break;
      this.#waiting.remove(entry);
      (wanted === undefined || wanted(entry) ? taken : passedOver).push(entry);
    }
    for (const entry of passedOver) this.#waiting.push(entry);
    return taken;
  }

  #returnExpired(now: number): void {
    for (let entry = this.#leased.peek(); entry !== undefined; entry = this.#leased.peek()) {
      if (entry.leaseUntil > now) return;
      this.#leased.remove(entry);
      this.add(entry);
    }
  }
}
