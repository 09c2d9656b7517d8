import type { WorkOutcome } from "../ports/attributes.ts";
import type { Delivered, Leased, OutboxMessage, Parked, RetryAt, Settled, Storage } from "../ports/storage.ts";
import type { ToldTo } from "./told.ts";

/** Nothing to send and nobody to help: no consent on this channel, or too late to be of use. */
export interface Skipped {
  readonly kind: "skipped";
  readonly code: string;
}
export type Outcome = Delivered | RetryAt | Parked | Skipped;

/** Storage that fails now gives the message to somebody else when its lease is over: it goes out again, under its key. */
export async function settle(
  { storage, told }: { readonly storage: Storage; readonly told: ToldTo },
  message: Leased<OutboxMessage>,
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
    log?.write("info", "delivery.skipped", { ...fields, kind: message.kind, code });
    return { outcome: "skipped", code };
  }
  if (result.kind === "retry" && result.afresh === true) {
    log?.write("info", "delivery.pending", { ...fields, kind: message.kind, code });
    return { outcome: "pending", code };
  }
  const parked = result.kind === "parked";
  telemetry?.count(parked ? "motcua.incidents" : "motcua.retries", { kind: "delivery", code });
  log?.write(parked ? "error" : "warn", parked ? "delivery.parked" : "delivery.retried", { ...fields, code });
  return { outcome: parked ? "parked" : "retried", code };
}

/** Skipped as an operator would: set aside, then let go with its code. After a crash in between an operator sees it. */
async function settleAs(storage: Storage, message: Leased<OutboxMessage>, result: Outcome): Promise<Settled> {
  if (result.kind !== "skipped") return await storage.settleOutbox(message.token, result);
  const { code } = result;
  const settled = await storage.settleOutbox(message.token, { kind: "parked", code });
  if (settled === "settled") await storage.releaseParked(message.messageId, { kind: "skip", reason: code });
  return settled;
}
