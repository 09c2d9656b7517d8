import { invariant } from "../../base/invariant.ts";
import type { FlowResult, LawResult, NodeResult, PersonResult, UnitResult } from "../result.ts";
import { Tally } from "../tally.ts";

/** A unit's result as plain data for another thread: all numbers in one array, whose buffer can be handed over without a
 *  copy, and the keys of its maps. Tallies are written without their empty bins. */
export interface UnitData {
  readonly numbers: Float64Array<ArrayBuffer>;
  readonly names: readonly string[];
}

/** @returns data whose `numbers.buffer` belongs to nobody else and may be transferred */
export function unitToData(unit: UnitResult): UnitData {
  const out = new Writer();
  out.put(unit.replication, unit.office, unit.offices, unit.events, unit.firstAt, unit.lastAt);
  out.list(unit.flows, (flow) => writeFlow(out, flow));
  out.list(unit.nodes, (nodes) => out.list(nodes, (node) => writeNode(out, node)));
  out.list(unit.people, (person) => writePerson(out, person));
  const { binMs, open, waiting, working } = unit.series;
  out.put(binMs);
  for (const values of [open, waiting, working]) out.array(values);
  out.list(unit.cutOff === undefined ? [] : [unit.cutOff], ({ dossiers, arrivals }) => out.put(dossiers, arrivals));
  return out.data();
}

/** The result that `unitToData` was given. */
export function unitFromData(data: UnitData): UnitResult {
  const from = new Reader(data);
  const whole: UnitResult = {
    replication: from.take(),
    office: from.take(),
    offices: from.take(),
    events: from.take(),
    firstAt: from.take(),
    lastAt: from.take(),
    flows: from.list(() => readFlow(from)),
    nodes: from.list(() => from.list(() => readNode(from))),
    people: from.list(() => readPerson(from)),
    series: { binMs: from.take(), open: from.array(), waiting: from.array(), working: from.array() },
  };
  const [cutOff] = from.list(() => ({ dossiers: from.take(), arrivals: from.take() }));
  from.end();
  return cutOff === undefined ? whole : { ...whole, cutOff };
}

function writeFlow(out: Writer, flow: FlowResult): void {
  out.put(flow.arrived, flow.turnedAway, flow.withdrawn, flow.finished, flow.open);
  out.tallies(flow);
  out.list(flow.law === undefined ? [] : [flow.law], (law) => writeLaw(out, law));
}

function readFlow(from: Reader): FlowResult {
  const flow: FlowResult = {
    arrived: from.take(),
    turnedAway: from.take(),
    withdrawn: from.take(),
    finished: from.take(),
    open: from.take(),
    ...from.tallies<FlowResult>(),
  };
  const [law] = from.list(() => readLaw(from));
  return law === undefined ? flow : { ...flow, law };
}

function writeLaw(out: Writer, law: LawResult): void {
  out.put(law.limited, law.openLate, law.onTimeLocal, law.onTimeNational);
  out.tallies(law);
  out.put(law.apologiesOwed, law.apologiesIssued, law.apologiesMissed);
  out.put(law.rescheduled, law.supplements, law.suspendedMs);
  for (const map of [law.rungs, law.escalations, law.responsibleMs, law.outcomes]) out.map(map);
}

const readLaw = (from: Reader): LawResult => ({
  limited: from.take(),
  openLate: from.take(),
  onTimeLocal: from.take(),
  onTimeNational: from.take(),
  ...from.tallies<LawResult>(),
  apologiesOwed: from.take(),
  apologiesIssued: from.take(),
  apologiesMissed: from.take(),
  rescheduled: from.take(),
  supplements: from.take(),
  suspendedMs: from.take(),
  rungs: from.map(),
  escalations: from.map(),
  responsibleMs: from.map(),
  outcomes: from.map(),
});

function writeNode(out: Writer, node: NodeResult | undefined): void {
  out.put(node === undefined ? 0 : 1);
  if (node === undefined) return;
  out.put(node.count, node.withdrawn);
  out.tallies(node);
}

function readNode(from: Reader): NodeResult | undefined {
  if (from.take() === 0) return undefined;
  return {
    count: from.take(),
    withdrawn: from.take(),
    ...from.tallies<NodeResult>(),
  };
}

