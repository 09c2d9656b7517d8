import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type DossierId, type Storage, type StoredEvent, verifyStorage } from "@motcua/core";
import { afterAll, afterEach, beforeAll } from "vitest";
import { openStorage } from "../../packages/cli/src/database.ts";
import { type PostgresServer, startPostgres } from "../servers/postgres.ts";
import { PostgresSchemas } from "../servers/postgres-schemas.ts";
import type { WorkerProcessOptions } from "./worker-process.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const flags = ["--conditions=motcua-source", "--disable-warning=ExperimentalWarning"];

export interface Process {
  readonly child: ChildProcess;
  readonly lines: readonly string[];
  /** Waits for a line of its output that has this in it. */
  line(part: string): Promise<string>;
  readonly ended: Promise<{ readonly status: number | null; readonly signal: NodeJS.Signals | null }>;
}

const started: ChildProcess[] = [];

/** A program of the repository in a process of its own; killed when the test is over. */
export function start(program: string, ...args: readonly string[]): Process {
  const child = spawn(process.execPath, [...flags, join(root, program), ...args], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  started.push(child);
  const lines: string[] = [];
  let rest = "";
  const take = (chunk: Buffer): void => {
    const parts = (rest + chunk.toString()).split("\n");
    rest = parts.pop() ?? "";
    lines.push(...parts);
    child.emit("lines");
  };
  child.stdout.on("data", take);
  child.stderr.on("data", take);
  const ended = new Promise<{ status: number | null; signal: NodeJS.Signals | null }>((resolve) =>
    child.on("close", (status, signal) => resolve({ status, signal })),
  );
  return {
    child,
    lines,
    ended,
    line: (part) =>
      new Promise((resolve, fail) => {
        const look = (): void => {
          const found = lines.find((line) => line.includes(part));
          if (found === undefined) return;
          child.off("lines", look);
          resolve(found);
        };
        child.on("lines", look);
        child.once("close", () => fail(new Error(`ended without "${part}":\n${lines.join("\n")}`)));
        look();
      }),
  };
}

export const startMotcua = (...args: readonly string[]): Process => start("packages/cli/src/main.ts", ...args);
export const startWorker = (options: WorkerProcessOptions): Process =>
  start("tests/workers/worker-process.ts", JSON.stringify(options));

/** A kind of database that several processes share. */
export interface Database {
  readonly name: string;
  /** A fresh one for this test, as `--db` names it. */
  address(): Promise<string>;
  /** Opened in this process, closed after the test. */
  open(address: string): Promise<Storage>;
}

/** SQLite files and one PostgreSQL server for a test file. */
export function useDatabases(): { readonly kinds: readonly Database[]; readonly server: () => PostgresServer } {
  let server: PostgresServer;
  let schemas: PostgresSchemas;
  let taken = false;
  const folder = mkdtempSync(join(tmpdir(), "motcua-workers-"));
  const opened: Storage[] = [];
  beforeAll(async () => {
    server = await startPostgres();
    schemas = new PostgresSchemas(server);
  });
  afterEach(async () => {
    for (const child of started.splice(0)) if (child.exitCode === null) child.kill("SIGKILL");
    for (const storage of opened.splice(0)) await storage.close();
    if (taken) await schemas.takeBack();
    taken = false;
  });
  afterAll(async () => {
    await server?.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  const open = async (address: string): Promise<Storage> => {
    const storage = await openStorage(address, "read-write");
    opened.push(storage);
    return storage;
  };
  let files = 0;
  const sqlite: Database = {
    name: "SQLite",
    address: async () => {
      files += 1;
      return join(folder, `${files}.db`);
    },
    open,
  };
  const postgres: Database = {
    name: "PostgreSQL",
    address: async () => {
      const schema = await schemas.take();
      taken = true;
      return `${server.url()}?schema=${schema}`;
    },
    open,
  };
  return { kinds: [sqlite, postgres], server: () => server };
}

/** Every event of every dossier named. */
export async function historyOf(storage: Storage, ids: readonly string[]): Promise<readonly StoredEvent[][]> {
  return await Promise.all(
    ids.map(async (id) => [...(await storage.reader.history(id as DossierId, { limit: 1_000 })).items]),
  );
}

/** What must hold of timers in a history: each taken once, in order, never before its instant; and the database is sound. */
export async function faultsOf(storage: Storage, ids: readonly string[]): Promise<readonly string[]> {
  const faults: string[] = [];
  for (const [place, events] of (await historyOf(storage, ids)).entries()) {
    const taken = new Set<string>();
    for (const event of events) {
      if (event.type !== "rung-taken") continue;
      const { limit, generation, rung, dueAt, at } = JSON.parse(event.bytes) as RungTaken;
      const key = `${ids[place]} ${limit} ${generation} ${rung}`;
      if (taken.has(key)) faults.push(`twice: ${key}`);
      if (at < dueAt) faults.push(`early: ${key}`);
      taken.add(key);
    }
  }
  const { damages } = await verifyStorage(storage);
  return [...faults, ...damages.map(({ dossierId, kind }) => `damaged: ${dossierId} ${kind}`)];
}

interface RungTaken {
  readonly limit: string;
  readonly generation: number;
  readonly rung: string;
  readonly dueAt: number;
  readonly at: number;
}

/** Waits until something holds. @throws Error with what was seen last */
export async function until(what: string, holds: () => Promise<unknown>, waitMs = 60_000): Promise<void> {
  const giveUpAt = performance.now() + waitMs;
  while (!(await holds())) {
    if (performance.now() > giveUpAt) throw new Error(`not within ${waitMs} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
