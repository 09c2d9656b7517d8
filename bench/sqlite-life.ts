import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sqliteStorage } from "@motcua/adapters/sqlite";
import { compare, print, seconds } from "./harness.ts";
import { clockFrom, openEngine, operations, runLives } from "./life.ts";
import { openRaw, rawLives } from "./raw-sqlite.ts";
import { prepareSame, recordedGroups, writeSame } from "./raw-sqlite-same.ts";

/** SQLite, synchronous FULL, 64 dossiers in flight: the engine against hand-written node:sqlite with groups of 64. */
export async function sqliteLife(dossiers = 1_280, inFlight = 64): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "motcua-bench-"));
  const storage = sqliteStorage({ file: join(folder, "ours.db") });
  const clock = clockFrom();
  const engine = openEngine(storage, clock);
  const db = openRaw(join(folder, "raw.db"));
  const figure = await compare(
    dossiers,
    () => seconds(() => runLives(engine, clock, dossiers, inFlight)),
    () => seconds(() => rawLives(db, dossiers, inFlight, operations)),
  );
  print({ bench: "sqlite-life", unit: "dossiers/s", inFlight, ...figure, atLeast: 0.5, aim: 0.8 });
  const groups = await recordedGroups(dossiers, inFlight);
  prepareSame(db);
  let round = 0;
  const same = await compare(
    dossiers,
    () => seconds(() => runLives(engine, clock, dossiers, inFlight)),
    () => seconds(() => writeSame(db, groups, round++)),
  );
  print({ bench: "sqlite-life, raw writes the same bytes", unit: "dossiers/s", inFlight, ...same });
  await engine.close();
  await storage.close();
  db.close();
  rmSync(folder, { recursive: true });
}
