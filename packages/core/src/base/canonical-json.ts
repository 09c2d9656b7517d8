import { InvariantError } from "./invariant.ts";

/** JSON of plain data: what events, definitions and state are made of. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json | undefined };

/**
 * The one text of a value: keys sorted by code unit, absent keys left out, integers only, strings in Unicode NFC.
 * Hashes are taken over this text, so the same value has the same hash on every machine and in every release.
 * @throws InvariantError for a fraction, an unsafe integer, NaN, or anything that is not plain data
 */
export function canonicalJson(value: Json): string {
  switch (typeof value) {
    case "string":
      return textOf(value);
    case "number":
      if (!Number.isSafeInteger(value)) throw new InvariantError("canonical JSON holds integers only");
      return value === 0 ? "0" : String(value);
    case "boolean":
      return value ? "true" : "false";
    case "object":
      if (value === null) return "null";
      return Array.isArray(value) ? arrayOf(value) : objectOf(value as { readonly [key: string]: Json | undefined });
    default:
      throw new InvariantError("canonical JSON holds plain data only");
  }
}

/** Printable ASCII without quote and backslash: already NFC, nothing to escape. */
const plain = /^[ !#-[\]-~]*$/;

const textOf = (text: string): string => (plain.test(text) ? `"${text}"` : JSON.stringify(text.normalize("NFC")));

function arrayOf(items: readonly Json[]): string {
  let text = "[";
  for (let index = 0; index < items.length; index += 1)
    text += index === 0 ? canonicalJson(items[index] as Json) : `,${canonicalJson(items[index] as Json)}`;
  return `${text}]`;
}

function objectOf(record: { readonly [key: string]: Json | undefined }): string {
  const prototype: unknown = Object.getPrototypeOf(record);
  if (prototype !== Object.prototype && prototype !== null)
    throw new InvariantError("canonical JSON holds plain data only");
  let text = "{";
  for (const key of sortedKeys(record)) {
    const item = record[key];
    if (item === undefined) continue;
    text += text.length === 1 ? keyOf(key) : `,${keyOf(key)}`;
    text += canonicalJson(item);
  }
  return `${text}}`;
}

/** By code unit. Insertion sort: events have a dozen keys, mostly short, and this is three times as fast as `sort()`. */
function sortedKeys(record: object): readonly string[] {
  const keys = Object.keys(record);
  if (keys.length > 64) return keys.sort();
  for (let index = 1; index < keys.length; index += 1) {
    const key = keys[index] as string;
    let place = index - 1;
    while (place >= 0 && (keys[place] as string) > key) {
      keys[place + 1] = keys[place] as string;
      place -= 1;
    }
    keys[place + 1] = key;
  }
  return keys;
}

// Keys are names from this library's own types, so few; the bound keeps a stray record of user keys from growing it.
const keyTexts = new Map<string, string>();
const keyTextsMax = 4_096;

function keyOf(key: string): string {
  const known = keyTexts.get(key);
  if (known !== undefined) return known;
  const text = `${JSON.stringify(key.normalize("NFC"))}:`;
  if (keyTexts.size < keyTextsMax) keyTexts.set(key, text);
  return text;
}
