import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { sqliteStorage } from "@motcua/adapters/sqlite";
import { median, print } from "./harness.ts";
import { clockFrom, openEngine, operation } from "./life.ts";

const dossiers = 100_000;

/** A process on 100,000 open dossiers, from nothing to the next wake, over a bare Node. */
export async function startUp(rounds = 11): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "motcua-bench-"));
  const file = join(folder, "office.db");
  await fill(file);
  const next = fileURLToPath(new URL("./start-up-child.mjs", import.meta.url));
  const ours: number[] = [];
  const bare: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    bare.push(timed(["-e", ""]));
    ours.push(timed([next, file]));
  }
  const over = median(ours) - median(bare);
  print({
    bench: "start-up",
    unit: "ms over bare Node",
    dossiers,
    ours: Math.round(median(ours)),
    bare: Math.round(median(bare)),
    over: Math.round(over),
    atMost: 60,
    aim: 30,
  });
  rmSync(folder, { recursive: true });
}

function timed(args: readonly string[]): number {
  const started = performance.now();
  const done = spawnSync(process.execPath, ["--disable-warning=ExperimentalWarning", ...args], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  if (done.status !== 0) throw new Error("the child failed");
  return performance.now() - started;
}

async function fill(file: string): Promise<void> {
  const storage = sqliteStorage({ file });
  const clock = clockFrom();
  const engine = openEngine(storage, clock);
  for (let first = 0; first < dossiers; first += 1_000)
    for (let step = 0; step < 2; step += 1) {
      clock.minute = step;
      await Promise.all(
        Array.from({ length: 1_000 }, (_, n) =>
          engine.submit(operation(`s${first + n}`, `H26.1-260817-${String(first + n).padStart(6, "0")}`, step)),
        ),
      );
    }
  await engine.close();
  await storage.close();
}
