import { DatabaseSync } from "node:sqlite";

export type SqliteValue = null | number | bigint | string | Uint8Array;

/** The part of a SQLite driver used here; node:sqlite and better-sqlite3 both fit. */
export interface SqliteDriver {
  prepare(sql: string): SqliteStatement;
  exec(sql: string): unknown;
  close(): unknown;
}

export interface SqliteStatement {
  run(...values: SqliteValue[]): { readonly changes: number | bigint; readonly lastInsertRowid: number | bigint };
  get(...values: SqliteValue[]): unknown;
  all(...values: SqliteValue[]): unknown[];
}

/** Opens a file, creating it when it is absent and may be written. */
export type OpenSqlite = (file: string, options: { readonly readOnly: boolean }) => SqliteDriver;

export const openNodeSqlite: OpenSqlite = (file, { readOnly }) => new DatabaseSync(file, { readOnly });
