import { accountFor } from "./account.ts";
import { candidateFor, crewFor, mayWork } from "./allocate.ts";
import { batchFactor } from "./batches.ts";
import type { CompiledNode, CompiledPerson } from "./compiled.ts";
import { dequeue, enqueue, nextFor } from "./queues.ts";
import {
  bound,
  boundaryEvent,
  doneEvent,
  moving,
  patienceEvent,
  shiftEvent,
  startEvent,
  type Unit,
  working,
} from "./unit.ts";

/** A dossier comes to a task: somebody begins, or it waits. */
export function enable(unit: Unit, token: number, node: CompiledNode): void {
  const { heap, now } = unit;
  unit.tokenEnabledAt[token] = now;
  unit.tokenOrder[token] = unit.enabled++;
  unit.tokenLeftMs[token] = -1;
  unit.tokenWorkMs[token] = 0;
  const stamp = ((unit.tokenStamp[token] as number) + 1) | 0;
  unit.tokenStamp[token] = stamp;
  if (unit.whenEnabled) {
    bind(unit, token, node);
    return;
  }
  if (node.boundary !== undefined) {
    const { clock, sampler } = node.boundary;
    const afterMs = draw(unit, token, node.boundary.element, node, sampler);
    heap.push(clock === undefined ? now + afterMs : clock.finish(now, afterMs), boundaryEvent, token, stamp);
  }
  submitWork(unit, token, node);
}

