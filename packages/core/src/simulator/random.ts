/**
 * Random numbers by counter: each is a pure function of (seed, unit, dossier, element, draw), so results do not depend on
 * the order in which things happen or on the number of threads, and two variants of a scenario draw the same numbers for
 * the same thing. The function is Threefry-2x32 with 13 rounds (Salmon et al., Parallel random numbers: as easy as
 * 1, 2, 3, SC11), the least that passes BigCrush.
 */
export class Random {
  /** Words of the latest draw. */
  word0 = 0;
  word1 = 0;
  #element = 0;
  #stream = 0;
  #dossier = 0;
  readonly #unit: number;

  /** @param unit office and replication as one number, see `unitNumber` */
  constructor(unit: number) {
    this.#unit = unit | 0;
  }

  /** Goes to the first number of a sequence of its own.
   *  @param element which thing of the model, from `elementNumbers`
   *  @param visit how often the dossier has been there before
   *  @param stream seed and stream, from `streamKey`
   *  @param dossier number in its stream */
  place(element: number, visit: number, stream: number, dossier: number): void {
    this.#element = (element << 15) | ((visit & 511) << 6);
    this.#stream = stream;
    this.#dossier = dossier;
  }

  /** The next number of the sequence, uniform in (0, 1), never 0 and never 1; 52 bits. A sequence has 64. */
  next(): number {
    threefry(this, this.#element, this.#stream, this.#dossier, this.#unit);
    this.#element = (this.#element & ~63) | ((this.#element + 1) & 63);
    return ((this.word0 >>> 6) * 67_108_864 + (this.word1 >>> 6) + 0.5) / 4_503_599_627_370_496;
  }
}

/** The greatest seed: two that are 2^32 apart would be the same chances. */
export const seedMax = 0xffff_ffff;

export const isSeed = (seed: number): boolean => Number.isInteger(seed) && seed >= 0 && seed <= seedMax;

/** Seed and stream in one word: different for each stream under one seed. */
export const streamKey = (seed: number, streamNumber: number): number =>
  (seed + Math.imul(streamNumber + 1, 0x9e3779b1)) | 0;

const parity = 0x1bd11bda;

/** Thirteen rounds over counter (c0, c1) with key (k0, k1); a key injection after every fourth. */
export function threefry(out: { word0: number; word1: number }, k0: number, k1: number, c0: number, c1: number): void {
  const k2 = parity ^ k0 ^ k1;
  let x = (c0 + k0) | 0;
  let y = (c1 + k1) | 0;
  x = (x + y) | 0;
  y = ((y << 13) | (y >>> 19)) ^ x;
  x = (x + y) | 0;
  y = ((y << 15) | (y >>> 17)) ^ x;
  x = (x + y) | 0;
  y = ((y << 26) | (y >>> 6)) ^ x;
  x = (x + y) | 0;
  y = ((y << 6) | (y >>> 26)) ^ x;
  x = (x + k1) | 0;
  y = (y + k2 + 1) | 0;
  x = (x + y) | 0;
  y = ((y << 17) | (y >>> 15)) ^ x;
  x = (x + y) | 0;
  y = ((y << 29) | (y >>> 3)) ^ x;
  x = (x + y) | 0;
  y = ((y << 16) | (y >>> 16)) ^ x;
  x = (x + y) | 0;
  y = ((y << 24) | (y >>> 8)) ^ x;
  x = (x + k2) | 0;
  y = (y + k0 + 2) | 0;
  x = (x + y) | 0;
  y = ((y << 13) | (y >>> 19)) ^ x;
  x = (x + y) | 0;
  y = ((y << 15) | (y >>> 17)) ^ x;
  x = (x + y) | 0;
  y = ((y << 26) | (y >>> 6)) ^ x;
  x = (x + y) | 0;
  y = ((y << 6) | (y >>> 26)) ^ x;
  x = (x + k0) | 0;
  y = (y + k1 + 3) | 0;
  x = (x + y) | 0;
  y = ((y << 17) | (y >>> 15)) ^ x;
  out.word0 = x;
  out.word1 = y;
}

/** Numbers for names, 17 bits each, that stay what they are when others come and go: a hash, the next free where two meet
 *  (names are taken in order of the alphabet). */
export function elementNumbers(names: readonly string[]): ReadonlyMap<string, number> {
  const numbers = new Map<string, number>();
  const taken = new Set<number>();
  for (const name of [...new Set(names)].sort()) {
    let number = hashOf(name) & 0x1ffff;
    while (taken.has(number)) number = (number + 1) & 0x1ffff;
    taken.add(number);
    numbers.set(name, number);
  }
  return numbers;
}

/** FNV-1a with a last mix: short names differ in few bits. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  hash ^= hash >>> 16;
  hash = Math.imul(hash, 0x85ebca6b);
  return (hash ^ (hash >>> 13)) >>> 0;
}
