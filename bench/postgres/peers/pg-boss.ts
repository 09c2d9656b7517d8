import { PgBoss, type WorkOptions } from "pg-boss";
import { operations } from "../../life.ts";
import { type Contender, inFlight, nextRun, type OpenContender } from "../contender.ts";

// A job an operation: taking one, sending the next and completing it. No case row, no history, no timer: less work than ours.

const queue = "operations";
interface Job {
  readonly run: string;
  readonly dossier: number;
  readonly step: number;
  readonly note: string;
}
interface Work extends WorkOptions {
  readonly transactional: true;
}
const job = (run: string, dossier: number, step: number): Job => ({ run, dossier, step, note: "x".repeat(60) });

async function start(url: string, connections: number): Promise<PgBoss> {
  const boss = new PgBoss({
    connectionString: url,
    max: connections,
    supervise: false,
    schedule: false,
    useListenNotify: true,
  });
  boss.on("error", () => {});
  await boss.start();
  if ((await boss.getQueue(queue)) === null) await boss.createQueue(queue, { notify: true });
  return boss;
}

/** `work`, one job at a time on eight workers, woken by NOTIFY; the next job and the end of this one in one transaction. */
export const bossWork: Contender = {
  name: "pg-boss, work, 8 workers",
  dossiers: 100,
  async open(url): Promise<OpenContender> {
    const boss = await start(url, 8);
    let left = 0;
    let done = (): void => {};
    await boss.work<Job, void, Work>(
      queue,
      {
        batchSize: 1,
        localConcurrency: 8,
        transactional: true,
        pollingIntervalSeconds: 0.5,
        notifyPollingIntervalSeconds: 0.5,
      },
      async ([taken], tx) => {
        if (taken === undefined) return;
        const { run, dossier, step } = taken.data;
        if (step + 1 < operations) await boss.send(queue, job(run, dossier, step + 1), { db: tx });
        else if (--left === 0) done();
      },
    );
    return {
      async lives(dossiers) {
        const run = nextRun();
        left = dossiers;
        const finished = new Promise<void>((resolve) => {
          done = resolve;
        });
        await boss.insert(
          queue,
          Array.from({ length: dossiers }, (_, n) => ({ data: job(run, n, 0) })),
        );
        await finished;
      },
      close: () => boss.stop({ graceful: true }),
    };
  },
};

/** `fetch`, `insert` and `complete` by hand, without the worker's waits. */
const fetching = (name: string, dossiers: number, connections: number, size: number): Contender => ({
  name,
  dossiers,
  async open(url) {
    const boss = await start(url, connections);
    return {
      async lives(count) {
        const run = nextRun();
        const lines = Math.ceil(count / size);
        let ended = 0;
        await inFlight(connections, lines, async (line) => {
          const many = Math.min(size, count - line * size);
          await boss.insert(
            queue,
            Array.from({ length: many }, (_, n) => ({ data: job(run, line * size + n, 0) })),
          );
          // Lines take each other's jobs: as many turns a line as operations, whoever's they are.
          for (let turn = 0; turn < operations || (line === lines - 1 && ended < count); turn += 1) {
            const taken = await boss.fetch<Job>(queue, { batchSize: size });
            if (taken.length === 0) continue;
            const next = taken.filter(({ data }) => data.step + 1 < operations);
            if (next.length > 0)
              await boss.insert(
                queue,
                next.map(({ data }) => ({ data: job(run, data.dossier, data.step + 1) })),
              );
            await boss.complete(
              queue,
              taken.map(({ id }) => id),
            );
            ended += taken.length - next.length;
          }
        });
        if (ended !== count) throw new Error(`${ended} of ${count} ended`);
      },
      close: () => boss.stop({ graceful: true }),
    };
  },
});

export const bossOne = fetching("pg-boss, fetch and complete one by one, 8 connections", 300, 8, 1);
export const bossBatches = fetching("pg-boss, batches of 32, 4 connections", 1_536, 4, 32);
