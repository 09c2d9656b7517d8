import { DBOS } from "@dbos-inc/dbos-sdk";
import { operations } from "../../life.ts";
import { type Contender, inFlight, nextRun } from "../contender.ts";

const note = "x".repeat(60);
const steps = DBOS.registerWorkflow(
  async (dossier: string) => {
    for (let step = 0; step < operations; step += 1)
      await DBOS.runStep(async () => ({ dossier, step, note }), { name: `step-${step}` });
  },
  { name: "steps" },
);
const commands = DBOS.registerWorkflow(
  async (dossier: string) => {
    for (let step = 0; step < operations; step += 1) await DBOS.recv<object>("command", 60);
    return dossier;
  },
  { name: "commands" },
);

async function launch(url: string): Promise<void> {
  DBOS.setConfig({
    name: "motcua-bench",
    systemDatabaseUrl: url,
    systemDatabasePoolSize: 8,
    systemDatabasePollingConcurrency: 0,
    logLevel: "error",
    useListenNotify: true,
  });
  await DBOS.launch();
}
const shutdown = (): Promise<void> => DBOS.shutdown();

/** A step an operation, in one workflow a dossier: nobody outside is waited for. */
export const dbosSteps: Contender = {
  name: "DBOS, steps, pool of 8",
  dossiers: 200,
  async open(url) {
    await launch(url);
    return {
      lives: (dossiers) => {
        const run = nextRun();
        return inFlight(32, dossiers, async (n) => {
          const handle = await DBOS.startWorkflow(steps, { workflowID: `${run}d${n}` })(`${run}d${n}`);
          await handle.getResult();
        });
      },
      close: shutdown,
    };
  },
};

/** A command from outside an operation: `send` to a workflow that waits in `recv`, which is how a desk would drive it. */
export const dbosRecv: Contender = {
  name: "DBOS, send and recv, pool of 8",
  dossiers: 100,
  async open(url) {
    await launch(url);
    return {
      lives: (dossiers) => {
        const run = nextRun();
        return inFlight(32, dossiers, async (n) => {
          const id = `${run}d${n}`;
          const handle = await DBOS.startWorkflow(commands, { workflowID: id })(id);
          for (let step = 0; step < operations; step += 1) await DBOS.send(id, { step, note }, "command");
          await handle.getResult();
        });
      },
      close: shutdown,
    };
  },
};
