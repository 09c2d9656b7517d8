import { closeSync, fstatSync, openSync, statSync } from "node:fs";

// Why descriptors are kept: on POSIX systems, closing any descriptor of a file takes away every lock that the process
// holds on it, those of other connections included. Another process would then believe itself alone, and remove the log
// beneath a running writer. So a file is looked at through one descriptor, closed with the last connection.

interface Kept {
  readonly descriptor: number;
  users: number;
}

/** A look at a file of which this process may hold connections. */
export interface KeptDescriptor {
  readonly descriptor: number;
  /** Only after the connection is closed. */
  release(): void;
}

// Shared by copies of this library, as they share the process and its locks.
const KEPT = Symbol.for("motcua.sqlite.descriptors");
const shared = globalThis as { [KEPT]?: Map<string, Kept> };

const identity = ({ dev, ino }: { readonly dev: bigint; readonly ino: bigint }): string => `${dev}:${ino}`;

/** Opens an existing file for reading, or gives the descriptor of it that is open already. */
export function keepDescriptor(file: string): KeptDescriptor {
  shared[KEPT] ??= new Map();
  const all = shared[KEPT];
  let key = identity(statSync(file, { bigint: true }));
  let kept = all.get(key);
  if (kept === undefined) {
    const descriptor = openSync(file, "r");
    key = identity(fstatSync(descriptor, { bigint: true }));
    kept = { descriptor, users: 0 };
    all.set(key, kept);
  }
  const mine = kept;
  mine.users += 1;
  return {
    descriptor: mine.descriptor,
    release() {
      mine.users -= 1;
      if (mine.users > 0) return;
      all.delete(key);
      closeSync(mine.descriptor);
    },
  };
}
