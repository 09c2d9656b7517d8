import { AdapterError, type Storage } from "@motcua/core";
import { lockDatabase, migrateDatabase, openStorage } from "../database.ts";

/** Where an office works, and the lock on its door. */
export interface Premises {
  readonly storage: Storage;
  /** Whether the lock is still ours. */
  isOurs(): boolean;
  close(): Promise<void>;
}

/**
 * Opens what an office works on and keeps other drivers off it. A file that is not there is made, and so is motcua's
 * schema in a database that has none; an older schema is for `motcua migrate`, since other programs may work on it.
 * @throws AdapterError `office.driver_running`, and what opening throws
 */
export async function openPremises(db: string): Promise<Premises> {
  const storage = await openOrMake(db);
  try {
    const lock = await lockDatabase(db);
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
    if (!AdapterError.is(error) || error.code !== "storage.not_migrated") throw error;
    await migrateDatabase(db, undefined);
    return openStorage(db, "read-write");
  }
}
