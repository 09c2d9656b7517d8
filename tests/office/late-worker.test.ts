import { rmSync } from "node:fs";
import { join } from "node:path";
import { sqliteStorage } from "@motcua/adapters/sqlite";
import type { CommandId, DossierId, Storage } from "@motcua/core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { storedStates } from "../../packages/cli/src/office/figures.ts";
import type { FromWorker, ToWorker } from "../../packages/cli/src/office/messages.ts";
import { type Plan, RunRecord } from "../../packages/cli/src/office/record.ts";
import { OfficeWorker } from "../../packages/cli/src/office/worker.ts";
import { motcua, tempFolder } from "./helpers.ts";

// A worker that was put to sleep with work in its hands, and wakes up when others have done it: whatever it still does is
// what was done, or is refused.
const folder = tempFolder();
const db = join(folder, "late.db");
let storage: Storage;
let worker: OfficeWorker;
let plan: Plan;
const told: FromWorker[] = [];

beforeAll(async () => {
  await motcua("office", "--days", "2", "--seed", "5", "--per-day", "30", "--db", db, "--json");
  storage = sqliteStorage({ file: db });
  plan = (await new RunRecord(storage).plan()) ?? expect.fail("no plan");
  worker = new OfficeWorker({ tell: (message) => void told.push(message) });
  const run = { from: "2026-08-17", days: 2, seed: 5, perDay: 30 };
  expect(await answerTo({ kind: "begin", db, run })).toEqual({ kind: "ready" });
});
afterAll(async () => {
  await worker.close();
  await storage.close();
  rmSync(folder, { recursive: true, force: true });
});

async function answerTo(message: ToWorker): Promise<FromWorker | undefined> {
  await worker.hear(message);
  return told.pop();
}

const heads = async (): Promise<readonly string[]> => (await storedStates(storage)).map(({ head }) => head);

it("trap 20: a zombie worker: the plan's commands done again are the same commands", async () => {
  const before = await heads();
  const ordinals = plan.commands.map(({ ordinal }) => ordinal);
  expect(ordinals.length).toBeGreaterThan(0);
  expect(await answerTo({ kind: "carry-out", at: plan.at, ordinals })).toEqual({ kind: "done", refused: [] });
  expect(await heads()).toEqual(before);
});

it("does nothing for a plan that is no longer the one in storage", async () => {
  const before = await heads();
  const ordinals = plan.commands.map(({ ordinal }) => ordinal);
  expect(await answerTo({ kind: "carry-out", at: plan.at - 300_000, ordinals })).toEqual({ kind: "done", refused: [] });
  expect(await heads()).toEqual(before);
});

it("takes a wake once, however often it is told to", async () => {
  const [ordinal, dossierId, commandId] = await aWakeTaken();
  const [, , version, wakeAt] = commandId.split(":").map(Number);
  const before = await heads();
  const due = [{ ordinal, dossierId, version: version ?? 0, wakeAt: wakeAt ?? 0, at: wakeAt ?? 0 }];
  expect(await answerTo({ kind: "wake", due })).toEqual({ kind: "done", refused: [] });
  expect(await heads()).toEqual(before);
});

it("refuses a command whose dossier has moved on, even one that nobody took", async () => {
  const [command = expect.fail("no command")] = plan.commands;
  const { dossierId, expectedVersion } = command.request;
  const late = `${dossierId}:${expectedVersion}:never-sent` as CommandId;
  const kept = { ...plan, commands: [{ ...command, request: { ...command.request, commandId: late } }] };
  await new RunRecord(storage).keepPlan(kept);
  const before = await heads();
  const answer = await answerTo({ kind: "carry-out", at: plan.at, ordinals: [command.ordinal] });
  expect(answer).toMatchObject({ kind: "done", refused: [{ fault: { code: "command.stale_version" } }] });
  expect(await heads()).toEqual(before);
});

it("tells its driver what is broken, and does not die of it", async () => {
  const stranger = new OfficeWorker({ tell: (message) => void told.push(message) });
  await stranger.hear({ kind: "wake", due: [] });
  expect(told.pop()).toMatchObject({ kind: "failed", code: "internal.invariant" });
  const run = { from: "2026-08-17", days: 2, seed: 5, perDay: 30 };
  await stranger.hear({ kind: "begin", run, db: join(folder, "nowhere", "x.db") });
  expect(told.pop()).toMatchObject({ kind: "failed", code: "storage.not_found" });
  await stranger.close();
});

async function aWakeTaken(): Promise<readonly [ordinal: number, dossierId: DossierId, commandId: CommandId]> {
  for (const { state } of await storedStates(storage)) {
    const { items } = await storage.reader.history(state.dossierId, { limit: 1000 });
    const taken = items.find(({ commandId }) => commandId.startsWith("wake:"));
    if (taken !== undefined) return [Number(state.dossierId.split("-").at(-1)), state.dossierId, taken.commandId];
  }
  return expect.fail("no wake in this run");
}
