import { type PostgresStorage, postgresStorage } from "@motcua/adapters/postgres";
import { runCases, type StorageHarness } from "@motcua/core/conformance";
import { afterAll, beforeAll, describe, test } from "vitest";
import { type PostgresServer, type PostgresVersion, startPostgres, whyNoPostgres } from "../servers/postgres.ts";
import { PostgresSchemas } from "../servers/postgres-schemas.ts";

const runner = { test, skip: test.skip };
const supports = { sharedWriters: true, survivesRestart: true, groupsAtOnce: 8 };

function kitOn(version: PostgresVersion): void {
  let server: PostgresServer;
  let schemas: PostgresSchemas;
  beforeAll(async () => {
    server = await startPostgres({ version, fsync: "off" });
    schemas = new PostgresSchemas(server);
  });
  afterAll(() => server?.stop());

  const schemaOf = new WeakMap<object, string>();
  const open = async (schema: string): Promise<PostgresStorage> => {
    const storage = await postgresStorage({ url: server.url(), schema, connections: 3 });
    schemaOf.set(storage, schema);
    return storage;
  };
  const harness: StorageHarness = {
    open: async () => open(await schemas.take()),
    reopen: async (storage) => {
      await storage.close();
      return open(schemaOf.get(storage) ?? "");
    },
    share: async (storage) => open(schemaOf.get(storage) ?? ""),
    dispose: () => schemas.takeBack(),
  };
  runCases(runner, supports, harness);
}

for (const version of [18, 15] as const) {
  const reason = whyNoPostgres(version);
  if (reason === undefined) describe(`PostgreSQL ${version}`, () => kitOn(version));
  else describe.skip(`PostgreSQL ${version}: ${reason}`, () => kitOn(version));
}
