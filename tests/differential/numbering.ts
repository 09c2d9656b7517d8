import type { DossierEvent } from "@motcua/core";

/**
 * Numbers for the escalations of a dossier, in the order in which they were raised.
 *
 * Of acknowledgements due at one instant the engine takes the one whose name comes first as text (`escalation:10` before
 * `escalation:9`), the simulator the one raised first. Nothing in law tells them apart, so what the engine took is put into
 * the order in which they were raised; a block runs from its rung to the next.
 */
export class Numbering {
  readonly #numbers = new Map<string, number>();

  /** 0 for one that is not known. */
  number(escalationId: string): number {
    return this.#numbers.get(escalationId) ?? 0;
  }

  /** Events of one commit, in the order of numbers; what they raise gets the next numbers. */
  order(events: readonly DossierEvent[]): readonly DossierEvent[] {
    const blocks: DossierEvent[][] = [];
    for (const event of events) {
      if (event.type === "rung-taken" || blocks.length === 0) blocks.push([event]);
      else blocks.at(-1)?.push(event);
    }
    for (let i = 1; i < blocks.length; i += 1)
      for (let j = i; j > 0 && this.#mustSwap(blocks[j - 1], blocks[j]); j -= 1)
        [blocks[j - 1], blocks[j]] = [blocks[j] as DossierEvent[], blocks[j - 1] as DossierEvent[]];
    const ordered = blocks.flat();
    for (const event of ordered)
      if (event.type === "escalated") this.#numbers.set(event.escalationId, this.#numbers.size + 1);
    return ordered;
  }

  #mustSwap(first: readonly DossierEvent[] | undefined, second: readonly DossierEvent[] | undefined): boolean {
    const [a] = first ?? [];
    const [b] = second ?? [];
    if (a?.type !== "rung-taken" || b?.type !== "rung-taken" || a.dueAt !== b.dueAt) return false;
    if (!a.limit.startsWith("ack:") || !b.limit.startsWith("ack:")) return false;
    return this.number(a.limit.slice(4)) > this.number(b.limit.slice(4));
  }
}
