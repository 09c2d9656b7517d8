const kindBits = 4;
const kindMask = (1 << kindBits) - 1;
/** The kind that comes after all others of its instant. */
export const lastKind = kindMask;
/** Above every number in order that a run can reach. */
const apart = 2 ** 51;

/**
 * What will happen, earliest first; at one instant beginnings of shifts, then all else in the order in which it was
 * planned, then `lastKind`. A binary heap over typed arrays: no object is made per event.
 */
export class EventHeap {
  #size = 0;
  #sequence = 0;
  #at = new Float64Array(64);
  #order = new Float64Array(64);
  /** Kind and subject in one word: fewer words to move. */
  #what = new Int32Array(64);
  #stamp = new Int32Array(64);
  /** The event taken last. */
  at = 0;
  kind = 0;
  subject = 0;
  stamp = 0;

  get size(): number {
    return this.#size;
  }

  /** Instant of the earliest; Infinity when nothing is planned. */
  get nextAt(): number {
    return this.#size === 0 ? Number.POSITIVE_INFINITY : (this.#at[0] as number);
  }

  /** @param kind 0 to 15
   *  @param subject 0 to 2^28 - 1
   *  @param stamp compared by the reader with what the subject holds now: an event overtaken is passed over */
  push(at: number, kind: number, subject: number, stamp: number): void {
    this.#insert(at, this.#sequence++ + (kind === lastKind ? apart : 0), kind, subject, stamp);
  }

  /** The same, ahead of all that happens at that instant and was not pushed so. */
  pushFirst(at: number, kind: number, subject: number, stamp: number): void {
    this.#insert(at, this.#sequence++ - apart, kind, subject, stamp);
  }

  #insert(at: number, order: number, kind: number, subject: number, stamp: number): void {
    // What never happens is not planned.
    if (at === Number.POSITIVE_INFINITY) return;
    if (this.#size === this.#at.length) this.#grow();
    const ats = this.#at;
    const orders = this.#order;
    let hole = this.#size++;
    while (hole > 0) {
      const parent = (hole - 1) >> 1;
      const parentAt = ats[parent] as number;
      if (parentAt < at || (parentAt === at && (orders[parent] as number) < order)) break;
      this.#move(parent, hole);
      hole = parent;
    }
    ats[hole] = at;
    orders[hole] = order;
    this.#what[hole] = (subject << kindBits) | kind;
    this.#stamp[hole] = stamp;
  }

  /** Takes the earliest into `at`, `kind`, `subject`, `stamp`. */
  pop(): void {
    this.at = this.#at[0] as number;
    const what = this.#what[0] as number;
    this.kind = what & kindMask;
    this.subject = what >>> kindBits;
    this.stamp = this.#stamp[0] as number;
    const last = --this.#size;
    if (last === 0) return;
    const ats = this.#at;
    const orders = this.#order;
    const at = ats[last] as number;
    const order = orders[last] as number;
    let hole = 0;
    for (;;) {
      let child = 2 * hole + 1;
      if (child >= last) break;
      const right = child + 1;
      if (right < last) {
        const leftAt = ats[child] as number;
        const rightAt = ats[right] as number;
        if (rightAt < leftAt || (rightAt === leftAt && (orders[right] as number) < (orders[child] as number)))
          child = right;
      }
      const childAt = ats[child] as number;
      if (childAt > at || (childAt === at && (orders[child] as number) > order)) break;
      this.#move(child, hole);
      hole = child;
    }
    this.#move(last, hole);
  }

  #move(from: number, to: number): void {
    this.#at[to] = this.#at[from] as number;
    this.#order[to] = this.#order[from] as number;
    this.#what[to] = this.#what[from] as number;
    this.#stamp[to] = this.#stamp[from] as number;
  }

  #grow(): void {
    this.#at = longer(this.#at);
    this.#order = longer(this.#order);
    this.#what = longer(this.#what);
    this.#stamp = longer(this.#stamp);
  }
}

/** Twice as long, with the old values in front. */
export function longer<Kind extends Float64Array | Int32Array | Uint8Array | Uint16Array>(old: Kind): Kind {
  const { constructor: Column } = old as unknown as { readonly constructor: new (length: number) => Kind };
  const column = new Column(old.length * 2);
  column.set(old);
  return column;
}
