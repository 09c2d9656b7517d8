import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { chmodSync, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import type { Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { freePort } from "./free-port.ts";
import {
  binariesOf,
  own,
  type PostgresVersion,
  serverUser,
  superuser,
  superuserPassword,
  templateOf,
} from "./postgres-binaries.ts";

export { type PostgresVersion, whyNoPostgres } from "./postgres-binaries.ts";

export interface PostgresOptions {
  /** 18 from npm, or 15 where Debian's is installed (`whyNoPostgres(15)`). Default 18. */
  readonly version?: PostgresVersion;
  /** Only for tests of pure logic: durability is real unless this says otherwise. */
  readonly fsync?: "off";
  /** Settings of the server, as for `postgres -c`. */
  readonly settings?: { readonly [name: string]: string };
}

export interface Login {
  readonly user: string;
  readonly password: string;
}

/** `fast` ends sessions and shuts down in order; `immediate` is PostgreSQL's own crash; SIGKILL needs no word for it. */
export type KillMode = "fast" | "immediate" | "SIGKILL";

export interface PostgresServer {
  readonly version: PostgresVersion;
  readonly port: number;
  /** @param database default `postgres`; @param login default the superuser */
  url(database?: string, login?: Login): string;
  /** A fresh, empty database. @returns its name */
  createDatabase(): Promise<string>;
  /** Runs statements as the superuser on a connection of their own. */
  run<Row extends pg.QueryResultRow>(sql: string, database?: string): Promise<readonly Row[]>;
  /** Ends the server and waits for it; its data stay for `start`. */
  kill(mode: KillMode): Promise<void>;
  /** Goes on with the same data on the same port after `kill`. */
  start(): Promise<void>;
  /** The end: server and data are gone. */
  stop(): Promise<void>;
  /** Where its data are: for tests that fill or break the disk. */
  readonly folder: string;
  /** What the server wrote to its log. */
  log(): string;
}

/** A real PostgreSQL of this test's own on loopback, with data in a temporary folder. Up in half a second. */
export async function startPostgres(options: PostgresOptions = {}): Promise<PostgresServer> {
  const { version = 18 } = options;
  const folder = mkdtempSync(join(tmpdir(), `motcua-pg${version}-`));
  cpSync(templateOf(version), join(folder, "data"), { recursive: true });
  writeFileSync(join(folder, "data", "pg_hba.conf"), "host all all 127.0.0.1/32 scram-sha-256\n");
  chmodSync(join(folder, "data"), 0o700);
  own(folder);
  const server = new Server(version, folder, await freePort(), options);
  try {
    await server.start();
  } catch (error) {
    await server.stop();
    throw error;
  }
  return server;
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const startMsMax = 30_000;

// Neither server nor data may outlive the test, however it ends: the shell waits for our end of the pipe to close.
const KEEPER = `"$@" </dev/null >>log 2>&1 3<&- & pid=$!
(cat <&3 >/dev/null; trap "" TERM; kill -QUIT $pid 2>/dev/null && sleep 1 && rm -rf "$PWD") & watch=$!
wait $pid; kill $watch 2>/dev/null`;

async function end(postmaster: number, mode: KillMode): Promise<void> {
  const signal = { fast: "SIGINT", immediate: "SIGQUIT", SIGKILL: "SIGKILL" } as const;
  // Sessions go on answering for a while after their parent is killed: a killed server has none.
  const sessions = mode === "SIGKILL" ? childrenOf(postmaster) : [];
  for (const pid of [postmaster, ...sessions]) sendSignal(pid, signal[mode]);
  // Bounded: where nobody reaps orphans they stay listed for ever.
  for (let round = 0; round < 400 && sessions.some((pid) => sendSignal(pid, 0)); round++) await pause(5);
}

function childrenOf(parent: number): number[] {
  const listed = spawnSync("ps", ["-A", "-o", "pid=,ppid="], { encoding: "utf8" }).stdout;
  const pairs = listed.split("\n").map((line) => line.trim().split(/\s+/).map(Number));
  return pairs.flatMap(([pid, ppid]) => (pid !== undefined && ppid === parent ? [pid] : []));
}

/** False when the process is gone. */
function sendSignal(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}

class Server implements PostgresServer {
  readonly version: PostgresVersion;
  readonly folder: string;
  readonly port: number;
  readonly #options: PostgresOptions;
  #keeper: ChildProcess | undefined;
  #pipe: Socket | undefined;
  #ended: Promise<void> = Promise.resolve();
  #databases = 0;
  readonly #removeAtExit = () => rmSync(this.folder, { recursive: true, force: true });

  constructor(version: PostgresVersion, folder: string, port: number, options: PostgresOptions) {
    this.version = version;
    this.folder = folder;
    this.port = port;
    this.#options = options;
    process.once("exit", this.#removeAtExit);
  }

  url(database = "postgres", { user, password }: Login = { user: superuser, password: superuserPassword }): string {
    return `postgres://${user}:${encodeURIComponent(password)}@127.0.0.1:${this.port}/${database}`;
  }

  async start(): Promise<void> {
    await this.#ended;
    const settings = {
      port: String(this.port),
      listen_addresses: "127.0.0.1",
      unix_socket_directories: "",
      shared_buffers: "64MB",
      max_connections: "120",
      jit: "off",
      ...(this.version >= 18 ? { io_method: "sync" } : {}),
      ...(this.#options.fsync === undefined ? {} : { fsync: this.#options.fsync }),
      ...this.#options.settings,
    };
    const flags = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
    const postgres = [join(binariesOf(this.version), "postgres"), "-D", join(this.folder, "data"), ...flags];
    const keeper = spawn("/bin/sh", ["-c", KEEPER, "sh", ...postgres], {
      ...serverUser,
      cwd: this.folder,
      stdio: ["ignore", "ignore", "ignore", "pipe"],
    });
    this.#keeper = keeper;
    this.#ended = new Promise((resolve) => keeper.once("exit", () => resolve()));
    keeper.unref();
    this.#pipe = keeper.stdio[3] as Socket;
    this.#pipe.unref();
    await this.#answers(keeper);
  }

  async #answers(keeper: ChildProcess): Promise<void> {
    const giveUpAt = performance.now() + startMsMax;
    for (;;) {
      try {
        await this.run("SELECT 1");
        return;
      } catch (error) {
        if (keeper.exitCode !== null || performance.now() > giveUpAt)
          throw new Error(`PostgreSQL did not start: ${this.log().slice(-2000)}`, { cause: error });
      }
      await pause(20);
    }
  }

  async createDatabase(): Promise<string> {
    this.#databases += 1;
    const name = `test_${process.pid}_${this.#databases}`;
    await this.run(`CREATE DATABASE ${name}`);
    return name;
  }

  async run<Row extends pg.QueryResultRow>(sql: string, database?: string): Promise<readonly Row[]> {
    const client = new pg.Client({ connectionString: this.url(database) });
    client.on("error", () => {});
    await client.connect();
    try {
      const answer = await client.query<Row>(sql);
      return answer.rows ?? [];
    } finally {
      await client.end();
    }
  }

  async kill(mode: KillMode): Promise<void> {
    this.#keeper?.ref();
    const pid = this.#postmaster();
    if (pid !== undefined) await end(pid, mode);
    await this.#ended;
    this.#keeper = undefined;
    this.#pipe?.destroy();
  }

  #postmaster(): number | undefined {
    if (this.#keeper === undefined || this.#keeper.exitCode !== null) return undefined;
    return Number.parseInt(readFileSync(join(this.folder, "data", "postmaster.pid"), "utf8"), 10);
  }

  async stop(): Promise<void> {
    await this.kill("immediate");
    process.off("exit", this.#removeAtExit);
    // Children of a killed server take a moment to notice.
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
  }

  log(): string {
    return readFileSync(join(this.folder, "log"), "utf8");
  }
}
