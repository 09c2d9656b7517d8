import { Worker } from "node:worker_threads";
import type { ForecastColumns } from "@motcua/core/simulator";
import type { ForecastAnswer, ForecastThreadData } from "./forecast-protocol.ts";
import { errorFrom, type ModelSource } from "./protocol.ts";

export interface ForecastThreadOptions {
  readonly threads: number;
  readonly seed: number;
  readonly replications: number;
  /** After each replication. @param share of the run that is done, 0 to 1 */
  readonly onProgress?: (share: number) => void;
}

/**
 * Runs the replications of a forecast on several threads, for `forecastFrom`: the same forecast as on one.
 * @param source of a model with open dossiers
 * @throws Error when a thread fails: with the name and message of what went wrong there
 */
export async function forecastOnThreads(
  source: ModelSource,
  options: ForecastThreadOptions,
): Promise<readonly ForecastColumns[]> {
  const { replications, onProgress } = options;
  const threads = Math.max(1, Math.min(options.threads, replications));
  const workers: Worker[] = [];
  let done = 0;
  const progress = (): void => {
    done += 1;
    onProgress?.(done / replications);
  };
  try {
    return await Promise.all(
      Array.from({ length: threads }, (_, thread) => {
        const worker = openThread({ source, seed: options.seed, replications, thread, threads });
        workers.push(worker);
        return columnsOf(worker, progress);
      }),
    );
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}

function columnsOf(worker: Worker, progress: () => void): Promise<ForecastColumns> {
  return new Promise((resolve, reject) => {
    worker.on("message", (answer: ForecastAnswer) => {
      if ("error" in answer) reject(errorFrom(answer.error));
      else if ("columns" in answer) resolve(answer.columns);
      else progress();
    });
    worker.on("error", reject);
    worker.on("exit", (status) => reject(new Error(`a thread of the forecast ended with status ${status}`)));
  });
}

function openThread(data: ForecastThreadData): Worker {
  // Beside this file, built or as source.
  const fromSource = import.meta.url.endsWith(".ts");
  const file = fromSource ? "./forecast-thread.ts" : "./threads-forecast.js";
  return new Worker(new URL(file, import.meta.url), {
    workerData: data,
    ...(fromSource ? { execArgv: [...process.execArgv, "--conditions=motcua-source"] } : {}),
  });
}
