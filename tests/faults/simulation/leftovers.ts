import type { Storage } from "@motcua/core";
import { checkHistory } from "../history-checker.ts";
import { lanes } from "./process.ts";
import { Broken, type Witness } from "./witness.ts";

/** Invariant 3, the other half: after an outage every missed rung is taken; and nothing written stays unsent. */
export async function nothingWaits(store: Storage, { shadows }: Witness, now: number): Promise<void> {
  for (const [id, { watch, state }] of shadows) {
    const wake = watch.nextWake(state);
    if (wake !== undefined && wake <= now) throw new Broken(3, id, `a rung of ${wake} is missed`);
    const rows = await store.reader.messages(id);
    // Heads of lanes only: who waits behind one that may not go out yet waits with it.
    for (const lane of lanes) {
      const head = rows.find((row) => row.adapter === lane && row.status !== "delivered");
      if (head !== undefined && head.notBefore <= now)
        throw new Broken(1, id, `${head.messageId} is ${head.status}, and nobody delivers it`);
    }
  }
}

/** Everything that was sent, tried and delivered, held to what stands in the store at the end. */
export async function wholeHistory(store: Storage, history: Parameters<typeof checkHistory>[1]) {
  const report = await checkHistory(store, history);
  for (const fault of report.faults.slice(0, 1)) throw new Broken(1, fault.dossierId, `${fault.rule}: ${fault.detail}`);
  return report;
}
