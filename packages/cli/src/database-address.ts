import { AdapterError } from "@motcua/core";

/** Where dossiers lie: a SQLite file, or a PostgreSQL database and a schema in it. */
export type DatabaseAddress =
  | { readonly kind: "sqlite"; readonly file: string }
  | { readonly kind: "postgres"; readonly url: string; readonly schema: string | undefined };

/** Begins like an address: a scheme and a colon. One letter is a drive (`C:\\xa.db`). */
const looksLikeUrl = (db: string): boolean => /^\s*[a-z][a-z0-9+.-]+:/i.test(db);

/**
 * What `--db` names. What begins like an address and is none is never taken for a file: a slip of the finger would write a
 * password into a folder. The schema may stand in the address (`postgres://…/motcua?schema=xa_1`), so that every command reads
 * the same one; PostgreSQL itself knows no such parameter.
 * @throws AdapterError `storage.bad_address`
 */
export function addressOf(db: string): DatabaseAddress {
  if (!looksLikeUrl(db)) return { kind: "sqlite", file: db };
  const url = parsed(db);
  if (url === undefined)
    throw new AdapterError(
      "storage.bad_address",
      `${shownName(db)} không phải địa chỉ cơ sở dữ liệu / ${shownName(db)} is not the address of a database`,
      { retry: "operator" },
    );
  const schema = url.searchParams.get("schema") ?? undefined;
  url.searchParams.delete("schema");
  return { kind: "postgres", url: url.href, schema };
}

/** How a database is named to people: never with a password, whatever the address looks like. */
export function shownName(db: string): string {
  if (!looksLikeUrl(db)) return db;
  const url = parsed(db);
  // What does not parse may hold a password anywhere.
  if (url === undefined) return "…://…";
  const user = url.username === "" ? "" : `${url.username}@`;
  const schema = url.searchParams.get("schema");
  return `postgres://${user}${url.host}${url.pathname}${schema === null ? "" : `?schema=${encodeURIComponent(schema)}`}`;
}

function parsed(db: string): URL | undefined {
  if (!/^postgres(ql)?:\/\//i.test(db)) return undefined;
  try {
    return new URL(db);
  } catch {
    return undefined;
  }
}
