import { DatabaseSync } from "node:sqlite";

/** The limit to measure against: the nine operations written by hand for this storage, no library. Each operation updates
 *  the case row under a version check, adds a history row, replaces the timer row and adds an outbox row: 36 row operations
 *  a life, with payloads of about a hundred bytes. */
export function openRaw(file: string): DatabaseSync {
  const db = new DatabaseSync(file);
  db.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
    CREATE TABLE IF NOT EXISTS dossier (id TEXT PRIMARY KEY, version INTEGER NOT NULL, state TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS timer (dossier TEXT PRIMARY KEY, due_at INTEGER NOT NULL) WITHOUT ROWID;
    CREATE INDEX IF NOT EXISTS timer_by_due ON timer (due_at);
    CREATE TABLE IF NOT EXISTS event (dossier TEXT NOT NULL, seq INTEGER NOT NULL, body TEXT NOT NULL, PRIMARY KEY (dossier, seq)) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS outbox (id INTEGER PRIMARY KEY, dossier TEXT NOT NULL, body TEXT NOT NULL);`);
  return db;
}

let batch = 0;
export function rawLives(db: DatabaseSync, dossiers: number, inFlight: number, operations: number): void {
  batch += 1;
  const insert = db.prepare("INSERT INTO dossier (id, version, state) VALUES (?, ?, ?)");
  const update = db.prepare("UPDATE dossier SET version = ?, state = ? WHERE id = ? AND version = ?");
  const timer = db.prepare("INSERT OR REPLACE INTO timer (dossier, due_at) VALUES (?, ?)");
  const noTimer = db.prepare("DELETE FROM timer WHERE dossier = ?");
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
        if (step === 0) insert.run(id, 1, state);
        else if (update.run(step + 1, state, id, step).changes !== 1) throw new Error("stale");
        event.run(id, step + 1, JSON.stringify({ type: "moved", step, at, by: "minh", from: step - 1, to: step }));
        if (step === operations - 1) noTimer.run(id);
        else timer.run(id, at + 86_400_000 + index);
        outbox.run(id, JSON.stringify({ kind: "status", step, at }));
      }
      db.exec("COMMIT");
    }
  }
}
