import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { sqliteStorage } from "@motcua/adapters/sqlite";
import { expect, onTestFinished } from "vitest";

type Storage = ReturnType<typeof sqliteStorage>;
type CommandId = Parameters<Storage["findCommand"]>[1];
type OfficeId = Parameters<Storage["findCommand"]>[0];

export const office = "office-1" as OfficeId;

/** A folder of this test alone, removed when it is over. */
export function aFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "motcua-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export const aFile = (): string => join(aFolder(), "office.db");

/** The code of the error that `work` throws. */
export async function codeOf(work: () => unknown): Promise<unknown> {
  try {
    await work();
    return "no error";
  } catch (error) {
    return (error as { readonly code?: unknown }).code ?? String(error);
  }
}

export interface Writer {
  readonly process: ChildProcess;
  /** Command ids answered so far. */
  readonly answered: string[];
  readonly exit: Promise<number | null>;
  /** Resolves when so many lines were heard, or the process ended. */
  heard(lines: number): Promise<void>;
}

export function startWriter(...args: readonly string[]): Writer {
  const script = fileURLToPath(new URL("./writer.ts", import.meta.url));
  const child = spawn(process.execPath, ["--conditions=motcua-source", "--no-warnings", script, ...args], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const answered: string[] = [];
  const waiting: (() => void)[] = [];
  let rest = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    answered.push(...lines);
    for (const wake of waiting) wake();
  });
  const exit = new Promise<number | null>((resolve) => child.on("close", (code) => resolve(code)));
  const heard = (lines: number) =>
    new Promise<void>((resolve) => {
      const look = () => {
        if (answered.length >= lines) resolve();
      };
      waiting.push(look);
      void exit.then(() => resolve());
      look();
    });
  return { process: child, answered, exit, heard };
}

/** Every answered command is there, and no dossier is half there. */
export async function expectWhole(storage: Storage, answered: readonly string[]): Promise<void> {
  const lost: string[] = [];
  for (const command of answered)
    if ((await storage.findCommand(office, command as CommandId)) === undefined) lost.push(command);
  expect(lost).toEqual([]);
  for (let after: string | undefined; ; ) {
    const page = await storage.reader.scan(after === undefined ? { limit: 1000 } : { limit: 1000, after });
    for (const row of page.items) await expectWholeDossier(storage, row);
    if (page.next === undefined) return;
    after = page.next;
  }
}

async function expectWholeDossier(
  storage: Storage,
  row: Awaited<ReturnType<Storage["reader"]["scan"]>>["items"][number],
): Promise<void> {
  const { items: events } = await storage.reader.history(row.dossierId, { limit: 1000 });
  const last = events.at(-1);
  const command = last && (await storage.findCommand(row.officeId, last.commandId));
  const contents = await Promise.all(
    [1, 3].map((version) => storage.loadContent({ contentId: `${row.dossierId}:note`, version })),
  );
  const found = {
    version: row.version,
    events: events.map((event) => event.seq),
    head: last?.hash,
    command: command?.version,
    messages: (await storage.reader.messages(row.dossierId)).length,
    contents: contents.filter((content) => content !== undefined).length,
  };
  expect(found).toEqual({
    version: row.version,
    events: Array.from({ length: row.version }, (_, i) => i + 1),
    head: row.head,
    command: row.version,
    messages: row.version / 2,
    contents: row.version / 2,
  });
}
