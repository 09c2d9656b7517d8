import { invariant } from "../../base/invariant.ts";
import { accountFor, countDone, countEnd } from "./account.ts";
import { memberEnded } from "./arrivals.ts";
import { batchDone, joinBatch, leaveBatch, leaveFollowers } from "./batches.ts";
import { chooseOne, pass, someOf } from "./choices.ts";
import type { CompiledNode, CompiledWay } from "./compiled.ts";
import * as kinds from "./compiled.ts";
import { joinsAll, settleInclusive } from "./joins.ts";
import { dequeue } from "./queues.ts";
import {
  carried,
  delayEvent,
  delayed,
  gathered,
  moving,
  parked,
  raceEvent,
  type Unit,
  waiting,
  working,
} from "./unit.ts";
import { draw, enable, leave, leaveAlone, release, releaseOne } from "./work.ts";

/** Gateways in a row without anything that takes time: a loop of them never ends. */
const gatewaysMax = 10_000;

/** Moves a token on until it waits for something or ends. */
export function advance(unit: Unit, token: number, to: number): void {
  const { nodes } = unit.compiled;
  let at = to;
  for (let steps = 0; steps < gatewaysMax; steps += 1) {
    const node = nodes[at] as CompiledNode;
    unit.tokenNode[token] = at;
    switch (node.kind) {
      case kinds.task:
        if (node.batch === undefined) enable(unit, token, node);
        else joinBatch(unit, token, node);
        return;
      case kinds.delay:
        wait(unit, token, node);
        return;
      case kinds.choice:
        at = takeWay(unit, token, chooseOne(unit, token, node));
        break;
      case kinds.inclusive:
        at = split(unit, token, someOf(unit, token, node));
        if (at < 0) return;
        break;
      case kinds.parallel:
        at = split(unit, token, node.ways);
        if (at < 0) return;
        break;
      case kinds.parallelJoin:
        if (!joinsAll(unit, token, node)) return;
        at = node.next;
        break;
      case kinds.inclusiveJoin:
        // `goOn` lets it go once nothing else can come.
        unit.tokenState[token] = parked;
        unit.tokenStamp[token] = ((unit.tokenStamp[token] as number) + 1) | 0;
        return;
      case kinds.race:
        startRace(unit, token, node);
        return;
      default:
        arriveAtEnd(unit, token, node);
        return;
    }
  }
  invariant(false, "a loop of gateways never ends");
}

/** Takes a way: what the law sees of it, and where it leads. */
export function takeWay(unit: Unit, token: number, way: CompiledWay): number {
  if (way.mark >= 0) unit.law.mark(unit, unit.tokenDossier[token] as number, way.mark);
  return way.to;
}

/** All ways at once, in their order; the token itself takes the last and stands at the split until then.
 *  @returns where that leads; -1 when one of the others has ended the dossier */
function split(unit: Unit, token: number, ways: readonly CompiledWay[]): number {
  const dossier = unit.tokenDossier[token] as number;
  const stamp = unit.tokenStamp[token] as number;
  for (let i = 0; i < ways.length - 1; i += 1) {
    const to = takeWay(unit, token, ways[i] as CompiledWay);
    advance(unit, unit.newToken(dossier, to), to);
    if ((unit.tokenStamp[token] as number) !== stamp) return -1;
  }
  return takeWay(unit, token, ways[ways.length - 1] as CompiledWay);
}

function wait(unit: Unit, token: number, node: CompiledNode): void {
  const { now } = unit;
  unit.tokenState[token] = delayed;
  unit.tokenEnabledAt[token] = now;
  const stamp = ((unit.tokenStamp[token] as number) + 1) | 0;
  unit.tokenStamp[token] = stamp;
  unit.sink?.waits?.(unit.dossierLogged[unit.tokenDossier[token] as number] as number, node.index);
  const ms = draw(unit, token, node.element, node, node.sampler);
  unit.heap.push(node.clock === undefined ? now + ms : node.clock.finish(now, ms), delayEvent, token, stamp);
}

function startRace(unit: Unit, token: number, node: CompiledNode): void {
  const { now } = unit;
  let firstAt = Number.POSITIVE_INFINITY;
  for (let i = 0; i < node.ways.length; i += 1) {
    const way = node.ways[i] as CompiledWay;
    const ms = draw(unit, token, way.element, node, way.sampler);
    const at = way.clock === undefined ? now + ms : way.clock.finish(now, ms);
    if (at < firstAt) {
      firstAt = at;
      unit.tokenWay[token] = i;
    }
  }
  pass(unit, token, node);
  unit.tokenState[token] = delayed;
  const stamp = ((unit.tokenStamp[token] as number) + 1) | 0;
  unit.tokenStamp[token] = stamp;
  unit.heap.push(firstAt, raceEvent, token, stamp);
}

