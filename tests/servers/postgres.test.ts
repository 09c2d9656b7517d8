import { existsSync } from "node:fs";
import pg from "pg";
import { describe, expect, it } from "vitest";
import { startPostgres, whyNoPostgres } from "./postgres.ts";

describe("a PostgreSQL server of the tests' own", () => {
  it.each(["immediate", "SIGKILL", "fast"] as const)("keeps what was committed through %s", async (mode) => {
    const server = await startPostgres();
    try {
      const database = await server.createDatabase();
      await server.run("CREATE TABLE kept (n int)", database);
      const client = new pg.Client({ connectionString: server.url(database) });
      client.on("error", () => {});
      await client.connect();
      await client.query("INSERT INTO kept VALUES (7)");
      await server.kill(mode);
      await expect(client.query("SELECT 1")).rejects.toThrow();
      await server.start();
      expect(await server.run("SELECT n FROM kept", database)).toEqual([{ n: 7 }]);
      expect(await server.run("SHOW fsync")).toEqual([{ fsync: "on" }]);
    } finally {
      await server.stop();
    }
    expect(existsSync(server.folder)).toBe(false);
    await expect(server.run("SELECT 1")).rejects.toThrow("ECONNREFUSED");
  });

  const reason = whyNoPostgres(15);
  it.skipIf(reason !== undefined)(`runs version 15 too${reason === undefined ? "" : `: ${reason}`}`, async () => {
    const server = await startPostgres({ version: 15 });
    try {
      const [row] = await server.run<{ server_version: string }>("SHOW server_version");
      expect(row?.server_version).toMatch(/^15\./);
    } finally {
      await server.stop();
    }
  });
});
