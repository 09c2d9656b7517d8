import {
  type CompiledModel,
  checkModel,
  compileModel,
  FiguresCollector,
  type Model,
  modelOfScenario,
  runUnit,
  type Scenario,
  type ScenarioSources,
  type Staffing,
  type StaffingAsk,
  type StaffingGoal,
  type StaffingReply,
  unitAt,
  unitsPerReplication,
} from "@motcua/core/simulator";

interface Begun {
  readonly model: Model;
  readonly compiled: CompiledModel;
  readonly collector: FiguresCollector;
  units: number;
}

/** Simulates staffings of a scenario, all with the same random numbers; what was simulated of one is kept. */
export class StaffingOffice {
  readonly #scenario: Scenario;
  readonly #sources: ScenarioSources;
  readonly #entries: readonly string[];
  readonly #seed: number;
  readonly #begun = new Map<string, Begun | undefined>();

  /** @param entries ids of the staff entries that are varied */
  constructor(scenario: Scenario, sources: ScenarioSources, entries: readonly string[], seed: number) {
    this.#scenario = scenario;
    this.#sources = sources;
    this.#entries = entries;
    this.#seed = seed;
  }

  answer({ counts, replications }: StaffingAsk, goals: readonly StaffingGoal[]): StaffingReply {
    const key = counts.join(" ");
    if (!this.#begun.has(key)) this.#begun.set(key, this.#begin(counts));
    const office = this.#begun.get(key);
    if (office === undefined) return undefined;
    const { model, compiled, collector } = office;
    const until = replications * unitsPerReplication(model);
    for (; office.units < until; office.units += 1)
      collector.add(runUnit(compiled, { seed: this.#seed, ...unitAt(model, office.units), byHour: false }));
    const values = collector.values();
    return goals.map(({ measure }) => values.get(measure) ?? []);
  }

  /** `undefined` where somebody is missing, or there is more work than these people can do. */
  #begin(counts: Staffing): Begun | undefined {
    const staff = this.#scenario.staff.flatMap((entry) => {
      const place = this.#entries.indexOf(entry.id);
      const count = place < 0 ? (entry.count ?? 1) : (counts[place] ?? 0);
      return count === 0 ? [] : [{ ...entry, count }];
    });
    const built = modelOfScenario({ ...this.#scenario, staff }, this.#sources);
    if (!built.ok) return undefined;
    const { model } = built.value;
    if (checkModel(model).length > 0) return undefined;
    return { model, compiled: compileModel(model), collector: new FiguresCollector(model), units: 0 };
  }
}
