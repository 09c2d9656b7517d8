import { Agent, createServer, request, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { migratePostgres, postgresStorage } from "@motcua/adapters/postgres";
import { createEngine, createWorker, type Deliver, type Storage, type Worker } from "@motcua/core";
import { vietnamLaw } from "@motcua/core/vietnam";
import { median, print } from "./harness.ts";
import { clockFrom, directory, operation } from "./life.ts";
import { inFlight } from "./postgres/contender.ts";
import { withServer } from "./postgres/server.ts";

const lanes = ["citizen/sms", "citizen/email", "portal"] as const;
/** What is left after a collection is what is held. */
function collector(): () => void {
  setFlagsFromString("--expose-gc");
  return runInNewContext("gc") as () => void;
}
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Counts what arrives, and when; `/hang` never answers. */
async function receiver(): Promise<{ readonly url: string; readonly arrivals: number[]; readonly server: Server }> {
  const arrivals: number[] = [];
  const server = createServer((call, answer) => {
    call.resume();
    if (call.url === "/hang") return;
    call.on("end", () => {
      arrivals.push(performance.now());
      answer.writeHead(204).end();
    });
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, arrivals, server };
}

/** Posts the body over a few connections that are kept, as a channel would. */
function posting(url: string): Deliver {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  return ({ body }, { idempotencyKey, signal }) =>
    new Promise((answer, fail) => {
      const headers = { "content-type": "application/json", "idempotency-key": idempotencyKey };
      const call = request(url, { method: "POST", agent, headers, signal }, (response) => {
        response.resume();
        response.on("end", () => answer(undefined));
      });
      call.on("error", fail);
      call.end(body);
    });
}

let filed = 0;
/** So many dossiers handed in and accepted: each writes a few messages to every lane. */
async function fileMany(storage: Storage, count: number, flying: number, going?: () => boolean): Promise<number> {
  const clock = clockFrom();
  const engine = createEngine({ storage, clock, law: vietnamLaw(), adapters: lanes });
  let done = 0;
  await inFlight(flying, count, async () => {
    if (going?.() === false) return;
    filed += 1;
    const no = filed;
    const id = `n${no}`;
    for (const step of [0, 1, 2]) {
      const answer = await engine.submit(operation(id, `H26.1-260817-${String(no).padStart(7, "0")}`, step));
      if (!answer.ok) throw new Error(`${answer.error.code}: ${answer.error.text.en}`);
    }
    done += 3;
  });
  await engine.close();
  return done;
}

function workerOn(storage: Storage, deliver: { readonly [lane: string]: Deliver }): Worker {
  const clock = { ...clockFrom(), now: () => clockFrom().now() + 3_600_000 };
  const engine = createEngine({ storage, clock, law: vietnamLaw(), adapters: lanes });
  return createWorker({ engine, storage, clock, directory, deliver, batch: 200, concurrency: 400, leaseMs: 10_000 });
}

/** From PostgreSQL to a local receiver, commands going on: all well, one backend hanging, and a day's backlog. */
export async function delivery(backlog = 173_000): Promise<void> {
  await withServer(async (postgres) => {
    const url = postgres.url();
    await migratePostgres({ url });
    const storage = await postgresStorage({ url, connections: 8 });
    const { url: to, arrivals, server } = await receiver();
    const send = posting(to);
    const alone = await besideCommands(storage, send, send, arrivals);
    const beside = await besideCommands(storage, posting(`${to}/hang`), send, arrivals);
    for (const [name, figure] of [
      ["all well", alone],
      ["citizen/sms hangs", beside],
    ] as const)
      print({ bench: `delivery, lag of the others, ${name}`, unit: "ms", ...figure });
    await drainBacklog(storage, backlog, send, arrivals);
    server.closeAllConnections();
    server.close();
    await storage.close();
  });
}

/** Nothing was delivered for a day; commands go on while it drains. */
async function drainBacklog(storage: Storage, messages: number, send: Deliver, arrivals: number[]): Promise<void> {
  while ((await storage.reader.gauges(0)).pendingMessages < messages) await fileMany(storage, 1_000, 256);
  const waiting = (await storage.reader.gauges(0)).pendingMessages;
  const worker = workerOn(storage, Object.fromEntries(lanes.map((lane) => [lane, send])));
  let going = true;
  const commands = fileMany(storage, 1_000_000, 8, () => going);
  const begun = performance.now();
  arrivals.length = 0;
  const collect = collector();
  const heaps: number[] = [];
  worker.start();
  while (arrivals.length < waiting) {
    await pause(2_000);
    collect();
    heaps.push(process.memoryUsage().heapUsed / 2 ** 20);
  }
  const seconds = (performance.now() - begun) / 1_000;
  going = false;
  const sent = await commands;
  await worker.stop();
  const quarter = Math.floor(heaps.length / 4);
  print({
    bench: "delivery, backlog to a local HTTP receiver, commands going on",
    unit: "messages/s",
    ours: Math.round(waiting / seconds),
    target: 2_000,
    messages: waiting,
    commandsPerSecond: Math.round(sent / seconds),
    heapMiBByQuarter: [0, 1, 2, 3]
      .map((n) => Math.round(median(heaps.slice(n * quarter, (n + 1) * quarter))))
      .join(" "),
  });
}

/** How long after its commit a message of the other lanes arrives, by real time. */
async function besideCommands(storage: Storage, sms: Deliver, others: Deliver, arrivals: number[]) {
  const clock = clockFrom();
  const engine = createEngine({ storage, clock, law: vietnamLaw(), adapters: lanes });
  const committedAt = new Map<string, number>();
  const lags: number[] = [];
  const timed: Deliver = async (message, call) => {
    const answer = await others(message, call);
    const since = committedAt.get(message.dossierId);
    if (since !== undefined) lags.push(performance.now() - since);
    return answer;
  };
  const worker = workerOn(storage, { "citizen/sms": sms, "citizen/email": timed, portal: timed });
  worker.start();
  arrivals.length = 0;
  const flooded = fileMany(storage, 2_000, 8);
  for (let n = 0; n < 300; n += 1) {
    filed += 1;
    const no = filed;
    const id = `n${no}`;
    for (const step of [0, 1]) {
      committedAt.set(id, performance.now());
      await engine.submit(operation(id, `H26.1-260817-${String(no).padStart(7, "0")}`, step));
    }
    await pause(20);
  }
  await flooded;
  await pause(2_000);
  await worker.stop();
  await engine.close();
  lags.sort((a, b) => a - b);
  const at = (share: number): number => Math.round(lags[Math.floor(lags.length * share)] ?? Number.NaN);
  return { median: at(0.5), p95: at(0.95), p99: at(0.99), messages: lags.length };
}
