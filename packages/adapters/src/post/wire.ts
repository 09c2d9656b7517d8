import { type EpochMs, type PostLegKind, type PostStatus, parseInstant } from "../shared/core.ts";
import type { PostProfile } from "./profile.ts";

export interface Fields {
  readonly [name: string]: unknown;
}

export const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** A JSON object, or nothing: plain text, lists and halves are none. */
export function readObject(text: string): Fields | undefined {
  try {
    const read: unknown = JSON.parse(text);
    return isFields(read) ? read : undefined;
  } catch {
    return undefined;
  }
}

/** The value at a path, `data.WAYBILL`; own fields only. */
export function at(value: unknown, path: string | undefined): unknown {
  if (path === undefined) return undefined;
  let here: unknown = value;
  for (const name of path.split(".")) {
    if (!isFields(here) || !Object.hasOwn(here, name)) return undefined;
    here = here[name];
  }
  return here;
}

/** Text or a whole number as text; anything else is none. */
export function textAt(value: unknown, path: string | undefined): string | undefined {
  const found = at(value, path);
  if (typeof found === "string") return found === "" ? undefined : found;
  return typeof found === "number" && Number.isSafeInteger(found) ? String(found) : undefined;
}

/** `0`, `"0"` and `"00"` are one code (national-portal.md §7). */
export const codeOf = (text: string): string => (/^-?\d+$/.test(text) ? String(Number(text)) : text);

export const isOneOf = (code: string, codes: readonly string[]): boolean =>
  codes.some((known) => codeOf(known) === codeOf(code));

/** What a carrier's status means on this leg. */
export const statusOf = ({ statuses }: PostProfile, leg: PostLegKind, code: string): PostStatus | undefined => {
  const table = statuses[leg];
  const key = codeOf(code);
  return Object.hasOwn(table, key) ? table[key] : undefined;
};

const patterns: { readonly [way in PostProfile["times"]]: RegExp } = {
  compact: /^(?<y>\d{4})(?<mo>\d\d)(?<d>\d\d)(?<h>\d\d)(?<mi>\d\d)(?<s>\d\d)$/,
  iso: /^(?<y>\d{4})-(?<mo>\d\d)-(?<d>\d\d)[T ](?<h>\d\d):(?<mi>\d\d):(?<s>\d\d)(\.\d+)?$/,
  "day-first": /^(?<d>\d\d)\/(?<mo>\d\d)\/(?<y>\d{4}) (?<h>\d\d):(?<mi>\d\d):(?<s>\d\d)$/,
};

/** A carrier's time, local to Vietnam and without a zone. What cannot be read is no time: it then counts when it is told. */
export function timeOf(way: PostProfile["times"], text: string | undefined): EpochMs | undefined {
  const parts = patterns[way].exec(text ?? "")?.groups;
  if (parts === undefined) return undefined;
  const read = parseInstant(`${parts.y}-${parts.mo}-${parts.d}T${parts.h}:${parts.mi}:${parts.s}+07:00`);
  return read.ok ? read.value : undefined;
}

const numberPattern = /^[A-Za-z0-9][A-Za-z0-9._:~-]{0,63}$/;

/** A number as it may stand in events. */
export const numberOf = (text: string | undefined): string | undefined =>
  text !== undefined && numberPattern.test(text) ? text : undefined;
