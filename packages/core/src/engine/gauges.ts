import type { EpochMs } from "../calendar/types.ts";
import type { Storage } from "../ports/storage.ts";
import type { Telemetry } from "../ports/telemetry.ts";

/** Reads how the whole database stands and tells it. Storage that fails is told by whoever works with it. */
export async function tellGauges(telemetry: Telemetry, storage: Storage, now: EpochMs): Promise<void> {
  const gauges = await storage.reader.gauges(now).catch(() => undefined);
  if (gauges === undefined) return;
  const age = (instant: EpochMs | undefined): number => (instant === undefined ? 0 : Math.max(0, now - instant));
  telemetry.gauge("motcua.dossiers.open", gauges.openDossiers, {});
  telemetry.gauge("motcua.dossiers.overdue", gauges.overdueDossiers, {});
  telemetry.gauge("motcua.wakes.due", gauges.dueWakes, {});
  telemetry.gauge("motcua.wakes.lag", age(gauges.oldestWakeAt), {});
  telemetry.gauge("motcua.messages.pending", gauges.pendingMessages, {});
  telemetry.gauge("motcua.outbox.lag", age(gauges.oldestMessageAt), {});
  telemetry.gauge("motcua.incidents.open", gauges.parkedWakes, { kind: "wake" });
  telemetry.gauge("motcua.incidents.open", gauges.parkedMessages, { kind: "delivery" });
}
