import type { EpochMs } from "@motcua/core";

interface Entry {
  readonly at: EpochMs;
  readonly ordinal: number;
}

/** What is to be planned when: one entry per dossier, replaced when its state changes. A heap with stale entries left in. */
export class Agenda {
  readonly #heap: Entry[] = [];
  readonly #current = new Map<number, EpochMs>();

  set(ordinal: number, at: EpochMs | undefined): void {
    if (at === undefined) {
      this.#current.delete(ordinal);
      return;
    }
    this.#current.set(ordinal, at);
    this.#push({ at, ordinal });
  }

  /** The earliest instant something is planned for. */
  peek(): EpochMs | undefined {
    for (;;) {
      const top = this.#heap[0];
      if (top === undefined) return undefined;
      if (this.#current.get(top.ordinal) === top.at) return top.at;
      this.#pop();
    }
  }

  /** Takes everything planned up to an instant, in order of ordinal. */
  takeThrough(at: EpochMs): readonly number[] {
    const taken: number[] = [];
    for (;;) {
      const next = this.peek();
      if (next === undefined || next > at) break;
      const entry = this.#pop();
      if (entry === undefined) break;
      this.#current.delete(entry.ordinal);
      taken.push(entry.ordinal);
    }
    return taken.sort((a, b) => a - b);
  }

  #push(entry: Entry): void {
    const heap = this.#heap;
    let i = heap.push(entry) - 1;
    while (i > 0) {
      const parent = (i - 1) >> 1;
      const above = heap[parent];
      if (above === undefined || above.at <= entry.at) break;
      heap[i] = above;
      i = parent;
    }
    heap[i] = entry;
  }

  #pop(): Entry | undefined {
    const heap = this.#heap;
    const top = heap[0];
    const last = heap.pop();
    if (top === undefined || last === undefined || heap.length === 0) return top;
    let i = 0;
    for (;;) {
      let child = 2 * i + 1;
      const left = heap[child];
      const right = heap[child + 1];
      if (left === undefined) break;
      if (right !== undefined && right.at < left.at) child += 1;
      const below = heap[child];
      if (below === undefined || below.at >= last.at) break;
      heap[i] = below;
      i = child;
    }
    heap[i] = last;
    return top;
  }
}
