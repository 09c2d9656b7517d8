import { AdapterError } from "../ports/adapter-error.ts";
import type { WorkOutcome } from "../ports/attributes.ts";
import type { Clock } from "../ports/clock.ts";
import type { Delivered, Leased, OutboxMessage, Parked, RetryAt, Settled, Storage } from "../ports/storage.ts";
import type { MovedOffices } from "./moved-away.ts";
import type { Source } from "./pump.ts";
import { retryAt } from "./retry.ts";
import type { ToldTo } from "./told.ts";

/** Hands one message to the outside. Throw `AdapterError` to say who helps; anything else is tried later. `skipped`, with a
 *  code, says that there is nothing to send and nobody has to help. The signal says that time is up: the lease ends soon, and another worker would send the same message again. */
export type Deliver = (
  message: OutboxMessage,
  call: { readonly idempotencyKey: string; readonly signal: AbortSignal },
) => Promise<{ readonly providerRef?: string } | { readonly skipped: string } | undefined>;

export interface DeliveryContext {
  readonly storage: Storage;
  readonly clock: Clock;
  readonly leaseMs: number;
  readonly told: ToldTo;
  /** Messages of an office that moved went with it. */
  readonly moved: MovedOffices;
}

type HeldMessage = Leased<OutboxMessage>;
/** Nothing to send: no consent, say. */
interface Skipped {
  readonly kind: "skipped";
  readonly code: string;
}
type Outcome = Delivered | RetryAt | Parked | Skipped;

/** Of the lease, for the channel; the rest is for telling storage how it went. */
const deliveryShare = 0.8;

/** Messages of one lane's adapter. Each adapter has its own: one that hangs holds no other up. */
export function deliverySource(context: DeliveryContext, adapter: string, deliver: Deliver): Source<HeldMessage> {
  const { storage, clock, leaseMs, told } = context;
  return {
    claim: (limit) => storage.claimOutbox({ dueThrough: clock.now(), leaseMs, limit, adapters: [adapter] }),
    handle: (message) => handleOne(context, message, deliver),
    async giveBack(message) {
      const back = { kind: "retry", at: message.notBefore, code: "worker.stopping" } as const;
      await storage.settleOutbox(message.token, back);
      told.telemetry?.count("motcua.deliveries", { adapter, outcome: "given_back" });
    },
  };
}

const lookAgainMs = 3_600_000;

async function handleOne(context: DeliveryContext, message: HeldMessage, deliver: Deliver): Promise<void> {
  const { storage, clock, moved } = context;
  try {
    if ((await moved.of(message.officeId)) !== undefined) {
      const later = { kind: "retry", at: clock.now() + lookAgainMs, code: "office.moved" } as const;
      await storage.settleOutbox(message.token, later);
      return;
    }
  } catch {
    // Storage that fails now gives it to somebody else when its lease is over.
    return;
  }
  await deliverOne(context, message, deliver);
}

async function deliverOne(context: DeliveryContext, message: HeldMessage, deliver: Deliver): Promise<void> {
  const { telemetry } = context.told;
  if (telemetry === undefined) {
    await settle(context, message, await attempt(context, message, deliver));
    return;
  }
  const { messageId, dossierId, officeId, adapter, attempts } = message;
  const begunAt = performance.now();
  await telemetry.span(
    "motcua.delivery",
    { messageId, dossierId, officeId, adapter, attempts, kind: message.kind },
    async (span) => {
      const outcome = await settle(context, message, await attempt(context, message, deliver));
      span.set(outcome);
      telemetry.count("motcua.deliveries", { adapter, ...outcome });
      telemetry.record("motcua.delivery.duration", performance.now() - begunAt, { adapter, outcome: outcome.outcome });
    },
  );
}

/** Hands it over within a share of the lease. What answers later is not waited for: its outcome is unknown, and the
 *  message goes out again under the same key. */
async function attempt({ clock, leaseMs }: DeliveryContext, message: HeldMessage, deliver: Deliver): Promise<Outcome> {
  const timeUp = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, fail) => {
    timer = setTimeout(() => {
      timeUp.abort();
      fail(
        new AdapterError("delivery.timed_out", "The channel took longer than the lease allows.", { retry: "later" }),
      );
    }, leaseMs * deliveryShare);
  });
  try {
    const call = { idempotencyKey: message.messageId, signal: timeUp.signal };
    const answer = await Promise.race([deliver(message, call), late]);
    if (answer !== undefined && "skipped" in answer) return { kind: "skipped", code: answer.skipped };
    const ref = answer?.providerRef;
    return ref === undefined ? { kind: "delivered" } : { kind: "delivered", providerRef: ref };
  } catch (error) {
    return retryAt(error, clock.now(), message.attempts);
  } finally {
    clearTimeout(timer);
  }
}

/** Storage that fails now gives the message to somebody else when its lease is over: it goes out again, under its key. */
async function settle(
  { storage, told }: DeliveryContext,
  message: HeldMessage,
  result: Outcome,
): Promise<{ readonly outcome: WorkOutcome; readonly code?: string }> {
  const { telemetry, log } = told;
  const { messageId, dossierId, officeId, adapter, attempts } = message;
  const settled = await settleAs(storage, message, result).catch(() => undefined);
  const fields = { messageId, dossierId, officeId, adapter, attempts };
  if (settled !== "settled") {
    log?.write("warn", "delivery.lease_lost", fields);
    return { outcome: "lease_lost" };
  }
  if (result.kind === "delivered") return { outcome: "delivered" };
  const { code } = result;
  if (result.kind === "skipped") {
    log?.write("info", "delivery.skipped", { ...fields, code });
    return { outcome: "skipped", code };
  }
  const parked = result.kind === "parked";
  telemetry?.count(parked ? "motcua.incidents" : "motcua.retries", { kind: "delivery", code });
  log?.write(parked ? "error" : "warn", parked ? "delivery.parked" : "delivery.retried", { ...fields, code });
  return { outcome: parked ? "parked" : "retried", code };
}

/** Skipped as an operator would: set aside, then let go with its code. After a crash in between an operator sees it. */
async function settleAs(storage: Storage, message: HeldMessage, result: Outcome): Promise<Settled> {
  if (result.kind !== "skipped") return await storage.settleOutbox(message.token, result);
  const { code } = result;
  const settled = await storage.settleOutbox(message.token, { kind: "parked", code });
  if (settled === "settled") await storage.releaseParked(message.messageId, { kind: "skip", reason: code });
  return settled;
}
