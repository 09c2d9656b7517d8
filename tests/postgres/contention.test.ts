import { setTimeout as pause } from "node:timers/promises";
import type { PostgresStorage } from "@motcua/adapters/postgres";
import pg from "pg";
import { afterEach, describe, expect, it } from "vitest";
import { aCommit, asDossier, t } from "../../packages/core/src/conformance/builders.ts";
import { failureOf, usePostgres } from "./postgres-kit.ts";

const kit = usePostgres();
const ended = { phase: "ended", endedAt: t(1) } as const;

const clients: pg.Client[] = [];
afterEach(async () => {
  for (const client of clients.splice(0)) await client.end();
});

/** Somebody whose locks stand in the way of whatever writes to a table; readers pass. */
async function somebody() {
  const client = new pg.Client({ connectionString: kit.server.url() });
  client.on("error", () => {});
  clients.push(client);
  await client.connect();
  const schema = await kit.schema();
  return {
    /** Answers when the lock is held: whoever asked earlier goes first. */
    async hold(table: string): Promise<void> {
      await client.query("BEGIN");
      await client.query(`LOCK TABLE ${schema}.${table} IN EXCLUSIVE MODE`);
    },
    release: () => client.query("ROLLBACK"),
  };
}

/** Waits until so many stand in line for a table. */
async function inLine(table: string, count: number): Promise<void> {
  const sql = `SELECT count(*)::integer AS n FROM pg_locks WHERE NOT granted AND relation = '@${table}'::regclass`;
  while ((await kit.sql<{ n: number }>(sql))[0]?.n !== count) await pause(5);
}

const archive = (storage: PostgresStorage): Promise<number> => storage.archive({ endedBefore: t(9), limit: 10 });

describe("a command and the archive that want the same dossier", () => {
  it("the archive takes it again whenever it comes back: the command is taken all the same", async () => {
    const storage = await kit.open();
    await storage.commit([aCommit({ summary: ended })]);
    expect(await archive(storage)).toBe(1);
    // Every statement that may take a timer away stands in line here; bringing a dossier back does not.
    const holders = [await somebody(), await somebody()] as const;
    await holders[0].hold("wake");
    let settled = false;
    const outcome = storage.commit([aCommit({ on: 1, summary: ended })]).finally(() => {
      settled = true;
    });
    await inLine("wake", 1);
    for (let round = 0; !settled && round < 40; round++) {
      const [holder, next] = round % 2 === 0 ? holders : [holders[1], holders[0]];
      // Right behind the statement that waits, and so before the one that follows it.
      const held = next.hold("wake");
      await inLine("wake", 2);
      await holder.release();
      await held;
      await Promise.race([inLine("wake", 1), outcome]);
      if (!settled) await archive(storage);
    }
    expect(await outcome).toEqual([{ kind: "committed", version: 2 }]);
    expect((await storage.reader.history(asDossier("d-1"), { limit: 9 })).items.map(({ seq }) => seq)).toEqual([1, 2]);
  });

  it("the archive is taking it at this moment: the command waits, and brings it back", async () => {
    const storage = await kit.open();
    await storage.commit([aCommit({ summary: ended })]);
    const holder = await somebody();
    await holder.hold("outbox_archive");
    const archived = archive(storage);
    await inLine("outbox_archive", 1);
    const outcome = storage.commit([aCommit({ on: 1, summary: ended })]);
    const waiting = "SELECT count(*)::integer AS n FROM pg_locks WHERE NOT granted AND locktype = 'transactionid'";
    while ((await kit.sql<{ n: number }>(waiting))[0]?.n !== 1) await pause(5);
    await holder.release();
    expect(await archived).toBe(1);
    expect(await outcome).toEqual([{ kind: "committed", version: 2 }]);
  });

  it("somebody is in the way without end: told to come later, and never that anything is wrong with it", async () => {
    const storage = await kit.open();
    await storage.commit([aCommit({})]);
    await kit.sql(`
      CREATE FUNCTION @in_the_way() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$;
      CREATE TRIGGER in_the_way BEFORE UPDATE ON @dossier FOR EACH ROW EXECUTE FUNCTION @in_the_way()`);
    expect(await failureOf(storage.commit([aCommit({ on: 1 })]))).toBe("storage.busy later");
    await kit.sql("DROP TRIGGER in_the_way ON @dossier; DROP FUNCTION @in_the_way()");
    expect(await storage.commit([aCommit({ on: 1 })])).toEqual([{ kind: "committed", version: 2 }]);
  });
});
