import { candidateFor, crewFor } from "./allocate.ts";
import { batchBegins, batchFactor } from "./batches.ts";
import { bind } from "./bind.ts";
import type { CompiledNode, CompiledPerson, CompiledWay } from "./compiled.ts";
import { crewFinish } from "./crew-clock.ts";
import { planHandOver } from "./hand-over.ts";
import { dequeue, enqueue, nextFor, precedes } from "./queues.ts";
import { remember } from "./seen.ts";
import { callBack, callIdle, interrupt } from "./shifts.ts";
import {
  between,
  bound,
  boundaryEvent,
  doneEvent,
  idle,
  moving,
  patienceEvent,
  type Unit,
  waiting,
  working,
} from "./unit.ts";

/** A dossier comes to a task: somebody begins, or it waits. */
export function enable(unit: Unit, token: number, node: CompiledNode): void {
  beginWait(unit, token);
  if (unit.whenEnabled) {
    bind(unit, token, node);
    return;
  }
  if (node.boundary !== undefined) planBoundary(unit, token, node, node.boundary);
  submitWork(unit, token, node);
}

/** From now on the dossier waits for work. */
export function beginWait(unit: Unit, token: number): void {
  unit.tokenEnabledAt[token] = unit.now;
  unit.tokenStartAt[token] = Number.POSITIVE_INFINITY;
  unit.tokenOrder[token] = unit.enabled++;
  unit.tokenLeftMs[token] = -1;
  unit.tokenWorkMs[token] = 0;
  unit.tokenCost[token] = 0;
  unit.tokenStamp[token] = ((unit.tokenStamp[token] as number) + 1) | 0;
}

export function planBoundary(unit: Unit, token: number, node: CompiledNode, boundary: CompiledWay): void {
  const at = boundaryAt(unit, token, node, boundary);
  unit.heap.push(at, boundaryEvent, token, unit.tokenStamp[token] as number);
}

/** When the event at the boundary of a task comes that is enabled now. */
export function boundaryAt(unit: Unit, token: number, node: CompiledNode, boundary: CompiledWay): number {
  const { clock, sampler, element } = boundary;
  const afterMs = draw(unit, token, element, node, sampler);
  return clock === undefined ? unit.now + afterMs : clock.finish(unit.now, afterMs);
}

export function planPatience(unit: Unit, token: number, node: CompiledNode): void {
  if (node.patience === undefined) return;
  const patienceMs = draw(unit, token, node.patienceElement, node, node.patience);
  unit.heap.push(unit.now + patienceMs, patienceEvent, token, unit.tokenStamp[token] as number);
}

/** Work, or a batch of it, asks for somebody: those free, else whoever can be interrupted, else it waits. */
export function submitWork(unit: Unit, token: number, node: CompiledNode): void {
  const anyFree = unit.idlePeople.first(node.queue) >= 0 || unit.idlePeople.between.length > 0;
  const person = anyFree ? candidateFor(unit, token, node) : -1;
  if (person >= 0) {
    begin(unit, token, node, person);
    return;
  }
  if (unit.interrupts && interrupt(unit, token, node)) return;
  enqueue(unit, token, node);
  // Of a batch each waits by itself; and what was begun once is not given up for waiting again.
  if (node.batch === undefined && (unit.tokenLeftMs[token] as number) < 0) planPatience(unit, token, node);
  callIdle(unit, node.queue);
}

/** A random whole number of milliseconds for this pass of a dossier through a node. */
export function draw(
  unit: Unit,
  token: number,
  element: number,
  node: CompiledNode,
  sampler: CompiledNode["sampler"],
): number {
  const dossier = unit.tokenDossier[token] as number;
  const { random } = unit;
  random.place(
    element,
    unit.visits[unit.visitPlaceOf(dossier, node)] as number,
    unit.streamKeys[unit.dossierStream[dossier] as number] as number,
    unit.dossierNumber[dossier] as number,
  );
  return sampler === undefined ? 0 : sampler(random);
}

/** How long the work takes this person. Pure: may be asked before it begins.
 *  @param leader whose batch it is of, when not its own */
export function durationFor(
  unit: Unit,
  token: number,
  node: CompiledNode,
  person: CompiledPerson,
  leader = token,
): number {
  const left = unit.tokenLeftMs[token] as number;
  if (left >= 0) return left;
  const own = node.byPerson?.[person.index];
  const ms = draw(unit, token, node.element, node, own ?? node.sampler);
  const factor = node.batch === undefined ? 1 : batchFactor(unit, leader, node.batch);
  return person.speed === 1 && factor === 1 ? ms : Math.round((ms * factor) / person.speed);
}

/** A person begins, or goes on with, work that is in no queue. */
export function begin(unit: Unit, token: number, node: CompiledNode, first: number): void {
  if (node.crew === undefined && node.batch === undefined) {
    occupy(unit, first, token);
    startStint(unit, token, node, unit.alone[first] as readonly number[], unit.now);
  } else beginMany(unit, token, node, first);
}

function beginMany(unit: Unit, token: number, node: CompiledNode, first: number): void {
  const crew = node.crew === undefined ? undefined : crewFor(unit, token, node, first);
  if (crew !== undefined) unit.crews.set(token, crew);
  const people = crew ?? (unit.alone[first] as readonly number[]);
  for (const person of people) occupy(unit, person, token);
  const rest = node.batch === undefined ? -1 : batchBegins(unit, token, node, people);
  startStint(unit, token, node, people, unit.now);
  if (rest >= 0) submitWork(unit, rest, node);
}

