import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { migratePostgres, postgresStorage } from "@motcua/adapters/postgres";
import { migrations, SCHEMA_VERSION } from "../../packages/adapters/src/postgres/migrations.ts";
import type { PostgresServer } from "../servers/postgres.ts";
import { dumpPostgres, type PostgresDump, readDump, restorePostgres, writeDump } from "./dump-postgres.ts";
import { type GoldenCopy, GoldenFiles, type GoldenStore } from "./golden-store.ts";
import { goldenClock, instant, liveOn, recordOf } from "./lives.ts";

export const postgresFiles = new GoldenFiles("postgres-", ".jsonl.gz");
export const postgresDumpOf = (schema: number): PostgresDump =>
  readDump(gunzipSync(readFileSync(postgresFiles.databaseOf(schema))).toString("utf8"));

// Beside the dumps, readable: a migration that changed shows in a review.
const hashFile = new URL("../fixtures/golden/postgres-migrations.json", import.meta.url);
export const hashOfMigration = (sql: string): string => createHash("sha256").update(sql).digest("hex");
/** Hashes of the migrations as they stood when the dumps were made. */
export const releasedMigrations = (): readonly string[] => JSON.parse(readFileSync(hashFile, "utf8"));
export const keepMigrationHashes = (): void =>
  writeFileSync(hashFile, `${JSON.stringify(migrations.map(hashOfMigration), undefined, 2)}\n`);

let made = 0;
const newName = (): string => {
  made += 1;
  return `golden_${made}`;
};

/** @param server where copies are made; it goes with all of them */
export const postgresGolden = (server: () => PostgresServer): GoldenStore => ({
  name: "postgres",
  schemas: postgresFiles.schemas,
  recordedOf: (schema) => postgresFiles.recordedOf(schema),
  async copyOf(schema) {
    const name = newName();
    await restorePostgres(server(), name, postgresDumpOf(schema));
    return new PostgresCopy(server(), name);
  },
  async make() {
    const clock = goldenClock();
    const schema = newName();
    const url = server().url();
    await migratePostgres({ url, schema });
    const storage = await postgresStorage({ url, schema });
    await liveOn(storage, clock);
    // What ended in the first week rests in the archive, so that its tables are kept as well.
    await storage.archive({ endedBefore: instant("2026-08-22 00:00"), limit: 1000 });
    const record = await recordOf(storage);
    await storage.close();
    const dump = await dumpPostgres(server(), schema, migrations);
    return { schema: SCHEMA_VERSION, record, bytes: Buffer.from(writeDump(dump)) };
  },
});

class PostgresCopy implements GoldenCopy {
  readonly #server: PostgresServer;
  readonly schema: string;

  constructor(server: PostgresServer, schema: string) {
    this.#server = server;
    this.schema = schema;
  }

  async upgrade() {
    await migratePostgres({ url: this.#server.url(), schema: this.schema });
  }

  open(mode: "read-only" | "read-write") {
    return postgresStorage({ url: this.#server.url(), schema: this.schema, mode });
  }

  async fingerprint() {
    return writeDump(await dumpPostgres(this.#server, this.schema, []));
  }
}
