import type { ThreadPool } from "@motcua/adapters/threads";
import type { Fault } from "@motcua/core";
import {
  type CompiledModel,
  compileModel,
  type Model,
  runUnit,
  Simulation,
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
  readonly simulation: Simulation;
  compiled?: CompiledModel;
  units: number;
}

const calendarEnds = "model.calendar_ends";
/** More than any staffing is asked for. */
const replicationsMax = 100_000;

/** Simulates staffings of a scenario, all with the same random numbers. The search asks for one after the other, and for more
 *  of the same before the next: only the last is kept. */
export class StaffingOffice {
  readonly #input: StaffingInput;
  /** Absent: everything here. */
  readonly #pool: ThreadPool | undefined;
  readonly #onProgress: (share: number, staffing: number) => void;
  #begun: Begun | undefined;
  #staffings = 0;
  /** By staffing: it is not known whether it reaches anything, for the calendars end before its work does. */
  readonly #cutOff = new Map<string, Fault>();

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
    const key = keyOf(counts);
    if (this.#begun?.key !== key) {
      this.#staffings += 1;
      this.#begun = { key, office: this.#begin(counts) };
    }
    if (this.#cutOff.has(key)) return undefined;
    const { office } = this.#begun;
    if (office === undefined) return undefined;
    const from = office.units;
    const count = replications * unitsPerReplication(office.model) - from;
    const take = (data: UnitData, i: number): undefined => {
      office.simulation.take(unitFromData(data));
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
    const { values, faults } = office.simulation.result();
    const [fault] = faults;
    if (fault !== undefined) {
      this.#cutOff.set(key, fault);
      return undefined;
    }
    return goals.map(({ measure }) => values.get(measure) ?? []);
  }

  /** Why a staffing could not be judged, where the calendars end before its work does. */
  cutOff(counts: StaffingAsk["counts"]): Fault | undefined {
    return this.#cutOff.get(keyOf(counts));
  }

  /** How many staffings that happened to. */
  get cutOffs(): number {
    return this.#cutOff.size;
  }

  #runHere(office: Office, count: number): void {
    const { model, simulation } = office;
    office.compiled ??= compileModel(model);
    for (let i = 0; i < count; i += 1) {
      const unit = unitAt(model, office.units);
      simulation.take(runUnit(office.compiled, { seed: this.#input.seed, ...unit, byHour: false }));
      office.units += 1;
      this.#onProgress((i + 1) / count, this.#staffings);
    }
  }

  #begin(counts: StaffingAsk["counts"]): Office | undefined {
    const model = modelWith(this.#input, counts);
    if ("flows" in model) {
      const simulation = new Simulation(model, { seed: this.#input.seed, replications: replicationsMax });
      return { model, simulation, units: 0 };
    }
    const ends = model.find(({ code }) => code === calendarEnds);
    if (ends !== undefined) this.#cutOff.set(keyOf(counts), ends);
    return undefined;
  }
}

const keyOf = (counts: StaffingAsk["counts"]): string => counts.join(" ");
