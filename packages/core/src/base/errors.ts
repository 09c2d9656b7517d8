import type { Bilingual } from "./text.ts";

/** Every code a user of the library can meet. `docs/errors.md` has a line for each; a test compares the two. */
export const errorCodes = [
  "adapter.failed",
  "calendar.horizon",
  "calendar.malformed",
  "cli.usage",
  "definition.faulty",
  "definition.unknown_procedure",
  "hours.malformed",
  "instant.malformed",
  "internal.invariant",
  "limit.before_start",
  "limit.ended",
  "limit.ground_open",
  "limit.ground_unknown",
  "limit.interval_reversed",
  "limit.malformed",
  "limit.out_of_range",
  "limit.unit_mismatch",
  "policies.malformed",
  "rules.incomplete",
  "rules.malformed",
  "rules.none_in_force",
  "supplement.round_used",
] as const;

export type ErrorCode = (typeof errorCodes)[number];

/** An expected failure as a value: a stable code, the text people read, and where in the input it was found. */
export interface Fault {
  readonly code: ErrorCode;
  readonly text: Bilingual;
  /** Path in the input, e.g. `steps[2].actions[0].to`. */
  readonly path?: string;
}

export const fault = (code: ErrorCode, vi: string, en: string, path?: string): Fault =>
  path === undefined ? { code, text: { vi, en } } : { code, text: { vi, en }, path };
