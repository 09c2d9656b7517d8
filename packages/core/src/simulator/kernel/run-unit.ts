import type { NodeResult, PersonResult, UnitResult } from "../result.ts";
import { accountFor } from "./account.ts";
import { arrive, planFirst } from "./arrivals.ts";
import { batchIsOld } from "./batches.ts";
import { startBound } from "./bind.ts";
import type { CompiledModel, CompiledNode, CompiledPerson, CompiledWay } from "./compiled.ts";
import { addByHour, newCounting } from "./counting.ts";
import { cutOffOf } from "./cut-off.ts";
import { handOver } from "./hand-over.ts";
import { LawDesk } from "./law-desk.ts";
import { done, goOn, stopDossier, takeFromWork, takeWay } from "./moves.ts";
import { placeOpen } from "./open-cases.ts";
import { onShift } from "./shifts.ts";
import type { StaffClock } from "./staff-clock.ts";
import {
  arrivalEvent,
  batchEvent,
  bound,
  boundaryEvent,
  delayEvent,
  doneEvent,
  type Goal,
  gathered,
  handOverEvent,
  lawEvent,
  patienceEvent,
  raceEvent,
  shiftEvent,
  startEvent,
  Unit,
  type UnitOptions,
  waiting,
  working,
} from "./unit.ts";
import { release } from "./work.ts";

const dayMs = 86_400_000;

/** Simulates one office in one replication, or several of its offices in a row, from beginning to end. Pure: the same
 *  model, seed and units give the same result, whatever ran before. */
export function runUnit(compiled: CompiledModel, options: UnitOptions): UnitResult {
  const counting = newCounting(compiled, options.binMs ?? dayMs);
  const law = new LawDesk(compiled, options.sink);
  let events = 0;
  let begun = 0;
  let batched = 0;
  const cutOff = { dossiers: 0, arrivals: 0 };
  for (let i = 0; i < (options.offices ?? 1); i += 1) {
    const unit = new Unit(compiled, counting, law, options, options.office + i);
    // One log holds them all: no number twice.
    unit.begun = begun;
    unit.batched = batched;
    law.begin(unit);
    run(unit);
    begun = unit.begun;
    batched = unit.batched;
    law.end(unit);
    countPeople(unit);
    events += unit.events;
    const { dossiers, arrivals } = cutOffOf(unit);
    cutOff.dossiers += dossiers;
    cutOff.arrivals += arrivals;
  }
  for (const flow of counting.flows) flow.open = flow.arrived - flow.finished - flow.withdrawn;
  return {
    replication: options.replication,
    office: options.office,
    offices: options.offices ?? 1,
    events,
    firstAt: counting.earliestAt,
    lastAt: counting.latestAt,
    flows: counting.flows.map((flow, index) => ({ ...flow, ...law.resultOf(index) })),
    nodes: compiled.flows.map((flow) => counting.nodes.slice(flow.firstNode, flow.firstNode + flow.nodeCount)),
    people: counting.people.map((person, index) => {
      const workedMs = counting.personWorkedMs[index] as number;
      const { costPerMs } = compiled.people[index] as CompiledPerson;
      return { ...person, workedMs, tasks: counting.personTasks[index] as number, cost: workedMs * costPerMs };
    }),
    series: counting.series.result(),
    ...(cutOff.dossiers + cutOff.arrivals > 0 ? { cutOff } : {}),
  };
}

export function run(unit: Unit, goal?: Goal): void {
  const { heap, counting, compiled } = unit;
  const { endAt, stopAtEnd, stopWithOpen = false } = compiled.model;
  const until = stopAtEnd === true ? (endAt ?? Number.POSITIVE_INFINITY) : Number.POSITIVE_INFINITY;
  counting.series.begin();
  placeOpen(unit);
  planFirst(unit);
  while (heap.nextAt < until && !(stopWithOpen && unit.openLeft === 0) && goal?.left !== 0) {
    heap.pop();
    if (goal?.attended === 0 && isOfOthers(unit, heap.kind, heap.subject)) continue;
    unit.now = heap.at;
    counting.series.passTo(heap.at);
    if (happen(unit, heap.kind, heap.subject, heap.stamp)) unit.events += 1;
  }
  if (until !== Number.POSITIVE_INFINITY && heap.nextAt >= until) {
    unit.now = until;
    counting.series.passTo(until);
    bookUnfinished(unit);
  }
  counting.series.finish(unit.now);
}

/** Where those of a goal only wait: whether an event is no end of a wait of theirs. */
function isOfOthers(unit: Unit, kind: number, subject: number): boolean {
  if (kind === lawEvent) return false;
  if (kind !== delayEvent && kind !== raceEvent) return true;
  return (unit.dossierLogged[unit.tokenDossier[subject] as number] as number) >= unit.compiled.open.length;
}

