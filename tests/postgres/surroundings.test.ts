import { createServer } from "node:net";
import { inspect } from "node:util";
import { migratePostgres, postgresStorage } from "@motcua/adapters/postgres";
import pg from "pg";
import { afterEach, describe, expect, it } from "vitest";
import { aCommit, asDossier, t } from "../../packages/core/src/conformance/builders.ts";
import { failureOf, usePostgres } from "./postgres-kit.ts";

const kit = usePostgres();

const clients: pg.Client[] = [];
/** A connection of somebody else, for locks. */
async function somebody(): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: kit.server.url() });
  client.on("error", () => {});
  clients.push(client);
  await client.connect();
  return client;
}
afterEach(async () => {
  for (const client of clients.splice(0)) await client.end();
});

const opening = (url: string, schema?: string): Promise<string> =>
  failureOf(
    postgresStorage({ url, connectTimeoutMs: 1000, ...(schema === undefined ? {} : { schema }) }).then((storage) =>
      storage.close(),
    ),
  );

/** A role of its own with a password, and what it is allowed. */
async function role(name: string, ...grants: readonly string[]): Promise<string> {
  const schema = await kit.schema();
  await kit.server.run(`DROP ROLE IF EXISTS ${name}`).catch(() => {});
  await kit.server.run(`CREATE ROLE ${name} LOGIN PASSWORD 'secret-${name}'`);
  for (const grant of grants) await kit.server.run(grant.replaceAll("@", schema).replaceAll("%", name));
  return kit.server.url("postgres", { user: name, password: `secret-${name}` });
}
const everything = [
  "GRANT USAGE ON SCHEMA @ TO %",
  "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA @ TO %",
];
async function dropRole(name: string): Promise<void> {
  await kit.server.run(`DROP OWNED BY ${name}; DROP ROLE ${name}`);
}

describe("a database that cannot be opened", () => {
  it("has an address that is none", async () => {
    expect(await opening("mysql://localhost/x")).toBe("storage.bad_address never");
    expect(await opening("postgres://user:pa ss@:port/x")).toBe("storage.bad_address never");
  });

  it("has nobody at its host or port", async () => {
    expect(await opening("postgres://u:p@no-such-host.invalid:5432/x")).toMatch(/^storage\.unreachable /);
    expect(await opening("postgres://u:p@127.0.0.1:1/x")).toBe("storage.unreachable later");
  });

  it("has somebody there who never answers", async () => {
    const silent = createServer();
    await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
    const address = silent.address();
    const port = typeof address === "object" ? address?.port : 0;
    const since = performance.now();
    expect(await opening(`postgres://u:p@127.0.0.1:${port}/x`)).toBe("storage.unreachable later");
    expect(performance.now() - since).toBeLessThan(5_000);
    silent.close();
  });

  it("says that it is ready and that it ends in one breath: an error for whoever asked, and no end of this process", async () => {
    const message = (type: string, ...body: readonly (number | string)[]): Buffer => {
      const parts = body.map((part) => (typeof part === "string" ? Buffer.from(`${part}\0`) : Buffer.from([part])));
      const length = Buffer.alloc(4);
      length.writeInt32BE(4 + Buffer.concat(parts).length);
      return Buffer.concat([Buffer.from(type), length, ...parts]);
    };
    const authenticated = message("R", 0, 0, 0, 0);
    const ready = message("Z", "I".charCodeAt(0));
    const ended = message("E", "SFATAL", "C57P01", "Mterminating connection due to administrator command", 0);
    const dying = createServer((line) => {
      line.on("error", () => {});
      line.once("data", () => line.end(Buffer.concat([authenticated, ready, ended])));
    });
    await new Promise<void>((resolve) => dying.listen(0, "127.0.0.1", resolve));
    const address = dying.address();
    const port = typeof address === "object" ? address?.port : 0;
    expect(await opening(`postgres://u:p@127.0.0.1:${port}/x`)).toBe("storage.connection_lost later");
    dying.close();
  });

  it("refuses the password or the user, and neither is repeated", async () => {
    const url = kit.server.url("postgres", { user: "postgres", password: "wrong-secret" });
    expect(await opening(url)).toBe("storage.login_refused operator");
    expect(await opening(kit.server.url("postgres", { user: "stranger", password: "wrong-secret" }))).toBe(
      "storage.login_refused operator",
    );
    const error = await postgresStorage({ url }).catch((thrown: unknown) => thrown);
    expect(inspect(error, { depth: 9 })).not.toContain("wrong-secret");
  });

  it("does not exist, or holds no motcua, or another program's tables", async () => {
    expect(await opening(kit.server.url("nowhere"))).toBe("storage.no_database operator");
    expect(await opening(kit.server.url(), "absent")).toBe("storage.not_migrated operator");
    await kit.server.run("CREATE SCHEMA theirs CREATE TABLE dossier (n int)");
    expect(await opening(kit.server.url(), "theirs")).toBe("storage.foreign_schema operator");
    expect(await failureOf(migratePostgres({ url: kit.server.url(), schema: "theirs" }))).toBe(
      "storage.foreign_schema operator",
    );
    for (const name of ["Motcua", "pg_x", "a-b", "", 'x";DROP SCHEMA y'])
      expect(await opening(kit.server.url(), name)).toBe("storage.bad_schema_name never");
  });

  it("was written by an older or a newer release", async () => {
    const schema = await kit.schema();
    const [latest] = await kit.sql<{ number: number }>("SELECT max(number) AS number FROM @motcua_migration");
    await kit.sql("INSERT INTO @motcua_migration VALUES (999, now())");
    expect(await opening(kit.server.url(), schema)).toBe("storage.newer_schema operator");
    expect(await failureOf(migratePostgres({ url: kit.server.url(), schema }))).toBe("storage.newer_schema operator");
    await kit.sql(`DELETE FROM @motcua_migration WHERE number >= ${latest?.number}`);
    expect(await opening(kit.server.url(), schema)).toBe("storage.older_schema operator");
    await kit.sql(`INSERT INTO @motcua_migration VALUES (${latest?.number}, now())`);
    expect(await kit.sql("SELECT max(number) AS number FROM @motcua_migration")).toEqual([latest]);
  });

  it("lets this user in, and no further", async () => {
    const url = await role("guest");
    expect(await opening(url, await kit.schema())).toBe("storage.no_privilege operator");
    await dropRole("guest");
  });
});

