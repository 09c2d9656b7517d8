/**
 * The herd of 08:00 after the holiday: so many timers due at one instant, worker processes (`motcua work`) firing them, and
 * people's commands meanwhile in another process. Prints how long a command waited, and how fast the herd went by.
 *
 *   npm run build
 *   node bench/herd.ts --db herd.db --dossiers 100000 --workers 2
 *   node bench/herd.ts --db postgres://user@host/database --dossiers 100000 --workers 2
 *
 * The database is made when there is none and is left as it is; a second run on it needs a fresh one.
 */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { migratePostgres, postgresStorage } from "@motcua/adapters/postgres";
import { sqliteStorage } from "@motcua/adapters/sqlite";
import type { Clock, CommandRequest, Engine, Storage } from "@motcua/core";
import { print } from "./harness.ts";
import { openEngine, operation } from "./life.ts";

const program = fileURLToPath(new URL("../packages/cli/dist/main.js", import.meta.url));
const dayMs = 86_400_000;
const directory = `offices:
  xa-1:
    units: { one-stop: { unit: one-stop, head: tu }, economic: { unit: economic, head: hoa } }
    leadership: { signer: an, director: binh, chairperson: chi, province: tinh }
`;

async function open(db: string): Promise<Storage> {
  if (!/^postgres(ql)?:/.test(db)) return sqliteStorage({ file: db });
  await migratePostgres({ url: db });
  return postgresStorage({ url: db });
}

/** Accepted at one moment three weeks ago, so that their timers are due now, all at one instant. */
async function gather(storage: Storage, dossiers: number): Promise<void> {
  const then = Math.floor(Date.now() / dayMs) * dayMs - 21 * dayMs + 3 * 3_600_000;
  const clock: Clock = { now: () => then, delayUntil: () => 0 };
  const engine = openEngine(storage, clock);
  for (let first = 0; first < dossiers; first += 1_000)
    for (const step of [0, 1])
      await all(
        engine,
        Array.from({ length: Math.min(1_000, dossiers - first) }, (_, n) => one("h", first + n, step)),
      );
  await engine.close();
}

const one = (herd: string, n: number, step: number): CommandRequest =>
  operation(`${herd}${n}`, `H26.1-260820-${String(n).padStart(7, "0")}`, step);

async function all(engine: Engine, commands: readonly CommandRequest[]): Promise<void> {
  for (const answer of await Promise.all(commands.map((command) => engine.submit(command))))
    if (!answer.ok) throw new Error(answer.error.code);
}

/** Filings by people, one after the other, until the herd has gone by. @returns how long each waited, in ms */
async function commandsMeanwhile(engine: Engine, storage: Storage): Promise<readonly number[]> {
  const waits: number[] = [];
  for (let n = 0; ; n += 1) {
    const begunAt = performance.now();
    await all(engine, [one("p", n, 0)]);
    waits.push(performance.now() - begunAt);
    await pause(20);
    if (n % 25 === 0 && (await storage.reader.gauges(Date.now())).dueWakes === 0) return waits;
  }
}

const share = (sorted: readonly number[], part: number): number =>
  Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN);

/** @param db a file or `postgres://…` */
export async function herd(db: string, dossiers = 100_000, workers = 2): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "motcua-herd-"));
  const directoryFile = join(folder, "directory.yaml");
  writeFileSync(directoryFile, directory);
  const storage = await open(db);
  await gather(storage, dossiers);
  const engine = openEngine(storage, { now: Date.now, delayUntil: () => 0 });
  const args = [program, "work", "--db", db, "--directory", directoryFile, "--lanes", "citizen,portal"];
  const quiet = "--disable-warning=ExperimentalWarning";
  const processes = Array.from({ length: workers }, () =>
    spawn(process.execPath, [quiet, ...args], { stdio: "ignore" }),
  );
  const begunAt = performance.now();
  try {
    const waits = [...(await commandsMeanwhile(engine, storage))].sort((a, b) => a - b);
    const seconds = (performance.now() - begunAt) / 1_000;
    const kind = db.startsWith("postgres") ? "postgres" : "sqlite";
    const waited = { p50Ms: share(waits, 0.5), p99Ms: share(waits, 0.99), mostMs: share(waits, 1) };
    const fired = { firedPerSecond: Math.round(dossiers / seconds), seconds: Math.round(seconds) };
    print({
      bench: "herd",
      storage: kind,
      dossiers,
      workers,
      commands: waits.length,
      ...waited,
      ...fired,
      p99AtMostMs: 1_000,
    });
  } finally {
    for (const child of processes) child.kill("SIGTERM");
    await Promise.all(processes.map((child) => new Promise((ended) => child.once("close", ended))));
    await engine.close();
    await storage.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

if (import.meta.main) {
  const options = { db: { type: "string" }, dossiers: { type: "string" }, workers: { type: "string" } } as const;
  const { db = "herd.db", dossiers = "100000", workers = "2" } = parseArgs({ options }).values;
  await herd(db, Number(dossiers), Number(workers));
}
