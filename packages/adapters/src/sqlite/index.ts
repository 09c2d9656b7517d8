export {
  type OpenSqlite,
  openNodeSqlite,
  type SqliteDriver,
  type SqliteStatement,
  type SqliteValue,
} from "./driver.ts";
export { lockOffice, type OfficeLock } from "./lock-office.ts";
export { migrateSqlite } from "./migrate-sqlite.ts";
export { type SqliteStorageOptions, sqliteStorage } from "./sqlite-storage.ts";
