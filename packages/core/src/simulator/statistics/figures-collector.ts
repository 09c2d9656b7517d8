import { invariant } from "../../base/invariant.ts";
import type { Model } from "../model.ts";
import type { UnitResult } from "../result.ts";
import { estimateOf } from "./counted-shares.ts";
import type { Band, Figures } from "./figures.ts";
import { halfWidth } from "./interval.ts";
import { coarser, copyOf, mergeTwo } from "./merge-units.ts";
import type { ValuesByMeasure } from "./paired.ts";
import { figuresOfReplication } from "./replication-figures.ts";

/**
 * Takes units as they come and gives figures. Units are used in the order of their numbers, whoever is ready first, so the
 * figures do not depend on the number of threads; one that comes early is kept until its turn. Of a replication that is
 * complete only the figures stay.
 */
export class FiguresCollector {
  readonly #model: Model;
  readonly #offices: number;
  readonly #early = new Map<number, UnitResult>();
  readonly #gathered: Group = { kind: "group", list: false, members: new Map() };
  #binMs = 0;
  #next = 0;
  #merging: UnitResult | undefined;

  constructor(model: Model) {
    this.#model = model;
    this.#offices = model.offices ?? 1;
  }

  /** Replications that are complete. */
  get replications(): number {
    return Math.floor(this.#next / this.#offices);
  }

  /** @returns how many replications are complete by now */
  add(unit: UnitResult): number {
    const number = unit.replication * this.#offices + unit.office;
    invariant(unit.office + unit.offices <= this.#offices && number >= this.#next, "each unit is counted once");
    invariant(!this.#early.has(number), "each unit is counted once");
    this.#early.set(number, unit);
    for (let ready = this.#early.get(this.#next); ready !== undefined; ready = this.#early.get(this.#next)) {
      this.#early.delete(this.#next);
      this.#take(ready);
    }
    return this.replications;
  }

  #take(unit: UnitResult): void {
    this.#merging = this.#merging === undefined ? copyOf(unit) : mergeTwo(this.#merging, unit);
    const before = this.replications;
    this.#next += unit.offices;
    if (this.replications === before) return;
    this.#binMs ||= this.#merging.series.binMs;
    const merged = { ...this.#merging, series: coarser(this.#merging.series, this.#binMs) };
    const figures = figuresOfReplication(this.#model, merged);
    const { binMs: _, ...series } = figures.series;
    gather(this.#gathered, { ...figures, series }, before);
    this.#merging = undefined;
  }

  /** Every figure by replication, by its path (`whole/cycleMs/mean`, `flows/1.001612/nodes/check/waitingMs/p90`,
   *  `roles/appraiser/utilisationShare`): what comparisons and stopping rules take. */
  values(): ValuesByMeasure {
    const values = new Map<string, readonly number[]>();
    eachColumn(this.#gathered, "", this.replications, (path, column) => values.set(path, column));
    return values;
  }

  figures(): Figures {
    const { replications } = this;
    invariant(replications > 0, "figures of at least one replication");
    // `show` mirrors what `gather` was given, a figure for each number and a band for each array of them.
    const shown = show(this.#gathered, replications) as Omit<Figures, "replications" | "offices">;
    const series = { ...shown.series, binMs: this.#binMs };
    return { replications, offices: this.#offices, ...shown, series };
  }
}

/** What is kept of figures, in their own shape: lists by id, since variants and replications may have different members. */
type Gathered = Group | Column | Bins | Label;
interface Group {
  readonly kind: "group";
  readonly list: boolean;
  readonly members: Map<string, Gathered>;
}
/** One number for each replication. */
interface Column {
  readonly kind: "column";
  readonly values: number[];
}
/** Means and sums of squared deviations over replications, by bin (Welford). */
interface Bins {
  readonly kind: "bins";
  mean: Float64Array;
  squares: Float64Array;
}
interface Label {
  readonly kind: "label";
  readonly text: string;
}

/** @param before replications gathered before this one; a count that was never met in those was 0 */
function gather(into: Group, figures: object, before: number): void {
  const entries: readonly (readonly [string, unknown])[] = Array.isArray(figures)
    ? figures.map((member: { readonly id: string }) => [member.id, member] as const)
    : Object.entries(figures);
  for (const [key, value] of entries) {
    const held = into.members.get(key) ?? started(value);
    into.members.set(key, held);
    if (held.kind === "column" && typeof value === "number") {
      pad(held.values, before);
      held.values.push(value);
    } else if (held.kind === "bins" && value instanceof Float64Array) gatherBins(held, value, before);
    else if (held.kind === "group" && typeof value === "object" && value !== null) gather(held, value, before);
  }
}

function started(value: unknown): Gathered {
  if (typeof value === "number") return { kind: "column", values: [] };
  if (value instanceof Float64Array)
    return { kind: "bins", mean: new Float64Array(value.length), squares: new Float64Array(value.length) };
  if (typeof value === "string") return { kind: "label", text: value };
  return { kind: "group", list: Array.isArray(value), members: new Map() };
}

function gatherBins(held: Bins, values: Float64Array, before: number): void {
  if (values.length > held.mean.length) {
    held.mean = widened(held.mean, values.length);
    held.squares = widened(held.squares, values.length);
  }
  const { mean, squares } = held;
  for (let bin = 0; bin < mean.length; bin += 1) {
    const off = (values[bin] ?? 0) - (mean[bin] ?? 0);
    const moved = (mean[bin] ?? 0) + off / (before + 1);
    squares[bin] = (squares[bin] ?? 0) + off * ((values[bin] ?? 0) - moved);
    mean[bin] = moved;
  }
}

function widened(values: Float64Array, length: number): Float64Array {
  const wider = new Float64Array(length);
  wider.set(values);
  return wider;
}

const pad = (values: number[], length: number): void => {
  while (values.length < length) values.push(0);
};

function eachColumn(
  group: Group,
  path: string,
  replications: number,
  visit: (path: string, values: readonly number[]) => void,
): void {
  for (const [key, held] of group.members) {
    const here = path === "" ? key : `${path}/${key}`;
    if (held.kind === "group") eachColumn(held, here, replications, visit);
    else if (held.kind === "column") {
      pad(held.values, replications);
      visit(here, held.values);
    }
  }
}

function show(group: Group, replications: number): unknown {
  const columnOf = (name: string): readonly number[] | undefined => {
    const held = group.members.get(name);
    return held?.kind === "column" ? held.values : undefined;
  };
  const shown = (name: string, held: Gathered): unknown => {
    if (held.kind === "group") return show(held, replications);
    if (held.kind === "label") return held.text;
    if (held.kind === "bins") return bandOf(held, replications);
    pad(held.values, replications);
    return estimateOf(name, held.values, columnOf);
  };
  const members = [...group.members].map(([name, held]) => [name, shown(name, held)] as const);
  return group.list ? members.map(([, member]) => member) : Object.fromEntries(members);
}

const bandOf = ({ mean, squares }: Bins, n: number): Band => ({
  mean: [...mean],
  half95: n < 2 ? null : [...squares.map((sum) => halfWidth(Math.sqrt(sum / (n - 1)), n, 0.95))],
});
