import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { sqliteStorage } from "@motcua/adapters/sqlite";
import { type GoldenCopy, GoldenFiles, type GoldenStore } from "./golden-store.ts";
import { goldenClock, liveOn, recordOf } from "./lives.ts";

export const sqliteFiles = new GoldenFiles("schema-", ".db.gz");

/** @param workshop a folder that the caller removes */
export function sqliteCopyOf(schema: number, workshop: string): string {
  const file = join(mkdtempSync(join(workshop, "copy-")), "Sổ vàng.db");
  writeFileSync(file, gunzipSync(readFileSync(sqliteFiles.databaseOf(schema))));
  return file;
}

/** @param workshop makes a folder that the caller removes */
export const sqliteGolden = (workshop: () => string): GoldenStore => ({
  name: "sqlite",
  schemas: sqliteFiles.schemas,
  recordedOf: (schema) => sqliteFiles.recordedOf(schema),
  copyOf: async (schema) => new SqliteCopy(sqliteCopyOf(schema, workshop())),
  async make() {
    const clock = goldenClock();
    const file = join(workshop(), "golden.db");
    const storage = sqliteStorage({ file, now: () => clock.now() });
    await liveOn(storage, clock);
    const record = await recordOf(storage);
    await storage.close();
    const bytes = readFileSync(file);
    // The number stands in the file itself.
    return { schema: bytes.readUInt32BE(60), record, bytes };
  },
});

class SqliteCopy implements GoldenCopy {
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
  }

  async upgrade() {
    await sqliteStorage({ file: this.#file }).close();
  }

  async open(mode: "read-only" | "read-write") {
    return sqliteStorage({ file: this.#file, mode });
  }

  async fingerprint() {
    return readFileSync(this.#file, "base64");
  }
}
