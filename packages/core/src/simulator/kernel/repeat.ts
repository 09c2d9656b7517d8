import type { CompiledModel } from "./compiled.ts";
import { type Counting, newCounting } from "./counting.ts";
import { LawDesk } from "./law-desk.ts";
import { run } from "./run-unit.ts";
import { type Goal, Unit, type WorkSink } from "./unit.ts";

/** Wide enough for one bin: nobody asks for the series. */
const binMs = 1e15;

/**
 * The same office again and again from the same instant, for whoever listens to what happens and does not ask what was
 * counted. Law and stored dossiers are made ready once; what arrives meanwhile
 * and is not counted has no law where it makes no difference to others. Replication `n` is the same whichever ran before.
 */
export class Repeats {
  readonly #compiled: CompiledModel;
  readonly #sink: WorkSink;
  readonly #law: LawDesk;
  readonly #seed: number;
  readonly #counting: Counting;
  #before: Unit | undefined;

  constructor(compiled: CompiledModel, sink: WorkSink, seed: number) {
    this.#compiled = compiled;
    this.#sink = sink;
    this.#law = new LawDesk(compiled, sink, true);
    this.#seed = seed;
    this.#counting = newCounting(compiled, binMs);
  }

  /** @param goal ends the replication once nothing is left of it
   *  @returns the office as it is at the end; the next run goes on in its columns */
  run(replication: number, goal: Goal): Unit {
    const seed = this.#seed;
    const sink = this.#sink;
    const before = this.#before === undefined ? {} : { before: this.#before };
    const options = { seed, replication, office: 0, sink, byHour: false, counts: false, ...before };
    const unit = new Unit(this.#compiled, this.#counting, this.#law, options, 0);
    this.#before = unit;
    this.#law.begin(unit);
    run(unit, goal);
    return unit;
  }
}
