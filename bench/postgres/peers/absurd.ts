import { readFileSync } from "node:fs";
import { Absurd } from "absurd-sdk";
import pg from "pg";
import { operations } from "../../life.ts";
import { type Contender, inFlight, nextRun } from "../contender.ts";

const note = "x".repeat(60);

// The package on npm is the client alone; its schema comes with the tool `absurdctl`, which is not on npm.
async function openAbsurd(url: string): Promise<{ readonly app: Absurd; readonly pool: pg.Pool }> {
  const pool = new pg.Pool({ connectionString: url, max: 8 });
  const { rows } = await pool.query("SELECT 1 FROM pg_namespace WHERE nspname = 'absurd'");
  const schema = process.env.ABSURD_SQL;
  if (rows.length === 0 && schema === undefined) {
    await pool.end();
    throw new Error("absurd's schema is not on npm: set ABSURD_SQL to the absurd.sql of its release");
  }
  if (rows.length === 0 && schema !== undefined) await pool.query(readFileSync(schema, "utf8"));
  const app = new Absurd({ db: pool, queueName: "life" });
  await app.createQueue("life");
  return { app, pool };
}

const options = { concurrency: 32, batchSize: 32, pollInterval: 0.01, claimTimeout: 120, fatalOnLeaseTimeout: false };

/** A step an operation, in one task a dossier: nobody outside is waited for. */
export const absurdSteps: Contender = {
  name: "absurd, steps, pool of 8",
  dossiers: 250,
  async open(url) {
    const { app, pool } = await openAbsurd(url);
    let left = 0;
    let done = (): void => {};
    app.registerTask<{ id: string }>({ name: "steps" }, async ({ id }, task) => {
      for (let step = 0; step < operations; step += 1)
        await task.step(`step-${step}`, async () => ({ id, step, note }));
      if (--left === 0) done();
    });
    const worker = await app.startWorker(options);
    return {
      async lives(dossiers) {
        const run = nextRun();
        left = dossiers;
        const finished = new Promise<void>((resolve) => {
          done = resolve;
        });
        await inFlight(8, dossiers, async (n) => void (await app.spawn("steps", { id: `${run}d${n}` })));
        await finished;
      },
      async close() {
        await worker.close();
        await pool.end();
      },
    };
  },
};

/** A command from outside an operation: an event to a task that waits for it, which is how a desk would drive it. */
export const absurdEvents: Contender = {
  name: "absurd, events, pool of 8",
  dossiers: 150,
  async open(url) {
    const { app, pool } = await openAbsurd(url);
    let left = 0;
    let done = (): void => {};
    app.registerTask<{ id: string }>({ name: "events" }, async ({ id }, task) => {
      for (let step = 0; step < operations; step += 1) await task.awaitEvent(`${id}.${step}`);
      if (--left === 0) done();
    });
    const worker = await app.startWorker(options);
    return {
      async lives(dossiers) {
        const run = nextRun();
        left = dossiers;
        const finished = new Promise<void>((resolve) => {
          done = resolve;
        });
        await inFlight(32, dossiers, async (n) => {
          const id = `${run}d${n}`;
          await app.spawn("events", { id });
          for (let step = 0; step < operations; step += 1) await app.emitEvent(`${id}.${step}`, { step, note });
        });
        await finished;
      },
      async close() {
        await worker.close();
        await pool.end();
      },
    };
  },
};
