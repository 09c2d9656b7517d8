import { memoryStorage } from "@motcua/adapters/memory";
import { migratePostgres, postgresStorage } from "@motcua/adapters/postgres";
import { createEngine, type Engine } from "@motcua/core";
import { vietnamLaw } from "@motcua/core/vietnam";
import { clockFrom, type LifeClock, openEngine, operation, operations, runLives } from "../life.ts";
import { type Contender, inFlight, nextRun } from "./contender.ts";

let warm: Promise<void> | undefined;
/** The engine's own code, compiled by use, away from the server. */
async function warmUp(): Promise<void> {
  const clock = clockFrom();
  const engine = openEngine(memoryStorage(), clock);
  await runLives(engine, clock, 2_000, 64);
  await engine.close();
}

let codes = 0;
/** One dossier from `submit` to `handOver`, each operation answered before the next is sent. */
async function live(engine: Engine, clock: LifeClock, id: string): Promise<void> {
  codes += 1;
  const code = `H26.1-260817-${process.pid}${String(codes).padStart(7, "0")}`;
  for (let step = 0; step < operations; step += 1) {
    clock.minute = step;
    const answer = await engine.submit(operation(id, code, step));
    if (!answer.ok) throw new Error(`${answer.error.code}: ${answer.error.text.en}`);
  }
}

/** The engine as a program would make it, so many dossiers under way at once, each going on as soon as it is answered. */
const ours = (name: string, dossiers: number, flying: number, groupMax?: number): Contender => ({
  name,
  dossiers,
  async open(url) {
    warm ??= warmUp();
    await warm;
    await migratePostgres({ url });
    const storage = await postgresStorage({ url, connections: 8 });
    const clock = clockFrom();
    const adapters = ["citizen", "portal"];
    const group = groupMax === undefined ? {} : { groupMax };
    const engine = createEngine({ storage, clock, law: vietnamLaw(), adapters, ...group });
    return {
      lives: (count) => {
        const run = nextRun();
        return inFlight(flying, count, (n) => live(engine, clock, `${run}d${n}`));
      },
      async close() {
        await engine.close();
        await storage.close();
      },
    };
  },
});

/** Eight desks, each waiting for its answer; no two commands share a transaction. */
export const oursOne = ours("motcua, 8 dossiers in flight, one command a transaction, 8 connections", 300, 8, 1);
/** Eight desks, as the engine is by default: commands that arrive together are committed together. */
export const oursTogether = ours("motcua, 8 dossiers in flight, 8 connections", 300, 8);
/** A busy worker. */
export const oursBatches = ours("motcua, 256 dossiers in flight, 8 connections", 1_024, 256);
