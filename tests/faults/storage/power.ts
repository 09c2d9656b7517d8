import { existsSync, readFileSync, writeFileSync } from "node:fs";

// What a disk holds after the power goes: all that was synchronised, and of what was written since any part, in any
// order, torn at any sector. Between two answers SQLite synchronises in this order: the log, then (at a checkpoint) the
// file from the log; a log is begun anew only over a file that is synchronised. So either the log is half written over
// an old file, or the file is half written beside a whole log.

export interface Disk {
  readonly file: Buffer;
  readonly log: Buffer;
}

const sectorBytes = 512;

export function randomBelow(seed: number): (n: number) => number {
  let state = seed;
  return (n) => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return Math.floor((state / 2 ** 31) * n);
  };
}

/** Each sector as it was, as it should become, or as rubbish where it was being written; cut somewhere. Bytes beside
 *  those written stay as they were, as SQLite expects of a disk (powersafe overwrite). */
export function halfWritten(before: Buffer, after: Buffer, below: (n: number) => number): Buffer {
  const grown = Math.max(0, after.length - before.length);
  const mixed = Buffer.alloc(before.length + below(grown + 1));
  before.copy(mixed);
  const likes = below(4);
  for (let at = 0; at < mixed.length; at += sectorBytes) {
    const [old, made] = [before.subarray(at, at + sectorBytes), after.subarray(at, at + sectorBytes)];
    if (old.equals(made)) continue;
    const end = Math.min(mixed.length, at + sectorBytes);
    const fate = below(8);
    if (fate === 7) for (let i = at; i < end; i++) mixed[i] = before[i] === after[i] ? (before[i] ?? 0) : 0xa5;
    else if (fate >= 2 * likes) made.copy(mixed, at, 0, end - at);
  }
  return mixed;
}

const readOr = (file: string): Buffer => (existsSync(file) ? readFileSync(file) : Buffer.alloc(0));

/** What file and log hold now. */
export const diskOf = (file: string): Disk => ({ file: readFileSync(file), log: readOr(`${file}-wal`) });

/** Lays a disk down as a database of its own. */
export function layDown({ file, log }: Disk, copy: string): void {
  writeFileSync(copy, file);
  if (log.length > 0) writeFileSync(`${copy}-wal`, log);
}
