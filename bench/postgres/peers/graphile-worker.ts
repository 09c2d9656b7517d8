import { Logger, makeWorkerUtils, run, runMigrations, type WorkerUtils } from "graphile-worker";
import { operations } from "../../life.ts";
import { type Contender, nextRun } from "../contender.ts";

interface Job {
  readonly run: string;
  readonly dossier: number;
  readonly step: number;
  readonly note: string;
}
const job = (name: string, dossier: number, step: number): Job => ({ run: name, dossier, step, note: "x".repeat(60) });
const logger = new Logger(() => () => {});

/** A job an operation, each adding the next; the batching its performance page recommends. */
const graphile = (name: string, worker: object): Contender => ({
  name,
  dossiers: 250,
  async open(connectionString) {
    const preset = { worker: { connectionString, maxPoolSize: 10, concurrentJobs: 8, logger, ...worker } };
    await runMigrations({ preset });
    const utils: WorkerUtils = await makeWorkerUtils({ preset });
    let left = 0;
    let done = (): void => {};
    const runner = await run({
      preset,
      noHandleSignals: true,
      taskList: {
        operation: async (payload, helpers) => {
          const { run: of, dossier, step } = payload as Job;
          if (step + 1 < operations) await helpers.addJob("operation", job(of, dossier, step + 1));
          else if (--left === 0) done();
        },
      },
    });
    return {
      async lives(dossiers) {
        const of = nextRun();
        left = dossiers;
        const finished = new Promise<void>((resolve) => {
          done = resolve;
        });
        await utils.addJobs(
          Array.from({ length: dossiers }, (_, n) => ({ identifier: "operation", payload: job(of, n, 0) })),
        );
        await finished;
      },
      async close() {
        await runner.stop();
        await utils.release();
      },
    };
  },
});

export const graphileWorker = graphile("graphile-worker, 8 jobs at once, local queue and batched completion", {
  localQueue: { size: 64 },
  completeJobBatchDelay: 0,
  failJobBatchDelay: 0,
});
