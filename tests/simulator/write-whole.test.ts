import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { appendFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeInPlace, writeLogFile } from "@motcua/adapters/event-log";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { writeWhole } from "../../packages/cli/src/write-whole.ts";
import { logOfRows } from "./log-samples.ts";

let folder = "";
const at = (name: string): string => join(folder, name);
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "motcua-whole-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it("puts a new file in its place, or in that of an old one, and leaves nothing beside it", async () => {
  await writeWhole(at("a.html"), "one");
  expect(readFileSync(at("a.html"), "utf8")).toBe("one");
  await writeWhole(at("a.html"), "two");
  expect(readFileSync(at("a.html"), "utf8")).toBe("two");
  expect(readdirSync(folder)).toEqual(["a.html"]);
});

it("leaves the old file whole and nothing new when writing fails or is given up", async () => {
  writeFileSync(at("log.csv"), "old");
  const failing = writeInPlace(at("log.csv"), async (path) => {
    await writeFile(path, "half of it");
    throw Object.assign(new Error("ENOSPC: no space"), { code: "ENOSPC", syscall: "write", path });
  });
  await expect(failing).rejects.toMatchObject({ code: "ENOSPC", path: at("log.csv") });
  await writeInPlace(at("log.csv"), async (path) => {
    await writeFile(path, "half of it");
    return false;
  });
  await expect(writeWhole(at("none/log.csv"), "x")).rejects.toMatchObject({ code: "ENOENT", path: at("none/log.csv") });
  expect(readdirSync(folder)).toEqual(["log.csv"]);
  expect(readFileSync(at("log.csv"), "utf8")).toBe("old");
});

it("never shows half a file", async () => {
  writeFileSync(at("a.csv"), "old");
  await writeInPlace(at("a.csv"), async (path) => {
    for (const part of ["ne", "w"]) {
      await appendFile(path, part);
      expect(readFileSync(at("a.csv"), "utf8")).toBe("old");
    }
    // A format is told by the name.
    expect(path.endsWith("a.csv")).toBe(true);
    return true;
  });
  expect(readFileSync(at("a.csv"), "utf8")).toBe("new");
});

it("keeps links and permissions, and writes to what is no file as it is", async () => {
  writeFileSync(at("real.html"), "old", { mode: 0o640 });
  symlinkSync(at("real.html"), at("link.html"));
  await writeWhole(at("link.html"), "new");
  expect(readFileSync(at("real.html"), "utf8")).toBe("new");
  expect(statSync(at("real.html")).mode & 0o777).toBe(0o640);
  await writeWhole("/dev/null", "gone");
  expect(readdirSync(folder).sort()).toEqual(["link.html", "real.html"]);
});

it("keeps an old log where the new one cannot be written", async () => {
  writeFileSync(at("log.csv"), "old");
  const rows = Array.from({ length: 5_000 }, (_, i) => ({ dossier: `H${i}`, activity: "a", startAt: 0, endAt: 5 }));
  const log = logOfRows(rows);
  // The text of a log is made while it is written: some of it is on the disk by then.
  vi.spyOn(log.items, "endAt").mockImplementation((row) => {
    if (row > 4_000) throw new RangeError("out of memory");
    return 5;
  });
  await expect(writeLogFile(at("log.csv"), log)).rejects.toThrow("out of memory");
  expect(readdirSync(folder)).toEqual(["log.csv"]);
  expect(readFileSync(at("log.csv"), "utf8")).toBe("old");
  vi.restoreAllMocks();
  await writeLogFile(at("log.csv"), log);
  expect(readFileSync(at("log.csv"), "utf8")).toContain("H4999,a,");
});
