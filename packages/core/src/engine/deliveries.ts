import { AdapterError } from "../ports/adapter-error.ts";
import { codeOfError } from "../ports/attributes.ts";
import type { Clock } from "../ports/clock.ts";
import type { Leased, OutboxMessage, Storage } from "../ports/storage.ts";
import type { Backend } from "./backend.ts";
import type { Permit } from "./circuit.ts";
import type { ServedLane } from "./lane-options.ts";
import type { MovedOffices } from "./moved-away.ts";
import type { Source } from "./pump.ts";
import { helpsLater, pendingAt, retryAt } from "./retry.ts";
import { type Outcome, settle } from "./settle-delivery.ts";
import type { ToldTo } from "./told.ts";

export interface DeliveryContext {
  readonly storage: Storage;
  readonly clock: Clock;
  readonly leaseMs: number;
  readonly told: ToldTo;
  /** Messages of an office that moved went with it. */
  readonly moved: MovedOffices;
}

type HeldMessage = Leased<OutboxMessage>;

/** A message in hand, with leave to ask its backend. */
interface Permitted {
  readonly message: HeldMessage;
  readonly permit: Permit;
}

interface LaneContext extends DeliveryContext {
  readonly lane: ServedLane;
  readonly backend: Backend;
}

/** Of the lease, for the channel; the rest is for telling storage how it went. */
const deliveryShare = 0.8;

/** Messages of one lane's adapter. Each adapter has its own: one that hangs holds no other up. Nothing is claimed that may
 *  not go out: what waits for the morning, or for a backend to get up, counts no attempt and is written by nobody. */
export function deliverySource(given: DeliveryContext, lane: ServedLane, backend: Backend): Source<Permitted> {
  const context: LaneContext = { ...given, lane, backend };
  const { storage, clock, leaseMs, told } = context;
  const adapters = [lane.name];
  return {
    async claim(most) {
      const now = clock.now();
      if (!lane.isOpen(now)) return [];
      const { limit, permit } = backend.circuit.take(most);
      if (limit === 0) return [];
      try {
        const messages = await storage.claimOutbox({ dueThrough: now, leaseMs, limit, adapters });
        if (messages.length === 0) backend.circuit.unused(permit);
        return messages.map((message) => ({ message, permit }));
      } catch (error) {
        backend.circuit.unused(permit);
        throw error;
      }
    },
    handle: (item) => handleOne(context, item),
    async giveBack({ message, permit }) {
      backend.circuit.unused(permit);
      const back = { kind: "retry", at: message.notBefore, code: "worker.stopping" } as const;
      await storage.settleOutbox(message.token, back);
      told.telemetry?.count("motcua.deliveries", { adapter: lane.name, outcome: "given_back" });
    },
  };
}

const lookAgainMs = 3_600_000;

async function handleOne(context: LaneContext, item: Permitted): Promise<void> {
  const { storage, clock, moved, told, lane, backend } = context;
  const { message, permit } = item;
  try {
    if ((await moved.of(message.officeId)) !== undefined) {
      backend.circuit.unused(permit);
      const later = { kind: "retry", at: clock.now() + lookAgainMs, code: "office.moved" } as const;
      await storage.settleOutbox(message.token, later);
      return;
    }
    if (lane.isExpired(message, clock.now())) {
      backend.circuit.unused(permit);
      await settle(context, message, { kind: "skipped", code: "delivery.expired" });
      told.telemetry?.count("motcua.deliveries", { adapter: lane.name, outcome: "skipped", code: "delivery.expired" });
      return;
    }
  } catch {
    // Storage that fails now gives it to somebody else when its lease is over.
    backend.circuit.unused(permit);
    return;
  }
  await deliverOne(context, item);
}

async function deliverOne(context: LaneContext, item: Permitted): Promise<void> {
  const { telemetry } = context.told;
  const { message } = item;
  if (telemetry === undefined) {
    await settle(context, message, await attempt(context, item));
    return;
  }
  const { messageId, dossierId, officeId, adapter, attempts, notBefore } = message;
  const begunAt = performance.now();
  await telemetry.span(
    "motcua.delivery",
    { messageId, dossierId, officeId, adapter, attempts, kind: message.kind },
    async (span) => {
      const outcome = await settle(context, message, await attempt(context, item));
      span.set(outcome);
      telemetry.count("motcua.deliveries", { adapter, ...outcome });
      telemetry.record("motcua.delivery.duration", performance.now() - begunAt, { adapter, outcome: outcome.outcome });
      if (outcome.outcome === "delivered")
        telemetry.record("motcua.delivery.lag", Math.max(0, context.clock.now() - notBefore), { adapter });
    },
  );
}

/** Hands it over within a share of the lease. What answers later is not waited for: its outcome is unknown, and the
 *  message goes out again under the same key. */
async function attempt(
  { clock, leaseMs, lane, backend: { circuit } }: LaneContext,
  { message, permit }: Permitted,
): Promise<Outcome> {
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
    const answer: unknown = await Promise.race([lane.send(message, call), late]);
    const skipped = textIn(answer, "skipped");
    if (skipped !== undefined) {
      // Nothing was sent, so nothing is known of the backend.
      circuit.unused(permit);
      return { kind: "skipped", code: skipped };
    }
    const pending = textIn(answer, "pending");
    // Who has the message is there; who was shown none may not be.
    if (pending !== undefined && (answer as { readonly asked?: unknown }).asked === false) circuit.unused(permit);
    else circuit.answered(permit);
    if (pending !== undefined) return pendingAt({ pending, ...againIn(answer) }, clock.now(), message);
    const ref = textIn(answer, "providerRef");
    return ref === undefined ? { kind: "delivered" } : { kind: "delivered", providerRef: ref };
  } catch (error) {
    // Who refuses this message for good is there, and takes the next.
    if (helpsLater(error)) circuit.failed(permit, codeOfError(error));
    else circuit.answered(permit);
    return retryAt(error, clock.now(), message);
  } finally {
    clearTimeout(timer);
  }
}

/** A host that is not TypeScript may answer anything. */
function textIn(answer: unknown, name: "skipped" | "providerRef" | "pending"): string | undefined {
  if (typeof answer !== "object" || answer === null) return undefined;
  const value = (answer as { readonly [name: string]: unknown })[name];
  return typeof value === "string" ? value : undefined;
}

function againIn(answer: unknown): { readonly againAfterMs?: number } {
  const { againAfterMs } = answer as { readonly againAfterMs?: unknown };
  return typeof againAfterMs === "number" ? { againAfterMs } : {};
}
