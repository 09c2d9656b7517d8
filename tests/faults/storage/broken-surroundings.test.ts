import { existsSync, mkdirSync, readdirSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { openNodeSqlite, sqliteStorage } from "@motcua/adapters/sqlite";
import { aCommit, t } from "@motcua/core/conformance";
import { describe, expect, it } from "vitest";
import { aFile, aFolder, codeOf, office } from "./helpers.ts";
import { openWatched } from "./watched.ts";

/** A database of ours with some dossiers, closed. */
async function aDatabase(): Promise<string> {
  const file = aFile();
  const storage = sqliteStorage({ file });
  for (let n = 0; n < 40; n++) await storage.commit([aCommit({ dossier: `d-${n}`, snapshot: `"${"x".repeat(500)}"` })]);
  await storage.close();
  return file;
}

function foreignDatabase(sql: string): string {
  const file = aFile();
  const driver = openNodeSqlite(file, { readOnly: false });
  driver.exec(sql);
  driver.close();
  return file;
}

/** The file is refused with a code, a readable message, and not a byte of it changes. */
async function expectRefused(file: string, code: string): Promise<void> {
  const [bytes, names] = [readFileSync(file), readdirSync(dirname(file))];
  for (const mode of ["read-write", "read-only"] as const) {
    expect(await codeOf(() => sqliteStorage({ file, mode, busyTimeoutMs: 50 }))).toBe(code);
    expect(() => sqliteStorage({ file, mode, busyTimeoutMs: 50 })).toThrow(/\.db/);
  }
  expect(readFileSync(file).equals(bytes)).toBe(true);
  expect(readdirSync(dirname(file))).toEqual(names);
}

describe("a file that is not for us is refused and left as it is", () => {
  it("a database of another program", async () => {
    await expectRefused(
      foreignDatabase("CREATE TABLE theirs (a); INSERT INTO theirs VALUES (1)"),
      "storage.foreign_file",
    );
    await expectRefused(foreignDatabase("PRAGMA application_id = 7; CREATE TABLE t (a)"), "storage.foreign_file");
    await expectRefused(foreignDatabase("PRAGMA journal_mode = WAL; CREATE TABLE t (a)"), "storage.foreign_file");
  });

  it("a database of a newer release", async () => {
    const file = await aDatabase();
    const driver = openNodeSqlite(file, { readOnly: false });
    driver.exec("PRAGMA user_version = 99");
    driver.close();
    await expectRefused(file, "storage.newer_schema");
  });

  it("a file that is no database", async () => {
    const file = aFile();
    writeFileSync(file, "Danh sách hồ sơ\n".repeat(1000));
    await expectRefused(file, "storage.damaged_file");
    writeFileSync(file, "short");
    await expectRefused(file, "storage.damaged_file");
  });

  it("a truncated database", async () => {
    const file = await aDatabase();
    const size = readFileSync(file).length;
    for (const bytes of [size - 1, Math.floor(size / 2), 8192, 4096, 1000, 60]) {
      truncateSync(file, bytes);
      const code = await codeOf(async () => {
        const storage = sqliteStorage({ file, busyTimeoutMs: 50 });
        await storage.close();
      });
      expect([bytes, code]).toEqual([bytes, "storage.damaged_file"]);
      expect(readFileSync(file).length).toBe(bytes);
    }
  });

  it("a database with a damaged page says so when it is read", async () => {
    const file = await aDatabase();
    const bytes = readFileSync(file);
    bytes.fill(0xff, 4096);
    writeFileSync(file, bytes);
    const read = async () => {
      const storage = sqliteStorage({ file });
      try {
        await storage.reader.scan({ limit: 1000 });
      } finally {
        await storage.close();
      }
    };
    expect(await codeOf(read)).toBe("storage.damaged_file");
  });
});

describe("a place that cannot be used", () => {
  it("no folder, and no file to read", async () => {
    const folder = aFolder();
    expect(await codeOf(() => sqliteStorage({ file: join(folder, "none", "office.db") }))).toBe("storage.not_found");
    const file = join(folder, "office.db");
    expect(await codeOf(() => sqliteStorage({ file, mode: "read-only" }))).toBe("storage.not_found");
    expect(existsSync(file)).toBe(false);
    writeFileSync(file, "");
    expect(await codeOf(() => sqliteStorage({ file, mode: "read-only" }))).toBe("storage.not_found");
  });

  it("a folder in the place of the file", async () => {
    const folder = aFolder();
    mkdirSync(join(folder, "office.db"));
    expect(await codeOf(() => sqliteStorage({ file: join(folder, "office.db") }))).toBe("storage.cannot_open");
  });

  it("a file that cannot be written is readable, and every write says why it fails", async () => {
    const file = await aDatabase();
    // Rights mean nothing to an administrator, so the driver itself is opened without the right to write.
    const storage = sqliteStorage({ file, open: (name) => openNodeSqlite(name, { readOnly: true }) });
    expect((await storage.load([aCommit({ dossier: "d-1" }).dossierId]))[0]?.version).toBe(1);
    expect(await codeOf(() => storage.commit([aCommit({ dossier: "new" })]))).toBe("storage.read_only");
    expect(await codeOf(() => storage.writeHostRecord(office, "k", "v"))).toBe("storage.read_only");
    await storage.close();
  });

  it("an empty file becomes ours", async () => {
    const file = aFile();
    writeFileSync(file, "");
    const storage = sqliteStorage({ file });
    expect(await storage.commit([aCommit()])).toEqual([{ kind: "committed", version: 1 }]);
    await storage.close();
  });
});

it("a reader without write access sees what a running writer commits", async () => {
  const file = await aDatabase();
  const writer = sqliteStorage({ file });
  const reader = sqliteStorage({ file, mode: "read-only" });
  await writer.commit([aCommit({ dossier: "new", wakeAt: t(1) })]);
  expect((await reader.load([aCommit({ dossier: "new" }).dossierId]))[0]?.version).toBe(1);
  expect(await codeOf(() => reader.commit([aCommit({ dossier: "other" })]))).toBe("storage.read_only");
  expect(await codeOf(() => reader.claimWakes({ dueThrough: t(1), leaseMs: 1000, limit: 1 }))).toBe(
    "storage.read_only",
  );
  await reader.close();
  await writer.close();
});

it("a full disk: nothing is saved, it is said, and the store works again when there is space", async () => {
  const { storage, driver } = openWatched(aFile());
  await storage.commit([aCommit({ dossier: "before", wakeAt: t(1) })]);
  const { page_count: pages } = driver.prepare("PRAGMA page_count").get() as { page_count: number };
  driver.exec(`PRAGMA max_page_count = ${pages + 2}`);
  const large = JSON.stringify({ note: "x".repeat(60_000) });
  const group = [
    aCommit({ dossier: "small", outbox: [{}] }),
    aCommit({ dossier: "before", on: 1, events: [large], outbox: [{}] }),
  ];
  expect(await codeOf(() => storage.commit(group))).toBe("storage.disk_full");
  const ids = group.map((commit) => commit.dossierId);
  expect((await storage.load(ids)).map((row) => row?.version)).toEqual([undefined, 1]);
  expect(await storage.nextDueAt()).toBe(t(1));
  expect(await storage.claimOutbox({ dueThrough: t(9), leaseMs: 1000, limit: 9 })).toEqual([]);
  driver.exec("PRAGMA max_page_count = 1000000");
  const outcomes = await storage.commit(group);
  expect(outcomes.map((outcome) => outcome.kind)).toEqual(["committed", "committed"]);
  await storage.close();
});

it("a database kept locked is busy, not broken, and is used again afterwards", async () => {
  const file = await aDatabase();
  const other = openNodeSqlite(file, { readOnly: false });
  other.exec("BEGIN IMMEDIATE");
  const storage = sqliteStorage({ file, busyTimeoutMs: 80 });
  expect(await codeOf(() => storage.commit([aCommit({ dossier: "new" })]))).toBe("storage.busy");
  expect((await storage.load([aCommit({ dossier: "d-1" }).dossierId]))[0]?.version).toBe(1);
  // Given back in time, the waiting commit goes through.
  const patient = sqliteStorage({ file, busyTimeoutMs: 5_000 });
  const waiting = patient.commit([aCommit({ dossier: "new" })]);
  setTimeout(() => other.exec("COMMIT"), 60);
  expect(await waiting).toEqual([{ kind: "committed", version: 1 }]);
  for (const each of [storage, patient]) await each.close();
  other.close();
});

it("erased content leaves no bytes in the file or its log", async () => {
  const file = await aDatabase();
  const storage = sqliteStorage({ file });
  const secret = "Nguyễn-Văn-Mật-0123456789";
  await storage.commit([
    aCommit({ dossier: "d-new", content: [{ body: `{"name":"${secret}"}`, searchTokens: [secret] }] }),
  ]);
  const holds = () => ["", "-wal"].some((end) => existsSync(file + end) && readFileSync(file + end).includes(secret));
  expect(holds()).toBe(true);
  expect(await storage.eraseContent(aCommit({ dossier: "d-new" }).dossierId)).toBe(1);
  expect(holds()).toBe(false);
  await storage.close();
});
