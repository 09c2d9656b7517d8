import type { Storage } from "@motcua/core";

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
