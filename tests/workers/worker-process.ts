// A worker in a process of its own, on a law time of its own, that can stop itself (SIGSTOP) at a chosen moment: what
// `motcua work` does, with the clock and the moment in the hands of a test.
import { writeSync } from "node:fs";
import { type Clock, createEngine, createWorker, type Deliver } from "@motcua/core";
import { openStorage } from "../../packages/cli/src/database.ts";
import { logLines } from "../../packages/cli/src/work/log-lines.ts";
import { resolved } from "../dossier/kit.ts";
import { withFaults } from "../engine/with-faults.ts";

export interface WorkerProcessOptions {
  readonly db: string;
  /** Law time at which this process begins; it goes on as real time does. */
  readonly lawAt: number;
  readonly leaseMs: number;
  readonly batch?: number;
  /** Stops itself once: holding a claim, before a commit it has decided on, or while a channel is being called. */
  readonly stopAt?: "claim" | "commit" | "deliver";
  readonly deliver?: boolean;
}

const options = JSON.parse(process.argv[2] ?? "{}") as WorkerProcessOptions;
const say = (line: string): void => void writeSync(1, line.endsWith("\n") ? line : `${line}\n`);
const begunAt = Date.now();
const clock: Clock = {
  now: () => options.lawAt + (Date.now() - begunAt),
  delayUntil: (dueAt) => Math.max(0, dueAt - (options.lawAt + (Date.now() - begunAt))),
};

let stopped = false;
function stopHere(moment: WorkerProcessOptions["stopAt"]): void {
  if (stopped || options.stopAt !== moment) return;
  stopped = true;
  say("stopping");
  process.kill(process.pid, "SIGSTOP");
  say("continued");
}

const opened = await openStorage(options.db, "read-write");
const storage = withFaults(opened, {
  async claimWakes(claim) {
    const wakes = await opened.claimWakes(claim);
    if (wakes.length > 0) stopHere("claim");
    return wakes;
  },
  async commit(group) {
    stopHere("commit");
    const outcomes = await opened.commit(group);
    say(`outcomes ${outcomes.map(({ kind }) => kind).join(" ")}`);
    return outcomes;
  },
});
const directory = { resolve: () => resolved };
const log = logLines(say, true);
const send: Deliver = async ({ messageId }) => {
  say(`delivering ${messageId}`);
  stopHere("deliver");
  return { providerRef: `by-${process.pid}` };
};
const { leaseMs, batch = 100 } = options;
const engine = createEngine({ storage, clock, directory, adapters: ["citizen", "desk", "portal", "agency"], log });
const deliver = options.deliver ? { citizen: send } : {};
const worker = createWorker({ engine, storage, clock, directory, deliver, leaseMs, batch, pollMs: 50, log });
worker.start();
process.once("SIGTERM", async () => {
  await worker.stop();
  await engine.close();
  await opened.close();
  say("ended");
});
