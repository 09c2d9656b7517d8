import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { migratePostgres, postgresStorage } from "@motcua/adapters/postgres";
import { sqliteStorage } from "@motcua/adapters/sqlite";
import type { Storage } from "@motcua/core";
import { median, print } from "./harness.ts";
import { clockFrom, openEngine, operation } from "./life.ts";
import { crowdPostgres } from "./postgres/crowd.ts";
import { withServer } from "./postgres/server.ts";
import { crowdSqlite } from "./sqlite-crowd.ts";

const dossiers = 1_000_000;
const template = "template";

/** A worker's process on a million open dossiers, from nothing to the next wake, over a bare Node. */
export async function startUpSqlite(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "motcua-bench-"));
  const file = join(folder, "office.db");
  const storage = sqliteStorage({ file });
  await receive(storage);
  await storage.close();
  crowdSqlite(file, template, dossiers - 1);
  measure("start-up-sqlite", file);
  rmSync(folder, { recursive: true });
}

/** The same on PostgreSQL, connecting included. */
export async function startUpPostgres(): Promise<void> {
  await withServer(async (server) => {
    const url = server.url(await server.createDatabase());
    await migratePostgres({ url });
    const storage = await postgresStorage({ url });
    await receive(storage);
    await storage.close();
    await crowdPostgres(url, { template, copies: dossiers - 1, as: "open" });
    measure("start-up-postgres", url);
  });
}

function measure(bench: string, db: string, rounds = 11): void {
  const program = fileURLToPath(new URL("./start-up-child.mjs", import.meta.url));
  const ours: number[] = [];
  const bare: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    bare.push(timed(["-e", ""]));
    ours.push(timed([program, db]));
  }
  print({
    bench,
    unit: "ms over bare Node",
    dossiers,
    ours: Math.round(median(ours)),
    bare: Math.round(median(bare)),
    over: Math.round(median(ours) - median(bare)),
    atMost: 60,
  });
}

function timed(args: readonly string[]): number {
  const started = performance.now();
  const done = spawnSync(process.execPath, ["--disable-warning=ExperimentalWarning", ...args], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  if (done.status !== 0) throw new Error("the child failed");
  return performance.now() - started;
}

async function receive(storage: Storage): Promise<void> {
  const clock = clockFrom();
  const engine = openEngine(storage, clock);
  for (let step = 0; step < 2; step += 1) {
    clock.minute = step;
    await engine.submit(operation(template, "H26.1-260817-0001", step));
  }
  await engine.close();
}
