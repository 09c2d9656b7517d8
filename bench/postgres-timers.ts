import { migratePostgres, postgresStorage } from "@motcua/adapters/postgres";
import pg from "pg";
import type { PostgresServer } from "../tests/servers/postgres.ts";
import { seconds } from "./harness.ts";
import { crowdPostgres } from "./postgres/crowd.ts";
import { withServer } from "./postgres/server.ts";
import { due, type Firing, fireAll, fireOurs, printFiring, receiveDue, template } from "./timers.ts";

async function oursOnPostgres(server: PostgresServer, pending: number): Promise<Firing> {
  const url = server.url(await server.createDatabase());
  await migratePostgres({ url });
  const storage = await postgresStorage({ url, connections: 8 });
  await receiveDue(storage);
  if (pending > due) await crowdPostgres(url, { template, copies: pending - due, as: "open" });
  return fireOurs(storage);
}

const batch = 500;
const CLAIM = `
  UPDATE timer SET lease_until = extract(epoch FROM clock_timestamp()) + 30 FROM dossier
  WHERE dossier.id = timer.dossier AND timer.dossier IN (
    SELECT dossier FROM timer WHERE due_at <= $1 AND lease_until <= extract(epoch FROM clock_timestamp())
    ORDER BY due_at LIMIT ${batch} FOR UPDATE SKIP LOCKED)
  RETURNING id, version`;
const FIRE = `
  WITH given AS (SELECT * FROM unnest($1::text[], $2::int[], $3::text[], $4::text[], $5::text[]) AS g (id, version, state, body, message)),
  moved AS (UPDATE dossier SET version = given.version + 1, state = given.state FROM given
    WHERE dossier.id = given.id AND dossier.version = given.version RETURNING given.*),
  history AS (INSERT INTO event (dossier, seq, body) SELECT id, version + 1, body FROM moved),
  timed AS (UPDATE timer SET due_at = $6, lease_until = 0 FROM moved WHERE timer.dossier = moved.id),
  sent AS (INSERT INTO outbox (dossier, body) SELECT id, message FROM moved)
  SELECT count(*)::int AS n FROM moved`;

/** By hand, four connections: claim a batch under a lease, decide, write all that changed in one statement. */
async function rawOnPostgres(server: PostgresServer, pending: number): Promise<Firing> {
  const pool = new pg.Pool({ connectionString: server.url(await server.createDatabase()), max: 4 });
  await pool.query(`
    CREATE TABLE dossier (id text PRIMARY KEY, version int NOT NULL, state text NOT NULL) WITH (fillfactor = 80);
    CREATE TABLE timer (dossier text PRIMARY KEY, due_at bigint NOT NULL, lease_until double precision NOT NULL DEFAULT 0) WITH (fillfactor = 80);
    CREATE TABLE event (dossier text NOT NULL, seq int NOT NULL, body text NOT NULL, PRIMARY KEY (dossier, seq));
    CREATE TABLE outbox (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, dossier text NOT NULL, body text NOT NULL);
    INSERT INTO dossier SELECT 'd' || lpad(i::text, 8, '0'), 1, repeat('x', 110) FROM generate_series(1, ${pending}) AS i;
    INSERT INTO timer SELECT 'd' || lpad(i::text, 8, '0'), CASE WHEN i <= ${due} THEN 1 ELSE 4000000000000 + i END
      FROM generate_series(1, ${pending}) AS i;
    CREATE INDEX timer_by_due ON timer (due_at)`);
  await pool.query("VACUUM ANALYZE");
  let now = 0;
  const one = async (): Promise<number> => {
    const claimed = await pool.query<{ id: string; version: number }>({ name: "claim", text: CLAIM, values: [now] });
    const rows = claimed.rows.sort((a, b) => (a.id < b.id ? -1 : 1));
    if (rows.length === 0) return 0;
    const state = (from: number) =>
      JSON.stringify({
        step: from,
        at: now,
        holder: "minh",
        unit: "economic",
        budget: 3,
        startAt: now,
        status: "open",
      });
    const values = [
      rows.map(({ id }) => id),
      rows.map(({ version }) => version),
      rows.map(({ version }) => state(version)),
      rows.map(({ version: from }) =>
        JSON.stringify({ type: "rung", step: from, at: now, by: "system", from, to: from + 1 }),
      ),
      rows.map(({ version }) => JSON.stringify({ kind: "reminder", step: version, at: now })),
      now + 1,
    ];
    const done = await pool.query<{ n: number }>({ name: "fire", text: FIRE, values });
    if (done.rows[0]?.n !== rows.length) throw new Error("stale");
    return rows.length;
  };
  return {
    async next() {
      now += 1;
      let fired = 0;
      const line = async (): Promise<void> => {
        for (let many = await one(); many > 0; many = await one()) fired += many;
      };
      const took = await seconds(async () => void (await Promise.all([line(), line(), line(), line()])));
      if (fired !== due) throw new Error(`${fired} fired, not ${due}`);
      return took;
    },
    close: () => pool.end(),
  };
}

/** Ten thousand due of a million pending on PostgreSQL, full firing, against the same by hand, and ten thousand alone. */
export async function postgresTimers(pending = 1_000_000, rounds = 5): Promise<void> {
  await withServer(async (server) => {
    const ours = await oursOnPostgres(server, pending);
    const oursAlone = await oursOnPostgres(server, due);
    printFiring(
      "timers-postgres",
      await fireAll({ ours, raw: await rawOnPostgres(server, pending), oursAlone }, rounds),
    );
  });
}
