import type { Storage } from "@motcua/core";

/** A storage that takes one group of commits; then its power is gone. */
export function goneAfterOneCommit(storage: Storage): Storage {
  let commits = 0;
  return withFaults(storage, {
    commit: async (group) => {
      commits += 1;
      if (commits > 1) throw new Error("the power is gone");
      return storage.commit(group);
    },
  });
}

/** A storage with some methods replaced. */
export const withFaults = (storage: Storage, faults: Partial<Storage>): Storage =>
  new Proxy(storage, {
    get(target, name) {
      const faulty = (faults as Record<PropertyKey, unknown>)[name];
      if (faulty !== undefined) return faulty;
      const value = Reflect.get(target, name, target) as unknown;
      return typeof value === "function" ? (value as () => unknown).bind(target) : value;
    },
  });
