import type { CompiledModel, FlowResult, NodeResult, UnitResult } from "@motcua/core/simulator";
import { compileModel, runUnit } from "@motcua/core/simulator";
import { hourMs, type QueueSpec, queueModel } from "./queueing-models.ts";

/** What one replication shows, by the quantity's name. */
export type Observed = { readonly [quantity: string]: number };
/** Reads a quantity from a replication. */
export type Look = (seen: Replication) => number;

/** A replication with its counted hours: reads the quantities of the reference in hours. */
export class Replication {
  readonly unit: UnitResult;
  readonly #countedHours: number;
  readonly #warmUpHours: number;

  constructor(unit: UnitResult, warmUpHours: number, countedHours: number) {
    this.unit = unit;
    this.#warmUpHours = warmUpHours;
    this.#countedHours = countedHours;
  }

  flow(flow = 0): FlowResult {
    const result = this.unit.flows[flow];
    if (result === undefined) throw new Error(`no flow ${flow}`);
    return result;
  }

  node(node = 0, flow = 0): NodeResult {
    const result = this.unit.nodes[flow]?.[node];
    if (result === undefined) throw new Error(`nothing counted at ${node} of flow ${flow}`);
    return result;
  }

  /** Mean number over the counted hours, from the series: not from the waits, so Little's law is tested too. */
  level(of: "open" | "waiting" | "working"): number {
    const { binMs, [of]: values } = this.unit.series;
    const first = Math.ceil((this.#warmUpHours * hourMs) / binMs);
    const end = Math.floor(((this.#warmUpHours + this.#countedHours) * hourMs) / binMs);
    const bins = values.subarray(first, end);
    return bins.reduce((sum, value) => sum + value, 0) / bins.length;
  }

  perHour(count: number): number {
    return count / this.#countedHours;
  }
}

export interface RunPlan {
  readonly spec: QueueSpec;
  readonly warmUpHours: number;
  /** Arrivals that count, by replication; the flows' rates together make them hours. */
  readonly dossiers: number;
}

/** Runs replications of one plan, one after another. */
export class Runner {
  readonly #compiled: CompiledModel;
  readonly #warmUpHours: number;
  readonly #countedHours: number;
  readonly #seed: number;
  events = 0;
  replications = 0;

  constructor({ spec, warmUpHours, dossiers }: RunPlan, seed: number) {
    const perHour = spec.flows.reduce((sum, flow) => sum + flow.perHour, 0);
    this.#countedHours = Math.ceil(dossiers / perHour);
    this.#warmUpHours = Math.ceil(warmUpHours);
    this.#compiled = compileModel(queueModel(spec, this.#warmUpHours, this.#countedHours));
    this.#seed = seed;
  }

  next(): Replication {
    const hours = this.#warmUpHours + this.#countedHours;
    const binMs = Math.max(1, Math.ceil(hours / 4_000)) * hourMs;
    const options = { seed: this.#seed, replication: this.replications, office: 0, binMs, byHour: false };
    const unit = runUnit(this.#compiled, options);
    this.replications += 1;
    this.events += unit.events;
    return new Replication(unit, this.#warmUpHours, this.#countedHours);
  }
}
