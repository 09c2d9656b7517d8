import { print } from "./harness.ts";
import { race } from "./postgres/contender.ts";
import { absurdEvents, absurdSteps } from "./postgres/peers/absurd.ts";
import { dbosRecv, dbosSteps } from "./postgres/peers/dbos.ts";
import { graphileWorker } from "./postgres/peers/graphile-worker.ts";
import { openWorkflow } from "./postgres/peers/openworkflow.ts";
import { bossBatches, bossOne, bossWork } from "./postgres/peers/pg-boss.ts";
import { rawBatches, rawOne, rawSelect } from "./postgres/raw.ts";
import { withServer } from "./postgres/server.ts";

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

/** The life on PostgreSQL, fsync on: by hand, by peers. */
export async function postgresLife(rounds = 5): Promise<void> {
  await withServer(async (server) => {
    const results = await race(server, [...raw, ...peers], rounds);
    for (const one of results.values()) print({ bench: "postgres-life", unit: "dossiers/s", ...one });
  });
}
