import type { PostgresServer } from "../../tests/servers/postgres.ts";
import { median, print, seconds } from "../harness.ts";
import { serverCpuMs } from "./server.ts";

/** One way to live the life on PostgreSQL, in a database of its own. */
export interface Contender {
  readonly name: string;
  /** Dossiers of the round that warms up; the others take as many as fill two seconds at its pace. */
  readonly dossiers: number;
  /** Not timed: schema, pool, workers. */
  open(url: string): Promise<OpenContender>;
}

export interface OpenContender {
  /** Whole lives, each operation durable when it is answered. */
  lives(dossiers: number): Promise<void>;
  close(): Promise<void>;
}

export interface Measured {
  readonly name: string;
  readonly dossiersPerSecond: number;
  /** Of this process and of the server, in milliseconds a dossier. */
  readonly cpuMs: number;
  readonly ownCpuMs: number;
  readonly serverCpuMs: number;
}

interface Round {
  readonly rate: number;
  readonly own: number;
  readonly server: number;
}

/** Runs them interleaved (A B C, C B A …), one round of each to warm up; medians. What cannot run here says why. */
export async function race(
  server: PostgresServer,
  contenders: readonly Contender[],
  rounds: number,
): Promise<ReadonlyMap<string, Measured>> {
  const databases = new Map<string, string>();
  const results = new Map<string, Round[]>();
  const running = new Set(contenders);
  const dossiers = new Map<string, number>();
  for (let round = 0; round <= rounds; round += 1) {
    const order = round % 2 === 0 ? [...running] : [...running].reverse();
    for (const one of order) {
      try {
        const database = databases.get(one.name) ?? (await server.createDatabase());
        databases.set(one.name, database);
        const result = await oneRound(server, one, server.url(database), dossiers.get(one.name) ?? one.dossiers);
        if (round > 0) results.set(one.name, [...(results.get(one.name) ?? []), result]);
        else dossiers.set(one.name, Math.ceil((result.rate * roundSeconds) / granule) * granule);
      } catch (error) {
        running.delete(one);
        print({ bench: "postgres-life", contender: one.name, notRun: error instanceof Error ? error.message : "" });
      }
    }
  }
  return new Map([...results].map(([name, taken]) => [name, measured(name, taken)]));
}

const roundSeconds = 2;
/** Whole batches on every connection. */
const granule = 128;

async function oneRound(server: PostgresServer, one: Contender, url: string, dossiers: number): Promise<Round> {
  const open = await one.open(url);
  try {
    // Fresh connections have nothing planned yet: not what a program meets that runs for months.
    await open.lives(Math.ceil(dossiers / 2));
    await server.run("CHECKPOINT");
    const own = process.cpuUsage();
    const backend = serverCpuMs(server);
    const took = await seconds(() => open.lives(dossiers));
    const { user, system } = process.cpuUsage(own);
    return {
      rate: dossiers / took,
      own: (user + system) / 1_000 / dossiers,
      server: (serverCpuMs(server) - backend) / dossiers,
    };
  } finally {
    await open.close();
  }
}

function measured(name: string, rounds: readonly Round[]): Measured {
  const of = (pick: (round: Round) => number): number => Number(median(rounds.map(pick)).toFixed(2));
  return {
    name,
    dossiersPerSecond: Math.round(of((round) => round.rate)),
    cpuMs: of((round) => round.own + round.server),
    ownCpuMs: of((round) => round.own),
    serverCpuMs: of((round) => round.server),
  };
}

/** So many at a time, each starting the next when it is done. */
export async function inFlight(
  count: number,
  dossiers: number,
  live: (dossier: number) => Promise<void>,
): Promise<void> {
  let next = 0;
  const line = async (): Promise<void> => {
    while (next < dossiers) {
      const dossier = next;
      next += 1;
      await live(dossier);
    }
  };
  await Promise.all(Array.from({ length: Math.min(count, dossiers) }, line));
}

let lives = 0;
/** A prefix no other round of this process has used. */
export const nextRun = (): string => `${process.pid}r${++lives}`;
