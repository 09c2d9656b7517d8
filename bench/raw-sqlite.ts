import { DatabaseSync } from "node:sqlite";

/** The limit to measure against: the nine operations written by hand for this storage, no library. Each operation updates
 *  the case row under a version check, adds a history row, replaces the timer and adds an outbox row. */
export function openRaw(file: string): DatabaseSync {
  const db = new DatabaseSync(file);
  db.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
    CREATE TABLE IF NOT EXISTS dossier (id TEXT PRIMARY KEY, version INTEGER NOT NULL, state TEXT NOT NULL, wake_at INTEGER) WITHOUT ROWID;
    CREATE INDEX IF NOT EXISTS wake ON dossier (wake_at) WHERE wake_at IS NOT NULL;
    CREATE TABLE IF NOT EXISTS event (dossier TEXT NOT NULL, seq INTEGER NOT NULL, body TEXT NOT NULL, PRIMARY KEY (dossier, seq)) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS outbox (id INTEGER PRIMARY KEY, dossier TEXT NOT NULL, body TEXT NOT NULL);`);
  return db;
}

let batch = 0;
export function rawLives(db: DatabaseSync, dossiers: number, inFlight: number, operations: number): void {
  batch += 1;
  const insert = db.prepare("INSERT INTO dossier (id, version, state, wake_at) VALUES (?, ?, ?, ?)");
  const update = db.prepare("UPDATE dossier SET version = ?, state = ?, wake_at = ? WHERE id = ? AND version = ?");
  const event = db.prepare("INSERT INTO event (dossier, seq, body) VALUES (?, ?, ?)");
  const outbox = db.prepare("INSERT INTO outbox (dossier, body) VALUES (?, ?)");
  for (let first = 0; first < dossiers; first += inFlight) {
    const many = Math.min(inFlight, dossiers - first);
    for (let step = 0; step < operations; step += 1) {
      db.exec("BEGIN IMMEDIATE");
      for (let index = 0; index < many; index += 1) {
        const id = `b${batch}d${first + index}`;
        const at = 1_787_000_000_000 + step * 60_000;
        const state = JSON.stringify({
          id,
          step,
          at,
          holder: "minh",
          unit: "economic",
          budget: 3,
          startAt: at,
          status: "open",
        });
        const wakeAt = step === operations - 1 ? null : at + 86_400_000;
        if (step === 0) insert.run(id, 1, state, wakeAt);
        else if (update.run(step + 1, state, wakeAt, id, step).changes !== 1) throw new Error("stale");
        event.run(id, step + 1, JSON.stringify({ type: "moved", step, at, by: "minh", from: step - 1, to: step }));
        outbox.run(id, JSON.stringify({ kind: "status", step, at }));
      }
      db.exec("COMMIT");
    }
  }
}
