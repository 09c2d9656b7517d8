import { Worker } from "node:worker_threads";
import { type UnitResult, unitAt, unitFromData, unitsPerReplication } from "@motcua/core/simulator";
import { type Answer, type Ask, errorFrom, type ModelSource, modelFrom, type ThreadData } from "./protocol.ts";

export interface ThreadOptions {
  readonly threads: number;
  readonly seed: number;
  /** Most replications. `onUnit` may end the run earlier. */
  readonly replications: number;
  readonly byHour?: boolean;
  readonly binMs?: number;
  /** Takes the results in the order of their units, whichever thread was first. @returns true when no more are wanted */
  readonly onUnit: (result: UnitResult) => boolean | undefined;
}

/** Units that may be under way or wait for their turn, for each thread: bounds the memory when one unit is slow. */
const aheadMax = 4;

/**
 * Simulates on several threads. The results, and with them every figure, are the same as on one, unit by unit.
 * @returns how many units were used
 * @throws Error when a thread fails: with the name and message of what went wrong there
 */
export async function runOnThreads(source: ModelSource, options: ThreadOptions): Promise<number> {
  const model = await modelFrom(source);
  const units = unitsPerReplication(model) * options.replications;
  const threads = Math.max(1, Math.min(options.threads, units));
  const workers = Array.from({ length: threads }, () => openThread(source, options));
  try {
    return await new Promise<number>((resolve, reject) => {
      const early = new Map<number, UnitResult>();
      let asked = 0;
      let used = 0;
      // What threads still send while they are being stopped is not wanted any more.
      let over = false;
      const idle: Worker[] = [];
      const ask = (worker: Worker): void => {
        if (asked >= units) return;
        if (asked - used >= threads * aheadMax) {
          idle.push(worker);
          return;
        }
        worker.postMessage({ number: asked, unit: unitAt(model, asked) } satisfies Ask);
        asked += 1;
      };
      const take = (worker: Worker, answer: Answer): void => {
        if ("error" in answer) {
          reject(errorFrom(answer.error));
          return;
        }
        early.set(answer.number, unitFromData(answer.data));
        for (let ready = early.get(used); ready !== undefined; ready = early.get(used)) {
          early.delete(used);
          used += 1;
          if (options.onUnit(ready) === true || used === units) {
            over = true;
            resolve(used);
            return;
          }
        }
        ask(worker);
        for (const waiting of idle.splice(0)) ask(waiting);
      };
      for (const worker of workers) {
        worker.on("message", (answer: Answer) => {
          if (over) return;
          try {
            take(worker, answer);
          } catch (error) {
            reject(error);
          }
        });
        worker.on("error", reject);
        worker.on("exit", (status) => reject(new Error(`a thread of the simulation ended with status ${status}`)));
        // One to work on and one in hand, so that a thread does not wait for this one.
        ask(worker);
        ask(worker);
      }
    });
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}

function openThread(source: ModelSource, { seed, byHour, binMs }: ThreadOptions): Worker {
  const data: ThreadData = { source, seed, byHour: byHour ?? true, binMs };
  // Beside this file, built or as source.
  const fromSource = import.meta.url.endsWith(".ts");
  const file = fromSource ? "./thread.ts" : "./threads-thread.js";
  return new Worker(new URL(file, import.meta.url), {
    workerData: data,
    ...(fromSource ? { execArgv: [...process.execArgv, "--conditions=motcua-source"] } : {}),
  });
}
