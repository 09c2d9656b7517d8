import type { CompiledNode, CompiledPerson } from "./compiled.ts";
import { hasSeen, remember } from "./seen.ts";
import type { StaffClock } from "./staff-clock.ts";
import { bound, boundaryEvent, carried, doneEvent, patienceEvent, startEvent, type Unit, working } from "./unit.ts";
import { boundaryAt, draw, durationFor } from "./work.ts";

// Prosimos' way: whoever of those able becomes free first has it from the moment it is enabled.

const never = Number.POSITIVE_INFINITY;

/** @param preferred who should have it if they may; -1: whoever becomes free first
 *  @returns who has it; -1 for nobody */
export function bind(unit: Unit, token: number, node: CompiledNode, preferred = -1): number {
  const { now, heap } = unit;
  const stamp = unit.tokenStamp[token] as number;
  unit.counting.series.addWaiting(1, unit.now);
  unit.tokenState[token] = bound;
  unit.tokenPerson[token] = -1;
  // Of a batch each has planned its own when it began to wait for the others.
  const alone = node.batch === undefined;
  const cutAt = alone && node.boundary !== undefined ? boundaryAt(unit, token, node, node.boundary) : never;
  const leaveAt =
    alone && node.patience !== undefined ? now + draw(unit, token, node.patienceElement, node, node.patience) : never;
  const chosen = firstFree(unit, token, node, preferred);
  let startAt = never;
  let workMs = 0;
  if (chosen >= 0) {
    const person = unit.compiled.people[chosen] as CompiledPerson;
    workMs = durationFor(unit, token, node, person);
    startAt = startOf(unit, person.clock, Math.max(now, unit.personFreeAt[chosen] as number), workMs);
  }
  if (leaveAt < startAt && leaveAt < cutAt) {
    heap.push(leaveAt, patienceEvent, token, stamp);
    return -1;
  }
  if (chosen < 0 || cutAt <= startAt) {
    if (cutAt !== never) heap.push(cutAt, boundaryEvent, token, stamp);
    return -1;
  }
  unit.tokenPerson[token] = chosen;
  unit.tokenStartAt[token] = startAt;
  unit.tokenStintAt[token] = startAt;
  unit.tokenLeftMs[token] = workMs;
  for (const each of allOf(unit, token)) remember(unit, each, node, unit.alone[chosen] as readonly number[]);
  heap.push(startAt, startEvent, token, unit.tokenStint[token] as number);
  const endAt = boundEnd(unit, token);
  // Known already: whoever has it is held only for what is worked before.
  unit.personFreeAt[chosen] = Math.min(cutAt, endAt);
  if (cutAt <= endAt) heap.push(cutAt, boundaryEvent, token, stamp);
  else heap.push(endAt, doneEvent, token, unit.tokenStint[token] as number);
  return chosen;
}

const allOf = (unit: Unit, token: number): readonly number[] => [token, ...(unit.batches.get(token)?.followers ?? [])];

function firstFree(unit: Unit, token: number, node: CompiledNode, preferred: number): number {
  const all = allOf(unit, token);
  const may = (person: number): boolean =>
    !all.some((each) => hasSeen(unit, each, node, person)) &&
    ((unit.tokenHolder[token] as number) < 0 || (unit.tokenHolder[token] as number) === person);
  if (preferred >= 0 && may(preferred)) return preferred;
  let chosen = -1;
  for (const person of (unit.compiled.queues[node.queue] as { people: readonly number[] }).people) {
    if (!may(person)) continue;
    if (chosen < 0 || (unit.personFreeAt[person] as number) < (unit.personFreeAt[chosen] as number)) chosen = person;
  }
  return chosen;
}

/** The first instant on shift at which the work may be begun. */
function startOf(unit: Unit, clock: StaffClock, from: number, workMs: number): number {
  let at = clock.nextOn(from);
  if (!unit.noLateStart) return at;
  while (at !== never && at + workMs > clock.endOfShift(at) && clock.fitsLater(at, workMs)) at = clock.nextShift(at);
  return at;
}

function boundEnd(unit: Unit, token: number): number {
  const startAt = unit.tokenStintAt[token] as number;
  const leftMs = unit.tokenLeftMs[token] as number;
  const { clock } = unit.compiled.people[unit.tokenPerson[token] as number] as CompiledPerson;
  return unit.overTime ? startAt + leftMs : clock.finish(startAt, leftMs);
}

/** What was promised to one token is another's now: the batch goes on without its leader. */
export function rebind(unit: Unit, token: number): void {
  if ((unit.tokenPerson[token] as number) < 0) return;
  const stint = unit.tokenStint[token] as number;
  unit.heap.push(unit.tokenStartAt[token] as number, startEvent, token, stint);
  unit.heap.push(boundEnd(unit, token), doneEvent, token, stint);
}

/** Work promised before begins. */
export function startBound(unit: Unit, token: number): void {
  const followers = unit.batches.get(token)?.followers ?? [];
  unit.tokenState[token] = working;
  unit.counting.series.addWaiting(-1 - followers.length, unit.now);
  const { mark } = unit.compiled.nodes[unit.tokenNode[token] as number] as CompiledNode;
  for (const each of [token, ...followers]) {
    if (each !== token) unit.tokenState[each] = carried;
    unit.tokenStartAt[each] = unit.now;
    if (mark >= 0) unit.law.markBegun(unit, unit.tokenDossier[each] as number, mark, unit.tokenPerson[token] as number);
  }
}
