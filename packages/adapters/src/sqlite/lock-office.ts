import { existsSync, realpathSync } from "node:fs";
import { AdapterError } from "../shared/core.ts";
import { type OpenSqlite, openNodeSqlite, type SqliteDriver } from "./driver.ts";
import { isBusy, toAdapterError } from "./errors.ts";
import { rollback } from "./open-file.ts";

export interface OfficeLock {
  /** Until it is released: the operating system takes it from nobody who lives. */
  readonly held: boolean;
  release(): void;
}

/**
 * Keeps a second live driver off the same database. The lock is an open transaction on `<file>.lock`, so the operating
 * system gives it back when the process ends, however it ends. Readers and desks need no lock.
 * @throws AdapterError `office.driver_running`
 */
export function lockOffice(file: string, open: OpenSqlite = openNodeSqlite): OfficeLock {
  // One database, one lock, whatever name it is reached by.
  const lockFile = `${existsSync(file) ? realpathSync(file) : file}.lock`;
  let driver: SqliteDriver | undefined;
  try {
    driver = open(lockFile, { readOnly: false });
    driver.exec("PRAGMA busy_timeout = 0; BEGIN EXCLUSIVE;");
  } catch (error) {
    driver?.close();
    if (!isBusy(error)) throw toAdapterError(error, lockFile);
    throw new AdapterError("office.driver_running", `Another program already runs this office (${file}).`, {
      retry: "operator",
      cause: error,
    });
  }
  const held = driver;
  let released = false;
  return {
    get held() {
      return !released;
    },
    release() {
      if (released) return;
      released = true;
      rollback(held);
      held.close();
    },
  };
}
