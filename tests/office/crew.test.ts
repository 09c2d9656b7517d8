import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, expect, it } from "vitest";
import { Crew } from "../../packages/cli/src/office/crew.ts";
import { tempFolder } from "./helpers.ts";

// Workers of every bad kind, each a few lines of its own.
const folder = tempFolder();
let crew: Crew | undefined;
afterEach(() => crew?.dismiss());
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const begin = {
  kind: "begin",
  db: "nowhere",
  run: { from: "2026-08-17", days: 1, seed: 1, perDay: 1 },
} as const;

function crewOf(workers: number, lines: string, limits: { patienceMs?: number; deathsMax?: number } = {}): Crew {
  const program = join(folder, `${Math.random()}.mjs`);
  writeFileSync(program, lines);
  crew = new Crew({ workers, begin, program, ...limits });
  return crew;
}

const ready = `const tell = (message) => process.send(message, () => {});
  process.on("message", ({ kind, ordinals }) => {
    if (kind === "begin") tell({ kind: "ready" });
    else work(ordinals);
  });`;
const share = (of: Crew, ordinals: readonly number[]) =>
  of.share(
    ordinals.map((ordinal) => ({ ordinal })),
    (part) => ({ kind: "carry-out", at: 0, ordinals: part.map(({ ordinal }) => ordinal) }),
  );
const fault = '{ code: "command.input", text: { vi: "không", en: "no" } }';
const refuse = `function work(ordinals) { tell({ kind: "done", refused: ordinals.map((ordinal) => ({ ordinal, fault: ${fault} })) }); }`;

it("gives every item to somebody, and brings back what was refused", async () => {
  const { lost, refused } = await share(crewOf(3, ready + refuse), [1, 2, 3, 4, 5, 6, 7]);
  expect(lost).toBe(false);
  expect(refused.map(({ ordinal }) => ordinal).sort()).toEqual([1, 2, 3, 4, 5, 6, 7]);
});

it("says that a part was lost when its worker died over it, and goes on with the next", async () => {
  const dies = `function work(ordinals) { if (ordinals.includes(13)) process.kill(process.pid, "SIGKILL"); else tell({ kind: "done", refused: [] }); }`;
  const small = crewOf(2, ready + dies);
  expect(await share(small, [13])).toEqual({ lost: true, refused: [] });
  expect(await share(small, [1, 2])).toEqual({ lost: false, refused: [] });
});

it("kills a worker that hangs, and does without it", async () => {
  const hangs = "function work(ordinals) { if (!ordinals.includes(13)) tell({ kind: 'done', refused: [] }); }";
  const small = crewOf(1, ready + hangs, { patienceMs: 300 });
  expect(await share(small, [13])).toEqual({ lost: true, refused: [] });
  expect(await share(small, [1])).toEqual({ lost: false, refused: [] });
});

it("stops with what a worker met", async () => {
  const fails = "function work() { tell({ kind: 'failed', code: 'storage.disk_full', message: 'full' }); }";
  await expect(share(crewOf(2, ready + fails), [1, 2])).rejects.toMatchObject({ code: "storage.disk_full" });
});

it("gives up on workers that end before they did anything", async () => {
  await expect(share(crewOf(2, "process.exit(3)", { deathsMax: 4 }), [1])).rejects.toMatchObject({
    code: "office.workers_lost",
    retry: "operator",
  });
});
