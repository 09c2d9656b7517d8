import { join } from "node:path";
import { type Hash, verifyStorage } from "@motcua/core";
import { expect, it } from "vitest";
import { act, people, why } from "../dossier/kit.ts";
import { aFolder } from "../faults/storage/helpers.ts";
import { type Disk, diskOf, halfWritten, layDown, randomBelow } from "../faults/storage/power.ts";
import { openWatched } from "../faults/storage/watched.ts";
import { openOffice } from "./engine-kit.ts";

const dossiers = ["d1", "d2", "d3", "d4", "d5", "d6"];

it("after a power cut at any moment of an office's work, every answered command is there and verify finds nothing", async () => {
  const folder = aFolder();
  const file = join(folder, "office.db");
  const { storage, driver } = openWatched(file);
  driver.exec("PRAGMA wal_autocheckpoint = 30");
  const office = openOffice(storage);
  const steps: readonly ((id: string) => Promise<unknown>)[] = [
    (id: string) => office.accept(id),
    (id: string) => office.good(id, people.desk, act("intake", "forward")),
    (id: string) => office.good(id, people.officer, { type: "claim" }),
    (id: string) => office.good(id, people.officer, { type: "request-supplement", reason: why("missing-paper") }),
    (id: string) => office.good(id, people.desk, { type: "receive-supplement", complete: true }),
  ];
  const disks = [diskOf(file)];
  const moments: { readonly events: number; readonly heads: Map<string, Kept> }[] = [{ events: 0, heads: new Map() }];
  for (const step of steps)
    for (let first = 0; first < dossiers.length; first += 2) {
      await Promise.all(dossiers.slice(first, first + 2).map((id) => step(id)));
      disks.push(diskOf(file));
      moments.push(await answeredSoFar(storage));
    }
  await storage.close();

  const below = randomBelow(20_261_122);
  let copies = 0;
  for (let n = 0; n + 1 < disks.length; n += 1) {
    const [before, after, moment] = [disks[n], disks[n + 1], moments[n]];
    if (before === undefined || after === undefined || moment === undefined)
      throw new TypeError("a disk for every answer");
    const checkpoint = !before.file.equals(after.file);
    const left: readonly Disk[] = [
      before,
      { file: before.file, log: halfWritten(before.log, after.log, below) },
      ...(checkpoint ? [{ file: halfWritten(before.file, after.file, below), log: after.log }] : []),
    ];
    for (const [i, disk] of left.entries()) {
      const copy = join(folder, `cut-${n}-${i}.db`);
      layDown(disk, copy);
      const again = openWatched(copy).storage;
      // What was answered before the cut is an anchor: nothing of it may be missing, changed or cut off.
      const verified = await verifyStorage(again, moment.heads);
      expect(verified.damages).toEqual([]);
      expect(verified.events).toBeGreaterThanOrEqual(moment.events);
      await again.close();
      copies += 1;
    }
  }
  expect(copies).toBeGreaterThan(30);
});

interface Kept {
  readonly version: number;
  readonly head: Hash;
}

async function answeredSoFar(storage: Parameters<typeof verifyStorage>[0]) {
  const { items } = await storage.reader.scan({ limit: 100 });
  const heads = new Map(items.map(({ dossierId, version, head }) => [dossierId as string, { version, head }]));
  const events = items.reduce((sum, { version }) => sum + version, 0);
  return { events, heads };
}
