import { migratePostgres, postgresStorage } from "@motcua/adapters/postgres";
import pg from "pg";
import { describe, expect, it } from "vitest";
import { aCommit, asDossier } from "../../packages/core/src/conformance/builders.ts";
import { failureOf, usePostgres } from "./postgres-kit.ts";

const kit = usePostgres();

describe("migrating a PostgreSQL schema", () => {
  it("makes it once, and says from which version to which", async () => {
    const url = kit.server.url(await kit.server.createDatabase());
    const first = await migratePostgres({ url });
    expect(first.from).toBe(0);
    expect(await migratePostgres({ url })).toEqual({ from: first.to, to: first.to });
  });

  it("lets two at once end with one schema", async () => {
    const url = kit.server.url();
    const done = await Promise.all([1, 2, 3].map(() => migratePostgres({ url, schema: "together" })));
    expect(done.map(({ from }) => from).sort()).toEqual([0, done[0]?.to, done[0]?.to]);
  });

  it("waits for another migration a while, and says who helps", async () => {
    const client = new pg.Client({ connectionString: kit.server.url() });
    await client.connect();
    await client.query("SELECT pg_advisory_lock(hashtext('motcua'), hashtext('locked'))");
    const waiting = migratePostgres({ url: kit.server.url(), schema: "locked", lockTimeoutMs: 100 });
    expect(await failureOf(waiting)).toBe("storage.migration_running later");
    await client.end();
    expect((await migratePostgres({ url: kit.server.url(), schema: "locked" })).from).toBe(0);
  });

  it("leaves nothing when it fails half-way", async () => {
    await kit.server.run("CREATE SCHEMA half; CREATE DOMAIN half.wake AS int");
    expect(await failureOf(migratePostgres({ url: kit.server.url(), schema: "half" }))).toBe("storage.failed later");
    expect(await kit.server.run("SELECT 1 FROM pg_class WHERE relnamespace = 'half'::regnamespace")).toEqual([]);
  });

  it("is refused where text is not UTF-8", async () => {
    await kit.server.run("CREATE DATABASE latin ENCODING 'LATIN1' TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C'");
    expect(await failureOf(migratePostgres({ url: kit.server.url("latin") }))).toBe("storage.wrong_encoding operator");
  });

  it("keeps two schemas of one database apart", async () => {
    const url = kit.server.url();
    await migratePostgres({ url, schema: "first" });
    await migratePostgres({ url, schema: "second" });
    const [first, second] = await Promise.all(["first", "second"].map((schema) => postgresStorage({ url, schema })));
    await first?.commit([aCommit({})]);
    expect((await second?.load([asDossier("d-1")]))?.[0]).toBe(undefined);
    expect((await first?.load([asDossier("d-1")]))?.[0]?.version).toBe(1);
    await Promise.all([first?.close(), second?.close()]);
  });
});
