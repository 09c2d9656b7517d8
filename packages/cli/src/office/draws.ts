/**
 * Chance as a pure function: the same seed, dossier, question and visit give the same answer in every process, however
 * often the run was killed in between. Integers only, so that no host rounds differently.
 */
export class Draws {
  readonly #seed: number;
  readonly #keys = new Map<string, number>();

  constructor(seed: number) {
    this.#seed = mixed(seed | 0, 0x9e3779b9);
  }

  /** 0 to 2^32 - 1. */
  of(ordinal: number, key: string, visit = 0): number {
    return mixed(mixed(mixed(this.#seed, ordinal), this.#keyOf(key)), visit);
  }

  /** True in `of10000` cases of 10,000. */
  chance(of10000: number, ordinal: number, key: string, visit = 0): boolean {
    return this.of(ordinal, key, visit) % 10_000 < of10000;
  }

  /** A whole number from `least` to `most`, both included. */
  between(least: number, most: number, ordinal: number, key: string, visit = 0): number {
    return least + (this.of(ordinal, key, visit) % (most - least + 1));
  }

  /** One of the rows, by their weights. */
  weighted<T extends { readonly weight: number }>(rows: readonly T[], ordinal: number, key: string): T {
    const total = rows.reduce((sum, row) => sum + row.weight, 0);
    let left = this.of(ordinal, key) % total;
    for (const row of rows) {
      left -= row.weight;
      if (left < 0) return row;
    }
    throw new RangeError("a draw needs at least one row");
  }

  pick<T>(rows: readonly T[], ordinal: number, key: string, visit = 0): T {
    const row = rows[this.of(ordinal, key, visit) % rows.length];
    if (row === undefined) throw new RangeError("a draw needs at least one row");
    return row;
  }

  #keyOf(key: string): number {
    let hash = this.#keys.get(key);
    if (hash === undefined) {
      // FNV-1a over the characters.
      hash = 0x811c9dc5;
      for (let i = 0; i < key.length; i += 1) hash = Math.imul(hash ^ key.charCodeAt(i), 0x01000193);
      this.#keys.set(key, hash);
    }
    return hash;
  }
}

/** The finisher of MurmurHash3 over two words. */
function mixed(a: number, b: number): number {
  let h = Math.imul(a ^ Math.imul(b, 0xcc9e2d51), 0x1b873593) ^ (b >>> 15);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
