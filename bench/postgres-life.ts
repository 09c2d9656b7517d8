import { print } from "./harness.ts";
import { type Measured, race } from "./postgres/contender.ts";
import { oursBatches, oursOne, oursTogether } from "./postgres/ours.ts";
import { absurdEvents, absurdSteps } from "./postgres/peers/absurd.ts";
import { dbosRecv, dbosSteps } from "./postgres/peers/dbos.ts";
import { graphileWorker } from "./postgres/peers/graphile-worker.ts";
import { openWorkflow } from "./postgres/peers/openworkflow.ts";
import { bossBatches, bossOne, bossWork } from "./postgres/peers/pg-boss.ts";
import { rawBatches, rawOne, rawSelect } from "./postgres/raw.ts";
import { withServer } from "./postgres/server.ts";

const ours = [oursOne, oursTogether, oursBatches];
const raw = [rawSelect, rawOne, rawBatches];
const peers = [
  bossWork,
  bossOne,
  bossBatches,
  dbosSteps,
  dbosRecv,
  absurdSteps,
  absurdEvents,
  graphileWorker,
  openWorkflow,
];

/** The life on PostgreSQL, fsync on: by hand, by the engine, by peers, all in the same rounds. */
export async function postgresLife(rounds = 5): Promise<void> {
  await withServer(async (server) => {
    const results = await race(server, [...raw, ...ours, ...peers], rounds);
    for (const one of results.values()) print({ bench: "postgres-life", unit: "dossiers/s", ...one });
    const of = (one: { readonly name: string }): Measured | undefined => results.get(one.name);
    ratio("postgres-life, one by one, of raw SELECT + CTE", of(oursTogether), of(rawSelect), 0.7, 1.4);
    ratio("postgres-life, one command a transaction, of raw SELECT + CTE", of(oursOne), of(rawSelect), 0.7, 1.4);
    ratio("postgres-life, batched, of raw batches of 32", of(oursBatches), of(rawBatches), 0.5);
    ratio("postgres-life, batched, of pg-boss in batches", of(oursBatches), of(bossBatches), 1);
    ratio("postgres-life, batched, of DBOS recv", of(oursBatches), of(dbosRecv), 15);
    ratio("postgres-life, batched, of absurd events", of(oursBatches), of(absurdEvents), 15);
  });
}

function ratio(
  bench: string,
  a: Measured | undefined,
  b: Measured | undefined,
  atLeast: number,
  cpuAtMost?: number,
): void {
  if (a === undefined || b === undefined) return;
  const of = (x: number, y: number): number => Number((x / y).toFixed(2));
  const cpu = { cpuRatio: of(a.cpuMs, b.cpuMs), ...(cpuAtMost === undefined ? {} : { cpuAtMost }) };
  print({ bench, ratio: of(a.dossiersPerSecond, b.dossiersPerSecond), atLeast, ...cpu });
}
