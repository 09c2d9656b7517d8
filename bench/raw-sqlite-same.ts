import type { DatabaseSync } from "node:sqlite";
import { memoryStorage } from "@motcua/adapters/memory";
import type { Commit, Storage } from "@motcua/core";
import { clockFrom, openEngine, runLives } from "./life.ts";

/** The commits of whole lives, in groups as the engine makes them. */
export async function recordedGroups(dossiers: number, inFlight: number): Promise<readonly (readonly Commit[])[]> {
  const groups: (readonly Commit[])[] = [];
  const memory = memoryStorage();
  const recorder: Storage = new Proxy(memory, {
    get: (target, name) => {
      if (name === "commit")
        return (group: readonly Commit[]) => {
          groups.push(group);
          return target.commit(group);
        };
      const value: unknown = Reflect.get(target, name);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
  const clock = clockFrom();
  const engine = openEngine(recorder, clock);
  await runLives(engine, clock, dossiers, inFlight);
  await engine.close();
  return groups;
}

export function prepareSame(db: DatabaseSync): void {
  db.exec(`CREATE TABLE same_dossier (id TEXT PRIMARY KEY, version INTEGER NOT NULL, head TEXT NOT NULL, summary TEXT NOT NULL, due_at INTEGER) WITHOUT ROWID;
    CREATE INDEX same_due ON same_dossier (due_at);
    CREATE TABLE same_commit (no INTEGER PRIMARY KEY, dossier TEXT NOT NULL, version INTEGER NOT NULL, command TEXT NOT NULL, body_hash TEXT NOT NULL, events TEXT NOT NULL);
    CREATE UNIQUE INDEX same_version ON same_commit (dossier, version);
    CREATE UNIQUE INDEX same_command ON same_commit (command);
    CREATE TABLE same_snapshot (dossier TEXT PRIMARY KEY, state TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE same_timer (dossier TEXT PRIMARY KEY, due_at INTEGER NOT NULL) WITHOUT ROWID;
    CREATE INDEX same_timer_due ON same_timer (due_at);
    CREATE TABLE same_outbox (no INTEGER PRIMARY KEY, dossier TEXT NOT NULL, body TEXT NOT NULL);`);
}

/** Writes recorded commits by hand, a row each as the storage does: the same bytes, command ids, hashes, snapshots, timers and messages, no library. */
export function writeSame(db: DatabaseSync, groups: readonly (readonly Commit[])[], round: number): void {
  const insert = db.prepare("INSERT INTO same_dossier (id, version, head, summary, due_at) VALUES (?, ?, ?, ?, ?)");
  const update = db.prepare(
    "UPDATE same_dossier SET version = ?, head = ?, summary = ?, due_at = ? WHERE id = ? AND version = ?",
  );
  const record = db.prepare(
    "INSERT INTO same_commit (dossier, version, command, body_hash, events) VALUES (?, ?, ?, ?, ?)",
  );
  const snapshot = db.prepare("INSERT OR REPLACE INTO same_snapshot (dossier, state) VALUES (?, ?)");
  const timer = db.prepare("INSERT OR REPLACE INTO same_timer (dossier, due_at) VALUES (?, ?)");
  const noTimer = db.prepare("DELETE FROM same_timer WHERE dossier = ?");
  const outbox = db.prepare("INSERT INTO same_outbox (dossier, body) VALUES (?, ?)");
  for (const group of groups) {
    db.exec("BEGIN IMMEDIATE");
    for (const commit of group) {
      const id = `${round}.${commit.dossierId}`;
      const version = commit.expectedVersion + commit.events.length;
      const summary = JSON.stringify(commit.summary);
      const dueAt = commit.summary.dueAt ?? null;
      if (commit.expectedVersion === 0) insert.run(id, version, commit.head, summary, dueAt);
      else if (update.run(version, commit.head, summary, dueAt, id, commit.expectedVersion).changes !== 1)
        throw new Error("stale");
      const events = commit.events.map(({ bytes, hash }) => `${hash} ${bytes}`).join("\n");
      record.run(id, version, `${round}.${commit.commandId}`, commit.bodyHash, events);
      if (commit.snapshot !== undefined) snapshot.run(id, commit.snapshot);
      if (commit.wakeAt === undefined) noTimer.run(id);
      else timer.run(id, commit.wakeAt);
      for (const message of commit.outbox) outbox.run(id, message.body);
    }
    db.exec("COMMIT");
  }
}