/** Work, or a batch of it, asks for somebody. */
export function submitWork(unit: Unit, token: number, node: CompiledNode): void {
  const person = (unit.queueIdle[node.queue] as number) > 0 ? candidateFor(unit, token, node) : -1;
  if (person >= 0) {
    begin(unit, token, node, person);
    return;
  }
  if (unit.interrupts && interrupt(unit, token, node)) return;
  enqueue(unit, token, node, false);
  if (node.patience !== undefined) {
    const patienceMs = draw(unit, token, node.patienceElement, node, node.patience);
    unit.heap.push(unit.now + patienceMs, patienceEvent, token, unit.tokenStamp[token] as number);
  }
  if ((unit.queueIdle[node.queue] as number) > 0) callIdle(unit, node.queue);
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

/** How long the work takes this person. Pure: may be asked before it begins. */
export function durationFor(unit: Unit, token: number, node: CompiledNode, person: CompiledPerson): number {
  const left = unit.tokenLeftMs[token] as number;
  if (left >= 0) return left;
  const own = node.byPerson?.[person.index];
  const ms = draw(unit, token, node.element, node, own ?? node.sampler);
  const factor = node.batch === undefined ? 1 : batchFactor(unit, token, node.batch);
  return person.speed === 1 && factor === 1 ? ms : Math.round((ms * factor) / person.speed);
}

/** A person begins, or goes on with, work that is in no queue. */
export function begin(unit: Unit, token: number, node: CompiledNode, first: number): void {
  const { people } = unit.compiled;
  const crew = node.crew === undefined ? undefined : crewFor(unit, node, first);
  if (crew !== undefined) unit.crews.set(token, crew);
  for (const person of crew ?? (unit.alone[first] as readonly number[])) occupy(unit, person, token);
  const person = people[first] as CompiledPerson;
  const workMs = durationFor(unit, token, node, person);
  const { now } = unit;
  const endAt = unit.overTime ? now + workMs : person.clock.finish(now, workMs);
  if (node.batch !== undefined) unit.growing.delete(node.index);
  unit.tokenPerson[token] = first;
  unit.tokenState[token] = working;
  // Work that was interrupted keeps when it was first begun.
  if ((unit.tokenLeftMs[token] as number) < 0) unit.tokenStartAt[token] = now;
  unit.tokenLeftMs[token] = workMs;
  unit.tokenStintAt[token] = now;
  unit.counting.series.working += 1;
  unit.heap.push(endAt, doneEvent, token, unit.tokenStamp[token] as number);
  if (node.mark >= 0) unit.law.markBegun(unit, unit.tokenDossier[token] as number, node.mark, first);
}

function occupy(unit: Unit, person: number, token: number): void {
  if ((unit.personToken[person] as number) === -1)
    for (const queue of (unit.compiled.people[person] as CompiledPerson).queues)
      unit.queueIdle[queue] = (unit.queueIdle[queue] as number) - 1;
  unit.personToken[person] = token;
}

/** Who is between two tasks: not idle, so that what comes up meanwhile queues behind what waits already. */
const between = -2;

/** The work is over, done or not: its people are neither busy nor idle until `release`. */
export function leave(unit: Unit, token: number): readonly number[] {
  const first = unit.tokenPerson[token] as number;
  const crew = unit.crews.size === 0 ? undefined : unit.crews.get(token);
  if (crew !== undefined) unit.crews.delete(token);
  const people = crew ?? (unit.alone[first] as readonly number[]);
  if (!unit.whenEnabled) for (const person of people) unit.personToken[person] = between;
  unit.tokenStamp[token] = ((unit.tokenStamp[token] as number) + 1) | 0;
  if ((unit.tokenState[token] as number) === bound) unit.counting.series.waiting -= 1;
  else unit.counting.series.working -= 1;
  unit.tokenPerson[token] = -1;
  unit.tokenState[token] = moving;
  return people;
}

/** Back to the queue: the next work, or idle. */
export function release(unit: Unit, people: readonly number[]): void {
  if (unit.whenEnabled) return;
  for (const person of people) {
    unit.personIdleSince[person] = unit.now;
    if (takeNext(unit, person)) continue;
    unit.personToken[person] = -1;
    for (const queue of (unit.compiled.people[person] as CompiledPerson).queues)
      unit.queueIdle[queue] = (unit.queueIdle[queue] as number) + 1;
    callBack(unit, person);
  }
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

/** Somebody idle comes on shift. */
export function onShift(unit: Unit, person: number): void {
  unit.personWakeAt[person] = Number.POSITIVE_INFINITY;
  if ((unit.personToken[person] as number) !== -1) return;
  if (!takeNext(unit, person)) callBack(unit, person);
}

/** Plans when an idle person looks again, where something waits that nobody could take: at the next beginning of a shift. */
function callBack(unit: Unit, person: number): void {
  if ((unit.personWakeAt[person] as number) !== Number.POSITIVE_INFINITY) return;
  const { clock, queues } = unit.compiled.people[person] as CompiledPerson;
  if (clock.always || !queues.some((queue) => (unit.queueLength[queue] as number) > 0)) return;
  const at = clock.isOn(unit.now) ? clock.nextShift(unit.now) : clock.nextOn(unit.now);
  if (at === Number.POSITIVE_INFINITY) return;
  unit.personWakeAt[person] = at;
  unit.heap.push(at, shiftEvent, person, 0);
}

/** Something waits: whoever is idle and could take it looks again when their shift begins. */
function callIdle(unit: Unit, queue: number): void {
  for (const person of (unit.compiled.queues[queue] as { people: readonly number[] }).people)
    if ((unit.personToken[person] as number) === -1) callBack(unit, person);
}

/** Interrupts the least urgent work of somebody who could do this one, if it is more urgent. */
function interrupt(unit: Unit, token: number, node: CompiledNode): boolean {
  const { nodes, queues } = unit.compiled;
  let victim = -1;
  let least = node.priority;
  for (const person of (queues[node.queue] as { people: readonly number[] }).people) {
    const other = unit.personToken[person] as number;
    if (other < 0 || unit.crews.has(other) || !mayWork(unit, token, person)) continue;
    const { priority } = nodes[unit.tokenNode[other] as number] as CompiledNode;
    if (priority > least) {
      least = priority;
      victim = other;
    }
  }
  if (victim < 0) return false;
  const person = unit.tokenPerson[victim] as number;
  const stopped = nodes[unit.tokenNode[victim] as number] as CompiledNode;
  pause(unit, victim);
  enqueue(unit, victim, stopped, true);
  begin(unit, token, node, person);
  return true;
}

/** Stops work with what is left of it; its people are `between`. */
function pause(unit: Unit, token: number): void {
  const doneMs = accountFor(unit, token);
  unit.tokenLeftMs[token] = Math.max(0, (unit.tokenLeftMs[token] as number) - doneMs);
  leave(unit, token);
}

/** Prosimos' way: whoever of those able becomes free first has it from the moment it is enabled. */
function bind(unit: Unit, token: number, node: CompiledNode): void {
  const { people, queues } = unit.compiled;
  const { now, heap } = unit;
  let chosen = -1;
  for (const person of (queues[node.queue] as { people: readonly number[] }).people) {
    if (!mayWork(unit, token, person)) continue;
    if (chosen < 0 || (unit.personFreeAt[person] as number) < (unit.personFreeAt[chosen] as number)) chosen = person;
  }
  const person = people[chosen] as CompiledPerson;
  const startAt = person.clock.nextOn(Math.max(now, unit.personFreeAt[chosen] as number));
  const workMs = durationFor(unit, token, node, person);
  const endAt = unit.overTime ? startAt + workMs : person.clock.finish(startAt, workMs);
  const stamp = unit.tokenStamp[token] as number;
  unit.tokenPerson[token] = chosen;
  unit.tokenStartAt[token] = startAt;
  unit.tokenStintAt[token] = startAt;
  unit.tokenLeftMs[token] = workMs;
  const { boundary } = node;
  const boundaryMs = boundary === undefined ? 0 : draw(unit, token, boundary.element, node, boundary.sampler);
  const cutAt =
    boundary === undefined
      ? Number.POSITIVE_INFINITY
      : boundary.clock === undefined
        ? now + boundaryMs
        : boundary.clock.finish(now, boundaryMs);
  unit.counting.series.waiting += 1;
  unit.tokenState[token] = bound;
  if (startAt < cutAt) heap.push(startAt, startEvent, token, stamp);
  if (cutAt < endAt) {
    // Known already: whoever has it is held only for what is worked before.
    if (cutAt > startAt) unit.personFreeAt[chosen] = cutAt;
    heap.push(cutAt, boundaryEvent, token, stamp);
  } else {
    unit.personFreeAt[chosen] = endAt;
    heap.push(endAt, doneEvent, token, stamp);
  }
}

/** Work promised before begins. */
export function startBound(unit: Unit, token: number): void {
  unit.tokenState[token] = working;
  unit.counting.series.waiting -= 1;
  unit.counting.series.working += 1;
}
