import { longer } from "./event-heap.ts";

// Words of a handle.
export const flowOf = 0;
/** In the track of its flow; -1: the handle is free. */
export const slotOf = 1;
/** In the unit; -1 once the flow has ended. */
export const dossierOf = 2;
/** Of the dossier in the log, and in its stream. */
export const loggedOf = 3;
export const numberOf = 4;
export const streamOf = 5;
export const stampOf = 6;
const width = 8;

/** Dossiers in the law's eyes, a few words each, next to each other. They may outlive the dossiers in the flow: an apology
 *  still on its way. */
export class LawHandles {
  #words = new Int32Array(64 * width);
  /** When each will be woken; earlier wakes than that are planned, later ones are looked at then. */
  #plannedAt = new Float64Array(64);
  readonly #free: number[] = [];
  count = 0;

  /** A handle that nobody has. Its stamp goes on, so that wakes planned before are passed over. */
  take(): number {
    const known = this.#free.pop();
    if (known !== undefined) return known;
    const index = this.count++;
    if (index === this.#plannedAt.length) {
      this.#words = longer(this.#words);
      this.#plannedAt = longer(this.#plannedAt);
    }
    return index;
  }

  free(index: number): void {
    this.set(index, slotOf, -1);
    this.set(index, stampOf, (this.get(index, stampOf) + 1) | 0);
    this.#free.push(index);
  }

  get(index: number, word: number): number {
    return this.#words[index * width + word] as number;
  }

  set(index: number, word: number, value: number): void {
    this.#words[index * width + word] = value;
  }

  plannedAt(index: number): number {
    return this.#plannedAt[index] as number;
  }

  plan(index: number, at: number): void {
    this.#plannedAt[index] = at;
  }
}
