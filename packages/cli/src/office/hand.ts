import {
  type Accepted,
  type CommandId,
  type CommandRequest,
  createEngine,
  type DossierId,
  type DossierState,
  type Engine,
  type EpochMs,
  type Rejected,
  type Result,
  type Storage,
  systemActor,
} from "@motcua/core";
import { type VirtualClock, virtualClock } from "@motcua/core/testing";
import { vietnamLaw } from "@motcua/core/vietnam";
import { contentOf } from "./content.ts";
import { lanes } from "./post-room.ts";
import { officeOf, type Plan, type PlannedCommand } from "./record.ts";
import type { Setting } from "./setting.ts";

/** A wake that is due, as the driver knows its dossier. */
export interface DueWake {
  readonly ordinal: number;
  readonly dossierId: DossierId;
  /** Version of the dossier it was set at. */
  readonly version: number;
  readonly wakeAt: EpochMs;
  /** When it is taken: its own instant, or that of the dossier's last event where that is later. */
  readonly at: EpochMs;
}

/**
 * Does what the driver decided, and nothing else: a wake at its own instant, a planned command at the plan's. Every id
 * follows from the dossier and its version, so that the same work done twice, by whomever, is one command.
 */
export class Hand {
  readonly #setting: Setting;
  readonly #clock: VirtualClock;
  readonly #engine: Engine;

  constructor(storage: Storage, setting: Setting) {
    this.#setting = setting;
    this.#clock = virtualClock(setting.start);
    this.#engine = createEngine({ storage, clock: this.#clock, law: vietnamLaw(), adapters: lanes, groupMax: 256 });
  }

  wake({ dossierId, version, wakeAt, at }: DueWake): Promise<Result<Accepted, Rejected>> {
    // The engine reads the clock before it first waits for anything.
    this.#clock.stepTo(at);
    return this.#engine.submit({
      type: "wake",
      commandId: `wake:${dossierId}:${version}:${wakeAt}` as CommandId,
      dossierId,
      officeId: officeOf,
      by: systemActor,
      resolved: this.#setting.world.people.factsAt(at),
    });
  }

  /** @param state of the dossier before the command, where there is one: papers quote it */
  carryOut(
    plan: Pick<Plan, "at" | "facts">,
    { ordinal, request, own }: PlannedCommand,
    state: DossierState | undefined,
  ): Promise<Result<Accepted, Rejected>> {
    const command = { ...request, resolved: { ...plan.facts, ...own } } as CommandRequest;
    const content = contentOf(this.#setting.world.draws, this.#setting.filing(ordinal), command, state);
    this.#clock.stepTo(plan.at);
    return this.#engine.submit(command, content);
  }

  /** The dossier as storage has it now. */
  async state(id: DossierId): Promise<DossierState | undefined> {
    return (await this.#engine.read(id))?.state;
  }

  close(): Promise<void> {
    return this.#engine.close();
  }
}
