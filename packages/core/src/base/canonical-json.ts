import { invariant } from "./invariant.ts";

/** JSON of plain data: what events, definitions and state are made of. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json | undefined };

/**
 * The one text of a value: keys sorted by code unit, absent keys left out, integers only, strings in Unicode NFC.
 * Hashes are taken over this text, so the same value has the same hash on every machine and in every release.
 * @throws InvariantError for a fraction, an unsafe integer, NaN, or anything that is not plain data
 */
export function canonicalJson(value: Json): string {
  if (value === null || value === true || value === false) return String(value);
  if (typeof value === "number") {
    invariant(Number.isSafeInteger(value), "canonical JSON holds integers only");
    return Object.is(value, -0) ? "0" : String(value);
  }
  if (typeof value === "string") return JSON.stringify(value.normalize("NFC"));
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  invariant(typeof value === "object", "canonical JSON holds plain data only");
  const record = value as { readonly [key: string]: Json | undefined };
  let text = "";
  for (const key of Object.keys(record).sort()) {
    const item = record[key];
    if (item === undefined) continue;
    text += `${text === "" ? "" : ","}${JSON.stringify(key.normalize("NFC"))}:${canonicalJson(item)}`;
  }
  return `{${text}}`;
}
