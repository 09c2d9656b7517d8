import { invariant } from "../../base/invariant.ts";
import type { FlowResult, LawResult, NodeResult, PersonResult, Series, UnitResult } from "../result.ts";
import { Tally } from "../tally.ts";

/**
 * Offices of one replication taken together. Counts, extremes, sums of whole milliseconds and histograms come out the same in
 * any order; sums of squares and of costs are rounded, so units are merged in the order of their numbers.
 * The first unit's people stand for the people at the same desk everywhere: the model is of one kind of office.
 */
export function mergeUnits(units: readonly UnitResult[]): UnitResult {
  const [first] = units;
  invariant(first !== undefined, "at least one unit to merge");
  return units.slice(1).reduce(mergeTwo, copyOf(first));
}

/** A result of its own that can be merged into. */
export function copyOf(unit: UnitResult): UnitResult {
  return {
    ...unit,
    flows: unit.flows.map((flow) => ({ ...flow, ...talliesOf(flow), ...(flow.law && { law: copyOfLaw(flow.law) }) })),
    nodes: unit.nodes.map((nodes) => nodes.map((node) => node && { ...node, ...talliesOf(node) })),
    people: unit.people.map((person) => ({
      ...person,
      workedByHourMs: person.workedByHourMs.slice(),
      onShiftByHourMs: person.onShiftByHourMs.slice(),
    })),
  };
}

/** Adds `unit` to `into`, which is changed and returned. */
export function mergeTwo(into: UnitResult, unit: UnitResult): UnitResult {
  invariant(into.replication === unit.replication, "offices are merged within a replication");
  into.flows.forEach((flow, i) => {
    mergeFlow(flow, at(unit.flows, i));
  });
  into.nodes.forEach((nodes, flow) => {
    nodes.forEach((node, i) => {
      const other = unit.nodes[flow]?.[i];
      if (node !== undefined && other !== undefined) mergeNode(node, other);
    });
  });
  into.people.forEach((person, i) => {
    mergePerson(person, at(unit.people, i));
  });
  return {
    ...into,
    offices: into.offices + unit.offices,
    events: into.events + unit.events,
    // An office that counted nothing has no span.
    firstAt: unit.lastAt > unit.firstAt ? Math.min(into.firstAt, unit.firstAt) : into.firstAt,
    lastAt: unit.lastAt > unit.firstAt ? Math.max(into.lastAt, unit.lastAt) : into.lastAt,
    series: mergeSeries(into.series, unit.series),
  };
}

/** Several flows as one; the law of those that have any. `undefined` of none. */
export function mergeFlows(flows: readonly FlowResult[]): FlowResult | undefined {
  const [first, ...others] = flows;
  if (first === undefined) return undefined;
  const { law: _, ...counted } = first;
  const whole: FlowResult = { ...counted, ...talliesOf(counted) };
  for (const flow of others) mergeFlow(whole, flow);
  const [firstLaw, ...laws] = flows.flatMap(({ law }) => (law === undefined ? [] : [law]));
  if (firstLaw === undefined) return whole;
  const law = copyOfLaw(firstLaw);
  for (const other of laws) mergeLaw(law, other);
  return { ...whole, law };
}

function mergeFlow(into: FlowResult, flow: FlowResult): void {
  into.arrived += flow.arrived;
  into.turnedAway += flow.turnedAway;
  into.withdrawn += flow.withdrawn;
  into.finished += flow.finished;
  into.open += flow.open;
  mergeTallies(into, flow);
  if (into.law !== undefined && flow.law !== undefined) mergeLaw(into.law, flow.law);
}

function mergeNode(into: NodeResult, node: NodeResult): void {
  into.count += node.count;
  into.withdrawn += node.withdrawn;
  mergeTallies(into, node);
}

function mergePerson(into: PersonResult, person: PersonResult): void {
  into.workedMs += person.workedMs;
  into.onShiftMs += person.onShiftMs;
  into.tasks += person.tasks;
  into.cost += person.cost;
  addTo(into.workedByHourMs, person.workedByHourMs);
  addTo(into.onShiftByHourMs, person.onShiftByHourMs);
}

function mergeLaw(into: LawResult, law: LawResult): void {
  into.limited += law.limited;
  into.openLate += law.openLate;
  into.onTimeLocal += law.onTimeLocal;
  into.onTimeNational += law.onTimeNational;
  mergeTallies(into, law);
  into.apologiesOwed += law.apologiesOwed;
  into.apologiesIssued += law.apologiesIssued;
  into.apologiesMissed += law.apologiesMissed;
  into.rescheduled += law.rescheduled;
  into.supplements += law.supplements;
  into.suspendedMs += law.suspendedMs;
  for (const name of ["rungs", "escalations", "responsibleMs", "outcomes"] as const)
    for (const [key, value] of law[name]) into[name].set(key, (into[name].get(key) ?? 0) + value);
}

/** Mean numbers of several offices add up; the shorter one was empty after its end. */
function mergeSeries(left: Series, right: Series): Series {
  const binMs = Math.max(left.binMs, right.binMs);
  const a = coarser(left, binMs);
  const b = coarser(right, binMs);
  const sum = (x: Float64Array, y: Float64Array): Float64Array => {
    const out = new Float64Array(Math.max(x.length, y.length));
    out.set(x);
    addTo(out, y);
    return out;
  };
  return { binMs, open: sum(a.open, b.open), waiting: sum(a.waiting, b.waiting), working: sum(a.working, b.working) };
}

/** The same series in wider bins, a multiple of its own. */
export function coarser(series: Series, binMs: number): Series {
  if (series.binMs === binMs) return series;
  const times = binMs / series.binMs;
  invariant(Number.isInteger(times), "bins of one width are a multiple of the other's");
  const widen = (values: Float64Array): Float64Array => {
    const out = new Float64Array(Math.ceil(values.length / times));
    values.forEach((value, i) => {
      const bin = Math.floor(i / times);
      out[bin] = (out[bin] ?? 0) + value / times;
    });
    return out;
  };
  return { binMs, open: widen(series.open), waiting: widen(series.waiting), working: widen(series.working) };
}

/** Every tally among the members of an object. */
function mergeTallies<T extends object>(into: T, from: T): void {
  const others = new Map(Object.entries(from));
  for (const [name, tally] of Object.entries(into)) {
    const other = others.get(name);
    if (tally instanceof Tally && other instanceof Tally) tally.merge(other);
  }
}

/** Fresh copies of every tally among the members of an object. */
function talliesOf<T extends object>(of: T): Partial<T> {
  const copies: { [name: string]: Tally } = {};
  for (const [name, value] of Object.entries(of)) {
    if (!(value instanceof Tally)) continue;
    const copy = new Tally();
    copy.merge(value);
    copies[name] = copy;
  }
  return copies as Partial<T>;
}

const copyOfLaw = (law: LawResult): LawResult => ({
  ...law,
  ...talliesOf(law),
  rungs: new Map(law.rungs),
  escalations: new Map(law.escalations),
  responsibleMs: new Map(law.responsibleMs),
  outcomes: new Map(law.outcomes),
});

function addTo(into: Float64Array, values: Float64Array): void {
  values.forEach((value, i) => {
    into[i] = (into[i] ?? 0) + value;
  });
}

function at<T>(list: readonly T[], i: number): T {
  const one = list[i];
  invariant(one !== undefined, "units of one model have the same parts");
  return one;
}