describe("a database that fails in the middle", () => {
  it("was given no right to write, or is read-only, or was opened so", async () => {
    const reading = await role("reader", "GRANT USAGE ON SCHEMA @ TO %", "GRANT SELECT ON ALL TABLES IN SCHEMA @ TO %");
    const guest = await kit.open({ url: reading });
    expect(await failureOf(guest.commit([aCommit({})]))).toBe("storage.no_privilege operator");
    const standby = await role("standby", ...everything, "ALTER ROLE % SET default_transaction_read_only = on");
    expect(await failureOf((await kit.open({ url: standby })).commit([aCommit({})]))).toBe(
      "storage.read_only operator",
    );
    const readOnly = await kit.open({ mode: "read-only" });
    expect(await failureOf(readOnly.commit([aCommit({})]))).toBe("storage.read_only operator");
    expect(await readOnly.load([asDossier("d-1")])).toEqual([undefined]);
    await guest.close();
    await kit.sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename IN ('reader', 'standby')");
    await dropRole("reader");
    await dropRole("standby");
  });

  it("works for a user with the rights that the guide lists, and no others", async () => {
    const storage = await kit.open({ url: await role("worker", ...everything) });
    await storage.commit([aCommit({ wakeAt: t(1), outbox: [{}], content: [{}] })]);
    const [message] = await storage.claimOutbox({ dueThrough: t(0), leaseMs: 1000, limit: 1 });
    expect(await storage.settleOutbox(message?.token ?? "", { kind: "delivered" })).toBe("settled");
    await storage.close();
    await dropRole("worker");
  });

  it("takes too long for a statement, and the same command is taken later", async () => {
    const storage = await kit.open({ statementTimeoutMs: 200 });
    const other = await somebody();
    await other.query(`BEGIN; LOCK TABLE ${await kit.schema()}.dossier`);
    expect(await failureOf(storage.commit([aCommit({})]))).toBe("storage.timeout later");
    await other.query("ROLLBACK");
    expect(await storage.commit([aCommit({})])).toEqual([{ kind: "committed", version: 1 }]);
  });

  it("has all its connections in use: whoever waits is told in time", async () => {
    const storage = await kit.open({ connections: 1, connectTimeoutMs: 300 });
    const other = await somebody();
    await other.query(`BEGIN; LOCK TABLE ${await kit.schema()}.dossier`);
    const first = storage.commit([aCommit({})]);
    expect(await failureOf(storage.nextDueAt())).toBe("storage.busy later");
    await other.query("ROLLBACK");
    expect(await first).toEqual([{ kind: "committed", version: 1 }]);
    expect(await storage.nextDueAt()).toBe(undefined);
  });

  it("takes no more connections", async () => {
    const url = await role("single", ...everything, "ALTER ROLE % CONNECTION LIMIT 1");
    const storage = await kit.open({ url });
    expect(await opening(url, await kit.schema())).toBe("storage.busy later");
    await storage.close();
    await dropRole("single");
  });

  it.each([
    ["53100", "storage.disk_full operator"],
    ["58030", "storage.io_failed operator"],
    ["XX001", "storage.damaged_file operator"],
    ["53200", "storage.failed later"],
    ["57P03", "storage.unreachable later"],
  ])("reports %s when it writes", async (state, failure) => {
    const storage = await kit.open();
    await kit.sql(`
      CREATE OR REPLACE FUNCTION @failing() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'could not extend file of Nguyễn' USING ERRCODE = '${state}'; END $$;
      CREATE TRIGGER failing BEFORE INSERT ON @commit EXECUTE FUNCTION @failing()`);
    const error = await storage.commit([aCommit({})]).catch((thrown: unknown) => thrown);
    await kit.sql("DROP TRIGGER failing ON @commit");
    expect(await failureOf(Promise.reject(error))).toBe(failure);
    expect(inspect(error, { depth: 9 })).not.toContain("Nguyễn");
    expect(await storage.commit([aCommit({})])).toEqual([{ kind: "committed", version: 1 }]);
  });

  it("finds a row that contradicts another: our own bug, named without what the rows hold", async () => {
    const storage = await kit.open();
    await storage.commit([aCommit({ dossier: "d-1", content: [{ id: "Nguyễn" }] })]);
    const group = [aCommit({ dossier: "d-2", content: [{ id: "Nguyễn" }] })];
    const error = await storage.commit(group).catch((thrown: unknown) => thrown);
    expect(await failureOf(Promise.reject(error))).toBe("internal.invariant undefined");
    expect(inspect(error, { depth: 9 })).not.toContain("Nguyễn");
    expect(await storage.load([asDossier("d-2")])).toEqual([undefined]);
  });

  it("was told to answer before it has written: what is answered here lasts all the same", async () => {
    const url = await role("hasty", ...everything, "ALTER ROLE % SET synchronous_commit = off");
    const storage = await kit.open({ url });
    await kit.sql(`
      CREATE TABLE @modes (mode text); GRANT ALL ON @modes TO hasty;
      CREATE OR REPLACE FUNCTION @note() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN INSERT INTO @modes VALUES (current_setting('synchronous_commit')); RETURN NEW; END $$;
      CREATE TRIGGER note BEFORE INSERT ON @commit FOR EACH ROW EXECUTE FUNCTION @note()`);
    await storage.commit([aCommit({})]);
    expect(await kit.sql("SELECT mode FROM @modes")).toEqual([{ mode: "on" }]);
    await kit.sql("DROP TRIGGER note ON @commit; DROP TABLE @modes");
    await storage.close();
    await dropRole("hasty");
  });

  it("trap 22: is killed in the middle of a commit and comes back: the outcome is unknown, then found out", async () => {
    const storage = await kit.open();
    await storage.commit([aCommit({ dossier: "d-1" })]);
    const other = await somebody();
    await other.query(`BEGIN; LOCK TABLE ${await kit.schema()}.wake`);
    const inTheMiddle = failureOf(storage.commit([aCommit({ dossier: "d-2", wakeAt: t(1) })]));
    await new Promise((resolve) => setTimeout(resolve, 100));
    await kit.server.kill("immediate");
    expect(await inTheMiddle).toMatch(/^storage\.(connection_lost|unreachable) later$/);
    expect(await failureOf(storage.load([asDossier("d-1")]))).toMatch(/^storage\.(connection_lost|unreachable) later$/);
    expect(await opening(kit.server.url(), await kit.schema())).toBe("storage.unreachable later");
    await kit.server.start();
    expect((await storage.load([asDossier("d-1")]))[0]?.version).toBe(1);
    expect(await storage.commit([aCommit({ dossier: "d-2", wakeAt: t(1) })])).toEqual([
      { kind: "committed", version: 1 },
    ]);
  });

  it("is asked after it was closed", async () => {
    const storage = await kit.open();
    const last = storage.load([asDossier("d-1")]);
    await storage.close();
    expect(await last).toEqual([undefined]);
    expect(await failureOf(storage.load([asDossier("d-1")]))).toBe("storage.closed never");
  });
});
