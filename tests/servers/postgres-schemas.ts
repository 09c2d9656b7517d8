import { migratePostgres } from "@motcua/adapters/postgres";
import type { PostgresServer } from "./postgres.ts";

/** Schemas of one server, lent empty: one that comes back is emptied, which is much quicker than making another. */
export class PostgresSchemas {
  readonly #server: PostgresServer;
  readonly #free: string[] = [];
  readonly #lent: string[] = [];
  #made = 0;

  constructor(server: PostgresServer) {
    this.#server = server;
  }

  /** @returns the name of a schema that holds an empty motcua */
  async take(): Promise<string> {
    const schema = this.#free.pop() ?? (await this.#make());
    this.#lent.push(schema);
    return schema;
  }

  /** Empties whatever is lent and takes it back. */
  async takeBack(): Promise<void> {
    const schemas = this.#lent.splice(0);
    if (schemas.length === 0) return;
    const list = schemas.map((schema) => `'${schema}'`).join();
    await this.#server.run(`DO $$ DECLARE t record; BEGIN
      FOR t IN SELECT schemaname, tablename FROM pg_tables
        WHERE schemaname IN (${list}) AND tablename <> 'motcua_migration'
      LOOP EXECUTE format('DELETE FROM %I.%I', t.schemaname, t.tablename); END LOOP;
    END $$`);
    this.#free.push(...schemas);
  }

  async #make(): Promise<string> {
    this.#made += 1;
    const schema = `kit_${process.pid}_${this.#made}`;
    await migratePostgres({ url: this.#server.url(), schema });
    return schema;
  }
}
