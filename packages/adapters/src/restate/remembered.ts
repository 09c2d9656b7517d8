const keptMax = 10_000;

/** What this process remembers of calls by their ids, the last of them: a call that comes again goes the same way though
 *  nothing of it was recorded. A process that is new remembers nothing, and must do without. */
export class Remembered<T> {
  readonly #of = new Map<string, T>();

  get(id: string): T | undefined {
    return this.#of.get(id);
  }

  /** What is remembered, for the last time. */
  take(id: string): T | undefined {
    const what = this.#of.get(id);
    this.#of.delete(id);
    return what;
  }

  set(id: string, what: T): void {
    this.#of.delete(id);
    this.#of.set(id, what);
    if (this.#of.size <= keptMax) return;
    const [oldest] = this.#of.keys();
    if (oldest !== undefined) this.#of.delete(oldest);
  }
}
