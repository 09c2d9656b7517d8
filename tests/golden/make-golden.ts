// Makes the golden database of the schema of today, of every storage:
//   node --conditions=motcua-source tests/golden/make-golden.ts
// Run it as long as the first release is not out. After that the files are never made again: they are what an office of
// that release left behind, and every later one must open them.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { startPostgres } from "../servers/postgres.ts";
import { keepMigrationHashes, postgresFiles, postgresGolden } from "./golden-postgres.ts";
import { sqliteFiles, sqliteGolden } from "./golden-sqlite.ts";
import type { GoldenFiles, GoldenStore } from "./golden-store.ts";

async function keep(store: GoldenStore, files: GoldenFiles): Promise<void> {
  // Those of older schemas are never touched again.
  const { schema, record, bytes } = await store.make();
  writeFileSync(files.recordFileOf(schema), `${JSON.stringify(record, undefined, 2)}\n`);
  writeFileSync(files.databaseOf(schema), gzipSync(bytes, { level: 9 }));
}

const workshop = mkdtempSync(join(tmpdir(), "motcua-golden-"));
const server = await startPostgres();
try {
  await keep(
    sqliteGolden(() => workshop),
    sqliteFiles,
  );
  await keep(
    postgresGolden(() => server),
    postgresFiles,
  );
  keepMigrationHashes();
} finally {
  await server.stop();
  rmSync(workshop, { recursive: true });
}
