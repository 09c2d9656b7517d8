import { existsSync } from "node:fs";
import { lockOffice, migrateSqlite, sqliteStorage } from "@motcua/adapters/sqlite";
import {
  AdapterError,
  type DossierCode,
  type DossierId,
  type DossierState,
  type OfficeId,
  type Storage,
  type StoredDossier,
  storedState,
} from "@motcua/core";
import type { CliIo } from "./cli-io.ts";
import { addressOf, shownName } from "./database-address.ts";
import { failed } from "./failed.ts";

export type OpenMode = "read-write" | "read-only";

/** Schema versions before and after; 0 where there was nothing yet. */
export interface Migrated {
  readonly from: number;
  readonly to: number;
}

/**
 * Opens a SQLite file or a PostgreSQL database, as `--db` names it.
 * @param connections to a server, at most; as many as its adapter thinks fit unless told
 * @throws AdapterError when it cannot be used, or its driver is not installed; no message holds a password
 */
export async function openStorage(db: string, mode: OpenMode, connections?: number): Promise<Storage> {
  const address = addressOf(db);
  if (address.kind === "sqlite") return sqliteStorage({ file: address.file, mode });
  const { postgresStorage } = await loadPostgres();
  return postgresStorage({ ...place(address), mode, ...(connections === undefined ? {} : { connections }) });
}

const missingWords = (name: string): string =>
  `không có cơ sở dữ liệu ở ${name}; hãy xem lại --db, hay tạo bằng motcua migrate / ` +
  `There is no database at ${name}; look at --db again, or make one with motcua migrate.`;

/**
 * Opens a database that is there already: opening a file for writing would make it, and a name misspelt would then be an
 * empty office where all is well.
 * @throws AdapterError `storage.not_found`, and as `openStorage`
 */
export async function openExisting(db: string, mode: OpenMode): Promise<Storage> {
  const address = addressOf(db);
  if (address.kind === "sqlite" && !existsSync(address.file))
    throw new AdapterError("storage.not_found", missingWords(shownName(db)), { retry: "operator" });
  return openStorage(db, mode);
}

/** Makes a database, or brings an older one up to date. @param schema instead of the one the address names */
export async function migrateDatabase(db: string, schema: string | undefined): Promise<Migrated> {
  const address = addressOf(db);
  if (address.kind === "sqlite") return migrateSqlite({ file: address.file });
  const { migratePostgres } = await loadPostgres();
  return migratePostgres(place(schema === undefined ? address : { ...address, schema }));
}

export interface DatabaseLock {
  /** Whether it is still ours: on a server it goes with the connection that holds it. */
  readonly held: boolean;
  release(): void | Promise<void>;
}

/** Keeps a second live driver off a database. @throws AdapterError `office.driver_running` */
export async function lockDatabase(db: string): Promise<DatabaseLock> {
  const address = addressOf(db);
  if (address.kind === "sqlite") return lockOffice(address.file);
  return (await loadPostgres()).lockOffice(place(address));
}

/** Loaded only for an address that asks for it. */
const loadPostgres = () => loadDriver(() => import("@motcua/adapters/postgres"), "pg");

const place = ({ url, schema }: { readonly url: string; readonly schema: string | undefined }) => ({
  url,
  ...(schema === undefined ? {} : { schema }),
});

/** An adapter with an optional driver. @throws AdapterError `storage.driver_missing`, which names what to install */
export async function loadDriver<Adapter>(load: () => Promise<Adapter>, driver: string): Promise<Adapter> {
  try {
    return await load();
  } catch (cause) {
    const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
    if (code !== "ERR_MODULE_NOT_FOUND") throw cause;
    throw new AdapterError(
      "storage.driver_missing",
      `chưa cài trình điều khiển, hãy chạy: npm install ${driver} / the driver is not installed, run: npm install ${driver}`,
      { retry: "operator", cause },
    );
  }
}

/** Opens a database that is there, lends it, and closes it. Broken surroundings become one line with a code. */
export async function withDatabase(
  io: CliIo,
  db: string,
  use: (storage: Storage) => Promise<number>,
  mode: OpenMode = "read-only",
): Promise<number> {
  try {
    const storage = await openExisting(db, mode);
    try {
      return await use(storage);
    } finally {
      await storage.close();
    }
  } catch (error) {
    return failed(io, error);
  }
}

/** The office of a file that holds one; a file shared by several is asked with `--office`. */
export async function officeIn(storage: Storage): Promise<OfficeId | undefined> {
  return (await storage.reader.scan({ limit: 1 })).items[0]?.officeId;
}

export interface FoundDossier {
  readonly stored: StoredDossier;
  readonly state: DossierState;
}

/** A dossier by its id, or by its code in the office named or the file's first. */
export async function findDossier(
  storage: Storage,
  name: string,
  office: string | undefined,
): Promise<FoundDossier | undefined> {
  const [byId] = await storage.load([name as DossierId]);
  if (byId !== undefined) return found(byId);
  const officeId = office === undefined ? await officeIn(storage) : (office as OfficeId);
  if (officeId === undefined) return undefined;
  const row = await storage.reader.findByCode(officeId, name as DossierCode);
  if (row === undefined) return undefined;
  const [byCode] = await storage.load([row.dossierId]);
  return byCode === undefined ? undefined : found(byCode);
}

const found = (stored: StoredDossier): FoundDossier => ({ stored, state: stateOfRow(stored) });

/** The state a row gives. @throws AdapterError `storage.damaged_file` */
export function stateOfRow(row: StoredDossier): DossierState {
  const state = storedState(row);
  if (state !== undefined) return state;
  const message = `hồ sơ ${row.dossierId} không đọc được, hãy chạy verify / dossier ${row.dossierId} cannot be read, run verify`;
  throw new AdapterError("storage.damaged_file", message, { retry: "operator" });
}
