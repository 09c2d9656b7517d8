import { accessSync, constants, existsSync, readSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { AdapterError } from "../shared/core.ts";
import type { OpenSqlite, SqliteDriver } from "./driver.ts";
import { isBusy, isReadOnly, toAdapterError } from "./errors.ts";
import { type KeptDescriptor, keepDescriptor } from "./kept-descriptors.ts";
import { APPLICATION_ID, migrate, SCHEMA_VERSION } from "./migrations.ts";

export interface OpenFile {
  readonly file: string;
  readonly readOnly: boolean;
  readonly open: OpenSqlite;
  readonly busyTimeoutMs: number;
  /** Told when the file was made or brought up to date, with its schema version before; 0 for a new one. */
  readonly onMigrated?: (from: number) => void;
}

/** Opens a file of ours or makes a new one; refuses everything else and leaves it as it is. */
export function openFile(request: OpenFile): SqliteDriver {
  if (request.file === ":memory:") return openPrepared(request, ":memory:");
  if (request.file === "")
    throw new AdapterError("storage.cannot_open", "The database needs a file name.", { retry: "operator" });
  // An absolute path: SQLite reads `file:…` as an address, which may name something that is gone with the process.
  const path = resolve(request.file);
  let kept: KeptDescriptor | undefined;
  try {
    kept = inspect(path, request);
    const driver = openPrepared(request, path);
    kept ??= keepDescriptor(path);
    return thenRelease(driver, kept);
  } catch (error) {
    kept?.release();
    throw toAdapterError(error, request.file);
  }
}

const thenRelease = (driver: SqliteDriver, kept: KeptDescriptor): SqliteDriver => ({
  prepare: (sql) => driver.prepare(sql),
  exec: (sql) => driver.exec(sql),
  close: () => {
    driver.close();
    kept.release();
  },
});

function openPrepared(request: OpenFile, path: string): SqliteDriver {
  const open = (name: string): SqliteDriver => prepared(request.open(name, { readOnly: request.readOnly }), request);
  try {
    return open(path);
  } catch (error) {
    if (!request.readOnly || !isReadOnly(error) || hasLog(path)) throw error;
    // In a folder that cannot be written SQLite has no room for a log. There is none, so the file alone is the whole.
    try {
      return open(`${pathToFileURL(path).href}?immutable=1`);
    } catch {
      throw error;
    }
  }
}

function prepared(driver: SqliteDriver, request: OpenFile): SqliteDriver {
  const { file, readOnly, busyTimeoutMs } = request;
  try {
    driver.exec(`PRAGMA busy_timeout = ${busyTimeoutMs}; PRAGMA temp_store = MEMORY;`);
    if (readOnly) checkMarks(driver, file, readOnly);
    else {
      // Before the schema is brought up to date: rows leave their pages there too.
      driver.exec(ERASING);
      patiently(busyTimeoutMs, () => prepareFile(driver, request));
      // The schema is written before the switch: a file that is not empty says in its first page whose it is.
      if (file !== ":memory:") patiently(busyTimeoutMs, () => useWriteAheadLog(driver, file));
      driver.exec(`PRAGMA synchronous = FULL; PRAGMA fullfsync = ON; PRAGMA foreign_keys = ON; ${TUNING}`);
    }
    return driver;
  } catch (error) {
    driver.close();
    throw error;
  }
}

// Hot pages are written many times between two checkpoints; a longer log copies each into the file less often.
const TUNING = "PRAGMA wal_autocheckpoint = 4000; PRAGMA cache_size = -16000;";
// Bytes are overwritten wherever rows leave or move: what is erased later must not live on between two rows.
const ERASING = "PRAGMA secure_delete = ON;";

// Of the file format of SQLite: https://www.sqlite.org/fileformat2.html#the_database_header
const HEADER_BYTES = 100;
const PAGE_SIZE_AT = 16;
const CHANGES_AT = 24;
const PAGES_AT = 28;
const USER_VERSION_AT = 60;
const APPLICATION_ID_AT = 68;
const SIZE_VALID_FOR_AT = 92;

/** Reads the file's own marks before SQLite touches it, so that what is not ours stays as it is.
 *  @returns a hold on the file, when there is one */
function inspect(path: string, { file, readOnly }: OpenFile): KeptDescriptor | undefined {
  const folder = dirname(path);
  if (!existsSync(folder)) throw notFound(`The folder of the database does not exist: ${folder}`);
  if (!existsSync(path)) {
    if (readOnly) throw notFound(`There is no database at ${file}.`);
    if (!mayWrite(folder)) throw readOnlyFault(`The folder ${folder} cannot be written.`);
    return undefined;
  }
  if (!statSync(path).isFile())
    throw new AdapterError("storage.cannot_open", `${file} is not a file.`, { retry: "operator" });
  const kept = keepDescriptor(path);
  try {
    inspectBytes(path, kept.descriptor, file, readOnly);
    return kept;
  } catch (error) {
    kept.release();
    throw error;
  }
}

function inspectBytes(path: string, descriptor: number, file: string, readOnly: boolean): void {
  if (statSync(path).size === 0) {
    if (readOnly) throw notFound(`The database at ${file} is empty.`);
    return;
  }
  if (!readOnly && !mayWrite(path)) throw readOnlyFault(`The database file ${file} cannot be written.`);
  if (!readOnly && !mayWrite(dirname(path))) throw readOnlyFault(`The folder ${dirname(path)} cannot be written.`);
  inspectHeader(readHeader(descriptor), file);
  // Asked twice, as another process may be bringing its log into the file just now.
  if (isCutOff(path, descriptor) && isCutOff(path, descriptor))
    throw damaged(`${file} is cut off: its end is missing.`);
}

/** The log first: once it is gone, the file holds everything that its header promises, or its end is missing. */
const isCutOff = (path: string, descriptor: number): boolean =>
  !hasLog(path) && promisedSize(readHeader(descriptor)) > statSync(path).size;

/** Bytes that the file says it has, as SQLite reads it; 0 when its header does not say. SQLite itself is content with a
 *  part of the last page. */
function promisedSize(header: Buffer): number {
  const valid = header.readUInt32BE(CHANGES_AT) === header.readUInt32BE(SIZE_VALID_FOR_AT);
  const pageSize = header.readUInt16BE(PAGE_SIZE_AT);
  return valid ? header.readUInt32BE(PAGES_AT) * (pageSize === 1 ? 65_536 : pageSize) : 0;
}

/** Pages may still be in a log, after a crash or beside another process. */
const hasLog = (path: string): boolean =>
  ["-wal", "-journal"].some((end) => (statSync(path + end, { throwIfNoEntry: false })?.size ?? 0) > 0);

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

function readHeader(descriptor: number): Buffer {
  const buffer = Buffer.alloc(HEADER_BYTES);
  return buffer.subarray(0, readSync(descriptor, buffer, 0, HEADER_BYTES, 0));
}

/** One transaction: an empty file becomes ours, an older one of ours is brought up to date. */
function prepareFile(driver: SqliteDriver, { file, onMigrated }: OpenFile): void {
  if (isReady(driver, file)) return;
  let from: number | undefined;
  driver.exec("BEGIN IMMEDIATE");
  try {
    // Looked at again under the lock: another process may have been first.
    if (!isReady(driver, file)) {
      from = pragma(driver, "user_version");
      migrate(driver, from);
    }
    driver.exec("COMMIT");
  } catch (error) {
    rollback(driver);
    throw error;
  }
  if (from !== undefined) onMigrated?.(from);
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
