import type { ThreadPool } from "@motcua/adapters/threads";
import {
  type CompiledModel,
  compileModel,
  FiguresCollector,
  type Model,
  runUnit,
  type StaffingAsk,
  type StaffingGoal,
  type StaffingReply,
  type UnitData,
  unitAt,
  unitFromData,
  unitsPerReplication,
} from "@motcua/core/simulator";
import { modelWith, type StaffingInput, type StaffingUnit } from "./staffing-runs.ts";

interface Begun {
  readonly key: string;
  /** `undefined` where the work cannot be done. */
  readonly office: Office | undefined;
}
interface Office {
  readonly model: Model;
  readonly collector: FiguresCollector;
  compiled?: CompiledModel;
  units: number;
}

/** Simulates staffings of a scenario, all with the same random numbers. The search asks for one after the other, and for more
 *  of the same before the next: only the last is kept. */
export class StaffingOffice {
  readonly #input: StaffingInput;
  /** Absent: everything here. */
  readonly #pool: ThreadPool | undefined;
  readonly #onProgress: (share: number, staffing: number) => void;
  #begun: Begun | undefined;
  #staffings = 0;

  /** @param onProgress share of the present staffing that is done, and the how manieth it is */
  constructor(
    input: StaffingInput,
    pool: ThreadPool | undefined,
    onProgress: (share: number, staffing: number) => void,
  ) {
    this.#input = input;
    this.#pool = pool;
    this.#onProgress = onProgress;
  }

  async answer({ counts, replications }: StaffingAsk, goals: readonly StaffingGoal[]): Promise<StaffingReply> {
    const key = counts.join(" ");
    if (this.#begun?.key !== key) {
      this.#staffings += 1;
      this.#begun = { key, office: this.#begin(counts) };
    }
    const { office } = this.#begun;
    if (office === undefined) return undefined;
    const from = office.units;
    const count = replications * unitsPerReplication(office.model) - from;
    const take = (data: UnitData, i: number): undefined => {
      office.collector.add(unitFromData(data));
      office.units = from + i + 1;
      this.#onProgress((i + 1) / count, this.#staffings);
    };
    if (this.#pool === undefined) this.#runHere(office, count);
    else
      await this.#pool.askInOrder(
        count,
        (i): StaffingUnit => ({ counts, number: from + i }),
        (answer, i) => take(answer as UnitData, i),
      );
    const values = office.collector.values();
    return goals.map(({ measure }) => values.get(measure) ?? []);
  }

  #runHere(office: Office, count: number): void {
    const { model, collector } = office;
    office.compiled ??= compileModel(model);
    for (let i = 0; i < count; i += 1) {
      const unit = unitAt(model, office.units);
      collector.add(runUnit(office.compiled, { seed: this.#input.seed, ...unit, byHour: false }));
      office.units += 1;
      this.#onProgress((i + 1) / count, this.#staffings);
    }
  }

  #begin(counts: StaffingAsk["counts"]): Office | undefined {
    const model = modelWith(this.#input, counts);
    return model && { model, collector: new FiguresCollector(model), units: 0 };
  }
}
