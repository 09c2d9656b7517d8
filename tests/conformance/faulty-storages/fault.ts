import { memoryStorage } from "@motcua/adapters/memory";
import { withFaults } from "../../engine/with-faults.ts";

export type Storage = ReturnType<typeof memoryStorage>;
export type Commit = Parameters<Storage["commit"]>[0][number];

/** A storage with one fault, the cases meant for it, and others that cannot help but fail as well. */
export interface Fault {
  readonly name: string;
  readonly make: () => Storage;
  readonly caught: readonly string[];
  readonly alsoCaught?: readonly string[];
}

/** A working store; what a fault changes is laid over it. */
export function patched(change: (good: Storage) => Partial<Storage>): () => Storage {
  return () => {
    const good = memoryStorage();
    return withFaults(good, change(good));
  };
}