/** People who hold the work get going. @param startAt when it is said to begin */
export function startStint(
  unit: Unit,
  token: number,
  node: CompiledNode,
  people: readonly number[],
  startAt: number,
): void {
  const first = people[0] as number;
  const workMs = durationFor(unit, token, node, unit.compiled.people[first] as CompiledPerson);
  unit.tokenPerson[token] = first;
  unit.tokenState[token] = working;
  const begins = (unit.tokenLeftMs[token] as number) < 0;
  // Work that was interrupted keeps when it was first begun.
  if (begins) unit.tokenStartAt[token] = startAt;
  unit.tokenLeftMs[token] = workMs;
  remember(unit, token, node, people);
  planDone(unit, token);
  if (node.mark >= 0) unit.law.markBegun(unit, unit.tokenDossier[token] as number, node.mark, first);
}

/** Plans the end of work that goes on from now. */
export function planDone(unit: Unit, token: number): void {
  const { now } = unit;
  const leftMs = unit.tokenLeftMs[token] as number;
  const crew = unit.crews.size === 0 ? undefined : unit.crews.get(token);
  let endAt = now + leftMs;
  if (!unit.overTime)
    endAt =
      crew === undefined
        ? (unit.compiled.people[unit.tokenPerson[token] as number] as CompiledPerson).clock.finish(now, leftMs)
        : crewFinish(unit, crew, now, leftMs);
  unit.tokenStintAt[token] = now;
  unit.heap.push(endAt, doneEvent, token, unit.tokenStint[token] as number);
  const { handOver } = unit.compiled;
  if (handOver !== undefined && crew === undefined) planHandOver(unit, token, handOver, endAt);
}

function occupy(unit: Unit, person: number, token: number): void {
  const had = unit.personToken[person] as number;
  if (had === idle) unit.idlePeople.remove(person);
  else if (had === between) leaveBetween(unit, person);
  unit.personToken[person] = token;
}

/** The work stops, done or not: its people are neither busy nor idle until `release`. */
export function leave(unit: Unit, token: number): readonly number[] {
  const first = unit.tokenPerson[token] as number;
  const crew = unit.crews.size === 0 ? undefined : unit.crews.get(token);
  leaveAlone(unit, token, first);
  if (crew === undefined) return unit.alone[first] ?? nobody;
  unit.crews.delete(token);
  if (!unit.whenEnabled) for (const person of crew) if (person !== first) becomeBetween(unit, person);
  return crew;
}

const nobody: readonly number[] = [];

/** The same where nobody else takes part. */
export function leaveAlone(unit: Unit, token: number, person: number): void {
  if (!unit.whenEnabled && person >= 0) becomeBetween(unit, person);
  unit.tokenStint[token] = ((unit.tokenStint[token] as number) + 1) | 0;
  if ((unit.tokenState[token] as number) === bound) unit.counting.series.addWaiting(-1, unit.now);
  unit.tokenPerson[token] = -1;
  unit.tokenState[token] = moving;
}

function becomeBetween(unit: Unit, person: number): void {
  unit.personToken[person] = between;
  unit.personIdleSince[person] = unit.now;
  unit.idlePeople.between.push(person);
}

/** Back to the queue: the next work, or idle. Who has found some already is passed over. */
export function release(unit: Unit, people: readonly number[]): void {
  if (people.length === 1 && !unit.hasCrews) {
    releaseOne(unit, people[0] as number);
    return;
  }
  if (unit.whenEnabled) return;
  // Together, so that what waits for several of them is seen in its place.
  const free = people.filter((person) => (unit.personToken[person] as number) === between);
  for (const person of free) becomeIdle(unit, person);
  if (free.length > 0) serveIdle(unit);
  for (const person of free) if ((unit.personToken[person] as number) === idle) callBack(unit, person);
}

/** The same for one person, where nothing waits for several. */
export function releaseOne(unit: Unit, person: number): void {
  if (unit.whenEnabled || (unit.personToken[person] as number) !== between || takeNext(unit, person)) return;
  becomeIdle(unit, person);
  callBack(unit, person);
}

/** Hardly ever more than one. */
function leaveBetween(unit: Unit, person: number): void {
  const { between: people } = unit.idlePeople;
  const last = people.pop() as number;
  if (last !== person) people[people.indexOf(person)] = last;
}

function becomeIdle(unit: Unit, person: number): void {
  leaveBetween(unit, person);
  unit.quietFrom = unit.now;
  unit.personToken[person] = idle;
  unit.idlePeople.add(person);
}

function takeNext(unit: Unit, person: number): boolean {
  const { people, nodes } = unit.compiled;
  if (!(people[person] as CompiledPerson).clock.isOn(unit.now)) return false;
  const token = nextFor(unit, person);
  if (token < 0) return false;
  const node = nodes[unit.tokenNode[token] as number] as CompiledNode;
  dequeue(unit, token, node);
  begin(unit, token, node, person);
  return true;
}

/** Gives what waits to those idle and on shift: the first in line that any of them can take, to whom the policy says. */
export function serveIdle(unit: Unit): void {
  const { people, nodes } = unit.compiled;
  for (;;) {
    let best = -1;
    for (const { index, clock } of people) {
      if ((unit.personToken[index] as number) !== idle || !clock.isOn(unit.now)) continue;
      const token = nextFor(unit, index);
      if (token >= 0 && (best < 0 || precedes(unit, token, best))) best = token;
    }
    if (best < 0) return;
    const node = nodes[unit.tokenNode[best] as number] as CompiledNode;
    const person = candidateFor(unit, best, node);
    dequeue(unit, best, node);
    begin(unit, best, node, person);
  }
}

/** A batch that waits has changed: whoever is free and can do it now begins. */
export function offerAgain(unit: Unit, token: number, node: CompiledNode): void {
  if ((unit.tokenState[token] as number) !== waiting) return;
  const person = candidateFor(unit, token, node);
  if (person < 0) return;
  dequeue(unit, token, node);
  begin(unit, token, node, person);
}
