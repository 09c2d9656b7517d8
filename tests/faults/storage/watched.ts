import { openNodeSqlite, type SqliteDriver, sqliteStorage } from "@motcua/adapters/sqlite";

/** A database of ours, with a hand on its connection. */
export function openWatched(file: string) {
  let driver: SqliteDriver | undefined;
  const storage = sqliteStorage({
    file,
    open: (name, options) => {
      driver = openNodeSqlite(name, options);
      return driver;
    },
  });
  if (driver === undefined) throw new TypeError("the storage did not open its driver");
  return { storage, driver };
}
