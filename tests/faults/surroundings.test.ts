import { statSync, truncateSync } from "node:fs";
import { join } from "node:path";
import { migratePostgres, postgresStorage } from "@motcua/adapters/postgres";
import { sqliteStorage } from "@motcua/adapters/sqlite";
import { AdapterError } from "@motcua/core";
import { aCommit } from "@motcua/core/conformance";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { startPostgres } from "../servers/postgres.ts";
import { type SmallDisk, smallDisk } from "./small-disk.ts";
import { aFile, codeOf, expectWhole, startWriter } from "./storage/helpers.ts";

/** Without the right to mount there is no disk to fill; the bounded file and the said error stand in for it (docs/reliability.md). */
const mayMount = (() => {
  const disk = smallDisk(1);
  disk?.remove();
  return disk !== undefined;
})();

function aDisk(megabytes: number): SmallDisk {
  const disk = smallDisk(megabytes);
  if (disk === undefined) throw new Error("it could be mounted a moment ago");
  onTestFinished(() => disk.remove());
  return disk;
}

const numbered = (n: number) =>
  aCommit({ dossier: `d-${n}`, events: 3, outbox: [{}], snapshot: `"${"x".repeat(3_000)}"` });

describe.runIf(mayMount)("trap 22: a disk filled to the last byte", () => {
  it("SQLite: nothing of the group is saved, it is said, and there is room again", async () => {
    const disk = aDisk(8);
    const storage = sqliteStorage({ file: join(disk.folder, "office.db") });
    for (let n = 0; n < 20; n += 1) await storage.commit([numbered(n)]);
    disk.fill();
    expect(await codeOf(() => storage.commit([numbered(20), numbered(21)]))).toBe("storage.disk_full");
    const ids = [19, 20, 21].map((n) => numbered(n).dossierId);
    expect((await storage.load(ids)).map((row) => row?.version)).toEqual([3, undefined, undefined]);
    disk.free();
    expect((await storage.commit([numbered(20), numbered(21)])).map((one) => one.kind)).toEqual([
      "committed",
      "committed",
    ]);
    await storage.close();
  });

  it("PostgreSQL: every failure is said, the server may fall, and what was acknowledged is there when it stands again", async () => {
    const disk = aDisk(220);
    vi.stubEnv("TMPDIR", disk.folder);
    onTestFinished(() => void vi.unstubAllEnvs());
    const server = await startPostgres({
      settings: { max_wal_size: "32MB", wal_recycle: "off", min_wal_size: "32MB" },
    });
    onTestFinished(async () => await server.stop());
    const url = server.url(await server.createDatabase());
    await migratePostgres({ url });
    const storage = await postgresStorage({ url, connections: 2, statementTimeoutMs: 5_000, connectTimeoutMs: 2_000 });
    const acknowledged: number[] = [];
    const codes = new Set<string>();
    let filled = false;
    for (let n = 0; n < 3_000 && codes.size === 0; n += 1) {
      try {
        const group = [1, 2, 3, 4].map((part) => numbered(n * 10 + part));
        await storage.commit(group);
        acknowledged.push(n * 10 + 4);
      } catch (error) {
        if (!AdapterError.is(error)) throw error;
        codes.add(error.code);
      }
      if (n === 20 && !filled) {
        filled = true;
        disk.fill();
      }
    }
    const said = ["storage.disk_full", "storage.connection_lost", "storage.unreachable", "storage.io_failed"];
    expect(said).toEqual(expect.arrayContaining([...codes]));
    expect(codes.size).toBe(1);
    expect(acknowledged.length).toBeGreaterThan(20);
    disk.free();
    await server.kill("immediate");
    await server.start();
    const rows = await storage.load(acknowledged.slice(-900).map((n) => numbered(n).dossierId)).catch(() => undefined);
    const again = rows ?? (await storage.load(acknowledged.slice(-900).map((n) => numbered(n).dossierId)));
    expect(again.filter((row) => row?.version !== 3)).toEqual([]);
    expect((await storage.commit([aCommit({ dossier: "later" })]))[0]?.kind).toBe("committed");
    await storage.close();
  });
});

it("trap 22: a file cut short beneath a running process: said as damaged, and never answered as if whole", async () => {
  const file = aFile();
  const storage = sqliteStorage({ file, busyTimeoutMs: 200 });
  for (let n = 0; n < 60; n += 1) await storage.commit([numbered(n)]);
  // What is in the log goes to the file first, as at any checkpoint.
  await storage.eraseContent("d-1" as Parameters<typeof storage.eraseContent>[0]);
  truncateSync(file, Math.floor(statSync(file).size / 8_192) * 4_096);
  const damaged = ["storage.damaged_file", "storage.io_failed"];
  expect(damaged).toContain(await codeOf(() => sqliteStorage({ file, busyTimeoutMs: 200 })));
  const answers = await codeOf(async () => {
    const { items } = await storage.reader.scan({ limit: 1_000 });
    for (const { dossierId } of items) await storage.reader.history(dossierId, { limit: 1_000 });
    if (items.length < 60) throw Object.assign(new Error("rows are missing, and nobody says so"), { code: "silent" });
  });
  // What it still holds in memory it may answer, whole; what it must read it calls damaged.
  expect([...damaged, "no error"]).toContain(answers);
  await storage.close().catch(() => undefined);
});

it("trap 22: four processes on one SQLite file: nobody is told that it is busy, and nobody starves", async () => {
  const file = aFile();
  const names = ["a", "b", "c", "d"];
  const writers = names.map((name) => startWriter(file, name, "100000"));
  await Promise.all(writers.map((writer) => writer.heard(1)));
  // Until the quickest has had a good share; then everybody must have had one.
  const before = writers.map((writer) => writer.answered.length);
  await Promise.race(writers.map((writer, i) => writer.heard((before[i] ?? 0) + 600)));
  const shares = writers.map((writer, i) => writer.answered.length - (before[i] ?? 0));
  for (const writer of writers) writer.process.kill("SIGKILL");
  await Promise.all(writers.map((writer) => writer.exit));
  expect(Math.min(...shares)).toBeGreaterThan(Math.max(...shares) / 20);
  const storage = sqliteStorage({ file });
  await expectWhole(
    storage,
    writers.flatMap((writer) => writer.answered),
  );
  await storage.close();
});
