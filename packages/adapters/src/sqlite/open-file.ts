import { accessSync, closeSync, constants, existsSync, openSync, readSync, type Stats, statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { AdapterError } from "../shared/core.ts";
import type { OpenSqlite, SqliteDriver } from "./driver.ts";
import { isBusy, toAdapterError } from "./errors.ts";
import { APPLICATION_ID, migrate, SCHEMA_VERSION } from "./migrations.ts";

export interface OpenFile {
  readonly file: string;
  readonly readOnly: boolean;
  readonly open: OpenSqlite;
  readonly busyTimeoutMs: number;
}

/** Opens a file of ours or makes a new one; refuses everything else and leaves it as it is. */
export function openFile(request: OpenFile): SqliteDriver {
  const { file, readOnly } = request;
  const inMemory = file === ":memory:";
  if (!inMemory) attempt(file, () => inspect(file, readOnly));
  const driver = attempt(file, () => request.open(file, { readOnly }));
  try {
    driver.exec(`PRAGMA busy_timeout = ${request.busyTimeoutMs}; PRAGMA temp_store = MEMORY;`);
    if (readOnly) checkMarks(driver, file, readOnly);
    else {
      patiently(request.busyTimeoutMs, () => prepareFile(driver, file));
      // The schema is written before the switch: a file that is not empty says in its first page whose it is.
      if (!inMemory) patiently(request.busyTimeoutMs, () => useWriteAheadLog(driver, file));
      driver.exec(`PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; ${TUNING}`);
    }
    return driver;
  } catch (error) {
    driver.close();
    throw toAdapterError(error, file);
  }
}

// Hot pages are written many times between two checkpoints; a longer log copies each into the file less often.
const TUNING = "PRAGMA wal_autocheckpoint = 4000; PRAGMA cache_size = -16000;";

function attempt<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw toAdapterError(error, file);
  }
}

// Of the file format of SQLite: https://www.sqlite.org/fileformat2.html#the_database_header
const HEADER_BYTES = 100;
const PAGE_SIZE_AT = 16;
const CHANGES_AT = 24;
const PAGES_AT = 28;
const USER_VERSION_AT = 60;
const APPLICATION_ID_AT = 68;
const SIZE_VALID_FOR_AT = 92;

/** Reads the file's own marks before SQLite touches it, so that what is not ours stays as it is. */
function inspect(file: string, readOnly: boolean): void {
  const folder = dirname(resolve(file));
  if (!existsSync(folder)) throw notFound(`The folder of the database does not exist: ${folder}`);
  if (!existsSync(file)) {
    if (readOnly) throw notFound(`There is no database at ${file}.`);
    if (!mayWrite(folder)) throw readOnlyFault(`The folder ${folder} cannot be written.`);
    return;
  }
  const { size } = status(file);
  if (size === 0) {
    if (readOnly) throw notFound(`The database at ${file} is empty.`);
    return;
  }
  if (!readOnly && !mayWrite(file)) throw readOnlyFault(`The database file ${file} cannot be written.`);
  if (!readOnly && !mayWrite(folder)) throw readOnlyFault(`The folder ${folder} cannot be written.`);
  inspectHeader(readHeader(file), file);
  if (promisedSize(readHeader(file)) > size && !hasLog(file)) throw damaged(`${file} is cut off: its end is missing.`);
}

function status(file: string): Stats {
  const stats = statSync(file);
  if (!stats.isFile()) throw new AdapterError("storage.cannot_open", `${file} is not a file.`, { retry: "operator" });
  return stats;
}

/** Bytes that the file says it has, as SQLite reads it; 0 when its header does not say. SQLite itself is content with a
 *  part of the last page. */
function promisedSize(header: Buffer): number {
  const valid = header.readUInt32BE(CHANGES_AT) === header.readUInt32BE(SIZE_VALID_FOR_AT);
  const pageSize = header.readUInt16BE(PAGE_SIZE_AT);
  return valid ? header.readUInt32BE(PAGES_AT) * (pageSize === 1 ? 65_536 : pageSize) : 0;
}

/** Pages may still be in a log, after a crash or beside another process. */
const hasLog = (file: string): boolean =>
  ["-wal", "-journal"].some((end) => (statSync(file + end, { throwIfNoEntry: false })?.size ?? 0) > 0);

