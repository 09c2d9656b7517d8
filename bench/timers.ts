import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sqliteStorage } from "@motcua/adapters/sqlite";
import { createEngine, createWorker, type EpochMs, type Storage } from "@motcua/core";
import { vietnamLaw } from "@motcua/core/vietnam";
import { median, print, seconds } from "./harness.ts";
import { clockFrom, directory, openEngine, operation } from "./life.ts";
import { openRaw } from "./raw-sqlite.ts";
import { crowdSqlite } from "./sqlite-crowd.ts";

/** Dossiers due at one instant. */
export const due = 10_000;

/** Fires the same ten thousand again and again: each call is the next rung of all of them. */
export interface Firing {
  /** @returns seconds the rung took */
  next(): Promise<number>;
  close(): Promise<void>;
}

/** Ten thousand received at one minute, and one more to copy. */
export async function receiveDue(storage: Storage): Promise<void> {
  const clock = clockFrom();
  const engine = openEngine(storage, clock);
  for (let first = 0; first <= due; first += 1_000)
    for (let step = 0; step < 2; step += 1) {
      const many = Math.min(1_000, due + 1 - first);
      clock.minute = step;
      const answers = await Promise.all(
        Array.from({ length: many }, (_, n) =>
          engine.submit(operation(nameOf(first + n), `H26.1-260817-${String(first + n).padStart(6, "0")}`, step)),
        ),
      );
      if (answers.some((answer) => !answer.ok)) throw new Error("not received");
    }
  await engine.close();
}
export const template = "template";
// In order of arrival, as codes are, and as the loop by hand names its own.
const nameOf = (n: number): string => (n === due ? template : `due-${String(n).padStart(6, "0")}`);

/** Ours: the worker claims, the engine decides and commits, as `motcua work` does. */
export function fireOurs(storage: Storage): Firing {
  let now: EpochMs = 0;
  const clock = { now: () => now, delayUntil: () => 0 };
  const engine = createEngine({ storage, clock, law: vietnamLaw(), adapters: ["citizen", "desk", "portal"] });
  const worker = createWorker({ engine, storage, clock, directory, batch: 1_000 });
  return {
    async next() {
      now = (await storage.nextDueAt([])) ?? 0;
      let fired = 0;
      const took = await seconds(async () => {
        for (let { wakes } = await worker.tick(); wakes > 0; { wakes } = await worker.tick()) fired += wakes;
      });
      // The one that was copied is due with them.
      if (fired !== due + 1) throw new Error(`${fired} fired, not ${due + 1}`);
      return took;
    },
    async close() {
      await engine.close();
      await storage.close();
    },
  };
}

async function oursOnSqlite(folder: string, pending: number): Promise<Firing> {
  const file = join(folder, `ours-${pending}.db`);
  const storage = sqliteStorage({ file });
  await receiveDue(storage);
  await storage.close();
  if (pending > due) crowdSqlite(file, template, pending - due);
  return fireOurs(sqliteStorage({ file }));
}

/** By hand: claim a batch, and for each the case row under a version check, a history row, the next timer, a message. */
function rawOnSqlite(folder: string, pending: number): Firing {
  const db = openRaw(join(folder, `raw-${pending}.db`));
  const far = 4_000_000_000_000;
  db.exec(`BEGIN;
    WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < ${pending})
    INSERT INTO dossier (id, version, state) SELECT printf('d%08d', i), 1, '${"x".repeat(110)}' FROM n;
    INSERT INTO timer (dossier, due_at) SELECT id, iif(id < printf('d%08d', ${due}), 1, ${far} + version) FROM dossier;
    COMMIT; PRAGMA wal_checkpoint(TRUNCATE);`);
  const claim = db.prepare(
    "SELECT dossier, version FROM timer JOIN dossier ON id = dossier WHERE due_at <= ? ORDER BY due_at LIMIT 500",
  );
  const update = db.prepare("UPDATE dossier SET version = ?, state = ? WHERE id = ? AND version = ?");
  const timer = db.prepare("UPDATE timer SET due_at = ? WHERE dossier = ?");
  const event = db.prepare("INSERT INTO event (dossier, seq, body) VALUES (?, ?, ?)");
  const outbox = db.prepare("INSERT INTO outbox (dossier, body) VALUES (?, ?)");
  let now = 0;
  const batch = (): number => {
    db.exec("BEGIN IMMEDIATE");
    const rows = claim.all(now);
    for (const { dossier, version } of rows) {
      const [id, from] = [String(dossier), Number(version)];
      const state = {
        id,
        step: from,
        at: now,
        holder: "minh",
        unit: "economic",
        budget: 3,
        startAt: now,
        status: "open",
      };
      if (update.run(from + 1, JSON.stringify(state), id, from).changes !== 1) throw new Error("stale");
      event.run(id, from + 1, JSON.stringify({ type: "rung", step: from, at: now, by: "system", from, to: from + 1 }));
      timer.run(now + 1, id);
      outbox.run(id, JSON.stringify({ kind: "reminder", step: from, at: now }));
    }
    db.exec("COMMIT");
    return rows.length;
  };
  return {
    async next() {
      now += 1;
      let fired = 0;
      const took = await seconds(() => {
        for (let many = batch(); many > 0; many = batch()) fired += many;
      });
      if (fired !== due) throw new Error(`${fired} fired, not ${due}`);
      return took;
    },
    async close() {
      db.close();
    },
  };
}

/** Runs sides interleaved, one rung each a round, one round to warm up; medians in milliseconds. */
export async function fireAll(
  sides: { readonly [name: string]: Firing },
  rounds: number,
): Promise<{ readonly [name: string]: number }> {
  const names = Object.keys(sides);
  const took: { [name: string]: number[] } = Object.fromEntries(names.map((name) => [name, []]));
  for (let round = 0; round <= rounds; round += 1)
    for (const name of round % 2 === 0 ? names : [...names].reverse()) {
      const one = await sides[name]?.next();
      if (round > 0 && one !== undefined) took[name]?.push(one * 1_000);
    }
  for (const side of Object.values(sides)) await side.close();
  return Object.fromEntries(names.map((name) => [name, Math.round(median(took[name] ?? []))]));
}

export function printFiring(bench: string, ms: { readonly [name: string]: number }): void {
  const { ours = Number.NaN, oursAlone = Number.NaN, raw = Number.NaN } = ms;
  const ratio = (a: number, b: number): number => Number((a / b).toFixed(2));
  const figure = {
    ms: ours,
    rawMs: raw,
    timesRaw: ratio(ours, raw),
    alone: oursAlone,
    timesAlone: ratio(ours, oursAlone),
  };
  print({ bench, unit: "ms", due, ...figure, atMostTimesRaw: 2, atMostTimesAlone: 1.5 });
}

/** Ten thousand due of a million pending, full firing, against the same by hand, and against ten thousand alone. */
export async function sqliteTimers(pending = 1_000_000, rounds = 5): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "motcua-bench-"));
  const ours = await oursOnSqlite(folder, pending);
  const oursAlone = await oursOnSqlite(folder, due);
  printFiring("timers-sqlite", await fireAll({ ours, raw: rawOnSqlite(folder, pending), oursAlone }, rounds));
  rmSync(folder, { recursive: true });
}
