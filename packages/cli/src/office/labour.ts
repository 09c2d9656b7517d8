import { type Accepted, type Fault, invariant, type Rejected, type Result, type Storage } from "@motcua/core";
import type { Cabinet } from "./cabinet.ts";
import { type DueWake, Hand } from "./hand.ts";
import type { Plan, PlannedCommand } from "./record.ts";
import type { Setting } from "./setting.ts";

/** A planned command that was refused, and why. */
export interface RefusedCommand {
  readonly command: PlannedCommand;
  readonly fault: Fault;
}

/** Who does the work of an instant. Either way the cabinet knows afterwards what storage says. */
export interface Labour {
  /** Takes every wake given, each at its own instant. */
  wake(due: readonly DueWake[]): Promise<void>;
  /** Carries out what of a plan is not done yet. */
  carryOut(plan: Plan): Promise<readonly RefusedCommand[]>;
  close(): Promise<void>;
}

/** What of a plan is still to be done: a dossier that has moved on took its command before the run was stopped. */
export const commandsLeft = (plan: Plan, cabinet: Cabinet): readonly PlannedCommand[] =>
  plan.commands.filter(({ ordinal, request }) => cabinet.version(ordinal) === request.expectedVersion);

/** The driver's own process does everything. */
export class OwnLabour implements Labour {
  readonly #hand: Hand;
  readonly #cabinet: Cabinet;

  constructor(storage: Storage, setting: Setting, cabinet: Cabinet) {
    this.#hand = new Hand(storage, setting);
    this.#cabinet = cabinet;
  }

  async wake(due: readonly DueWake[]): Promise<void> {
    await Promise.all(
      due.map(async (wake) => {
        const answer = await this.#hand.wake(wake);
        invariant(answer.ok, `a due wake of ${wake.dossierId} was refused`);
        await this.#learn(wake.ordinal, answer.value);
      }),
    );
  }

  async carryOut(plan: Plan): Promise<readonly RefusedCommand[]> {
    const answers: (readonly [PlannedCommand, Result<Accepted, Rejected>])[] = await Promise.all(
      commandsLeft(plan, this.#cabinet).map(async (command) => {
        const state = this.#cabinet.state(command.ordinal);
        return [command, await this.#hand.carryOut(plan, command, state)] as const;
      }),
    );
    const refused: RefusedCommand[] = [];
    for (const [command, answer] of answers)
      if (answer.ok) await this.#learn(command.ordinal, answer.value);
      else refused.push({ command, fault: answer.error });
    return refused;
  }

  close(): Promise<void> {
    return this.#hand.close();
  }

  #learn(ordinal: number, accepted: Accepted): Promise<void> {
    return this.#cabinet.learn(ordinal, accepted, () => this.#hand.state(accepted.dossierId));
  }
}
