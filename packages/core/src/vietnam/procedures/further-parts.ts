import { invariant } from "../../base/invariant.ts";

/** A part of the catalogue that a later definition is made of. */
export function must<T>(found: T | undefined, what: string): T {
  invariant(found !== undefined, `the catalogue has ${what}`);
  return found;
}
