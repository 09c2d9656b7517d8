import { Worker } from "node:worker_threads";
import type { Question, Reply, ThreadWork } from "./pool-protocol.ts";
import { errorFrom } from "./protocol.ts";

interface Asked {
  readonly number: number;
  readonly question: unknown;
  resolve(answer: unknown): void;
  reject(error: Error): void;
}

/** One to work on and one in hand, so that a thread does not wait for this one. */
const atOnce = 2;
/** Answers that may wait for their turn, for each thread: bounds the memory when one is slow. */
const aheadMax = 4;

/** Threads that answer questions, each by the same work. Who answers does not matter: the work must not remember. */
export class ThreadPool {
  readonly #threads: { readonly worker: Worker; asked: number }[];
  readonly #waiting: Asked[] = [];
  readonly #asked = new Map<number, Asked>();
  #next = 0;
  #failed: Error | undefined;

  constructor(work: ThreadWork, threads: number) {
    this.#threads = Array.from({ length: threads }, () => {
      const thread = { worker: openThread(work), asked: 0 };
      thread.worker.on("message", (reply: Reply) => {
        thread.asked -= 1;
        this.#take(reply);
      });
      thread.worker.on("error", (error) => this.#fail(error as Error));
      thread.worker.on("exit", (status) => this.#fail(new Error(`a thread ended with status ${status}`)));
      return thread;
    });
  }

  /** @returns the answer of whichever thread is free first
   *  @throws Error with the name, message and code of what went wrong there */
  ask(question: unknown): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (this.#failed !== undefined) reject(this.#failed);
      else this.#waiting.push({ number: this.#next++, question, resolve, reject });
      this.#send();
    });
  }

  /** Answers to questions 0 to `count`, taken in order; a few are asked ahead.
   *  @param take returns true when no more are wanted */
  async askInOrder(
    count: number,
    question: (number: number) => unknown,
    take: (answer: unknown, number: number) => boolean | undefined,
  ): Promise<void> {
    const ahead: Promise<unknown>[] = [];
    let asked = 0;
    for (let number = 0; number < count; number += 1) {
      while (asked < Math.min(count, number + this.#threads.length * aheadMax)) {
        const answer = this.ask(question(asked));
        // It is waited for below; one that fails meanwhile is not unheard.
        answer.catch(() => {});
        ahead.push(answer);
        asked += 1;
      }
      if (take(await ahead.shift(), number) === true) return;
    }
  }

  async close(): Promise<void> {
    this.#fail(new Error("the pool is closed"));
    await Promise.all(this.#threads.map(({ worker }) => worker.terminate()));
  }

  #send(): void {
    for (let inHand = 0; inHand < atOnce; inHand += 1)
      for (const thread of this.#threads) {
        if (thread.asked > inHand) continue;
        const next = this.#waiting.shift();
        if (next === undefined) return;
        this.#asked.set(next.number, next);
        thread.asked += 1;
        thread.worker.postMessage({ number: next.number, question: next.question } satisfies Question);
      }
  }

  #take(reply: Reply): void {
    const asked = this.#asked.get(reply.number);
    this.#asked.delete(reply.number);
    if ("error" in reply) asked?.reject(errorFrom(reply.error));
    else asked?.resolve(reply.answer);
    this.#send();
  }

  /** Nobody waits for ever. */
  #fail(error: Error): void {
    this.#failed ??= error;
    for (const asked of [...this.#asked.values(), ...this.#waiting.splice(0)]) asked.reject(this.#failed);
    this.#asked.clear();
  }
}

function openThread(work: ThreadWork): Worker {
  // Beside this file, built or as source.
  const fromSource = import.meta.url.endsWith(".ts");
  const file = fromSource ? "./pool-thread.ts" : "./threads-pool.js";
  return new Worker(new URL(file, import.meta.url), {
    workerData: work,
    ...(fromSource ? { execArgv: [...process.execArgv, "--conditions=motcua-source"] } : {}),
  });
}
