import { OpenWorkflow } from "openworkflow";
import { BackendPostgres } from "openworkflow/postgres";
import { operations } from "../../life.ts";
import { type Contender, nextRun } from "../contender.ts";

const note = "x".repeat(60);

/** A step an operation, in one workflow a dossier. */
export const openWorkflow: Contender = {
  name: "OpenWorkflow, steps, 10 connections",
  dossiers: 250,
  async open(url) {
    const backend = await BackendPostgres.connect(url);
    const client = new OpenWorkflow({ backend });
    let left = 0;
    let done = (): void => {};
    const life = client.defineWorkflow<{ dossier: string }, void>({ name: "life" }, async ({ input, step }) => {
      for (let n = 0; n < operations; n += 1)
        await step.run({ name: `step-${n}` }, () => ({ dossier: input.dossier, n, note }));
      if (--left === 0) done();
    });
    const worker = client.newWorker({ concurrency: 32 });
    return {
      async lives(dossiers) {
        const run = nextRun();
        left = dossiers;
        const finished = new Promise<void>((resolve) => {
          done = resolve;
        });
        await Promise.all(Array.from({ length: dossiers }, (_, n) => life.run({ dossier: `${run}d${n}` })));
        await worker.start();
        await finished;
      },
      async close() {
        await worker.stop();
        await backend.stop();
      },
    };
  },
};
