import type { Batch } from "../model.ts";
import { accountFor, countDone } from "./account.ts";
import type { CompiledNode } from "./compiled.ts";
import { goOn } from "./moves.ts";
import { batchEvent, gathered, type Unit } from "./unit.ts";
import { begin, leave, release, submitWork } from "./work.ts";

// A batch is carried by its first token, its leader, which queues and is worked on like any other; its followers are kept
// beside it. While the leader waits, the batch may grow.

/** A dossier comes to a task that is done in batches. */
export function joinBatch(unit: Unit, token: number, node: CompiledNode): void {
  const batch = node.batch as Batch;
  unit.tokenEnabledAt[token] = unit.now;
  unit.tokenOrder[token] = unit.enabled++;
  unit.tokenLeftMs[token] = -1;
  unit.tokenWorkMs[token] = 0;
  unit.tokenStamp[token] = ((unit.tokenStamp[token] as number) + 1) | 0;
  unit.tokenState[token] = gathered;
  unit.counting.series.waiting += 1;
  const leader = unit.growing.get(node.index);
  const followers = leader === undefined ? undefined : unit.batches.get(leader);
  if (leader !== undefined && followers !== undefined && followers.length + 1 < batch.sizeMax) {
    followers.push(token);
    return;
  }
  const tokens = unit.gathering.get(node.index) ?? [];
  tokens.push(token);
  unit.gathering.set(node.index, tokens);
  if (tokens.length >= batch.sizeMin) form(unit, node);
  else if (tokens.length === 1 && batch.waitMsMax !== undefined)
    unit.heap.push(unit.now + batch.waitMsMax, batchEvent, node.index, unit.tokenStamp[token] as number);
}

/** The oldest has waited long enough: what is there goes. @param stamp of the token that was first then */
export function batchIsOld(unit: Unit, nodeIndex: number, stamp: number): boolean {
  const [first] = unit.gathering.get(nodeIndex) ?? [];
  if (first === undefined || (unit.tokenStamp[first] as number) !== stamp) return false;
  form(unit, unit.compiled.nodes[nodeIndex] as CompiledNode);
  return true;
}

function form(unit: Unit, node: CompiledNode): void {
  const tokens = unit.gathering.get(node.index) ?? [];
  unit.gathering.delete(node.index);
  const [leader, ...followers] = tokens;
  if (leader === undefined) return;
  unit.counting.series.waiting -= 1;
  unit.batches.set(leader, followers);
  unit.growing.set(node.index, leader);
  submitWork(unit, leader, node);
}

/** How the size of its batch changes the duration of the leader's work. */
export function batchFactor(unit: Unit, token: number, batch: Batch): number {
  const size = 1 + (unit.batches.get(token)?.length ?? 0);
  let factor = 1;
  let reached = 0;
  for (const step of batch.durationFactor ?? [])
    if (step.size <= size && step.size > reached) {
      factor = step.factor;
      reached = step.size;
    }
  return factor;
}

/** The leader's work is done: for all of the batch, or only for itself, and the next follows. */
export function batchDone(unit: Unit, leader: number, node: CompiledNode): void {
  const followers = unit.batches.get(leader) ?? [];
  unit.batches.delete(leader);
  if ((node.batch as Batch).run === "together") allDone(unit, leader, followers, node);
  else oneDone(unit, leader, followers, node);
}

function allDone(unit: Unit, leader: number, followers: readonly number[], node: CompiledNode): void {
  accountFor(unit, leader);
  // The work is shared: each dossier carries its part, and everybody's span is the whole.
  const partMs = Math.round((unit.tokenWorkMs[leader] as number) / (followers.length + 1));
  unit.tokenWorkMs[leader] = partMs;
  for (const token of followers) {
    unit.tokenStartAt[token] = unit.tokenStartAt[leader] as number;
    unit.tokenPerson[token] = unit.tokenPerson[leader] as number;
    unit.tokenWorkMs[token] = partMs;
    unit.counting.series.waiting -= 1;
    countDone(unit, token, node);
    unit.tokenPerson[token] = -1;
  }
  countDone(unit, leader, node);
  const people = leave(unit, leader);
  goOn(unit, leader, node.next);
  for (const token of followers) goOn(unit, token, node.next);
  release(unit, people);
}

function oneDone(unit: Unit, token: number, followers: number[], node: CompiledNode): void {
  const person = unit.tokenPerson[token] as number;
  accountFor(unit, token);
  countDone(unit, token, node);
  const people = leave(unit, token);
  const next = followers.shift();
  if (next !== undefined) {
    if (followers.length > 0) unit.batches.set(next, followers);
    unit.counting.series.waiting -= 1;
    begin(unit, next, node, person);
  }
  goOn(unit, token, node.next);
  if (next === undefined) release(unit, people);
}

/** A leader was taken away: those behind it gather again. */
export function regather(unit: Unit, token: number, node: CompiledNode): void {
  const followers = unit.batches.get(token);
  if (followers === undefined) return;
  unit.batches.delete(token);
  if (unit.growing.get(node.index) === token) unit.growing.delete(node.index);
  unit.gathering.set(node.index, [...followers, ...(unit.gathering.get(node.index) ?? [])]);
  if (followers.length > 0) form(unit, node);
}

/** A token that waits for a batch, or follows in one, is taken away. */
export function ungather(unit: Unit, token: number, node: CompiledNode): void {
  unit.counting.series.waiting -= 1;
  const without = (tokens: number[] | undefined): void => {
    const place = tokens?.indexOf(token) ?? -1;
    if (place >= 0) tokens?.splice(place, 1);
  };
  without(unit.gathering.get(node.index));
  for (const followers of unit.batches.values()) without(followers);
}
