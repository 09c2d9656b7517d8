import { openNodeSqlite } from "./driver.ts";
import { SCHEMA_VERSION } from "./migrations.ts";
import { openFile } from "./open-file.ts";
import type { SqliteStorageOptions } from "./sqlite-storage.ts";

/**
 * Makes a file, or brings an older one up to date, as opening it for writing does, and says what was done.
 * @returns the schema's version before and after; 0 when there was none
 * @throws AdapterError when the file cannot be used; it is left as it was
 */
export async function migrateSqlite(
  options: Pick<SqliteStorageOptions, "file" | "busyTimeoutMs" | "open">,
): Promise<{ readonly from: number; readonly to: number }> {
  const { file, busyTimeoutMs = 10_000, open = openNodeSqlite } = options;
  let from = SCHEMA_VERSION;
  const onMigrated = (before: number): void => {
    from = before;
  };
  openFile({ file, readOnly: false, open, busyTimeoutMs, onMigrated }).close();
  return { from, to: SCHEMA_VERSION };
}
