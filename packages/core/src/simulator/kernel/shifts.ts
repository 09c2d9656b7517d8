import { accountFor } from "./account.ts";
import { mayWork } from "./allocate.ts";
import type { CompiledNode, CompiledPerson } from "./compiled.ts";
import { dequeue, nextFor, precedes } from "./queues.ts";
import { idle, shiftEvent, type Unit, waiting } from "./unit.ts";
import { begin, leave, serveIdle, submitWork } from "./work.ts";

// People come on shift, and more urgent work interrupts less urgent.

/** Nothing but beginnings of shifts for so long: whoever could take what waits has had their turn. */
const quietMsMax = 28 * 86_400_000;

/** Somebody comes on shift. */
export function onShift(unit: Unit, person: number): void {
  unit.personWakeAt[person] = Number.POSITIVE_INFINITY;
  unit.wakes -= 1;
  if (unit.heap.size > unit.wakes) unit.quietFrom = unit.now;
  const isIdle = (unit.personToken[person] as number) === idle;
  if (unit.interrupts) {
    // Others come at the same instant: whoever is free has it before anybody is interrupted.
    serveIdle(unit);
    interruptForWaiting(unit);
  } else if (!isIdle) return;
  // With a crew, somebody else who is there already may be the one to lead it.
  else if (unit.hasCrews || nextFor(unit, person) >= 0) serveIdle(unit);
  // What nobody may ever do waits for ever; the simulation does not.
  if (unit.now - unit.quietFrom <= quietMsMax) callBack(unit, person);
}

/** Plans when somebody looks again, where something waits that nobody could take: at the next beginning of a shift. */
export function callBack(unit: Unit, person: number): void {
  if ((unit.personWakeAt[person] as number) !== Number.POSITIVE_INFINITY) return;
  const { clock, queues } = unit.compiled.people[person] as CompiledPerson;
  if (clock.always || !queues.some((queue) => (unit.queueLength[queue] as number) > 0)) return;
  const at = clock.isOn(unit.now) ? clock.nextShift(unit.now) : clock.nextOn(unit.now);
  if (at === Number.POSITIVE_INFINITY) return;
  unit.personWakeAt[person] = at;
  unit.wakes += 1;
  unit.heap.pushFirst(at, shiftEvent, person, 0);
}

/** Something waits: whoever could take it looks again when their shift begins; who is busy then too, if work is interrupted. */
export function callIdle(unit: Unit, queue: number): void {
  unit.quietFrom = unit.now;
  if (!unit.interrupts && unit.idlePeople.first(queue) < 0) return;
  for (const person of (unit.compiled.queues[queue] as { people: readonly number[] }).people)
    if (unit.interrupts || (unit.personToken[person] as number) === idle) callBack(unit, person);
}

/** Interrupts the least urgent work of somebody on shift who could do this one, if it is more urgent. */
export function interrupt(unit: Unit, token: number, node: CompiledNode): boolean {
  const { nodes, queues, people } = unit.compiled;
  let victim = -1;
  let least = node.priority;
  for (const person of (queues[node.queue] as { people: readonly number[] }).people) {
    const other = unit.personToken[person] as number;
    if (other < 0 || unit.crews.has(other)) continue;
    if (!(people[person] as CompiledPerson).clock.isOn(unit.now) || !mayWork(unit, token, person)) continue;
    const { priority } = nodes[unit.tokenNode[other] as number] as CompiledNode;
    if (priority > least) {
      least = priority;
      victim = other;
    }
  }
  if (victim < 0) return false;
  const person = unit.tokenPerson[victim] as number;
  pause(unit, victim);
  if ((unit.tokenState[token] as number) === waiting) dequeue(unit, token, node);
  begin(unit, token, node, person);
  // Somebody else may be free for it.
  submitWork(unit, victim, nodes[unit.tokenNode[victim] as number] as CompiledNode);
  return true;
}

/** People have come on shift: whatever waits interrupts what is less urgent, the most urgent first. */
function interruptForWaiting(unit: Unit): void {
  const { nodes } = unit.compiled;
  const tokens: number[] = [];
  for (const heads of unit.queueHead)
    for (const head of heads)
      for (let token = head; token >= 0; token = unit.tokenNext[token] as number) tokens.push(token);
  tokens.sort((a, b) => (precedes(unit, a, b) ? -1 : 1));
  for (const token of tokens)
    if ((unit.tokenState[token] as number) === waiting)
      interrupt(unit, token, nodes[unit.tokenNode[token] as number] as CompiledNode);
}

/** Stops work with what is left of it; its people are `between`. */
function pause(unit: Unit, token: number): void {
  const doneMs = accountFor(unit, token);
  unit.tokenLeftMs[token] = Math.max(0, (unit.tokenLeftMs[token] as number) - doneMs);
  leave(unit, token);
}
