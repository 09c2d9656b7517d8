import { copyFileSync, readFileSync, statSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { lockOffice, sqliteStorage } from "@motcua/adapters/sqlite";
import { aCommit } from "@motcua/core/conformance";
import { expect, it } from "vitest";
import { aFile, aFolder, codeOf, expectWhole, startWriter } from "./helpers.ts";
import { openWatched } from "./watched.ts";

it("nothing answered is lost, and nothing is half there, when the process is killed twenty times", async () => {
  const file = aFile();
  const answered: string[] = [];
  for (let round = 0; round < 20; round++) {
    const writer = startWriter(file, `r${round}`, "100000");
    // Uneven moments, so that the kill falls before, in and after a transaction.
    await writer.heard(8 + ((round * 37) % 200));
    await new Promise((resolve) => setTimeout(resolve, (round * 7) % 11));
    writer.process.kill("SIGKILL");
    await writer.exit;
    answered.push(...writer.answered);
    const storage = sqliteStorage({ file });
    await expectWhole(storage, writer.answered);
    await storage.close();
  }
  const storage = sqliteStorage({ file });
  await expectWhole(storage, answered);
  await storage.close();
  expect(answered.length).toBeGreaterThan(20 * 8);
});

it("four processes write one file at once", async () => {
  const file = aFile();
  const writers = ["a", "b", "c", "d"].map((name) => startWriter(file, name, "25"));
  expect(await Promise.all(writers.map((writer) => writer.exit))).toEqual([0, 0, 0, 0]);
  const storage = sqliteStorage({ file });
  const answered = writers.flatMap((writer) => writer.answered);
  expect(answered.length).toBe(4 * 25 * 8 * 2);
  await expectWhole(storage, answered);
  await storage.close();
});

it("four processes send the same commands at once, and each is done once", async () => {
  const file = aFile();
  const writers = ["a", "b", "c", "d"].map(() => startWriter(file, "same", "10", "race"));
  expect(await Promise.all(writers.map((writer) => writer.exit))).toEqual([0, 0, 0, 0]);
  const storage = sqliteStorage({ file });
  await expectWhole(
    storage,
    writers.flatMap((writer) => writer.answered),
  );
  await storage.close();
});

it("a power cut keeps every answered commit: what was not synchronised is dropped", async () => {
  const folder = aFolder();
  const file = join(folder, "office.db");
  const { storage, driver } = openWatched(file);
  // 2 is FULL: the log is synchronised before a commit is answered, so its bytes up to then are on the disk.
  expect(driver.prepare("PRAGMA synchronous").get()).toEqual({ synchronous: 2 });
  const answered: { readonly command: string; readonly logBytes: number }[] = [];
  for (let n = 0; n < 60; n++) {
    const dossier = `d-${n}`;
    const content = [{ id: `${dossier}:note`, version: 1 }];
    await storage.commit([aCommit({ dossier, events: 2, outbox: [{}], content })]);
    answered.push({ command: `${dossier}-c1`, logBytes: statSync(`${file}-wal`).size });
  }
  for (let n = 0; n < 60; n += 3) await expectAfterCut(folder, file, answered, n);
  await storage.close();
});

/** A copy as the disk may hold it: the log up to the answer, then some bytes of the next commit, whole or as rubbish. */
async function expectAfterCut(
  folder: string,
  file: string,
  answered: readonly { readonly command: string; readonly logBytes: number }[],
  n: number,
): Promise<void> {
  const copy = join(folder, `cut-${n}.db`);
  const kept = answered[n]?.logBytes ?? 0;
  const extra = Math.min((n * 997) % 9_000, (answered.at(-1)?.logBytes ?? 0) - kept);
  copyFileSync(file, copy);
  copyFileSync(`${file}-wal`, `${copy}-wal`);
  truncateSync(`${copy}-wal`, kept + extra);
  if (n % 2 === 1)
    writeFileSync(
      `${copy}-wal`,
      Buffer.concat([readFileSync(`${copy}-wal`).subarray(0, kept), Buffer.alloc(extra, 0xa5)]),
    );
  const storage = sqliteStorage({ file: copy });
  const until = answered.slice(0, n + 1).map((each) => each.command);
  await expectWhole(storage, until);
  await storage.close();
}

it("a second driver of an office is refused, and a killed one gives its lock back", async () => {
  const file = aFile();
  const first = lockOffice(file);
  expect(await codeOf(() => lockOffice(file))).toBe("office.driver_running");
  const refused = startWriter(file, "w", "0", "lock");
  expect(await refused.exit).toBe(1);
  expect(refused.answered).toEqual(["office.driver_running"]);
  const link = join(aFolder(), "by another name.db");
  writeFileSync(file, "");
  symlinkSync(file, link);
  expect(await codeOf(() => lockOffice(link))).toBe("office.driver_running");
  first.release();
  first.release();
  const child = startWriter(file, "w", "0", "lock");
  await child.heard(1);
  expect(child.answered).toEqual(["locked"]);
  expect(await codeOf(() => lockOffice(file))).toBe("office.driver_running");
  child.process.kill("SIGKILL");
  await child.exit;
  lockOffice(file).release();
});
