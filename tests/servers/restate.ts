import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer, type ServerHttp2Session } from "node:http2";
import { createRequire } from "node:module";
import type { Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createEndpointHandler, type EndpointOptions } from "@restatedev/restate-sdk";
import { freePort } from "./free-port.ts";

export interface RestateOptions {
  /** Nodes of the cluster: 1, or 3 with every record on two of them. Default 1. */
  readonly nodes?: 1 | 3;
  /** Default 4: fewer make less work at start, more spread load. */
  readonly partitions?: number;
  /** Settings of every node, by the names of the server's environment. */
  readonly settings?: { readonly [name: string]: string };
}

export interface RestateNode {
  readonly ingressUrl: string;
  readonly adminUrl: string;
  /** SIGKILL, and waits for its end; its data stay. */
  kill(): Promise<void>;
  /** Goes on with the same data on the same ports; returns when it answers. */
  start(): Promise<void>;
  /** What the server wrote. */
  log(): string;
}

export interface RestateCluster {
  readonly nodes: readonly RestateNode[];
  /** Of the first node. */
  readonly ingressUrl: string;
  readonly adminUrl: string;
  /** Makes the cluster learn what a service endpoint serves. @param uri e.g. `http://127.0.0.1:9080` */
  register(uri: string): Promise<void>;
  /** The end: servers and data are gone. */
  stop(): Promise<void>;
}

/** A real Restate of this test's own on loopback, from npm, with data in a temporary folder. Up in about half a second. */
export async function startRestate(options: RestateOptions = {}): Promise<RestateCluster> {
  const folder = mkdtempSync(join(tmpdir(), "motcua-restate-"));
  const removeAtExit = () => rmSync(folder, { recursive: true, force: true });
  process.once("exit", removeAtExit);
  const nodes: Node[] = [];
  for (let number = 1; number <= (options.nodes ?? 1); number += 1)
    nodes.push(new Node(number, folder, [await freePort(), await freePort(), await freePort()]));
  const stop = async (): Promise<void> => {
    await Promise.all(nodes.map((node) => node.kill()));
    process.off("exit", removeAtExit);
    rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
  };
  try {
    for (const node of nodes) node.configure(nodes, options);
    await Promise.all(nodes.map((node) => node.start()));
  } catch (error) {
    await stop();
    throw error;
  }
  const [{ ingressUrl, adminUrl }] = nodes as [Node];
  return { nodes, ingressUrl, adminUrl, register: (uri) => register(nodes, uri), stop };
}

async function register(nodes: readonly RestateNode[], uri: string): Promise<void> {
  let last: unknown;
  for (const giveUpAt = performance.now() + startMsMax; performance.now() < giveUpAt; await pause(100)) {
    for (const { adminUrl } of nodes) {
      try {
        const body = JSON.stringify({ uri, force: true });
        const headers = { "content-type": "application/json" };
        const answer = await fetch(`${adminUrl}/deployments`, { method: "POST", headers, body });
        if (answer.ok) return;
        last = await answer.text();
      } catch (error) {
        last = error;
      }
    }
  }
  throw new Error(`the cluster does not take ${uri}: ${String(last)}`);
}

export interface ServedServices {
  /** For `register`. */
  readonly uri: string;
  /** Cuts every connection, as a process does that is killed. */
  stop(): Promise<void>;
}

/** Serves services from this process on loopback; quiet unless MOTCUA_RESTATE_LOG is set, as servers
 *  that are killed leave calls that were cut. @param port default a free one */
export async function serveRestate(services: EndpointOptions["services"], port?: number): Promise<ServedServices> {
  let stopped = false;
  const logger: EndpointOptions["logger"] = ({ level }, ...said) => {
    if (level === "error" && !stopped && process.env.MOTCUA_RESTATE_LOG !== undefined)
      process.stderr.write(`${said.map(String).join(" ")}\n`);
  };
  const server = createServer(createEndpointHandler({ services, logger }));
  const sessions = new Set<ServerHttp2Session>();
  server.on("session", (session) => {
    sessions.add(session);
    session.once("close", () => sessions.delete(session));
  });
  const at = port ?? (await freePort());
  await new Promise<void>((listening) => server.listen(at, "127.0.0.1", listening));
  return {
    uri: `http://127.0.0.1:${at}`,
    stop: () =>
      new Promise((closed) => {
        stopped = true;
        server.close(() => closed());
        for (const session of sessions) session.destroy();
      }),
  };
}

