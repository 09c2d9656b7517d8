import type { CommandId, DossierId, OfficeId } from "../base/ids.ts";

/**
 * All that may stand in a span, a metric or a line of the log: ids, codes and numbers. The list is closed; a caller makes up
 * no name of its own, so what people wrote or are called has no place to stand.
 */
export interface Attributes {
  readonly officeId?: OfficeId;
  readonly dossierId?: DossierId;
  readonly commandId?: CommandId;
  readonly messageId?: string;
  /** Type of a command: `accept`, `wake`, … */
  readonly command?: string;
  /** Name of a backend, behind one lane or several. */
  readonly backend?: string;
  /** Name of a lane: `portal`, `citizen/sms`. */
  readonly adapter?: string;
  /** What kind of message, or of incident: `wake`, `delivery`, `dossier`. */
  readonly kind?: string;
  readonly outcome?: WorkOutcome;
  /** Of a refusal or an error, as in docs/errors.md. */
  readonly code?: string;
  readonly version?: number;
  readonly attempts?: number;
  /** How many things a pass took, or are under way. */
  readonly count?: number;
  readonly lagMs?: number;
  readonly waitMs?: number;
  readonly durationMs?: number;
  readonly port?: number;
}

/** How a piece of work ended. `lease_lost`: somebody else took it meanwhile; `given_back`: not begun, free for others;
 *  `pending`: the other side has it and is at it. */
export type WorkOutcome =
  | "committed"
  | "duplicate"
  | "refused"
  | "failed"
  | "delivered"
  | "retried"
  | "pending"
  | "parked"
  | "skipped"
  | "obsolete"
  | "lease_lost"
  | "given_back";

const kinds: { readonly [Name in keyof Required<Attributes>]: "id" | "code" | "lane" | "number" } = {
  officeId: "id",
  dossierId: "id",
  commandId: "id",
  messageId: "id",
  command: "code",
  backend: "lane",
  adapter: "lane",
  kind: "code",
  outcome: "code",
  code: "code",
  version: "number",
  attempts: "number",
  count: "number",
  lagMs: "number",
  waitMs: "number",
  durationMs: "number",
  port: "number",
};

// Codes are words: never four digits in a row, so that no number of a person or a telephone passes for one.
const isCode = (value: unknown): boolean =>
  typeof value === "string" && /^(?!.*\d{4})[A-Za-z][\w.-]{0,63}$/.test(value);

const fits = {
  id: (value: unknown): boolean => typeof value === "string" && /^[A-Za-z0-9][A-Za-z0-9._:~#@/-]{0,255}$/.test(value),
  code: isCode,
  lane: (value: unknown): boolean =>
    typeof value === "string" && value.split("/").every(isCode) && value.split("/").length <= 2,
  number: (value: unknown): boolean => Number.isFinite(value),
};

/**
 * What of these may leave the process. Types keep programs to the list; this keeps the rest to it: an unknown name is left
 * out, and a value that is no id, code or number becomes `?`. Every implementation of `Log` and `Telemetry` passes what it
 * is given through here.
 */
export function allowedAttributes(given: Attributes): Attributes {
  const allowed: { [name: string]: string | number } = {};
  for (const [name, value] of Object.entries(given)) {
    if (!Object.hasOwn(kinds, name) || value === undefined) continue;
    allowed[name] = fits[kinds[name as keyof Attributes]](value) ? (value as string | number) : "?";
  }
  return allowed;
}

/** Dotted words in lower case, with digits, `-` and `_` in them, `my-sms.not_reachable`: 64 signs at most, never four digits
 *  in a row, so that it may stand wherever a code may. The kits hold adapters to it. */
export const isErrorCode = (code: unknown): code is string =>
  isCode(code) && /^[a-z][a-z0-9_-]*(\.[a-z0-9][a-z0-9_-]*)+$/.test(code as string);

/** The code of what was thrown: ours when it has one that is a code, else `adapter.failed`. Messages are never looked at. */
export function codeOfError(error: unknown): string {
  const code = typeof error === "object" && error !== null && "code" in error ? error.code : undefined;
  return isErrorCode(code) ? code : "adapter.failed";
}
