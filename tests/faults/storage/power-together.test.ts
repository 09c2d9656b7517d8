import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { aCommit } from "@motcua/core/conformance";
import { expect, it, onTestFinished } from "vitest";
import { aFolder, expectWhole } from "./helpers.ts";
import { type Disk, diskOf, halfWritten, layDown, randomBelow } from "./power.ts";
import { openWatched } from "./watched.ts";

/** A process on the file; it does one commit when told to. */
class Writer {
  readonly #child: ChildProcess;
  readonly #heard: ((line: string | undefined) => void)[] = [];
  readonly ended: Promise<void>;

  constructor(file: string) {
    const script = fileURLToPath(new URL("./power-writer.ts", import.meta.url));
    this.#child = spawn(process.execPath, ["--conditions=motcua-source", "--no-warnings", script, file], {
      stdio: ["pipe", "pipe", "inherit"],
    });
    this.#child.stdin?.on("error", () => {});
    const answered = (line: string | undefined): void => this.#heard.shift()?.(line);
    createInterface({ input: this.#child.stdout ?? process.stdin }).on("line", answered);
    this.ended = new Promise((resolve) =>
      this.#child.once("close", () => {
        while (this.#heard.length > 0) answered(undefined);
        resolve();
      }),
    );
  }

  /** What it says next; nothing when it dies instead. */
  next(): Promise<string | undefined> {
    return new Promise((resolve) => this.#heard.push(resolve));
  }

  commit(dossier: string, on: number): Promise<string | undefined> {
    const answer = this.next();
    this.#child.stdin?.write(`${dossier} ${on}\n`);
    return answer;
  }

  kill(): void {
    this.#child.kill("SIGKILL");
  }
}

interface Moment {
  readonly before: Disk;
  readonly after: Disk;
  /** Commands answered by then, whichever process answered. */
  readonly answered: readonly string[];
  /** Several wrote between the two. */
  readonly together: boolean;
}

/** Commits in turn, at once, and killed in the middle, by processes that share file, log and locks. */
async function momentsOf(file: string, below: (n: number) => number): Promise<readonly Moment[]> {
  const writers = await Promise.all(Array.from({ length: 3 }, () => begin(file)));
  onTestFinished(() => {
    for (const writer of writers) writer.kill();
  });
  const moments: Moment[] = [];
  const answered: string[] = [];
  const again: string[] = [];
  let before = diskOf(file);
  for (let n = 0; n < 42; n += 1) {
    const shape = n % 9 === 8 ? "killed" : n % 6 === 5 ? "together" : "in turn";
    const place = below(writers.length);
    const chosen = shape === "together" ? writers : [writers[place]];
    const already = answered.slice();
    const answers = chosen.map((writer, i) => {
      const known = n % 2 === 1 && shape !== "killed" ? again.shift() : undefined;
      return writer?.commit(known ?? `d-${n}-${i}`, known === undefined ? 0 : 2);
    });
    if (shape === "killed") {
      await new Promise((resolve) => setTimeout(resolve, below(3)));
      writers[place]?.kill();
      await writers[place]?.ended;
    }
    for (const answer of await Promise.all(answers)) {
      if (answer === undefined) continue;
      answered.push(answer);
      if (answer.endsWith("-c1") && shape !== "killed") again.push(answer.slice(0, -3));
    }
    if (shape === "killed") writers[place] = await begin(file);
    const after = diskOf(file);
    moments.push({ before, after, answered: already, together: shape !== "in turn" });
    before = after;
  }
  moments.push({ before, after: before, answered, together: false });
  return moments;
}

async function begin(file: string): Promise<Writer> {
  const writer = new Writer(file);
  expect(await writer.next()).toBe("ready");
  return writer;
}

/** What the disk may hold when the power goes between two moments. */
function disksBetween({ before, after, together }: Moment, below: (n: number) => number): readonly Disk[] {
  const checkpoint = !before.file.equals(after.file);
  // Several steps of SQLite's order lie between: only what was appended can be told apart from outside.
  if (together && checkpoint) return [before, after];
  const half = (): Disk => ({ file: before.file, log: halfWritten(before.log, after.log, below) });
  const copied = (): Disk => ({ file: halfWritten(before.file, after.file, below), log: after.log });
  return checkpoint ? [before, half(), copied(), copied()] : [before, half(), half()];
}

it("trap 22: several processes write one file, and the power goes: whoever answered, it is there, and nothing is half there", async () => {
  const folder = aFolder();
  const file = join(folder, "office.db");
  const below = randomBelow(20_261_125);
  const moments = await momentsOf(file, below);
  const seen = { checkpoints: 0, restarts: 0, together: 0, copies: 0 };
  for (const [n, moment] of moments.entries()) {
    const { before, after, together } = moment;
    if (!before.file.equals(after.file)) seen.checkpoints += 1;
    if (!before.log.subarray(0, 32).equals(after.log.subarray(0, 32))) seen.restarts += 1;
    if (together) seen.together += 1;
    for (const [i, disk] of disksBetween(moment, below).entries()) {
      const copy = join(folder, `cut-${n}-${i}.db`);
      layDown(disk, copy);
      const again = openWatched(copy);
      expect(again.driver.prepare("PRAGMA synchronous").get()).toEqual({ synchronous: 2 });
      await expectWhole(again.storage, moment.answered);
      expect(again.driver.prepare("PRAGMA integrity_check").all()).toEqual([{ integrity_check: "ok" }]);
      expect(await again.storage.commit([aCommit({ dossier: "later" })])).toEqual([{ kind: "committed", version: 1 }]);
      await again.storage.close();
      seen.copies += 1;
    }
  }
  // The moments that matter were among them.
  expect(seen.checkpoints).toBeGreaterThan(2);
  expect(seen.restarts).toBeGreaterThan(1);
  expect(seen.together).toBeGreaterThan(8);
  expect(seen.copies).toBeGreaterThan(100);
  expect(moments.at(-1)?.answered.length).toBeGreaterThan(40);
});
