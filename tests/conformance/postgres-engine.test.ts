import { postgresStorage } from "@motcua/adapters/postgres";
import { runEngineCases } from "@motcua/core/conformance";
import { afterAll, beforeAll, describe, test } from "vitest";
import { type PostgresServer, startPostgres } from "../servers/postgres.ts";
import { PostgresSchemas } from "../servers/postgres-schemas.ts";
import { durableHarness } from "./engine-harness.ts";

describe("the engine on PostgreSQL", () => {
  let server: PostgresServer;
  let schemas: PostgresSchemas;
  let schema = "";
  beforeAll(async () => {
    server = await startPostgres({ fsync: "off" });
    schemas = new PostgresSchemas(server);
  });
  afterAll(() => server?.stop());

  const reopen = () => postgresStorage({ url: server.url(), schema, connections: 3 });
  const open = async () => {
    schema = await schemas.take();
    return await reopen();
  };
  runEngineCases(
    { test, skip: test.skip },
    { survivesRestart: true, commandIdsAcrossDossiers: true },
    durableHarness({ open, reopen, dispose: () => schemas.takeBack() }),
  );
});
