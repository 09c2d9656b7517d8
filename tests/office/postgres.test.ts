import { rmSync } from "node:fs";
import { join } from "node:path";
import { lockOffice, migratePostgres } from "@motcua/adapters/postgres";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type PostgresServer, startPostgres } from "../servers/postgres.ts";
import { disturbedRun, seededRandom } from "./disturbed-run.ts";
import { documentOf, type Ended, motcua, type OfficeDocument, startMotcua, tempFolder } from "./helpers.ts";

const folder = tempFolder();
let server: PostgresServer;
let onFile: OfficeDocument;
const twoDays = (db: string): string[] => ["--days", "2", "--seed", "23", "--db", db];
const office = (...args: string[]): Promise<Ended> => motcua("office", ...args, "--json");
const newDatabase = async (): Promise<string> => server.url(await server.createDatabase());

beforeAll(async () => {
  server = await startPostgres();
  onFile = documentOf(await office(...twoDays(join(folder, "month.db"))));
}, 60_000);
afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

it("comes to the same digest on PostgreSQL as on a file, in a schema it makes itself", async () => {
  const db = await newDatabase();
  const first = await office(...twoDays(db));
  const document = documentOf(first);
  expect({ ...document, wallMs: 0, db: "" }).toEqual({ ...onFile, wallMs: 0, db: "" });
  expect(new URL(db).password).not.toBe("");
  expect(document.db).toBe(db.replace(/:[^:@]+@/, "@"));
  // The address without its schema and the one that names it are one place, and a finished run only answers.
  expect(documentOf(await office(...twoDays(`${db}?schema=motcua`))).digest).toBe(document.digest);
  const other = await office("--days", "1", "--seed", "23", "--db", db);
  expect(other.stderr).toMatch(/^error office\.other_run: [^\n]+\n$/);
  expect(other.stderr).not.toContain(new URL(db).password);
});

it("comes to the same digest while four workers and their driver are killed at random", async () => {
  const db = await newDatabase();
  const seed = Math.floor(Math.random() * 2 ** 32);
  const args = [...twoDays(db), "--workers", "4"];
  const done = await disturbedRun(args, { random: seededRandom(seed), workerKills: 8, driverKills: 1 });
  const said = `seed ${seed}: ${done.workerKills} workers and ${done.driverKills} drivers killed; ${done.ended.stderr}`;
  expect(done.ended.status, said).toBe(0);
  expect(documentOf(done.ended).digest, said).toBe(onFile.digest);
  const checked = await motcua("verify", "--db", db, "--json");
  expect(checked.status, checked.stdout).toBe(0);
}, 240_000);

it("tells a person what came of it, from the server", async () => {
  const db = await newDatabase();
  const ended = await motcua("office", "--days", "1", "--per-day", "8", "--seed", "3", "--db", db);
  for (const part of ["KẾT QUẢ / FIGURES", "MỘT HỒ SƠ", "DỮ LIỆU / DATABASE", `127.0.0.1:${server.port}/`])
    expect(ended.stdout, ended.stderr).toContain(part);
  expect(ended.stdout).not.toContain(new URL(db).password);
});

/** Until the driver holds its lock, and dossiers come in. */
async function untilAtWork(db: string): Promise<void> {
  const name = new URL(db).pathname.slice(1);
  const atWork = `SELECT FROM motcua.dossier, pg_stat_activity AS session
    WHERE session.application_name = 'motcua office' AND session.datname = '${name}' LIMIT 1`;
  while ((await server.run(atWork, name).catch(() => [])).length === 0)
    await new Promise((resolve) => setTimeout(resolve, 10));
}

it("refuses a second live driver, and lets the next one in as soon as the first is killed", async () => {
  const db = await newDatabase();
  const running = startMotcua("office", ...twoDays(db), "--json");
  await untilAtWork(db);
  const refused = await lockOffice({ url: db, patienceMs: 0 }).catch((error: unknown) => error);
  expect(refused).toMatchObject({ code: "office.driver_running", retry: "operator" });
  // Another schema of the same database is another office.
  await migratePostgres({ url: db, schema: "xa_2" });
  await (await lockOffice({ url: db, schema: "xa_2", patienceMs: 0 })).release();
  running.child.kill("SIGKILL");
  const next = await office(...twoDays(db));
  expect(next.stderr).toBe("");
  expect(documentOf(next).digest).toBe(onFile.digest);
  await running.ended;
});

it("knows when its lock is gone with the connection", async () => {
  const db = await newDatabase();
  const lock = await lockOffice({ url: db });
  expect(lock.held).toBe(true);
  await server.run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'motcua office'");
  await expect.poll(() => lock.held).toBe(false);
  const next = await lockOffice({ url: db, patienceMs: 0 });
  expect(next.held).toBe(true);
  await next.release();
  expect(next.held).toBe(false);
  await lock.release();
});

it("stops with a code when the server crashes, and comes to the same digest once it is back", async () => {
  const db = await newDatabase();
  const running = startMotcua("office", ...twoDays(db), "--workers", "2", "--json");
  await untilAtWork(db);
  await server.kill("immediate");
  const ended = await running.ended;
  expect(ended.status).toBe(1);
  expect(ended.stdout).toBe("");
  const said = ended.stderr.split("\n").filter((line) => line !== "" && !line.startsWith("office worker "));
  expect(said[0]).toMatch(/^error (storage\.(connection_lost|unreachable)|office\.lock_lost): \S.* \/ \S/);
  await server.start();
  expect(documentOf(await office(...twoDays(db))).digest).toBe(onFile.digest);
}, 240_000);