/** The server's binary as npm brought it. */
function binary(): string {
  const server = createRequire(import.meta.url).resolve("@restatedev/restate-server/package.json");
  return createRequire(server).resolve(
    `@restatedev/restate-server-${process.platform}-${process.arch}/bin/restate-server`,
  );
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const startMsMax = 60_000;

// Neither server nor data may outlive the test, however it ends: the shell waits for our end of the pipe to close.
const KEEPER = `"$@" </dev/null >>log 2>&1 3<&- & pid=$!
echo $pid >pid
(cat <&3 >/dev/null; trap "" TERM; kill -KILL $pid 2>/dev/null && sleep 1 && rm -rf "$PWD") & watch=$!
wait $pid; kill $watch 2>/dev/null`;

class Node implements RestateNode {
  readonly ingressUrl: string;
  readonly adminUrl: string;
  readonly #folder: string;
  readonly #number: number;
  readonly #ports: readonly [ingress: number, admin: number, node: number];
  #settings: NodeJS.ProcessEnv = {};
  #keeper: ChildProcess | undefined;
  #pipe: Socket | undefined;
  #ended: Promise<void> = Promise.resolve();

  constructor(number: number, folder: string, ports: readonly [number, number, number]) {
    this.#number = number;
    this.#folder = join(folder, `node-${number}`);
    this.#ports = ports;
    this.ingressUrl = `http://127.0.0.1:${ports[0]}`;
    this.adminUrl = `http://127.0.0.1:${ports[1]}`;
    mkdirSync(this.#folder, { recursive: true });
  }

  configure(all: readonly Node[], { partitions = 4, settings }: RestateOptions): void {
    const [ingress, admin, own] = this.#ports;
    const address = (node: Node): string => `http://127.0.0.1:${node.#ports[2]}`;
    this.#settings = {
      RESTATE_NODE_NAME: `node-${this.#number}`,
      RESTATE_CLUSTER_NAME: "motcua-test",
      RESTATE_LISTEN_MODE: "tcp",
      RESTATE_BASE_DIR: join(this.#folder, "data"),
      RESTATE_BIND_ADDRESS: `127.0.0.1:${own}`,
      RESTATE_ADVERTISED_ADDRESS: address(this),
      RESTATE_INGRESS__BIND_ADDRESS: `127.0.0.1:${ingress}`,
      RESTATE_ADMIN__BIND_ADDRESS: `127.0.0.1:${admin}`,
      RESTATE_ADMIN__DISABLE_WEB_UI: "true",
      RESTATE_METADATA_CLIENT__ADDRESSES: JSON.stringify(all.map(address)),
      RESTATE_AUTO_PROVISION: String(this.#number === 1),
      RESTATE_DEFAULT_REPLICATION: String(all.length === 1 ? 1 : 2),
      RESTATE_DEFAULT_NUM_PARTITIONS: String(partitions),
      RESTATE_DISABLE_TELEMETRY: "true",
      RESTATE_ROCKSDB_TOTAL_MEMORY_SIZE: "256.0 MiB",
      RESTATE_LOG_FILTER: "warn",
      RESTATE_LOG_DISABLE_ANSI_CODES: "true",
      RESTATE_SHUTDOWN_TIMEOUT: "2s",
      ...settings,
    };
  }

  async start(): Promise<void> {
    await this.#ended;
    const keeper = spawn("/bin/sh", ["-c", KEEPER, "sh", binary(), "--no-logo"], {
      cwd: this.#folder,
      env: { ...process.env, ...this.#settings },
      stdio: ["ignore", "ignore", "ignore", "pipe"],
    });
    this.#keeper = keeper;
    this.#ended = new Promise((resolve) => keeper.once("exit", () => resolve()));
    keeper.unref();
    this.#pipe = keeper.stdio[3] as Socket;
    this.#pipe.unref();
    const giveUpAt = performance.now() + startMsMax;
    while (!(await answers(`${this.adminUrl}/health`)) || !(await answers(`${this.ingressUrl}/restate/health`))) {
      if (keeper.exitCode !== null || performance.now() > giveUpAt)
        throw new Error(`Restate did not start: ${this.log().slice(-2_000)}`);
      await pause(20);
    }
  }

  async kill(): Promise<void> {
    // Until it has ended there is something to wait for.
    this.#keeper?.ref();
    if (this.#keeper !== undefined && this.#keeper.exitCode === null) {
      const pid = Number.parseInt(readFileSync(join(this.#folder, "pid"), "utf8"), 10);
      try {
        process.kill(pid, "SIGKILL");
      } catch {
        // Gone already.
      }
    }
    await this.#ended;
    this.#keeper = undefined;
    this.#pipe?.destroy();
  }

  log(): string {
    const file = join(this.#folder, "log");
    return existsSync(file) ? readFileSync(file, "utf8") : "";
  }
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url, { signal: AbortSignal.timeout(2_000) })).ok;
  } catch {
    return false;
  }
}
