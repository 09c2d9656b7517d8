import { AdapterError, type Deliver, type Storage } from "@motcua/core";

/** Something a process asked of storage or of the outside. It happens, and is answered, when the scheduler says so. */
export interface Call {
  readonly process: number;
  readonly name: string;
  readonly args: readonly unknown[];
  /** Makes it happen at the store; once at most. */
  readonly happen: () => Promise<unknown>;
  readonly answer: (value: unknown) => void;
  readonly fail: (error: unknown) => void;
  /** What came of it, once it happened and its answer is on the way. */
  came?: { readonly value: unknown } | { readonly error: unknown };
}

export type Ask = (call: Call) => void;

type Method = (...args: readonly unknown[]) => Promise<unknown>;

/** The store as one process sees it: shared with others, and every call of it in the hands of the scheduler. */
export function storageOf(store: Storage, process: number, groupsAtOnce: number, ask: Ask): Storage {
  const held =
    (name: string, method: Method): Method =>
    (...args) =>
      new Promise((answer, fail) => ask({ process, name, args, answer, fail, happen: () => method(...args) }));
  const own = {
    supports: { sharedWriters: true, survivesRestart: true, groupsAtOnce },
    reader: heldBy(store.reader, held),
    close: async () => {},
  };
  return heldBy({ ...own }, held, store) as unknown as Storage;
}

/** Every method held; what the process has of its own stands before what it shares. */
function heldBy<T extends object>(own: T, held: (name: string, method: Method) => Method, shared?: object): T {
  return new Proxy(own, {
    get(target, name) {
      if (shared !== undefined && name in target) return Reflect.get(target, name) as unknown;
      const owner = shared ?? target;
      const value = Reflect.get(owner, name) as unknown;
      return typeof value === "function" ? held(String(name), (value as Method).bind(owner)) : value;
    },
  });
}

/** A channel to the outside, in the hands of the scheduler as well. */
export function channelOf(
  adapter: string,
  process: number,
  ask: Ask,
  arrive: (message: Parameters<Deliver>[0]) => void,
): Deliver {
  return (message) =>
    new Promise((answer, fail) =>
      ask({
        process,
        name: `deliver ${adapter}`,
        args: [message],
        answer: (value) => answer(value as undefined),
        fail,
        happen: async () => arrive(message),
      }),
    );
}

export const outOfReach = (what: string): AdapterError =>
  new AdapterError("storage.busy", `${what}: no answer`, { retry: "later" });
