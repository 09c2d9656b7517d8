import { AdapterError, InvariantError } from "../shared/core.ts";

// Primary result codes of SQLite; extended codes carry them in the low byte.
const PERM = 3;
const BUSY = 5;
const LOCKED = 6;
const READONLY = 8;
const IOERR = 10;
const CORRUPT = 11;
const FULL = 13;
const CANTOPEN = 14;
const CONSTRAINT = 19;
const NOTADB = 26;

const codeByName: { readonly [name: string]: number } = {
  // The file system itself, when a file is looked at before it is opened.
  EACCES: CANTOPEN,
  EPERM: CANTOPEN,
  SQLITE_PERM: PERM,
  SQLITE_BUSY: BUSY,
  SQLITE_LOCKED: LOCKED,
  SQLITE_READONLY: READONLY,
  SQLITE_IOERR: IOERR,
  SQLITE_CORRUPT: CORRUPT,
  SQLITE_FULL: FULL,
  SQLITE_CANTOPEN: CANTOPEN,
  SQLITE_CONSTRAINT: CONSTRAINT,
  SQLITE_NOTADB: NOTADB,
};

/** The primary result code: node:sqlite tells a number (`errcode`), better-sqlite3 a name (`code`). */
function resultCode(error: unknown): number | undefined {
  if (typeof error !== "object" || error === null) return undefined;
  const { errcode, code } = error as { readonly errcode?: unknown; readonly code?: unknown };
  if (typeof errcode === "number") return errcode & 0xff;
  return typeof code === "string" ? codeByName[code.split("_").slice(0, 2).join("_")] : undefined;
}

export const isBusy = (error: unknown): boolean => {
  const code = resultCode(error);
  return code === BUSY || code === LOCKED;
};
/** Nothing may be written here, not even what SQLite needs to read beside a writer. */
export const isReadOnly = (error: unknown): boolean => {
  const code = resultCode(error);
  return code === READONLY || code === CANTOPEN;
};
export const isConstraint = (error: unknown): boolean => resultCode(error) === CONSTRAINT;

const later = "later" as const;
const operator = "operator" as const;
const faults: { readonly [code: number]: readonly [string, string, "later" | "operator"] } = {
  [PERM]: ["storage.read_only", "The database file may not be written by this user.", operator],
  [BUSY]: ["storage.busy", "Another process kept the database locked for too long.", later],
  [LOCKED]: ["storage.busy", "Another process kept the database locked for too long.", later],
  [READONLY]: ["storage.read_only", "The database file or its folder cannot be written.", operator],
  [IOERR]: ["storage.io_failed", "The disk refused to read or write the database file.", operator],
  [CORRUPT]: ["storage.damaged_file", "The database file is damaged. Restore it from a copy.", operator],
  [FULL]: ["storage.disk_full", "The disk is full. Nothing was saved; free some space and try again.", operator],
  [CANTOPEN]: ["storage.cannot_open", "The database file cannot be opened.", operator],
  [NOTADB]: ["storage.damaged_file", "The file is not a database, or its beginning is damaged.", operator],
};

/** What SQLite said, in the user's terms. Errors that are ours already pass unchanged. */
export function toAdapterError(error: unknown, file: string): Error {
  if (AdapterError.is(error) || InvariantError.is(error)) return error;
  const code = resultCode(error);
  if (code === CONSTRAINT) return new InvariantError("a row contradicts what is stored already");
  const fault = code === undefined ? undefined : faults[code];
  if (fault === undefined)
    return new AdapterError("storage.failed", `The database failed (${file}).`, { retry: later, cause: error });
  return new AdapterError(fault[0], `${fault[1]} (${file})`, { retry: fault[2], cause: error });
}
