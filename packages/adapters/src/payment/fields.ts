import { type EpochMs, err, type Fault, formatInstant, ok, parseInstant, type Result } from "../shared/core.ts";
import { fault } from "./fault.ts";

/** A message as text by name, for signatures are over text. Numbers come as numbers or as strings. */
export type Fields = { readonly [name: string]: string };

export const malformed = (en: string): { readonly ok: false; readonly error: Fault } =>
  err(fault("payment.malformed", "Thông điệp thanh toán sai dạng", en));

/** Reads a flat JSON object, or a form or query. Larger than `bytesMax` is refused unread. Nested values are left out:
 *  no signature covers them. The words of a refusal never repeat what came. */
export function readFields(body: string, bytesMax = 65_536): Result<Fields, Fault> {
  if (Buffer.byteLength(body) > bytesMax) return malformed(`longer than ${bytesMax} bytes`);
  const entries = body.trimStart().startsWith("{") ? jsonEntries(body) : formEntries(body);
  if (entries === undefined) return malformed("neither a JSON object nor a form");
  const fields: { [name: string]: string } = Object.create(null);
  for (const [name, value] of entries) {
    if (typeof value === "object" && value !== null) continue;
    if (typeof value === "number" && !Number.isSafeInteger(value)) return malformed("a number that is not whole");
    if (typeof value === "string" || typeof value === "number") {
      if (name in fields) return malformed("a value is there twice");
      fields[name] = String(value);
    } else if (value !== null) return malformed("a value that is neither text nor a number");
  }
  return ok(fields);
}

function jsonEntries(body: string): readonly (readonly [string, unknown])[] | undefined {
  try {
    const read: unknown = JSON.parse(body);
    return typeof read === "object" && read !== null && !Array.isArray(read) ? Object.entries(read) : undefined;
  } catch {
    return undefined;
  }
}

const formEntries = (body: string): readonly (readonly [string, unknown])[] | undefined =>
  body.includes("=") ? [...new URLSearchParams(body.replace(/^\?/, ""))] : undefined;

/** Whole đồng as gateways write them, `12000`; signs, points, exponents and leading zeros are none. */
export const amountOf = (text: string | undefined): number | undefined =>
  text !== undefined && /^(0|[1-9]\d{0,12})$/.test(text) ? Number(text) : undefined;

/** `yyyyMMddHHmmss`, local time of Vietnam, no zone (§1). */
export const writeTime = (at: EpochMs): string => formatInstant(at).slice(0, 19).replace(/\D/g, "");

export function timeOf(text: string | undefined): EpochMs | undefined {
  const parts = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/.exec(text ?? "");
  if (parts === null) return undefined;
  const [, year, month, day, hour, minute, second] = parts;
  const read = parseInstant(`${year}-${month}-${day}T${hour}:${minute}:${second}+07:00`);
  return read.ok ? read.value : undefined;
}
