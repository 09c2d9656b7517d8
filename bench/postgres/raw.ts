import pg from "pg";
import { operations } from "../life.ts";
import { type Contender, inFlight, nextRun, type OpenContender } from "./contender.ts";

// The limits to measure against: the life written by hand for this storage, no library. Each operation updates the case row
// under a version check, adds a history row, replaces the timer row and adds an outbox row, with payloads of about a hundred
// bytes: the rows of raw-sqlite.ts.

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS dossier (id text PRIMARY KEY, version int NOT NULL, state text NOT NULL) WITH (fillfactor = 80);
  CREATE TABLE IF NOT EXISTS timer (dossier text PRIMARY KEY, due_at bigint NOT NULL);
  CREATE INDEX IF NOT EXISTS timer_by_due ON timer (due_at);
  CREATE TABLE IF NOT EXISTS event (dossier text NOT NULL, seq int NOT NULL, body text NOT NULL, PRIMARY KEY (dossier, seq));
  CREATE TABLE IF NOT EXISTS outbox (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, dossier text NOT NULL, body text NOT NULL);`;

// $1 id, $2 version before, $3 state, $4 event, $5 due or null, $6 message
const MOVED = "moved AS (UPDATE dossier SET version = $2 + 1, state = $3 WHERE id = $1 AND version = $2 RETURNING id)";
const MADE = "moved AS (INSERT INTO dossier (id, version, state) VALUES ($1, $2 + 1, $3) RETURNING id)";
const one = (moved: string, timer: string): string => `WITH ${moved},
  history AS (INSERT INTO event (dossier, seq, body) SELECT id, $2 + 1, $4 FROM moved),
  timed AS (${timer}),
  sent AS (INSERT INTO outbox (dossier, body) SELECT id, $6 FROM moved)
  SELECT count(*)::int AS n FROM moved`;
const REPLACE = `INSERT INTO timer (dossier, due_at) SELECT id, $5 FROM moved
  ON CONFLICT (dossier) DO UPDATE SET due_at = excluded.due_at`;
const CLEAR = "DELETE FROM timer USING moved WHERE timer.dossier = moved.id AND $5::bigint IS NULL";

// The same for many dossiers, one array a column.
const GIVEN = `given AS (SELECT * FROM unnest($1::text[], $2::int[], $3::text[], $4::text[], $5::bigint[], $6::text[])
  AS given (id, version, state, body, due_at, message))`;
const MOVED_MANY = `moved AS (UPDATE dossier SET version = given.version + 1, state = given.state FROM given
  WHERE dossier.id = given.id AND dossier.version = given.version RETURNING dossier.id)`;
const MADE_MANY =
  "moved AS (INSERT INTO dossier (id, version, state) SELECT id, version + 1, state FROM given RETURNING id)";
const many = (
  moved: string,
  timer: string,
): string => `WITH ${GIVEN}, ${moved}, done AS (SELECT given.* FROM given JOIN moved USING (id)),
  history AS (INSERT INTO event (dossier, seq, body) SELECT id, version + 1, body FROM done),
  timed AS (${timer}),
  sent AS (INSERT INTO outbox (dossier, body) SELECT id, message FROM done)
  SELECT count(*)::int AS n FROM moved`;
const REPLACE_MANY = `INSERT INTO timer (dossier, due_at) SELECT id, due_at FROM done
  ON CONFLICT (dossier) DO UPDATE SET due_at = excluded.due_at`;
const CLEAR_MANY = "DELETE FROM timer USING moved WHERE timer.dossier = moved.id";

const statements = {
  make: one(MADE, REPLACE),
  move: one(MOVED, REPLACE),
  end: one(MOVED, CLEAR),
  "make-many": many(MADE_MANY, REPLACE_MANY),
  "move-many": many(MOVED_MANY, REPLACE_MANY),
  "end-many": many(MOVED_MANY, CLEAR_MANY),
};
const kindOf = (step: number): "make" | "move" | "end" =>
  step === 0 ? "make" : step === operations - 1 ? "end" : "move";

/** Id, version before, state, event, due instant, message. */
type Row = readonly [string, number, string, string, number | null, string];
function rowOf(id: string, step: number): Row {
  const at = 1_787_000_000_000 + step * 60_000;
  const state = { id, step, at, holder: "minh", unit: "economic", budget: 3, startAt: at, status: "open" };
  const event = { type: "moved", step, at, by: "minh", from: step - 1, to: step };
  const due = step === operations - 1 ? null : at + 86_400_000;
  return [id, step, JSON.stringify(state), JSON.stringify(event), due, JSON.stringify({ kind: "status", step, at })];
}

async function openPool(url: string, max: number): Promise<pg.Pool> {
  const pool = new pg.Pool({ connectionString: url, max });
  await pool.query(SCHEMA);
  const clients = await Promise.all(Array.from({ length: max }, () => pool.connect()));
  for (const client of clients) client.release();
  return pool;
}

async function send(pool: pg.Pool, name: keyof typeof statements, values: unknown[], expected: number): Promise<void> {
  const answer = await pool.query<{ n: number }>({ name, text: statements[name], values });
  if (answer.rows[0]?.n !== expected) throw new Error("stale");
}

async function open(url: string, connections: number, live: Live): Promise<OpenContender> {
  const pool = await openPool(url, connections);
  return { lives: (dossiers) => live(pool, dossiers, nextRun()), close: () => pool.end() };
}
type Live = (pool: pg.Pool, dossiers: number, run: string) => Promise<void>;

const SELECT = { name: "select", text: "SELECT version, state FROM dossier WHERE id = $1" };
const oneByOne =
  (connections: number, select: boolean): Live =>
  (pool, dossiers, run) =>
    inFlight(connections, dossiers, async (dossier) => {
      const id = `${run}d${dossier}`;
      for (let step = 0; step < operations; step += 1) {
        if (select) {
          const found = await pool.query<{ version: number }>({ ...SELECT, values: [id] });
          if ((found.rows[0]?.version ?? 0) !== step) throw new Error("stale");
        }
        await send(pool, kindOf(step), [...rowOf(id, step)], 1);
      }
    });

const inBatches =
  (connections: number, size: number): Live =>
  (pool, dossiers, run) =>
    inFlight(connections, Math.ceil(dossiers / size), async (batch) => {
      const ids = Array.from(
        { length: Math.min(size, dossiers - batch * size) },
        (_, n) => `${run}d${batch * size + n}`,
      );
      for (let step = 0; step < operations; step += 1) {
        const rows = ids.map((id) => rowOf(id, step));
        const columns = [0, 1, 2, 3, 4, 5].map((column) => rows.map((row) => row[column]));
        await send(pool, `${kindOf(step)}-many`, columns, ids.length);
      }
    });

const contender = (name: string, dossiers: number, connections: number, live: Live): Contender => ({
  name,
  dossiers,
  open: (url) => open(url, connections, live),
});

export const rawSelect = contender("raw SELECT + one CTE, 8 connections", 800, 8, oneByOne(8, true));
export const rawOne = contender("raw one CTE, 8 connections", 1_000, 8, oneByOne(8, false));
export const rawBatches = contender("raw batches of 32, 4 connections", 4_096, 4, inBatches(4, 32));
