import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Storage } from "@motcua/core";
import type { GoldenRecord } from "./lives.ts";

/** A kind of storage that keeps a golden database of each of its released schemas. */
export interface GoldenStore {
  readonly name: string;
  /** Of what is kept: schemas, oldest first. */
  readonly schemas: readonly number[];
  recordedOf(schema: number): GoldenRecord;
  /** A copy to work on; what is kept is only read. */
  copyOf(schema: number): Promise<GoldenCopy>;
  /** The same lives lived today, on today's schema. */
  make(): Promise<MadeGolden>;
}

export interface GoldenCopy {
  /** Brings it up to date, by whatever an office runs for that. */
  upgrade(): Promise<void>;
  open(mode: "read-only" | "read-write"): Promise<Storage>;
  /** Equal as long as nothing in it has changed. */
  fingerprint(): Promise<string>;
}

export interface MadeGolden {
  readonly schema: number;
  readonly record: GoldenRecord;
  /** The database, to be kept compressed. */
  readonly bytes: Uint8Array;
}

const folder = new URL("../fixtures/golden/", import.meta.url);

/** Where one kind of storage keeps its golden databases: one pair of files for each schema. */
export class GoldenFiles {
  readonly #prefix: string;
  readonly #suffix: string;

  constructor(prefix: string, suffix: string) {
    this.#prefix = prefix;
    this.#suffix = suffix;
  }

  get schemas(): readonly number[] {
    return readdirSync(folder)
      .filter((name) => name.startsWith(this.#prefix) && name.endsWith(this.#suffix))
      .map((name) => Number(name.slice(this.#prefix.length, -this.#suffix.length)))
      .sort((a, b) => a - b);
  }

  databaseOf(schema: number): string {
    return fileURLToPath(new URL(`${this.#prefix}${schema}${this.#suffix}`, folder));
  }

  recordFileOf(schema: number): string {
    return fileURLToPath(new URL(`${this.#prefix}${schema}.json`, folder));
  }

  recordedOf(schema: number): GoldenRecord {
    return JSON.parse(readFileSync(this.recordFileOf(schema), "utf8")) as GoldenRecord;
  }
}
