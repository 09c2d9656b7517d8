export type { ArchiveRequest } from "./archive.ts";
export type { PgClient, PgRequest, PgValue, PostgresOptions } from "./driver.ts";
export { type LockOfficeOptions, lockOffice, type OfficeLock } from "./lock-office.ts";
export { type MigrateOptions, migratePostgres } from "./migrate.ts";
export { type HostedStorage, type PostgresStorage, postgresStorage } from "./postgres-storage.ts";
