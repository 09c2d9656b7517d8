import { AdapterError, type Page, type PageRequest } from "./core.ts";
import { assertLimit } from "./group.ts";

/** The key of the last row of a page. */
export type CursorKey = readonly (string | number | null)[];

/** Callers hand cursors back unread; the encoding may change with a release. */
export const encodeCursor = (key: CursorKey): string => Buffer.from(JSON.stringify(key)).toString("base64url");

/** @param kinds type of each part: `s` text, `n` number, `?` number or null */
export function decodeCursor(page: PageRequest, kinds: string): CursorKey | undefined {
  assertLimit(page);
  if (page.after === undefined) return undefined;
  const key = parse(page.after);
  if (!Array.isArray(key) || key.length !== kinds.length || !key.every((part, i) => fits(part, kinds[i])))
    throw new AdapterError("storage.bad_cursor", "This page marker was not issued by this storage.", {
      retry: "never",
    });
  return key;
}

function parse(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, "base64url").toString());
  } catch {
    return undefined;
  }
}

const fits = (part: unknown, kind: string | undefined): boolean =>
  kind === "s" ? typeof part === "string" : Number.isSafeInteger(part) || (kind === "?" && part === null);

/** @param rows up to `limit` + 1 rows; the one too many says that there is a next page */
export function toPage<T>(rows: readonly T[], limit: number, keyOf: (row: T) => CursorKey): Page<T> {
  const last = rows[limit - 1];
  if (rows.length <= limit || last === undefined) return { items: rows };
  return { items: rows.slice(0, limit), next: encodeCursor(keyOf(last)) };
}
