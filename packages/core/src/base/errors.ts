import type { Bilingual } from "./text.ts";

/** Every code a user of the library can meet. `docs/errors.md` has a line for each; a test compares the two. */
export const errorCodes = [
  "adapter.failed",
  "apology.bad_date",
  "apology.not_asked",
  "apology.reschedule_used",
  "apology.state",
  "apology.unknown",
  "calendar.horizon",
  "calendar.malformed",
  "cli.usage",
  "clock.ground_in_use",
  "clock.unknown_ground",
  "command.already_exists",
  "command.backdated",
  "command.backdated_without_reason",
  "command.before_last",
  "command.input",
  "command.no_dossier",
  "command.not_available",
  "command.other_office",
  "command.reused",
  "command.role",
  "command.stale_version",
  "command.too_many",
  "command.unknown_action",
  "command.unknown_case",
  "command.unknown_channel",
  "command.unknown_fact",
  "consultation.in_use",
  "consultation.unknown",
  "definition.changed",
  "definition.faulty",
  "definition.not_in_force",
  "definition.unknown_procedure",
  "engine.closed",
  "escalation.not_addressee",
  "escalation.unknown",
  "extension.agreement_required",
  "extension.too_late",
  "extension.too_long",
  "extension.unknown",
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
  "numbering.code_taken",
  "numbering.missing_code",
  "office.moved",
  "office.unknown_unit",
  "policies.malformed",
  "reproject.past_due",
  "reproject.promise_stands",
  "reproject.same_calendar",
  "reproject.unknown_calendar",
  "rules.incomplete",
  "rules.malformed",
  "rules.none_in_force",
  "supplement.not_open",
  "supplement.round_used",
  "supplement.second_round",
  "supplement.time_left",
  "task.held_by_other",
  "task.none",
  "task.not_delegated",
  "task.same_person",
  "task.wrong_step",
  "wake.nothing_due",
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