function inspectHeader(header: Buffer, file: string): void {
  if (header.length < HEADER_BYTES || header.toString("latin1", 0, 16) !== "SQLite format 3\0")
    throw damaged(`${file} is not a database, or its beginning is damaged.`);
  checkNumbers(header.readInt32BE(APPLICATION_ID_AT), header.readInt32BE(USER_VERSION_AT), file);
}

function checkNumbers(applicationId: number, userVersion: number, file: string): void {
  if (applicationId !== APPLICATION_ID)
    throw new AdapterError("storage.foreign_file", `${file} belongs to another program. It was not changed.`, {
      retry: "operator",
    });
  if (userVersion > SCHEMA_VERSION)
    throw new AdapterError(
      "storage.newer_schema",
      `${file} was written by a newer release (schema ${userVersion}, this one knows ${SCHEMA_VERSION}). Update this program.`,
      { retry: "operator" },
    );
}

function readHeader(file: string): Buffer {
  const buffer = Buffer.alloc(HEADER_BYTES);
  const descriptor = openSync(file, "r");
  try {
    return buffer.subarray(0, readSync(descriptor, buffer, 0, HEADER_BYTES, 0));
  } finally {
    closeSync(descriptor);
  }
}

/** One transaction: an empty file becomes ours, an older one of ours is brought up to date. */
function prepareFile(driver: SqliteDriver, file: string): void {
  if (isReady(driver, file)) return;
  driver.exec("BEGIN IMMEDIATE");
  try {
    // Looked at again under the lock: another process may have been first.
    if (!isReady(driver, file)) migrate(driver, pragma(driver, "user_version"));
    driver.exec("COMMIT");
  } catch (error) {
    rollback(driver);
    throw error;
  }
}

function isReady(driver: SqliteDriver, file: string): boolean {
  const { tables } = driver.prepare("SELECT count(*) AS tables FROM sqlite_schema").get() as { tables: number };
  if (tables === 0 && pragma(driver, "application_id") === 0) return false;
  return checkMarks(driver, file, false) === SCHEMA_VERSION;
}

function checkMarks(driver: SqliteDriver, file: string, readOnly: boolean): number {
  const userVersion = pragma(driver, "user_version");
  checkNumbers(pragma(driver, "application_id"), userVersion, file);
  if (readOnly && userVersion < SCHEMA_VERSION)
    throw new AdapterError(
      "storage.older_schema",
      `${file} must be opened once for writing, to be brought up to date.`,
      {
        retry: "operator",
      },
    );
  return userVersion;
}

function useWriteAheadLog(driver: SqliteDriver, file: string): void {
  const { journal_mode: mode } = driver.prepare("PRAGMA journal_mode = WAL").get() as { journal_mode: string };
  if (mode !== "wal")
    throw new AdapterError(
      "storage.cannot_open",
      `${file} lies where SQLite cannot share memory, e.g. a network drive.`,
      {
        retry: "operator",
      },
    );
}

function pragma(driver: SqliteDriver, name: "application_id" | "user_version"): number {
  const row = driver.prepare(`PRAGMA ${name}`).get() as { readonly [name: string]: number };
  return row[name] ?? 0;
}

export function rollback(driver: SqliteDriver): void {
  try {
    driver.exec("ROLLBACK");
  } catch {
    // SQLite rolls back by itself when the disk is full or fails.
  }
}

/** Opening is synchronous, and a change of journal mode does not wait by itself. */
function patiently(waitMs: number, work: () => void): void {
  const giveUpAt = performance.now() + waitMs;
  for (;;) {
    try {
      work();
      return;
    } catch (error) {
      if (!isBusy(error) || performance.now() > giveUpAt) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
    }
  }
}

function mayWrite(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

const damaged = (message: string): AdapterError =>
  new AdapterError("storage.damaged_file", message, { retry: "operator" });
const notFound = (message: string): AdapterError =>
  new AdapterError("storage.not_found", message, { retry: "operator" });
const readOnlyFault = (message: string): AdapterError =>
  new AdapterError("storage.read_only", message, { retry: "operator" });
