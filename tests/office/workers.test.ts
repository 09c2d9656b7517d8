import { rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { disturbedRun, seededRandom } from "./disturbed-run.ts";
import { documentOf, motcua, type OfficeDocument, tempFolder } from "./helpers.ts";

const folder = tempFolder();
const file = (name: string): string => join(folder, `${name}.db`);
const threeDays = (name: string): string[] => ["--days", "3", "--seed", "11", "--db", file(name)];

let alone: OfficeDocument;
beforeAll(async () => {
  alone = documentOf(await motcua("office", ...threeDays("alone"), "--json"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it("comes to the same digest whoever does the work", async () => {
  const ended = await motcua("office", ...threeDays("four"), "--workers", "4", "--json");
  const document = documentOf(ended);
  expect({ ...document, wallMs: 0, db: "" }).toEqual({ ...alone, wallMs: 0, db: "" });
});

it("comes to the same digest while workers and driver are killed at random", async () => {
  const seed = Math.floor(Math.random() * 2 ** 32);
  const args = [...threeDays("killed"), "--workers", "4"];
  const done = await disturbedRun(args, { random: seededRandom(seed), workerKills: 12, driverKills: 2 });
  const said = `seed ${seed}: ${done.workerKills} workers and ${done.driverKills} drivers killed; ${done.ended.stderr}`;
  expect(done.ended.status, said).toBe(0);
  expect(documentOf(done.ended).digest, said).toBe(alone.digest);
  const checked = await motcua("verify", "--db", file("killed"), "--json");
  expect(checked.status, checked.stdout).toBe(0);
}, 240_000);

it.each([
  ["no workers", ["--workers", "0"]],
  ["more than a machine has use for", ["--workers", "99"]],
  ["part of a worker", ["--workers", "1.5"]],
  ["workers on what only this process sees", ["--workers", "2", "--db", ":memory:"]],
])("refuses %s as wrong use", async (_name, args) => {
  const ended = await motcua("office", "--db", file("never"), ...args);
  expect(ended.status).toBe(2);
  expect(ended.stderr).toMatch(/^error cli\.usage: [^\n]+\n$/);
});

it("starts no worker by hand", async () => {
  const ended = await motcua("office-worker");
  expect(ended.status).toBe(2);
  expect(ended.stderr).toMatch(/^error cli\.usage: [^\n]+\n$/);
});
