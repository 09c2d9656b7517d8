import { mkdirSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { openNodeSqlite, type SqliteDriver, sqliteStorage } from "@motcua/adapters/sqlite";
import { aCommit } from "@motcua/core/conformance";
import { describe, expect, it } from "vitest";
import { aFile, aFolder, codeOf, office, startWriter } from "./helpers.ts";

const id = (dossier: string) => aCommit({ dossier }).dossierId;
const hasLockList = process.platform === "linux";

/** Locks of this process on a file, as the system lists them. */
function locksOn(file: string): string[] {
  const inode = String(statSync(file).ino);
  const mine = (words: readonly string[]) => words[4] === String(process.pid) && words[5]?.split(":").at(-1) === inode;
  return readFileSync("/proc/locks", "utf8")
    .split("\n")
    .map((line) => line.trim().split(/\s+/))
    .filter(mine)
    .map((words) => words.slice(1).join(" "));
}

describe("one file opened twice in one process", () => {
  it.runIf(hasLockList)("keeps the locks of the first connection when the second one comes and goes", async () => {
    const file = aFile();
    const writer = sqliteStorage({ file });
    await writer.commit([aCommit()]);
    const held = locksOn(file);
    expect(held.length).toBe(1);
    const reader = sqliteStorage({ file, mode: "read-only" });
    expect(locksOn(file)).toEqual(held);
    await reader.close();
    expect(locksOn(file)).toEqual(held);
    const other = sqliteStorage({ file });
    await other.close();
    expect(locksOn(file)).toEqual(held);
    await writer.close();
    expect(locksOn(file)).toEqual([]);
  });

  it("keeps the log of a running writer when another process comes and goes", async () => {
    const file = aFile();
    const writer = sqliteStorage({ file });
    await writer.commit([aCommit({ dossier: "before" })]);
    await sqliteStorage({ file, mode: "read-only" }).close();
    const visitor = startWriter(file, "visitor", "1");
    expect(await visitor.exit).toBe(0);
    await writer.commit([aCommit({ dossier: "after" })]);
    const later = sqliteStorage({ file });
    const rows = await later.load([id("before"), id("visitor-0-0"), id("after")]);
    expect(rows.map((row) => row?.version)).toEqual([1, 4, 1]);
    await later.close();
    await writer.close();
  });

  it("gives every descriptor back", async () => {
    const file = aFile();
    for (let n = 0; n < 50; n++) await sqliteStorage({ file }).close();
    if (!hasLockList) return;
    const open = readdirSync("/proc/self/fd").length;
    for (let n = 0; n < 50; n++) await sqliteStorage({ file, mode: n % 2 ? "read-only" : "read-write" }).close();
    expect(readdirSync("/proc/self/fd").length).toBeLessThanOrEqual(open + 2);
  });
});

describe("names of files", () => {
  it("with spaces, Vietnamese letters and signs of addresses are taken as they are", async () => {
    const folder = join(aFolder(), "Hồ sơ một cửa #1 %20?");
    mkdirSync(folder);
    for (const name of ["Sổ năm 2026.db", "file:office.db?mode=memory", "%41.db", "a'b\"c.db"]) {
      const file = join(folder, name);
      const storage = sqliteStorage({ file });
      await storage.commit([aCommit()]);
      await storage.close();
      expect(readdirSync(folder)).toContain(name);
      const reader = sqliteStorage({ file, mode: "read-only" });
      expect((await reader.load([id("d-1")]))[0]?.version).toBe(1);
      await reader.close();
    }
  });

  it("relative ones, also such that look like an address, are files", async () => {
    const before = process.cwd();
    const folder = aFolder();
    process.chdir(folder);
    try {
      for (const name of ["office.db", "file:office.db?mode=memory"]) {
        const storage = sqliteStorage({ file: name });
        process.chdir(before);
        await storage.commit([aCommit()]);
        await storage.close();
        process.chdir(folder);
      }
    } finally {
      process.chdir(before);
    }
    expect(readdirSync(folder).sort()).toEqual(["file:office.db?mode=memory", "office.db"]);
  });

  it("an empty one is refused: nothing would outlive the process", async () => {
    expect(await codeOf(() => sqliteStorage({ file: "" }))).toBe("storage.cannot_open");
  });
});

describe("a folder that cannot be written", () => {
  // Rights mean nothing to an administrator, so the driver says what SQLite says there.
  const inReadOnlyFolder = (name: string, options: { readonly readOnly: boolean }): SqliteDriver => {
    const driver = openNodeSqlite(name, options);
    if (name.startsWith("file:")) return driver;
    const refuse = () => {
      throw Object.assign(new Error("attempt to write a readonly database"), { errcode: 1288 });
    };
    return { prepare: refuse, exec: refuse, close: () => driver.close() };
  };

  it("is no hindrance to reading a database that nobody writes", async () => {
    const file = join(aFolder(), "Lưu trữ #1.db");
    const storage = sqliteStorage({ file });
    await storage.commit([aCommit()]);
    await storage.close();
    const reader = sqliteStorage({ file, mode: "read-only", open: inReadOnlyFolder });
    expect((await reader.load([id("d-1")]))[0]?.version).toBe(1);
    expect(await codeOf(() => reader.writeHostRecord(office, "k", "v"))).toBe("storage.read_only");
    await reader.close();
  });

  it("is one when a log lies there: the file alone would not be the whole", async () => {
    const file = aFile();
    const storage = sqliteStorage({ file });
    await storage.commit([aCommit()]);
    expect(await codeOf(() => sqliteStorage({ file, mode: "read-only", open: inReadOnlyFolder }))).toBe(
      "storage.read_only",
    );
    await storage.close();
  });
});

it("a list of live and ended dossiers shows one moment, whatever another process does meanwhile", async () => {
  const file = aFile();
  const writer = sqliteStorage({ file });
  for (const dossier of ["d-1", "d-2", "d-3"]) await writer.commit([aCommit({ dossier })]);
  const other = openNodeSqlite(file, { readOnly: false });
  let armed = false;
  const open: typeof openNodeSqlite = (name, options) => {
    const driver = openNodeSqlite(name, options);
    return {
      exec: (sql) => driver.exec(sql),
      close: () => driver.close(),
      prepare: (sql) => {
        const statement = driver.prepare(sql);
        if (!sql.includes("phase = 'ended'")) return statement;
        const all: typeof statement.all = (...values) => {
          if (armed) other.exec("UPDATE dossier SET phase = 'ended' WHERE dossier_id = 'd-2'");
          return statement.all(...values);
        };
        return { all, run: statement.run.bind(statement), get: statement.get.bind(statement) };
      },
    };
  };
  const reader = sqliteStorage({ file, open });
  armed = true;
  const page = await reader.reader.list({ officeId: office, order: "id" }, { limit: 10 });
  expect(page.items.map((row) => row.dossierId)).toEqual(["d-1", "d-2", "d-3"]);
  other.close();
  await reader.close();
  await writer.close();
});
