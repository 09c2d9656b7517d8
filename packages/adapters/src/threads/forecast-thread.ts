import { parentPort, workerData } from "node:worker_threads";
import { ForecastRuns } from "@motcua/core/simulator";
import type { ForecastAnswer, ForecastThreadData } from "./forecast-protocol.ts";
import { modelFrom, threadErrorOf } from "./protocol.ts";

// A thread of a forecast: runs its share of the replications, then answers with what they counted.

const { source, seed, replications, thread, threads } = workerData as ForecastThreadData;

try {
  const runs = new ForecastRuns(await modelFrom(source), { seed, replications });
  for (let replication = thread; replication < replications; replication += threads) {
    runs.run(replication);
    parentPort?.postMessage({ done: replication } satisfies ForecastAnswer);
  }
  parentPort?.postMessage({ columns: runs.columns() } satisfies ForecastAnswer);
} catch (error) {
  parentPort?.postMessage({ error: threadErrorOf(error) } satisfies ForecastAnswer);
}