/** What people are in the middle of when the simulation stops has kept them busy too. */
function bookUnfinished(unit: Unit): void {
  for (let token = 0; token < unit.tokens; token += 1)
    if ((unit.tokenState[token] as number) === working) accountFor(unit, token);
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
    case lawEvent:
      return unit.law.wake(unit, subject, stamp);
  }
  // Work that stops, and may go on later, does not make the token move on.
  const isOfWork = kind === doneEvent || kind === startEvent || kind === handOverEvent;
  if (((isOfWork ? unit.tokenStint : unit.tokenStamp)[subject] as number) !== stamp) return false;
  const node = unit.compiled.nodes[unit.tokenNode[subject] as number] as CompiledNode;
  switch (kind) {
    case doneEvent:
      done(unit, subject);
      return true;
    case startEvent:
      startBound(unit, subject);
      return true;
    case handOverEvent:
      handOver(unit, subject, node);
      return true;
    case batchEvent:
      return batchIsOld(unit, subject, node);
    case delayEvent:
      leaveDelay(unit, subject, node);
      return true;
    case raceEvent:
      unit.tokenStamp[subject] = (stamp + 1) | 0;
      goOn(unit, subject, takeWay(unit, subject, node.ways[unit.tokenWay[subject] as number] as CompiledWay));
      return true;
    case patienceEvent:
      return losePatience(unit, subject, node);
    case boundaryEvent: {
      const people = takeFromWork(unit, subject);
      unit.tokenStamp[subject] = (stamp + 1) | 0;
      goOn(unit, subject, (node.boundary as CompiledWay).to);
      release(unit, people);
      return true;
    }
  }
  return false;
}

function leaveDelay(unit: Unit, token: number, node: CompiledNode): void {
  unit.tokenStamp[token] = ((unit.tokenStamp[token] as number) + 1) | 0;
  const dossier = unit.tokenDossier[token] as number;
  const since = unit.tokenEnabledAt[token] as number;
  const place = unit.visitPlaceOf(dossier, node);
  unit.visits[place] = (unit.visits[place] as number) + 1;
  unit.sink?.waited?.(unit.dossierLogged[dossier] as number, node.flow, node.place, since, unit.now);
  if (unit.counts && (unit.dossierCounted[dossier] as number) === 1) {
    const result = unit.counting.nodes[node.index] as NodeResult;
    result.count += 1;
    result.spanMs.add(unit.now - since);
  }
  if (node.mark >= 0) unit.law.mark(unit, dossier, node.mark);
  goOn(unit, token, node.next);
}

/** The applicant has waited too long and withdraws. */
function losePatience(unit: Unit, token: number, node: CompiledNode): boolean {
  const state = unit.tokenState[token] as number;
  // Work that was begun and interrupted is not given up.
  const waits = state === waiting ? (unit.tokenLeftMs[token] as number) < 0 : state === gathered || state === bound;
  if (!waits) return false;
  const dossier = unit.tokenDossier[token] as number;
  if ((unit.dossierCounted[dossier] as number) === 1) {
    const result = unit.counting.nodes[node.index] as NodeResult;
    result.withdrawn += 1;
    result.waitingMs.add(unit.now - (unit.tokenEnabledAt[token] as number));
  }
  if (node.onWithdraw < 0) {
    unit.law.withdraw(unit, dossier);
    stopDossier(unit, dossier, true);
  } else {
    takeFromWork(unit, token);
    unit.tokenStamp[token] = ((unit.tokenStamp[token] as number) + 1) | 0;
    goOn(unit, token, node.onWithdraw);
  }
  return true;
}

/** Adds the time people were on shift from the first counted day to the last day of arrivals; where neither is given, from
 *  their first begin to their last end of work. */
function countPeople({ counting, compiled, byHour }: Unit): void {
  const { startAt, countFrom = startAt, endAt } = compiled.model;
  const firstAt = endAt === undefined ? counting.firstAt : countFrom;
  const lastAt = endAt ?? counting.lastAt;
  counting.firstAt = Number.POSITIVE_INFINITY;
  counting.lastAt = Number.NEGATIVE_INFINITY;
  if (!(lastAt > firstAt)) return;
  counting.earliestAt = Math.min(counting.earliestAt, firstAt);
  counting.latestAt = Math.max(counting.latestAt, lastAt);
  const byClock = new Map<StaffClock, Float64Array>();
  compiled.people.forEach(({ clock }, index) => {
    const result = counting.people[index] as PersonResult;
    result.onShiftMs += clock.onBetween(firstAt, lastAt);
    if (!byHour) return;
    let hours = byClock.get(clock);
    if (hours === undefined) {
      const sums = new Float64Array(168);
      clock.eachSpan(firstAt, lastAt, (from, to) => addByHour(sums, from, to));
      byClock.set(clock, sums);
      hours = sums;
    }
    hours.forEach((ms, hour) => {
      result.onShiftByHourMs[hour] = (result.onShiftByHourMs[hour] as number) + ms;
    });
  });
}
