import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openNodeSqlite, type SqliteDriver, sqliteStorage } from "@motcua/adapters/sqlite";
import { aCommit } from "@motcua/core/conformance";
import { expect, it } from "vitest";
import { aFolder, expectWhole } from "./helpers.ts";

// What a disk holds after the power goes: all that was synchronised, and of what was written since any part, in any
// order, torn at any sector. Between two answers SQLite synchronises in this order: the log, then (at a checkpoint) the
// file from the log; a log is begun anew only over a file that is synchronised. So either the log is half written over
// an old file, or the file is half written beside a whole log.

interface Disk {
  readonly file: Buffer;
  readonly log: Buffer;
}

const sectorBytes = 512;

function randomBelow(seed: number): (n: number) => number {
  let state = seed;
  return (n) => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return Math.floor((state / 2 ** 31) * n);
  };
}

/** Each sector as it was, as it should become, or as rubbish where it was being written; cut somewhere. Bytes beside
 *  those written stay as they were, as SQLite expects of a disk (powersafe overwrite). */
function halfWritten(before: Buffer, after: Buffer, below: (n: number) => number): Buffer {
  const grown = Math.max(0, after.length - before.length);
  const mixed = Buffer.alloc(before.length + below(grown + 1));
  before.copy(mixed);
  const likes = below(4);
  for (let at = 0; at < mixed.length; at += sectorBytes) {
    const [old, made] = [before.subarray(at, at + sectorBytes), after.subarray(at, at + sectorBytes)];
    if (old.equals(made)) continue;
    const end = Math.min(mixed.length, at + sectorBytes);
    const fate = below(8);
    if (fate === 7) for (let i = at; i < end; i++) mixed[i] = before[i] === after[i] ? (before[i] ?? 0) : 0xa5;
    else if (fate >= 2 * likes) made.copy(mixed, at, 0, end - at);
  }
  return mixed;
}

function openWatched(file: string) {
  let driver: SqliteDriver | undefined;
  const storage = sqliteStorage({
    file,
    open: (name, options) => {
      driver = openNodeSqlite(name, options);
      return driver;
    },
  });
  if (driver === undefined) throw new TypeError("the storage did not open its driver");
  return { storage, driver };
}

const readOr = (file: string): Buffer => (existsSync(file) ? readFileSync(file) : Buffer.alloc(0));

it("whatever part of the unsynchronised bytes reached the disk, every answered commit is there and none by halves", async () => {
  const folder = aFolder();
  const file = join(folder, "office.db");
  const { storage, driver } = openWatched(file);
  // 2 is FULL: the log is synchronised before a commit is answered.
  expect(driver.prepare("PRAGMA synchronous").get()).toEqual({ synchronous: 2 });
  // Checkpoints often, so that many answers fall around one.
  driver.exec("PRAGMA wal_autocheckpoint = 30");
  const disk = (): Disk => ({ file: readFileSync(file), log: readOr(`${file}-wal`) });
  const disks = [disk()];
  const answered: string[][] = [[]];
  for (let n = 0; n < 64; n++) {
    const on = n % 2 === 0 ? 0 : 2;
    const dossiers = [`d-${n >> 1}-a`, `d-${n >> 1}-b`];
    await storage.commit(
      dossiers.map((dossier) =>
        aCommit({
          dossier,
          on,
          events: 2,
          snapshot: n % 3 === 0 ? JSON.stringify({ text: "x".repeat(900) }) : null,
          wakeAt: 1_000 + n,
          outbox: [{ position: on + 1 }],
          content: [{ id: `${dossier}:note`, version: on + 1 }],
        }),
      ),
    );
    disks.push(disk());
    answered.push(dossiers.map((dossier) => `${dossier}-c${on + 1}`));
  }
  await storage.close();

  const below = randomBelow(20_260_817);
  const seen = { appended: 0, checkpoints: 0, restarts: 0, kept: 0 };
  for (let n = 0; n + 1 < disks.length; n++) {
    const [before, after] = [disks[n], disks[n + 1]];
    if (before === undefined || after === undefined) throw new TypeError("a disk for every answer");
    const checkpoint = !before.file.equals(after.file);
    const restart = !before.log.subarray(0, 32).equals(after.log.subarray(0, 32));
    seen[checkpoint ? "checkpoints" : restart ? "restarts" : "appended"] += 1;
    const left: Disk[] = [
      before,
      { file: before.file, log: halfWritten(before.log, after.log, below) },
      { file: before.file, log: halfWritten(before.log, after.log, below) },
    ];
    if (checkpoint)
      for (let more = 0; more < 4; more++)
        left.push({ file: halfWritten(before.file, after.file, below), log: after.log });
    for (const [i, { file: bytes, log }] of left.entries()) {
      const copy = join(folder, `cut-${n}-${i}.db`);
      writeFileSync(copy, bytes);
      if (log.length > 0) writeFileSync(`${copy}-wal`, log);
      const again = openWatched(copy);
      await expectWhole(again.storage, answered.slice(0, n + 1).flat());
      expect(again.driver.prepare("PRAGMA integrity_check").all()).toEqual([{ integrity_check: "ok" }]);
      expect(await again.storage.commit([aCommit({ dossier: "later" })])).toEqual([{ kind: "committed", version: 1 }]);
      await again.storage.close();
      seen.kept += 1;
    }
  }
  // The moments that matter were among them.
  expect(seen.checkpoints).toBeGreaterThan(5);
  expect(seen.restarts).toBeGreaterThan(5);
  expect(seen.appended).toBeGreaterThan(10);
});

it("the simulation itself notices a log that was not synchronised", async () => {
  const folder = aFolder();
  const file = join(folder, "office.db");
  const { storage } = openWatched(file);
  await storage.commit([aCommit({ dossier: "d-1" })]);
  const before = readFileSync(`${file}-wal`);
  await storage.commit([aCommit({ dossier: "d-2" })]);
  const copy = join(folder, "cut.db");
  writeFileSync(copy, readFileSync(file));
  writeFileSync(`${copy}-wal`, before);
  await storage.close();
  const again = openWatched(copy);
  await expect(expectWhole(again.storage, ["d-2-c1"])).rejects.toThrow();
  await again.storage.close();
});
