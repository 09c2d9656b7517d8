import { setTimeout as pause } from "node:timers/promises";
import {
  AdapterError,
  audiences,
  type Clock,
  codeOfError,
  createEngine,
  createWorker,
  type Directory,
  type Storage,
  type Worker,
} from "@motcua/core";
import type { OpenChannels } from "../channels/open-channels.ts";
import { openExisting } from "../database.ts";
import { serveHealth } from "./health.ts";
import type { WorkLog } from "./log-lines.ts";

export interface WorkOptions {
  readonly db: string;
  /** Absent: those of the channels, and the plain lane of every audience without one. */
  readonly lanes: readonly string[] | undefined;
  /** File that says through which channels messages go out. Absent: nothing is delivered. */
  readonly channels: string | undefined;
  readonly concurrency: number;
  readonly batch: number;
  readonly leaseMs: number;
  readonly pollMs: number;
  readonly health: { readonly host: string; readonly port: number } | undefined;
}

/** Law time is the machine's own. */
const systemClock: Clock = {
  now: () => Date.now(),
  delayUntil: (dueAt) => Math.max(0, dueAt - Date.now()),
};

/**
 * Works until it is told to stop, then finishes what it holds. Timers fire under the law stored with each dossier, so no
 * other law is needed.
 * @throws AdapterError when the database cannot be used and no waiting helps
 */
export async function work(
  options: WorkOptions,
  directory: Directory,
  log: WorkLog,
  stopping: AbortSignal,
): Promise<void> {
  const { health, pollMs } = options;
  const channels = await channelsOf(options);
  let worker: Worker | undefined;
  // Before the database: what asks for readiness is answered "no" instead of nothing.
  const server =
    health === undefined ? undefined : await serveHealth(health.host, health.port, pollMs, () => worker?.status());
  if (server !== undefined) log.tell("info", "health.listening", { port: server.port });
  try {
    const storage = await reach(options.db, log, stopping);
    if (storage === undefined) return;
    try {
      const engine = createEngine({
        storage,
        clock: systemClock,
        directory,
        adapters: lanesOf(options, channels),
        log,
      });
      const { concurrency, batch, leaseMs } = options;
      worker = createWorker({
        engine,
        storage,
        clock: systemClock,
        directory,
        concurrency,
        batch,
        leaseMs,
        pollMs,
        log,
        ...(channels === undefined ? {} : { deliver: channels.deliver(storage), time: channels.time }),
      });
      worker.start();
      await aborted(stopping);
      await worker.stop();
      await engine.close();
    } finally {
      await storage.close();
    }
  } finally {
    await server?.close();
    await channels?.close();
  }
}

/** Loaded only when asked for: a worker without channels starts without them. */
async function channelsOf({ channels }: WorkOptions): Promise<OpenChannels | undefined> {
  if (channels === undefined) return undefined;
  const { openChannels } = await import("../channels/open-channels.ts");
  return await openChannels(channels, process.env);
}

const lanesOf = ({ lanes }: WorkOptions, channels: OpenChannels | undefined): readonly string[] =>
  lanes ?? channels?.lanes ?? audiences;

const reachWaitMsMin = 250;
const reachWaitMsMax = 30_000;

/** Opens the database; one that is away for a while is waited for, longer each time. @returns nothing when told to stop */
async function reach(db: string, log: WorkLog, stopping: AbortSignal): Promise<Storage | undefined> {
  for (let failures = 0; !stopping.aborted; ) {
    try {
      const storage = await openExisting(db, "read-write");
      if (failures > 0) log.tell("info", "storage.reached", { count: failures });
      return storage;
    } catch (error) {
      if (!AdapterError.is(error) || error.retry !== "later") throw error;
      failures += 1;
      const longest = Math.min(reachWaitMsMax, reachWaitMsMin * 2 ** Math.min(failures - 1, 10));
      const waitMs = Math.ceil(longest * (0.5 + Math.random() / 2));
      log.tell("warn", "storage.unreachable", { code: codeOfError(error), count: failures, waitMs });
      await pause(waitMs, undefined, { signal: stopping }).catch(() => undefined);
    }
  }
  return undefined;
}

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