/** Work is done: the dossier goes on, then its people look for the next. */
export function done(unit: Unit, token: number): void {
  const node = unit.compiled.nodes[unit.tokenNode[token] as number] as CompiledNode;
  if (unit.batches.size > 0 && unit.batches.has(token)) {
    batchDone(unit, token, node);
    return;
  }
  accountFor(unit, token);
  countDone(unit, token, node);
  unit.tokenHolder[token] = -1;
  const person = unit.tokenPerson[token] as number;
  const crew = unit.hasCrews ? leave(unit, token) : undefined;
  if (crew === undefined) leaveAlone(unit, token, person);
  if (node.mark >= 0) unit.law.markDone(unit, unit.tokenDossier[token] as number, node.mark);
  goOn(unit, token, node.next);
  if (crew === undefined) releaseOne(unit, person);
  else release(unit, crew);
}

/** Goes on to a node, and lets inclusive joins see that something has moved. */
export function goOn(unit: Unit, token: number, to: number): void {
  const dossier = unit.tokenDossier[token] as number;
  const { forks } = unit.compiled.flows[unit.dossierFlow[dossier] as number] as { forks: boolean };
  advance(unit, token, to);
  // Where the dossier has ended, its place may be another's, of which all is settled.
  if (forks) while (settleInclusive(unit, dossier)) {}
}

function arriveAtEnd(unit: Unit, token: number, node: CompiledNode): void {
  const dossier = unit.tokenDossier[token] as number;
  unit.freeToken(token);
  if (node.terminates) stopTokens(unit, dossier);
  if ((unit.dossierToken[dossier] as number) < 0) endDossier(unit, dossier, unit.dossierLeft[dossier] === 1);
}

/** Ends a dossier whatever it is doing: whoever works on it stops. */
export function stopDossier(unit: Unit, dossier: number, withdrawn: boolean): void {
  stopTokens(unit, dossier);
  endDossier(unit, dossier, withdrawn);
}

function stopTokens(unit: Unit, dossier: number): void {
  const free: number[] = [];
  for (let token = unit.dossierToken[dossier] as number; token >= 0; token = unit.dossierToken[dossier] as number) {
    free.push(...takeFromWork(unit, token));
    unit.freeToken(token);
  }
  if (free.length > 0) release(unit, free);
}

/** Takes a token out of its queue or out of somebody's hands. @returns who is without work now */
export function takeFromWork(unit: Unit, token: number): readonly number[] {
  unit.tokenHolder[token] = -1;
  const node = unit.compiled.nodes[unit.tokenNode[token] as number] as CompiledNode;
  const state = unit.tokenState[token] as number;
  if (state === moving || state === parked) return [];
  // It leaves this node: the next pass draws other numbers.
  pass(unit, token, node);
  if (state === delayed) return [];
  // It has waited, though nothing came of it.
  const dossier = unit.tokenDossier[token] as number;
  const waitedMs = Math.min(unit.now, unit.tokenStartAt[token] as number) - (unit.tokenEnabledAt[token] as number);
  unit.dossierWaitedMs[dossier] = (unit.dossierWaitedMs[dossier] as number) + waitedMs;
  if (state === gathered || state === carried) {
    leaveFollowers(unit, token, node);
    return [];
  }
  const batch = unit.batches.size === 0 ? undefined : unit.batches.get(token);
  if (batch !== undefined && batch.followers.length > 0) {
    leaveBatch(unit, token, batch, node);
    return [];
  }
  if (state === waiting) dequeue(unit, token, node);
  else if (state === working) accountFor(unit, token);
  unit.batches.delete(token);
  if (unit.growing.get(node.index) === token) unit.growing.delete(node.index);
  return state === waiting ? [] : leave(unit, token);
}

export function endDossier(unit: Unit, dossier: number, withdrawn: boolean): void {
  countEnd(unit, dossier, withdrawn);
  unit.law.leave(unit, dossier);
  const group = unit.dossierGroup[dossier] as number;
  const flow = unit.dossierFlow[dossier] as number;
  unit.freeDossier(dossier);
  if (group >= 0) memberEnded(unit, group, flow);
}
