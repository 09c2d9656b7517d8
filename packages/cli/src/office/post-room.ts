import type { EpochMs, Leased, OutboxMessage, Storage } from "@motcua/core";

/** Lanes of the office: the citizen's notices, the desks, the portal, other agencies. Here they end in this process. */
export const lanes = ["citizen", "desk", "portal", "agency"] as const;

/**
 * Delivers what waits into this process. What was delivered is settled in the transaction of the next plan, so that an
 * instant waits for the disk once less; killed in between, the message is delivered again under its own key.
 */
export class PostRoom {
  readonly #storage: Storage;
  /** Lanes that end here. */
  readonly lanes: readonly string[];
  #delivered: readonly Leased<OutboxMessage>[] = [];

  constructor(storage: Storage, leave: readonly string[] = []) {
    this.#storage = storage;
    this.lanes = lanes.filter((lane) => !leave.includes(lane));
  }

  /** Takes the heads of all lanes that are due. One driver, held by the lock: a lease only keeps a restart waiting. */
  async deliver(at: EpochMs): Promise<number> {
    this.#delivered = await this.#storage.claimOutbox({
      dueThrough: at,
      leaseMs: 1,
      limit: 1_000,
      adapters: this.lanes,
    });
    return this.#delivered.length;
  }

  async settle(): Promise<void> {
    const delivered = this.#delivered;
    this.#delivered = [];
    await Promise.all(delivered.map(({ token }) => this.#storage.settleOutbox(token, { kind: "delivered" })));
  }

  /** Until nothing that is due waits any more. */
  async empty(at: EpochMs): Promise<void> {
    do await this.settle();
    while ((await this.deliver(at)) > 0);
  }
}
