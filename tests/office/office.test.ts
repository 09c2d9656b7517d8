import { existsSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { documentOf, type Ended, killedRun, motcua, type OfficeDocument, startMotcua, tempFolder } from "./helpers.ts";

const folder = tempFolder();
const file = (name: string): string => join(folder, `${name}.db`);
const sixDays = (name: string, seed = "7"): string[] => ["--days", "6", "--seed", seed, "--db", file(name)];
const office = (...args: string[]): Promise<Ended> => motcua("office", ...args, "--json");

let first: OfficeDocument;
beforeAll(async () => {
  first = documentOf(await office(...sixDays("first")));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it("prints one JSON document with the keys that programs read", async () => {
  const ended = await office(...sixDays("keys"));
  expect(ended.stderr).toBe("");
  expect(ended.stdout.trimEnd().split("\n")).toHaveLength(1);
  expect(Object.keys(documentOf(ended))).toEqual([
    "received",
    "accepted",
    "refused",
    "resolved",
    "early",
    "onTime",
    "late",
    "open",
    "apologiesOwed",
    "apologiesIssued",
    "escalations",
    "supplements",
    "events",
    "dossiers",
    "wallMs",
    "db",
    "digest",
  ]);
});

it("gives the same digest for the same seed, another for another", async () => {
  const again = documentOf(await office(...sixDays("again")));
  const other = documentOf(await office(...sixDays("other", "8")));
  expect({ ...again, wallMs: 0, db: "" }).toEqual({ ...first, wallMs: 0, db: "" });
  expect(other.digest).not.toBe(first.digest);
});

it("ends with the same digest in any time zone of the host", async () => {
  const before = process.env.TZ;
  process.env.TZ = "Pacific/Kiritimati";
  const there = documentOf(await office(...sixDays("zone")));
  if (before === undefined) delete process.env.TZ;
  else process.env.TZ = before;
  expect(there.digest).toBe(first.digest);
});

it("prints the same document again for a finished file, and refuses other arguments on it", async () => {
  expect(documentOf(await office(...sixDays("first")))).toEqual(first);
  const other = await office("--days", "5", "--seed", "7", "--db", file("first"));
  expect(other.status).toBe(1);
  expect(other.stderr).toMatch(/^error office\.other_run: [^\n]+\n$/);
  expect(other.stdout).toBe("");
  expect(documentOf(await office(...sixDays("first")))).toEqual(first);
});

it("refuses a second live driver", async () => {
  const args = ["office", "--days", "20", "--db", file("busy"), "--json"];
  const running = startMotcua(...args);
  // The first holds the lock long before a second process can be up.
  while (!existsSync(`${file("busy")}.lock`)) await new Promise((resolve) => setTimeout(resolve, 10));
  const second = await motcua(...args);
  running.child.kill("SIGKILL");
  await running.ended;
  expect(second.stderr).toMatch(/^error office\.driver_running: [^\n]+\n$/);
  expect(second.status).toBe(1);
});

it("survives SIGKILL at any moment with the same digest", async () => {
  const moments = Array.from({ length: 8 }, () => 200 + Math.floor(Math.random() * 700));
  const { ended, kills } = await killedRun(sixDays("killed"), moments);
  expect(documentOf(ended).digest, `killed after ${moments.slice(0, kills).join(", ")} ms`).toBe(first.digest);
  const checked = await motcua("verify", "--db", file("killed"), "--json");
  expect(checked.status).toBe(0);
});

it("tells a person what came of it", async () => {
  const ended = await motcua("office", ...sixDays("first"));
  for (const part of ["KẾT QUẢ / FIGURES", "MỘT HỒ SƠ", "Vì sao ngày này", "DỮ LIỆU / DATABASE", file("first")])
    expect(ended.stdout).toContain(part);
});

it.each([
  ["a day that does not exist", ["--from", "2026-02-30"]],
  ["a date beyond the calendar", ["--from", "2041-01-01"]],
  ["before the procedures were in force", ["--from", "2024-01-01"]],
  ["no days", ["--days", "0"]],
  ["an absurd number of days", ["--days", "999999"]],
  ["a fraction", ["--days", "1.5"]],
  ["a negative seed", ["--seed=-1"]],
  ["an option that is not there", ["--fast"]],
  ["an argument too many", ["today"]],
])("refuses %s as wrong use", async (_name, args) => {
  const ended = await office("--db", file("never"), ...args);
  expect(ended.status).toBe(2);
  expect(ended.stderr).toMatch(/^error cli\.usage: [^\n]+\n$/);
  expect(ended.stdout).toBe("");
});

it.each([
  ["a folder that is not there", () => join(folder, "nowhere", "x.db"), "storage.not_found"],
  ["a folder", () => folder, "storage.cannot_open"],
  [
    "a file of another program",
    () => {
      writeFileSync(file("foreign"), "not a database at all, only words ".repeat(10));
      return file("foreign");
    },
    "storage.damaged_file",
  ],
])("refuses %s with a code and no stack trace", async (_name, make, code) => {
  const ended = await office("--db", make());
  expect(ended.status).toBe(1);
  expect(ended.stderr).toMatch(new RegExp(`^error ${code.replace(".", "\\.")}: [^\\n]+\\n$`));
  expect(ended.stdout).toBe("");
});