function writePerson(out: Writer, person: PersonResult): void {
  out.put(person.workedMs, person.onShiftMs, person.tasks, person.cost);
  out.array(person.workedByHourMs);
  out.array(person.onShiftByHourMs);
}

const readPerson = (from: Reader): PersonResult => ({
  workedMs: from.take(),
  onShiftMs: from.take(),
  tasks: from.take(),
  cost: from.take(),
  workedByHourMs: from.array(),
  onShiftByHourMs: from.array(),
});

/** The members that are tallies, those that may be absent included. */
type TalliesOf<T> = { [K in keyof T as T[K] extends Tally | undefined ? K : never]: T[K] };

class Writer {
  #numbers = new Float64Array(4_096);
  #used = 0;
  readonly #names: string[] = [];

  put(...values: readonly number[]): void {
    this.#reserve(values.length);
    for (const value of values) {
      this.#numbers[this.#used] = value;
      this.#used += 1;
    }
  }

  array(values: Float64Array): void {
    this.put(values.length);
    this.#reserve(values.length);
    this.#numbers.set(values, this.#used);
    this.#used += values.length;
  }

  list<T>(items: readonly T[], write: (item: T) => void): void {
    this.put(items.length);
    items.forEach(write);
  }

  map(map: ReadonlyMap<string, number>): void {
    this.put(map.size);
    for (const [name, value] of map) {
      this.#names.push(name);
      this.put(value);
    }
  }

  /** The tallies among the members of an object, by name. */
  tallies(of: object): void {
    const found = Object.entries(of).filter(([, value]) => value instanceof Tally);
    this.list(found, ([name, tally]) => {
      this.#names.push(name);
      this.#tally(tally);
    });
  }

  #tally(tally: Tally): void {
    const { count, sum, sumOfSquares, min, max, octaves } = tally.toData();
    this.put(count, sum, sumOfSquares, min, max, octaves.length);
    for (const [octave, bins] of octaves) {
      this.put(octave);
      const countAt = this.#used;
      this.put(0);
      bins.forEach((times, bin) => {
        if (times === 0) return;
        this.put(bin, times);
        this.#numbers[countAt] = (this.#numbers[countAt] ?? 0) + 1;
      });
    }
  }

  data(): UnitData {
    return { numbers: this.#numbers.slice(0, this.#used), names: this.#names };
  }

  #reserve(more: number): void {
    if (this.#used + more <= this.#numbers.length) return;
    const wider = new Float64Array(2 * (this.#used + more));
    wider.set(this.#numbers);
    this.#numbers = wider;
  }
}

class Reader {
  readonly #data: UnitData;
  #at = 0;
  #name = 0;

  constructor(data: UnitData) {
    this.#data = data;
  }

  take(): number {
    const value = this.#data.numbers[this.#at];
    invariant(value !== undefined, "a unit's data goes on");
    this.#at += 1;
    return value;
  }

  array(): Float64Array {
    const length = this.take();
    this.#at += length;
    return this.#data.numbers.slice(this.#at - length, this.#at);
  }

  list<T>(read: () => T): T[] {
    return Array.from({ length: this.take() }, read);
  }

  #takeName(): string {
    this.#name += 1;
    return this.#data.names[this.#name - 1] ?? "";
  }

  map(): Map<string, number> {
    return new Map(this.list(() => [this.#takeName(), this.take()] as const));
  }

  /** What `Writer.tallies` wrote of such an object. */
  tallies<T extends object>(): TalliesOf<T> {
    return Object.fromEntries(this.list(() => [this.#takeName(), this.#tally()] as const)) as TalliesOf<T>;
  }

  #tally(): Tally {
    const [count, sum, sumOfSquares, min, max] = [this.take(), this.take(), this.take(), this.take(), this.take()];
    const octaves = this.list(() => {
      const octave = this.take();
      const bins = new Float64Array(256);
      for (let left = this.take(); left > 0; left -= 1) {
        const bin = this.take();
        bins[bin] = this.take();
      }
      return [octave, bins] as const;
    });
    return Tally.of({ count, sum, sumOfSquares, min, max, octaves });
  }

  end(): void {
    invariant(this.#at === this.#data.numbers.length && this.#name === this.#data.names.length, "a unit's data ends");
  }
}
