import type { EpochMs } from "../calendar/types.ts";
import type { Payment, PaymentStatus } from "./state.ts";

const unsettled: ReadonlySet<PaymentStatus> = new Set([
  "requested",
  "starting",
  "started",
  "partly",
  "refund-due",
  "refunding",
]);
const ended: ReadonlySet<PaymentStatus> = new Set(["expired", "cancelled"]);

/** How long after the last moment to pay a gateway may still tell that it was paid in time: one that got no answer tells
 *  again for hours. */
const toldLateMs = 86_400_000;

/**
 * Is money still to come, or to go back? An order that was sent and then called off stands at its gateway: nothing takes it
 * from there, so it can be paid until its time is over.
 */
export function isUnderWay({ status, sentAt, payBy, aside = [] }: Payment, at: EpochMs): boolean {
  if (unsettled.has(status) || aside.some(({ refundId }) => refundId === undefined)) return true;
  return ended.has(status) && sentAt !== undefined && at <= payBy + toldLateMs;
}
