import { lockOffice } from "@motcua/adapters/sqlite";
import { AdapterError, type Storage } from "@motcua/core";
import { loadDriver, openStorage } from "../database.ts";
import { addressOf } from "../database-address.ts";

/** Where an office works, and the lock on its door. */
export interface Premises {
  readonly storage: Storage;
  /** Whether the lock is still ours: that of a server is gone with the connection that holds it. */
  isOurs(): boolean;
  close(): Promise<void>;
}

interface OfficeLock {
  readonly held: boolean;
  release(): void | Promise<void>;
}

interface PostgresAdapter {
  lockOffice(options: PostgresAddress): Promise<OfficeLock>;
  migratePostgres(options: PostgresAddress): Promise<unknown>;
}
interface PostgresAddress {
  readonly url: string;
  readonly schema?: string;
}

/**
 * Opens what an office works on and keeps other drivers off it. A file that is not there is made, and so is motcua's
 * schema in a database that has none; an older schema is for `motcua migrate`, since other programs may work on it.
 * @throws AdapterError `office.driver_running`, and what opening throws
 */
export async function openPremises(db: string): Promise<Premises> {
  const storage = await openOrMake(db);
  try {
    const lock = await lockOf(db);
    return {
      storage,
      isOurs: () => lock.held,
      async close() {
        await lock.release();
        await storage.close();
      },
    };
  } catch (error) {
    await storage.close();
    throw error;
  }
}

async function openOrMake(db: string): Promise<Storage> {
  try {
    return await openStorage(db, "read-write");
  } catch (error) {
    const address = addressOf(db);
    if (address.kind === "sqlite" || !AdapterError.is(error) || error.code !== "storage.not_migrated") throw error;
    await (await postgres()).migratePostgres(postgresAddress(address));
    return openStorage(db, "read-write");
  }
}

async function lockOf(db: string): Promise<OfficeLock> {
  const address = addressOf(db);
  return address.kind === "sqlite" ? lockOffice(address.file) : (await postgres()).lockOffice(postgresAddress(address));
}

const postgres = (): Promise<PostgresAdapter> => loadDriver<PostgresAdapter>("@motcua/adapters/postgres", "pg");

const postgresAddress = ({ url, schema }: { readonly url: string; readonly schema: string | undefined }) =>
  schema === undefined ? { url } : { url, schema };
