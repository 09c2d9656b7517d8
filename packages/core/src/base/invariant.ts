import type { ErrorCode } from "./errors.ts";

// Recognised by a shared symbol, because two copies of a library do meet in one process.
const INVARIANT = Symbol.for("motcua.InvariantError");

/** Something that must always hold did not: our own bug, or what is stored is not what was stored. It stops that dossier,
 *  not the office. */
export class InvariantError extends Error {
  readonly [INVARIANT] = true;
  readonly code: ErrorCode;

  constructor(message: string, code: ErrorCode = "internal.invariant") {
    super(message);
    this.code = code;
    this.name = "InvariantError";
  }

  static is(error: unknown): error is InvariantError {
    return typeof error === "object" && error !== null && INVARIANT in error;
  }
}

/** Asserts what must hold. The message names the rule and ids only, never personal data. */
export function invariant(condition: boolean, message: string): asserts condition {
  if (!condition) throw new InvariantError(message);
}

/** For the end of an exhaustive switch. Says the name of what came, never its content. */
export function unreachable(value: never, what: string): never {
  throw new InvariantError(`${what}: unexpected ${nameOf(value)}`);
}

function nameOf(value: unknown): string {
  if (typeof value !== "object" || value === null || !("type" in value)) return typeof value;
  const { type } = value;
  return typeof type === "string" && /^[a-z-]{1,40}$/.test(type) ? type : typeof value;
}
