import type { Commit, CommitOutcome } from "@motcua/core";
import type { Arrived, Attempt } from "../history-checker.ts";
import type { SeededRandom } from "../random.ts";
import { type Call, outOfReach } from "./calls.ts";
import type { FaultKind } from "./options.ts";
import type { OfficeProcess } from "./process.ts";
import { named, short, type Trace } from "./trace.ts";
import type { Witness } from "./witness.ts";

export interface WireParts {
  readonly processes: readonly OfficeProcess[];
  readonly random: SeededRandom;
  readonly trace: Trace;
  readonly witness: Witness;
  /** Whether this goes wrong now. */
  readonly may: (kind: FaultKind, share: number) => boolean;
  readonly calm: () => boolean;
}

/** Between the processes and the store: where a call is late, lost, answered or not, or overtaken. */
export class Wire {
  /** Calls whose process gave up waiting or died: they may still happen. */
  readonly lost: Call[] = [];
  readonly attempts: Attempt[] = [];
  readonly #parts: WireParts;

  constructor(parts: WireParts) {
    this.#parts = parts;
  }

  /** A call happens, or its answer gets through, or neither. */
  async serve(call: Call): Promise<void> {
    const process = this.#parts.processes[call.process];
    const channel = call.name.startsWith("deliver");
    if (call.came === undefined) {
      if (this.#parts.may(channel ? "channel fails" : "fails before", 0.02)) return this.#giveUp(call, "fails before");
      if (!channel && this.#parts.may("lands late", 0.01)) {
        this.lost.push(call);
        return this.#giveUp(call, "lands late");
      }
      await this.#happen(call, process?.latest ?? 0);
      if (this.#parts.may(channel ? "channel fails" : "answer lost", 0.02)) return this.#giveUp(call, "answer lost");
      // Half of the answers are on their way for a while, and may be overtaken.
      if (!this.#parts.calm() && this.#parts.random.chance(0.5)) return;
    }
    this.#take(call);
    if (call.came !== undefined && "value" in call.came) call.answer(call.came.value);
    else call.fail(call.came?.error);
  }

  #take(call: Call): void {
    const calls = this.#parts.processes[call.process]?.calls ?? [];
    const place = calls.indexOf(call);
    if (place >= 0) calls.splice(place, 1);
  }

  #giveUp(call: Call, how: FaultKind): void {
    this.#take(call);
    this.#parts.trace.tally(how);
    this.#parts.trace.note(`p${call.process} ${call.name}${named(call)}: ${how}`);
    call.fail(outOfReach(call.name));
  }

  async #happen(call: Call, latest: number): Promise<void> {
    try {
      const value = await call.happen();
      call.came = { value };
      this.#parts.trace.note(`p${call.process} ${call.name}${named(call)} -> ${short(value)}`);
      this.#parts.trace.tally(call.name);
    } catch (error) {
      call.came = { error };
      this.#parts.trace.note(`p${call.process} ${call.name}${named(call)} !! ${String(error)}`);
    }
    if (call.name.startsWith("deliver")) await this.#parts.witness.arrived(call.args[0] as Arrived);
    if (call.name !== "commit") return;
    const group = call.args[0] as readonly Commit[];
    const { came } = call;
    const outcomes = came && "value" in came ? (came.value as readonly CommitOutcome[]) : undefined;
    for (const { dossierId, commandId, head, outbox } of group)
      this.attempts.push({ dossierId, commandId, head, messageIds: outbox.map((message) => message.messageId) });
    for (const outcome of outcomes ?? []) this.#parts.trace.tally(outcome.kind);
    await this.#parts.witness.committed(group, outcomes, latest);
  }

  /** What a process gave up long ago arrives at the store after all, or never. */
  async land(): Promise<void> {
    const [call] = this.lost.splice(this.#parts.random.below(this.lost.length), 1);
    if (call === undefined || this.#parts.random.chance(0.3)) return;
    await this.#happen(call, Number.POSITIVE_INFINITY);
    this.#parts.trace.tally("landed late");
  }
}
