import { type DossierId, invariant, type Storage } from "@motcua/core";
import type { Cabinet } from "./cabinet.ts";
import type { Crew, Shared } from "./crew.ts";
import type { DueWake } from "./hand.ts";
import { commandsLeft, type Labour, type RefusedCommand } from "./labour.ts";
import type { ToWorker } from "./messages.ts";
import type { Plan } from "./record.ts";

/**
 * Worker processes do everything. What they say they did is never believed: a wake is taken, and a command done, when
 * storage has its dossier beyond the version it was meant for, so that it does not matter who died over what.
 */
export class CrewLabour implements Labour {
  readonly #storage: Storage;
  readonly #cabinet: Cabinet;
  readonly #crew: Crew;

  constructor(storage: Storage, cabinet: Cabinet, crew: Crew) {
    this.#storage = storage;
    this.#cabinet = cabinet;
    this.#crew = crew;
  }

  async wake(due: readonly DueWake[]): Promise<void> {
    const left = () => due.filter(({ ordinal, version }) => this.#cabinet.version(ordinal) === version);
    for (let open = left(); open.length > 0; ) {
      const { lost, refused } = await this.#share(open, (part) => ({ kind: "wake", due: part }));
      invariant(refused.length === 0, `a due wake of dossier ${refused[0]?.ordinal} was refused`);
      open = left();
      invariant(lost || open.length === 0, "a wake that was taken moves its dossier on");
    }
  }

  async carryOut(plan: Plan): Promise<readonly RefusedCommand[]> {
    const all = new Map<number, RefusedCommand>();
    const left = () => commandsLeft(plan, this.#cabinet).filter(({ ordinal }) => !all.has(ordinal));
    for (let open = left(); open.length > 0; ) {
      const items = open.map(({ ordinal, request }) => ({ ordinal, dossierId: request.dossierId }));
      const { lost, refused } = await this.#share(items, (part) => ({
        kind: "carry-out",
        at: plan.at,
        ordinals: part.map(({ ordinal }) => ordinal),
      }));
      for (const command of open) {
        const fault = refused.find(({ ordinal }) => ordinal === command.ordinal)?.fault;
        if (fault !== undefined) all.set(command.ordinal, { command, fault });
      }
      open = left();
      invariant(lost || open.length === 0, "a command that was taken moves its dossier on");
    }
    return [...all.values()];
  }

  close(): Promise<void> {
    return this.#crew.dismiss();
  }

  async #share<Item extends { readonly ordinal: number; readonly dossierId: DossierId }>(
    items: readonly Item[],
    messageOf: (part: readonly Item[]) => ToWorker,
  ): Promise<Shared> {
    const shared = await this.#crew.share(items, messageOf);
    this.#cabinet.learnRows(await this.#storage.load(items.map(({ dossierId }) => dossierId)));
    return shared;
  }
}
