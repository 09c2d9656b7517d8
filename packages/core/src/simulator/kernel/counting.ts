import type { FlowResult, NodeResult, PersonResult, UnitResult } from "../result.ts";
import { Tally } from "../tally.ts";
import { hourOfWeek } from "./compile-streams.ts";
import { type CompiledModel, delay, task } from "./compiled.ts";

const hourMs = 3_600_000;

/** What is counted while a unit runs. */
export interface Counting {
  readonly flows: readonly FlowResult[];
  readonly nodes: readonly (NodeResult | undefined)[];
  readonly people: readonly PersonResult[];
  /** By person, in columns because they are written for every work item: `workedMs` and `tasks`. */
  readonly personWorkedMs: Float64Array;
  readonly personTasks: Float64Array;
  readonly series: SeriesCounter;
  /** First begin and last end of work that people are counted by, in the present office and in all. */
  firstAt: number;
  lastAt: number;
  earliestAt: number;
  latestAt: number;
}

export function newCounting(compiled: CompiledModel, binMs: number): Counting {
  return {
    flows: compiled.flows.map(() => newFlowResult(compiled.hasShifts)),
    nodes: compiled.nodes.map((node) =>
      node.kind === task || node.kind === delay
        ? { count: 0, withdrawn: 0, waitingMs: new Tally(), processingMs: new Tally(), spanMs: new Tally() }
        : undefined,
    ),
    people: compiled.people.map(() => ({
      workedMs: 0,
      onShiftMs: 0,
      tasks: 0,
      cost: 0,
      workedByHourMs: new Float64Array(168),
      onShiftByHourMs: new Float64Array(168),
    })),
    personWorkedMs: new Float64Array(compiled.people.length),
    personTasks: new Float64Array(compiled.people.length),
    series: new SeriesCounter(compiled.model.startAt, binMs),
    firstAt: Number.POSITIVE_INFINITY,
    lastAt: Number.NEGATIVE_INFINITY,
    earliestAt: Number.POSITIVE_INFINITY,
    latestAt: Number.NEGATIVE_INFINITY,
  };
}

function newFlowResult(hasShifts: boolean): FlowResult {
  return {
    arrived: 0,
    turnedAway: 0,
    withdrawn: 0,
    finished: 0,
    open: 0,
    cycleMs: new Tally(),
    waitingMs: new Tally(),
    ...(hasShifts ? { waitingOnShiftMs: new Tally() } : {}),
    processingMs: new Tally(),
    costThousandths: new Tally(),
  };
}

/** How many dossiers are open, work items wait, people work: means by bin of time. Whoever comes is counted at once for all
 *  that is left of the bin, and whoever goes is taken out of it: what does not change costs nothing. */
export class SeriesCounter {
  /** Bins beyond are not kept: a run that never ends must not fill the memory. */
  static readonly binsMax = 20_000;
  readonly #binMs: number;
  readonly #startAt: number;
  #open = 0;
  #waiting = 0;
  #bin = 0;
  #bins = 1;
  #binEndsAt: number;
  #furthestAt: number;
  #openMs: Float64Array = new Float64Array(64);
  #waitingMs: Float64Array = new Float64Array(64);
  #workingMs: Float64Array = new Float64Array(64);

  constructor(startAt: number, binMs: number) {
    this.#binMs = binMs;
    this.#startAt = startAt;
    this.#furthestAt = startAt;
    this.#binEndsAt = startAt + binMs;
  }

  /** Begins with an office, from the beginning of time. */
  begin(): void {
    this.#bin = 0;
    this.#binEndsAt = this.#startAt + this.#binMs;
    this.#open = 0;
    this.#waiting = 0;
  }

  /** The office is over: what was open is so no longer. */
  finish(at: number): void {
    this.addOpen(-this.#open, at);
    this.addWaiting(-this.#waiting, at);
    this.#bins = Math.max(this.#bins, this.#bin + 1);
    this.#furthestAt = Math.max(this.#furthestAt, at);
  }

  /** @param at now; the last `passTo` was for no other instant, here and in `addWaiting` */
  addOpen(dossiers: number, at: number): void {
    this.#open += dossiers;
    if (this.#bin < this.#openMs.length)
      this.#openMs[this.#bin] = (this.#openMs[this.#bin] as number) + dossiers * (this.#binEndsAt - at);
  }

  addWaiting(items: number, at: number): void {
    this.#waiting += items;
    if (this.#bin < this.#waitingMs.length)
      this.#waitingMs[this.#bin] = (this.#waitingMs[this.#bin] as number) + items * (this.#binEndsAt - at);
  }

  /** To be called before anything is counted at an instant. */
  passTo(at: number): void {
    if (at >= this.#binEndsAt) this.#goOn(at);
  }

  #goOn(at: number): void {
    const { binsMax } = SeriesCounter;
    while (at >= this.#binEndsAt) {
      this.#binEndsAt += this.#binMs;
      this.#bin += 1;
      if (this.#bin === this.#openMs.length && this.#bin < binsMax) this.#grow();
      if (this.#bin >= this.#openMs.length) continue;
      this.#openMs[this.#bin] = (this.#openMs[this.#bin] as number) + this.#open * this.#binMs;
      this.#waitingMs[this.#bin] = (this.#waitingMs[this.#bin] as number) + this.#waiting * this.#binMs;
    }
  }

  /** Somebody at work from one instant to another, which has passed. */
  addWorking(from: number, to: number): void {
    let at = from;
    if (at >= this.#binEndsAt - this.#binMs && this.#bin < this.#workingMs.length) {
      this.#workingMs[this.#bin] = (this.#workingMs[this.#bin] as number) + to - at;
      return;
    }
    while (at < to) {
      const bin = Math.floor((at - this.#startAt) / this.#binMs);
      if (bin >= this.#workingMs.length) return;
      const end = Math.min(to, this.#startAt + (bin + 1) * this.#binMs);
      this.#workingMs[bin] = (this.#workingMs[bin] as number) + end - at;
      at = end;
    }
  }

  #grow(): void {
    const longer = (old: Float64Array): Float64Array => {
      const bins = new Float64Array(Math.min(SeriesCounter.binsMax, old.length * 2));
      bins.set(old);
      return bins;
    };
    this.#openMs = longer(this.#openMs);
    this.#waitingMs = longer(this.#waitingMs);
    this.#workingMs = longer(this.#workingMs);
  }

  /** Means by bin, summed over offices; the last bin is as long as was simulated of it. */
  result(): UnitResult["series"] {
    const bins = Math.min(this.#openMs.length, this.#bins);
    const lastMs = this.#furthestAt - (this.#startAt + (bins - 1) * this.#binMs);
    const means = (sums: Float64Array): Float64Array =>
      sums.slice(0, bins).map((sum, bin) => {
        const ms = bin === bins - 1 ? Math.min(this.#binMs, lastMs) : this.#binMs;
        return ms > 0 ? sum / ms : 0;
      });
    return {
      binMs: this.#binMs,
      open: means(this.#openMs),
      waiting: means(this.#waitingMs),
      working: means(this.#workingMs),
    };
  }
}

/** Adds a stretch of time to the hours of the week it covers. */
export function addByHour(hours: Float64Array, from: number, to: number): void {
  let at = from;
  while (at < to) {
    const next = Math.min(to, (Math.floor(at / hourMs) + 1) * hourMs);
    const hour = hourOfWeek(at);
    hours[hour] = (hours[hour] as number) + next - at;
    at = next;
  }
}
