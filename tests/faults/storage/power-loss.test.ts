import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { aCommit } from "@motcua/core/conformance";
import { expect, it } from "vitest";
import { aFolder, expectWhole } from "./helpers.ts";
import { type Disk, diskOf, halfWritten, layDown, randomBelow } from "./power.ts";
import { openWatched } from "./watched.ts";

it("whatever part of the unsynchronised bytes reached the disk, every answered commit is there and none by halves", async () => {
  const folder = aFolder();
  const file = join(folder, "office.db");
  const { storage, driver } = openWatched(file);
  // 2 is FULL: the log is synchronised before a commit is answered.
  expect(driver.prepare("PRAGMA synchronous").get()).toEqual({ synchronous: 2 });
  // Checkpoints often, so that many answers fall around one; not with every answer, a commit writes some thirty pages.
  driver.exec("PRAGMA wal_autocheckpoint = 100");
  const disks = [diskOf(file)];
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
    disks.push(diskOf(file));
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
    for (const [i, one] of left.entries()) {
      const copy = join(folder, `cut-${n}-${i}.db`);
      layDown(one, copy);
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
