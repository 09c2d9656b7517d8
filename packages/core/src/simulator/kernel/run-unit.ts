import type { NodeResult, PersonResult, UnitResult } from "../result.ts";
import { arrive, planFirst } from "./arrivals.ts";
import { batchIsOld } from "./batches.ts";
import type { CompiledModel, CompiledNode, CompiledWay } from "./compiled.ts";
import { addByHour } from "./counting.ts";
import { done, goOn, stopDossier, takeFromWork } from "./moves.ts";
import {
  arrivalEvent,
  batchEvent,
  boundaryEvent,
  delayEvent,
  doneEvent,
  patienceEvent,
  raceEvent,
  shiftEvent,
  startEvent,
  Unit,
  type UnitOptions,
  waiting,
} from "./unit.ts";
import { onShift, release, startBound } from "./work.ts";

/** Simulates one office in one replication from its beginning to its end. Pure: the same model, seed and unit give the
 *  same result, whatever ran before. */
export function runUnit(compiled: CompiledModel, options: UnitOptions): UnitResult {
  const unit = new Unit(compiled, options);
  const { heap } = unit;
  const { endAt, stopAtEnd } = compiled.model;
  const until = stopAtEnd === true ? (endAt ?? Number.POSITIVE_INFINITY) : Number.POSITIVE_INFINITY;
  planFirst(unit);
  while (heap.nextAt < until) {
    heap.pop();
    unit.now = heap.at;
    unit.counting.series.passTo(heap.at);
    if (happen(unit, heap.kind, heap.subject, heap.stamp)) unit.events += 1;
  }
  if (until !== Number.POSITIVE_INFINITY) {
    unit.now = until;
    unit.counting.series.passTo(until);
  }
  return resultOf(unit, options);
}

/** Lets one event happen. @returns false where it was overtaken */
function happen(unit: Unit, kind: number, subject: number, stamp: number): boolean {
  switch (kind) {
    case arrivalEvent:
      arrive(unit, subject);
      return true;
    case shiftEvent:
      onShift(unit, subject);
      return true;
    case batchEvent:
      return batchIsOld(unit, subject, stamp);
  }
  if ((unit.tokenStamp[subject] as number) !== stamp) return false;
  const node = unit.compiled.nodes[unit.tokenNode[subject] as number] as CompiledNode;
  switch (kind) {
    case doneEvent:
      done(unit, subject);
      return true;
    case startEvent:
      startBound(unit, subject);
      return true;
    case delayEvent:
      leaveDelay(unit, subject, node);
      return true;
    case raceEvent:
      unit.tokenStamp[subject] = (stamp + 1) | 0;
      goOn(unit, subject, (node.ways[unit.tokenWay[subject] as number] as CompiledWay).to);
      return true;
    case patienceEvent:
      return losePatience(unit, subject, node);
    case boundaryEvent: {
      const people = takeFromWork(unit, subject);
      unit.tokenStamp[subject] = (stamp + 2) | 0;
      goOn(unit, subject, (node.boundary as CompiledWay).to);
      release(unit, people);
      return true;
    }
  }
  return false;
}

function leaveDelay(unit: Unit, token: number, node: CompiledNode): void {
  unit.tokenStamp[token] = ((unit.tokenStamp[token] as number) + 1) | 0;
  const place = unit.visitPlaceOf(unit.tokenDossier[token] as number, node);
  unit.visits[place] = (unit.visits[place] as number) + 1;
  goOn(unit, token, node.next);
}

/** The applicant has waited too long and withdraws. */
function losePatience(unit: Unit, token: number, node: CompiledNode): boolean {
  if ((unit.tokenState[token] as number) !== waiting) return false;
  const dossier = unit.tokenDossier[token] as number;
  if ((unit.dossierCounted[dossier] as number) === 1) {
    const result = unit.counting.nodes[node.index] as NodeResult;
    result.withdrawn += 1;
    result.waitingMs.add(unit.now - (unit.tokenEnabledAt[token] as number));
  }
  if (node.onWithdraw < 0) stopDossier(unit, dossier, true);
  else {
    takeFromWork(unit, token);
    unit.tokenStamp[token] = ((unit.tokenStamp[token] as number) + 1) | 0;
    goOn(unit, token, node.onWithdraw);
  }
  return true;
}

function resultOf(unit: Unit, { replication, office }: UnitOptions): UnitResult {
  const { counting, compiled } = unit;
  const ran = counting.lastAt > counting.firstAt;
  const byClock = new Map<unknown, Float64Array>();
  compiled.people.forEach((person, index) => {
    const result = counting.people[index] as PersonResult;
    if (!ran) return;
    result.onShiftMs = person.clock.onBetween(counting.firstAt, counting.lastAt);
    if (!unit.byHour) return;
    let hours = byClock.get(person.clock);
    if (hours === undefined) {
      const sums = new Float64Array(168);
      person.clock.eachSpan(counting.firstAt, counting.lastAt, (from, to) => addByHour(sums, from, to));
      byClock.set(person.clock, sums);
      hours = sums;
    }
    result.onShiftByHourMs.set(hours);
  });
  compiled.flows.forEach((flow, index) => {
    const result = counting.flows[index];
    if (result !== undefined) result.open = unit.flowOpen[flow.index] as number;
  });
  return {
    replication,
    office,
    events: unit.events,
    firstAt: counting.firstAt,
    lastAt: counting.lastAt,
    flows: counting.flows,
    nodes: compiled.flows.map((flow) => counting.nodes.slice(flow.firstNode, flow.firstNode + flow.nodeCount)),
    people: counting.people,
    series: counting.series.result(),
  };
}
