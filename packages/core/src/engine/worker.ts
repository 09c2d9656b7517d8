import type { CommandId } from "../base/ids.ts";
import { InvariantError } from "../base/invariant.ts";
import { systemActor } from "../dossier/people.ts";
import { AdapterError } from "../ports/adapter-error.ts";
import type { Clock } from "../ports/clock.ts";
import type { Leased, OutboxMessage, Storage, Wake } from "../ports/storage.ts";
import type { Directory, Engine } from "./engine-types.ts";
import { retryAt } from "./retry.ts";

/** Hands one message to the outside. Throw `AdapterError` to say who helps; anything else is tried later. */
export type Deliver = (
  message: OutboxMessage,
  call: { readonly idempotencyKey: string; readonly signal: AbortSignal },
) => Promise<{ readonly providerRef?: string } | undefined>;

export interface WorkerOptions {
  readonly engine: Engine;
  readonly storage: Storage;
  readonly clock: Clock;
  readonly directory: Directory;
  /** By lane. */
  readonly deliver?: { readonly [adapter: string]: Deliver };
  readonly leaseMs?: number;
  /** Wakes and messages taken per pass. Default 100. */
  readonly batch?: number;
  /** Longest sleep between passes, so that nothing is missed while other processes write. Default 1,000. */
  readonly pollMs?: number;
}

export interface Worker {
  /** One pass: fires what is due by the clock, delivers what waits. Bounded; call again while it finds work. */
  tick(): Promise<{ readonly wakes: number; readonly messages: number }>;
  start(): void;
  /** Finishes the pass under way. A stopped worker stays stopped; make another to go on. */
  stop(): Promise<void>;
}

export function createWorker(options: WorkerOptions): Worker {
  const { engine, storage, clock, directory, leaseMs = 30_000, batch = 100, pollMs = 1_000 } = options;
  const lanes = Object.keys(options.deliver ?? {});
  const stopping = new AbortController();
  let running: Promise<void> | undefined;

  async function fireWakes(): Promise<number> {
    const wakes = await storage.claimWakes({ dueThrough: clock.now(), leaseMs, limit: batch });
    await Promise.all(wakes.map(fire));
    return wakes.length;
  }

  const inAMinute = (): number => clock.now() + 60_000;

  async function fire(wake: Leased<Wake>): Promise<void> {
    const { dossierId, officeId } = wake;
    try {
      const view = await engine.read(dossierId);
      // The id follows from what is woken, so that two workers on one wake are one command.
      const commandId = `wake:${dossierId}:${view?.version ?? 0}:${wake.wakeAt}` as CommandId;
      const resolved = await directory.resolve({ officeId, dossierId, command: "wake", by: systemActor });
      const answer = await engine.submit({ type: "wake", commandId, dossierId, officeId, by: systemActor, resolved });
      if (answer.ok) return;
      // Nothing due means that a command was quicker, or that this clock went back: later again, never at once, so that
      // no row keeps a worker busy. Anything else waits for an operator, and holds nobody else up.
      const { code } = answer.error;
      const later = code === "wake.nothing_due";
      await storage.settleWake(wake.token, later ? { kind: "retry", at: inAMinute(), code } : { kind: "parked", code });
    } catch (error) {
      const code = AdapterError.is(error) || InvariantError.is(error) ? error.code : "adapter.failed";
      const stopped = InvariantError.is(error);
      await storage.settleWake(
        wake.token,
        stopped ? { kind: "parked", code } : { kind: "retry", at: inAMinute(), code },
      );
    }
  }

  async function deliverMessages(): Promise<number> {
    if (lanes.length === 0) return 0;
    const messages = await storage.claimOutbox({ dueThrough: clock.now(), leaseMs, limit: batch, adapters: lanes });
    await Promise.all(messages.map(deliverOne));
    return messages.length;
  }

  async function deliverOne(message: Leased<OutboxMessage>): Promise<void> {
    const deliver = options.deliver?.[message.adapter];
    if (deliver === undefined) return;
    try {
      const sent = await deliver(message, { idempotencyKey: message.messageId, signal: stopping.signal });
      const ref = sent?.providerRef;
      await storage.settleOutbox(
        message.token,
        ref === undefined ? { kind: "delivered" } : { kind: "delivered", providerRef: ref },
      );
    } catch (error) {
      await storage.settleOutbox(message.token, retryAt(error, clock.now(), message.attempts));
    }
  }

  async function loop(): Promise<void> {
    while (!stopping.signal.aborted) {
      // What failed is due still: a pause, or the loop would spin until the storage is well again.
      const done = await worker.tick().catch(() => undefined);
      if (done !== undefined && done.wakes + done.messages > 0) continue;
      const next = done === undefined ? undefined : await storage.nextDueAt(lanes).catch(() => undefined);
      const wait = next === undefined ? pollMs : Math.min(pollMs, clock.delayUntil(next));
      await sleep(Math.max(1, wait), stopping.signal);
    }
  }

  const worker: Worker = {
    async tick() {
      return { wakes: await fireWakes(), messages: await deliverMessages() };
    },
    start() {
      running ??= loop();
    },
    async stop() {
      stopping.abort();
      await running;
    },
  };
  return worker;
}

function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const wake = (): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", wake);
      resolve();
    };
    const timer = setTimeout(wake, ms);
    signal.addEventListener("abort", wake, { once: true });
  });
}
