import type { Fault } from "../base/errors.ts";
import { invariant } from "../base/invariant.ts";
import { cutOffFault } from "./check/calendar-end.ts";
import { checkModel } from "./check/check-model.ts";
import { compileModel } from "./kernel/compile.ts";
import { runUnit } from "./kernel/run-unit.ts";
import type { Model } from "./model.ts";
import { isSeed } from "./random.ts";
import type { CutOff, UnitResult } from "./result.ts";
import type { Figures } from "./statistics/figures.ts";
import { FiguresCollector } from "./statistics/figures-collector.ts";
import type { ValuesByMeasure } from "./statistics/paired.ts";
import { judgePrecision, type PrecisionGoal, type StoppingVerdict } from "./statistics/sequential.ts";
import { unitAt, unitsPerReplication } from "./units.ts";

/** How a model is simulated: with which chances, how often, how sure. */
export interface SimulateOptions {
  /** Whole number, 0 to `seedMax` (2^32 - 1). */
  readonly seed: number;
  /** How many replications; with `goals` the most. */
  readonly replications: number;
  /** Stop as soon as these figures are this sure. */
  readonly goals?: readonly PrecisionGoal[];
  /** With `goals`: never fewer. Default 10. */
  readonly replicationsMin?: number;
  /** Width of a bin of the time series. Default a day. */
  readonly binMs?: number;
  /** Keep working time by hour of the week. Default true. */
  readonly byHour?: boolean;
  /** After each unit. @param share of the run that is done, 0 to 1; with `goals` of what it is thought to take */
  readonly onProgress?: (share: number) => void;
}

/** What a simulation came to. */
export interface Simulated {
  readonly figures: Figures;
  /** Every figure by replication, for comparisons. */
  readonly values: ValuesByMeasure;
  /** With `goals`: whether they were reached. */
  readonly verdict?: StoppingVerdict;
  /** Why the figures are not those of what was asked for: `model.calendar_ends`. Mostly empty. */
  readonly faults: readonly Fault[];
}

/**
 * What the units of a run come to. It is fed by whoever runs them, one thread or many, in the order of their numbers, and
 * says when enough is known. Memory does not grow with the dossiers.
 */
export class Simulation {
  readonly #model: Model;
  readonly #options: SimulateOptions;
  readonly #collector: FiguresCollector;
  readonly #perReplication: number;
  #taken = 0;
  /** Replications after which it is judged anew, or ends. */
  #until: number;
  #verdict: StoppingVerdict | undefined;
  readonly #cutOff: CutOff = { dossiers: 0, arrivals: 0 };

  /** @throws InvariantError for a seed or a number of replications that is none */
  constructor(model: Model, options: SimulateOptions) {
    const { seed, replications } = options;
    invariant(isSeed(seed), "a seed is a whole number of 0 to 2^32 - 1");
    invariant(Number.isSafeInteger(replications) && replications > 0, "there is a replication at least");
    this.#model = model;
    this.#options = options;
    this.#collector = new FiguresCollector(model);
    this.#perReplication = unitsPerReplication(model);
    this.#until = options.replications;
    if (options.goals !== undefined) this.#judge();
  }

  /** Takes the next unit. @returns true when no more are wanted */
  take(unit: UnitResult): boolean {
    this.#taken += 1;
    this.#cutOff.dossiers += unit.cutOff?.dossiers ?? 0;
    this.#cutOff.arrivals += unit.cutOff?.arrivals ?? 0;
    const done = this.#collector.add(unit);
    if (this.#options.goals !== undefined && done === this.#until) this.#judge();
    this.#options.onProgress?.(Math.min(1, this.#taken / (this.#perReplication * this.#until)));
    return done >= this.#until;
  }

  #judge(): void {
    const { goals = [], replicationsMin, replications } = this.#options;
    const done = this.#collector.replications;
    const values = done === 0 ? new Map<string, readonly number[]>() : this.#collector.values();
    const rule = {
      goals,
      replicationsMax: replications,
      ...(replicationsMin === undefined ? {} : { replicationsMin }),
    };
    this.#verdict = judgePrecision(values, done, rule);
    this.#until = this.#verdict.kind === "more" ? done + this.#verdict.replications : done;
  }

  /** @throws InvariantError before a replication is complete */
  result(): Simulated {
    return {
      figures: this.#collector.figures(),
      values: this.#collector.values(),
      faults: this.#cutOff.dossiers + this.#cutOff.arrivals > 0 ? [cutOffFault(this.#model, this.#cutOff)] : [],
      ...(this.#verdict === undefined ? {} : { verdict: this.#verdict }),
    };
  }

  /** Runs everything here, unit by unit. */
  run(): Simulated {
    const compiled = compileModel(this.#model);
    const { seed, binMs, byHour } = this.#options;
    for (let number = 0, enough = false; !enough; number += 1)
      enough = this.take(
        runUnit(compiled, {
          seed,
          ...unitAt(this.#model, number),
          ...(binMs === undefined ? {} : { binMs }),
          ...(byHour === undefined ? {} : { byHour }),
        }),
      );
    return this.result();
  }
}

/**
 * Simulates a model on this thread. The same model, options and seed give the same figures. Ask `checkModel` first: it says in
 * the user's terms what is wrong, here it is thrown. More work than people can do is left to whoever asks for it.
 * @throws InvariantError for a model that cannot run or never ends
 */
export function simulateModel(model: Model, options: SimulateOptions): Simulated {
  const [first] = checkModel(model, { allowOverload: true });
  invariant(first === undefined, first?.text.en ?? "");
  return new Simulation(model, options).run();
}
