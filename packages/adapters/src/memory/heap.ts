/** An entry of a heap knows its place, so that it can be moved or taken out without a search. */
export interface HeapEntry {
  /** Place in the heap; -1 when in none. */
  place: number;
}

/** Binary heap with removal. Every operation costs the logarithm of what is in it. */
export class Heap<T extends HeapEntry> {
  readonly #items: T[] = [];
  readonly #before: (a: T, b: T) => boolean;

  constructor(before: (a: T, b: T) => boolean) {
    this.#before = before;
  }

  peek(): T | undefined {
    return this.#items[0];
  }

  push(entry: T): void {
    entry.place = this.#items.push(entry) - 1;
    this.#rise(entry);
  }

  remove(entry: T): void {
    const place = entry.place;
    const last = this.#items.pop();
    entry.place = -1;
    if (last === undefined || last === entry) return;
    this.#put(last, place);
    this.#sink(last);
    this.#rise(last);
  }

  #put(entry: T, place: number): void {
    this.#items[place] = entry;
    entry.place = place;
  }

  #rise(entry: T): void {
    while (entry.place > 0) {
      const place = entry.place;
      const parent = this.#items[(place - 1) >> 1];
      if (parent === undefined || !this.#before(entry, parent)) return;
      this.#put(entry, parent.place);
      this.#put(parent, place);
    }
  }

  #sink(entry: T): void {
    for (;;) {
      const place = entry.place;
      const left = this.#items[2 * place + 1];
      const right = this.#items[2 * place + 2];
      const child = left !== undefined && right !== undefined && this.#before(right, left) ? right : left;
      if (child === undefined || !this.#before(child, entry)) return;
      this.#put(entry, child.place);
      this.#put(child, place);
    }
  }
}
