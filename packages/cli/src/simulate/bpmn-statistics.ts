import { type Estimate, estimate, type Model, Tally, type UnitResult } from "@motcua/core/simulator";
import type { BpmnRun } from "./bpmn-runs.ts";

/** A quantity over cases: its mean and percentiles in each replication, then over replications. */
export interface SpreadEstimates {
  readonly mean: Estimate;
  readonly p50: Estimate;
  readonly p90: Estimate;
  readonly p95: Estimate;
}
export interface TaskStatistics {
  /** How often a case comes to it. */
  readonly countPerCase: { readonly mean: Estimate };
  readonly waitingTimeSeconds: SpreadEstimates;
  readonly processingTimeSeconds: SpreadEstimates;
  /** Begun to ended, closed hours included. */
  readonly spanSeconds: SpreadEstimates;
}
/** What `motcua simulate --bpmn --json` prints. */
export interface BpmnStatistics {
  readonly statistics: {
    readonly cycleTimeSeconds: SpreadEstimates;
    readonly waitingTimeSeconds: SpreadEstimates;
    readonly processingTimeSeconds: SpreadEstimates;
    /** Share of their shifts that all people together work; the percentiles are over people. */
    readonly utilisation: SpreadEstimates;
    readonly costPerCase: SpreadEstimates;
    /** By name: tasks of one name are counted together. */
    readonly tasks: { readonly [name: string]: TaskStatistics };
  };
  /** Of all replications. */
  readonly events: number;
  readonly cases: number;
  readonly wallMs: number;
}

/** One replication: mean and percentiles. NaN where there was nothing to count. */
interface Spread {
  readonly mean: number;
  readonly p50: number;
  readonly p90: number;
  readonly p95: number;
}

const msPerSecond = 1000;
const thousandths = 1000;

/** Figures of replications as they come, for a model with one flow and one office. */
export class BpmnFigures {
  readonly #spreads = new Map<string, Spread[]>();
  readonly #counts = new Map<string, number[]>();
  readonly #taskNames: readonly string[];
  readonly #model: Model;
  #events = 0;
  #cases = 0;
  /** Cases that never ended: they wait for a batch or a join that will not be full any more. */
  open = 0;

  constructor(model: Model) {
    this.#model = model;
    const nodes = model.flows.flatMap((flow) => flow.nodes);
    this.#taskNames = [...new Set(nodes.filter(({ kind }) => kind === "task").map(({ name }) => name))];
  }

  add({ unit, spans }: BpmnRun): void {
    const [flow] = unit.flows;
    if (flow === undefined) return;
    this.#events += unit.events;
    this.#cases += flow.arrived;
    this.open += flow.open;
    this.#keep("cycle", spreadOf(flow.cycleMs, msPerSecond));
    this.#keep("waiting", spreadOf(flow.waitingMs, msPerSecond));
    this.#keep("processing", spreadOf(flow.processingMs, msPerSecond));
    this.#keep("cost", spreadOf(flow.costThousandths, thousandths));
    this.#keep("utilisation", utilisationOf(unit));
    for (const name of this.#taskNames) this.#addTask(name, unit, spans, flow.finished);
  }

  #addTask(name: string, unit: UnitResult, spans: BpmnRun["spans"], finished: number): void {
    const [waiting, processing, span] = [new Tally(), new Tally(), new Tally()];
    let count = 0;
    this.#model.flows[0]?.nodes.forEach((node, place) => {
      const result = unit.nodes[0]?.[place];
      if (node.kind !== "task" || node.name !== name || result === undefined) return;
      count += result.count;
      waiting.merge(result.waitingMs);
      processing.merge(result.processingMs);
      const ofNode = spans[place];
      if (ofNode !== undefined) span.merge(ofNode);
    });
    const counts = this.#counts.get(name) ?? [];
    this.#counts.set(name, counts);
    counts.push(count / finished);
    this.#keep(`waiting of ${name}`, spreadOf(waiting, msPerSecond));
    this.#keep(`processing of ${name}`, spreadOf(processing, msPerSecond));
    this.#keep(`span of ${name}`, spreadOf(span, msPerSecond));
  }

  #keep(key: string, spread: Spread): void {
    const all = this.#spreads.get(key) ?? [];
    this.#spreads.set(key, all);
    all.push(spread);
  }

  #over(key: string): SpreadEstimates {
    const all = this.#spreads.get(key) ?? [];
    const of = (figure: keyof Spread): Estimate => estimate(all.map((spread) => spread[figure]));
    return { mean: of("mean"), p50: of("p50"), p90: of("p90"), p95: of("p95") };
  }

  result(wallMs: number): BpmnStatistics {
    const tasks = this.#taskNames.map((name): [string, TaskStatistics] => [
      name,
      {
        countPerCase: { mean: estimate(this.#counts.get(name) ?? []) },
        waitingTimeSeconds: this.#over(`waiting of ${name}`),
        processingTimeSeconds: this.#over(`processing of ${name}`),
        spanSeconds: this.#over(`span of ${name}`),
      },
    ]);
    return {
      statistics: {
        cycleTimeSeconds: this.#over("cycle"),
        waitingTimeSeconds: this.#over("waiting"),
        processingTimeSeconds: this.#over("processing"),
        utilisation: this.#over("utilisation"),
        costPerCase: this.#over("cost"),
        tasks: Object.fromEntries(tasks),
      },
      events: this.#events,
      cases: this.#cases,
      wallMs,
    };
  }
}

/** @param parts how many of the tally's units make one of the figure's */
const spreadOf = (tally: Tally, parts: number): Spread => ({
  mean: tally.mean / parts,
  p50: tally.quantile(0.5) / parts,
  p90: tally.quantile(0.9) / parts,
  p95: tally.quantile(0.95) / parts,
});

function utilisationOf({ people }: UnitResult): Spread {
  const sum = (of: (person: UnitResult["people"][number]) => number): number =>
    people.reduce((total, person) => total + of(person), 0);
  const shares = people.map(({ workedMs, onShiftMs }) => workedMs / onShiftMs).filter((share) => !Number.isNaN(share));
  shares.sort((a, b) => a - b);
  return {
    mean: sum(({ workedMs }) => workedMs) / sum(({ onShiftMs }) => onShiftMs),
    p50: quantile(shares, 0.5),
    p90: quantile(shares, 0.9),
    p95: quantile(shares, 0.95),
  };
}

/** Order statistics at (n - 1) share, interpolated. */
function quantile(sorted: readonly number[], share: number): number {
  const rank = share * (sorted.length - 1);
  const [below = Number.NaN, above = below] = [sorted[Math.floor(rank)], sorted[Math.ceil(rank)]];
  return below + (above - below) * (rank - Math.floor(rank));
}
