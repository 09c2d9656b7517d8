import { parentPort, workerData } from "node:worker_threads";
import type { Question, Reply, ThreadWork } from "./pool-protocol.ts";
import { threadErrorOf } from "./protocol.ts";

// A thread of a pool: answers each question it is asked, one after the other.

async function load({ module, function: name, input }: ThreadWork): Promise<(question: unknown) => unknown> {
  const loaded: { readonly [name: string]: unknown } = await import(module);
  const make = loaded[name];
  if (typeof make !== "function") throw new TypeError(`${module} exports no function ${name}`);
  return await make(input);
}
const answering = load(workerData as ThreadWork);
// Whoever asks is told.
answering.catch(() => {});

parentPort?.on("message", async ({ number, question }: Question) => {
  try {
    const answer = await (await answering)(question);
    parentPort?.postMessage({ number, answer } satisfies Reply);
  } catch (error) {
    parentPort?.postMessage({ number, error: threadErrorOf(error) } satisfies Reply);
  }
});
