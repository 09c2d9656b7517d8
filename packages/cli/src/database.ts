import { sqliteStorage } from "@motcua/adapters/sqlite";
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
import { failed } from "./failed.ts";

/** Opens a database for reading, lends it, and closes it. Broken surroundings become one line with a code. */
export async function withDatabase(
  io: CliIo,
  file: string,
  use: (storage: Storage) => Promise<number>,
): Promise<number> {
  try {
    const storage = sqliteStorage({ file, mode: "read-only" });
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
