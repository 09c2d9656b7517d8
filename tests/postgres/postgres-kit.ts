import { type PostgresOptions, type PostgresStorage, postgresStorage } from "@motcua/adapters/postgres";
import pg from "pg";
import { afterAll, afterEach, beforeAll } from "vitest";
import { type PostgresServer, type PostgresOptions as ServerOptions, startPostgres } from "../servers/postgres.ts";
import { PostgresSchemas } from "../servers/postgres-schemas.ts";

export interface PostgresKit {
  readonly server: PostgresServer;
  /** A storage on a fresh, empty schema, or on the one of this test that is in use already. Closed after the test. */
  open(options?: Partial<PostgresOptions>): Promise<PostgresStorage>;
  /** The schema of this test. */
  schema(): Promise<string>;
  /** Statements as the superuser; `@` stands for the schema of this test. */
  sql<Row extends { [name: string]: unknown }>(text: string): Promise<readonly Row[]>;
  /** A connection of its own, in a transaction: for locks that a test holds. */
  begin(): Promise<Held>;
  /** Until some statement stands behind a lock, or `work` is over without. */
  waitsForLock(work?: Promise<unknown>): Promise<void>;
}

export interface Held {
  readonly client: pg.Client;
  /** What the transaction held is free. Left out, it is rolled back after the test. */
  commit(): Promise<void>;
}

/** One server for a test file, one empty schema for each of its tests. */
export function usePostgres(options: ServerOptions = {}): PostgresKit {
  let server: PostgresServer;
  let schemas: PostgresSchemas;
  let schema: Promise<string> | undefined;
  const opened: PostgresStorage[] = [];
  const held: pg.Client[] = [];
  let superuser: pg.Client | undefined;
  /** Kept open through the file; a server that was killed in between gets a new one. */
  const connected = async (): Promise<pg.Client> => {
    if (superuser !== undefined) return superuser;
    const client = new pg.Client({ connectionString: server.url() });
    client.on("error", () => {});
    client.on("end", () => {
      superuser = undefined;
    });
    await client.connect();
    superuser = client;
    return client;
  };
  beforeAll(async () => {
    server = await startPostgres(options);
    schemas = new PostgresSchemas(server);
  });
  afterEach(async () => {
    // First: what a failed test still holds would be waited for.
    for (const client of held.splice(0)) await client.end();
    for (const storage of opened.splice(0)) await storage.close();
    if (schema !== undefined) await schemas.takeBack();
    schema = undefined;
  });
  afterAll(async () => {
    await superuser?.end();
    await server?.stop();
  });
  const kit: PostgresKit = {
    get server() {
      return server;
    },
    schema() {
      schema ??= schemas.take();
      return schema;
    },
    async open(wanted = {}) {
      const storage = await postgresStorage({ url: server.url(), schema: await kit.schema(), ...wanted });
      opened.push(storage);
      return storage;
    },
    async sql(text) {
      const answer = await (await connected()).query(text.replaceAll(/@(?=[a-z])/g, `${await kit.schema()}.`));
      return answer.rows ?? [];
    },
    async begin() {
      const client = new pg.Client({ connectionString: server.url() });
      await client.connect();
      held.push(client);
      await client.query("BEGIN");
      return {
        client,
        async commit() {
          await client.query("COMMIT");
        },
      };
    },
    async waitsForLock(work) {
      let over = false;
      const end = () => {
        over = true;
      };
      work?.then(end, end);
      for (let round = 0; round < 500 && !over; round++) {
        const rows = await server.run("SELECT 1 FROM pg_locks WHERE NOT granted");
        if (rows.length > 0) return;
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
      if (!over) throw new Error("nothing waited for a lock");
    },
  };
  return kit;
}

/** What a promise failed with, in the words a user sees. */
export async function failureOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return "nothing failed";
  } catch (error) {
    const { code, retry } = error as { readonly code?: string; readonly retry?: string };
    return `${code} ${retry}`;
  }
}
