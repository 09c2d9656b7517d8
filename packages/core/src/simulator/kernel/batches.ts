import type { Batch } from "../model.ts";
import { accountFor, countDone } from "./account.ts";
import { bind, rebind } from "./bind.ts";
import type { CompiledNode } from "./compiled.ts";
import { crewNextOn } from "./crew-clock.ts";
import { goOn } from "./moves.ts";
import { dequeue, enqueue } from "./queues.ts";
import { hasSeen, remember } from "./seen.ts";
import { batchEvent, bound, carried, type Followers, gathered, moving, type Unit, waiting } from "./unit.ts";
import {
  beginWait,
  leave,
  offerAgain,
  planBoundary,
  planDone,
  planPatience,
  release,
  startStint,
  submitWork,
} from "./work.ts";

// A batch is carried by its first token, its leader, which queues and is worked on like any other; its followers are kept
// beside it. While the leader waits, the batch may grow.

/** A dossier comes to a task that is done in batches. */
export function joinBatch(unit: Unit, token: number, node: CompiledNode): void {
  const batch = node.batch as Batch;
  beginWait(unit, token);
  unit.tokenState[token] = gathered;
  unit.tokenBatch[token] = -1;
  unit.counting.series.addWaiting(1, unit.now);
  if (node.boundary !== undefined) planBoundary(unit, token, node, node.boundary);
  planPatience(unit, token, node);
  const leader = unit.growing.get(node.index);
  const growing = leader === undefined ? undefined : unit.batches.get(leader);
  if (leader !== undefined && growing !== undefined && growing.followers.length + 1 < batch.sizeMax) {
    growing.followers.push(token);
    unit.tokenBatch[token] = leader;
    offerAgain(unit, leader, node);
    return;
  }
  const tokens = unit.gathering.get(node.index) ?? [];
  tokens.push(token);
  unit.gathering.set(node.index, tokens);
  if (tokens.length >= batch.sizeMin) form(unit, node);
  else if (tokens.length === 1) planOldest(unit, node);
}

/** The batch goes anyway once its oldest has waited so long. */
function planOldest(unit: Unit, node: CompiledNode): void {
  const [oldest] = unit.gathering.get(node.index) ?? [];
  const { waitMsMax } = node.batch as Batch;
  if (oldest === undefined || waitMsMax === undefined) return;
  const at = Math.max(unit.now, (unit.tokenEnabledAt[oldest] as number) + waitMsMax);
  unit.heap.push(at, batchEvent, oldest, unit.tokenStamp[oldest] as number);
}

/** The oldest has waited long enough: what is there goes, if it waits still. */
export function batchIsOld(unit: Unit, token: number, node: CompiledNode): boolean {
  if ((unit.tokenState[token] as number) !== gathered || (unit.tokenBatch[token] as number) >= 0) return false;
  form(unit, node);
  return true;
}

function form(unit: Unit, node: CompiledNode): void {
  const tokens = unit.gathering.get(node.index) ?? [];
  unit.gathering.delete(node.index);
  const [leader, ...followers] = tokens;
  if (leader === undefined) return;
  if (unit.whenEnabled) {
    bindBatch(unit, leader, followers, node);
    return;
  }
  unit.counting.series.addWaiting(-1, unit.now);
  // In line from now on.
  unit.tokenOrder[leader] = unit.enabled++;
  lead(unit, leader, { followers, size: 0 });
  unit.growing.set(node.index, leader);
  submitWork(unit, leader, node);
}

function lead(unit: Unit, leader: number, batch: Followers): void {
  unit.tokenBatch[leader] = -1;
  for (const follower of batch.followers) unit.tokenBatch[follower] = leader;
  unit.batches.set(leader, batch);
}

function bindBatch(unit: Unit, leader: number, followers: number[], node: CompiledNode): void {
  const all = [leader, ...followers];
  unit.counting.series.addWaiting(-all.length, unit.now);
  if ((node.batch as Batch).run === "together") {
    lead(unit, leader, { followers, size: all.length });
    // Followers wait with it until it is begun.
    unit.counting.series.addWaiting(followers.length, unit.now);
    bind(unit, leader, node);
    return;
  }
  let person = -1;
  const number = all.length > 1 ? { number: unit.batched++ } : {};
  for (const token of all) {
    lead(unit, token, { followers: [], size: all.length, ...number });
    const by = bind(unit, token, node, person);
    if (person < 0) person = by;
  }
}

/** How the size of its batch changes the duration of the leader's work. */
export function batchFactor(unit: Unit, leader: number, batch: Batch): number {
  const { followers = [], size = 0 } = unit.batches.get(leader) ?? {};
  const reachedBy = size > 0 ? size : 1 + followers.length;
  let factor = 1;
  let reached = 0;
  for (const step of batch.durationFactor ?? [])
    if (step.size <= reachedBy && step.size > reached) {
      factor = step.factor;
      reached = step.size;
    }
  return factor;
}

/** A batch is begun, or gone on with: those whose work these people may not do stay behind.
 *  @returns the leader of those, who is in no queue yet; -1 for none */
export function batchBegins(unit: Unit, leader: number, node: CompiledNode, people: readonly number[]): number {
  if (unit.growing.get(node.index) === leader) unit.growing.delete(node.index);
  const batch = unit.batches.get(leader);
  if (batch === undefined) return -1;
  const staysBehind = (token: number): boolean =>
    (unit.tokenState[token] as number) === gathered && people.some((person) => hasSeen(unit, token, node, person));
  const behind = batch.followers.filter(staysBehind);
  if (behind.length > 0) batch.followers = batch.followers.filter((token) => !staysBehind(token));
  if (batch.size === 0) batch.size = 1 + batch.followers.length;
  if ((node.batch as Batch).run === "together") carry(unit, batch.followers, node, people);
  const [next, ...followers] = behind;
  if (next === undefined) return -1;
  lead(unit, next, { followers, size: 0 });
  unit.tokenOrder[next] = unit.tokenOrder[leader] as number;
  unit.counting.series.addWaiting(-1, unit.now);
  return next;
}

/** Followers are worked on with their leader. */
function carry(unit: Unit, followers: readonly number[], node: CompiledNode, people: readonly number[]): void {
  for (const token of followers) {
    remember(unit, token, node, people);
    if ((unit.tokenState[token] as number) === carried) continue;
    unit.tokenState[token] = carried;
    unit.tokenStartAt[token] = unit.now;
    unit.counting.series.addWaiting(-1, unit.now);
    if (node.mark >= 0) unit.law.markBegun(unit, unit.tokenDossier[token] as number, node.mark, people[0] as number);
  }
}

/** The leader's work is done: for all of the batch, or only for itself, and the next follows. */
export function batchDone(unit: Unit, leader: number, node: CompiledNode): void {
  const batch = unit.batches.get(leader) as Followers;
  accountFor(unit, leader);
  if ((node.batch as Batch).run === "together" || batch.followers.length === 0) allDone(unit, leader, batch, node);
  else {
    batch.number ??= unit.batched++;
    countDone(unit, leader, node, leader, batch.number);
    nextInRow(unit, leader, batch, node);
    finished(unit, leader, node);
  }
}

function allDone(unit: Unit, leader: number, batch: Followers, node: CompiledNode): void {
  const { followers } = batch;
  if (followers.length > 0) batch.number ??= unit.batched++;
  // The work is shared: each dossier carries its part, and everybody's span is the whole.
  const partMs = Math.round((unit.tokenWorkMs[leader] as number) / (followers.length + 1));
  unit.tokenWorkMs[leader] = partMs;
  countDone(unit, leader, node, leader, batch.number);
  for (const token of followers) {
    unit.tokenStartAt[token] = unit.tokenStartAt[leader] as number;
    unit.tokenPerson[token] = unit.tokenPerson[leader] as number;
    unit.tokenWorkMs[token] = partMs;
    countDone(unit, token, node, leader, batch.number);
    unit.tokenPerson[token] = -1;
    unit.tokenState[token] = moving;
    unit.tokenBatch[token] = -1;
  }
  unit.batches.delete(leader);
  const people = leave(unit, leader);
  const stamps = followers.map((token) => unit.tokenStamp[token] as number);
  finished(unit, leader, node);
  // One of them may have ended the dossier of another.
  followers.forEach((token, i) => {
    if ((unit.tokenStamp[token] as number) === stamps[i]) finished(unit, token, node);
  });
  release(unit, people);
}

function finished(unit: Unit, token: number, node: CompiledNode): void {
  unit.tokenHolder[token] = -1;
  if (node.mark >= 0) unit.law.markDone(unit, unit.tokenDossier[token] as number, node.mark);
  goOn(unit, token, node.next);
}

/** Those who worked on the first of a row go on with the next, on shift. */
function nextInRow(unit: Unit, token: number, batch: Followers, node: CompiledNode): void {
  const next = batch.followers.shift() as number;
  unit.batches.delete(token);
  lead(unit, next, batch);
  // Interrupted, the row keeps its place in line.
  unit.tokenOrder[next] = unit.tokenOrder[token] as number;
  const crew = handOver(unit, token, next);
  const people = crew ?? (unit.alone[unit.tokenPerson[token] as number] as readonly number[]);
  unit.tokenPerson[token] = -1;
  unit.counting.series.addWaiting(-1, unit.now);
  startStint(unit, next, node, people, unit.overTime ? unit.now : crewNextOn(unit, people, unit.now));
}

/** Whoever held one token holds another. */
function handOver(unit: Unit, token: number, next: number): readonly number[] | undefined {
  const crew = unit.crews.get(token);
  unit.crews.delete(token);
  if (crew !== undefined) unit.crews.set(next, crew);
  if (!unit.whenEnabled)
    for (const person of crew ?? unit.alone[unit.tokenPerson[token] as number] ?? []) unit.personToken[person] = next;
  unit.tokenStint[token] = ((unit.tokenStint[token] as number) + 1) | 0;
  unit.tokenState[token] = moving;
  return crew;
}

/** A leader with followers is taken away from the queue or from people's hands: the others go on without it. */
export function leaveBatch(unit: Unit, leader: number, batch: Followers, node: CompiledNode): void {
  const state = unit.tokenState[leader] as number;
  if (state === waiting) leaveLine(unit, leader, batch, node);
  else if (state !== bound && (node.batch as Batch).run === "one-after-another") {
    accountFor(unit, leader);
    nextInRow(unit, leader, batch, node);
  } else {
    if (state !== bound) {
      const workedMs = accountFor(unit, leader);
      unit.tokenLeftMs[leader] = Math.max(0, (unit.tokenLeftMs[leader] as number) - workedMs);
    }
    const next = succeed(unit, leader, batch);
    unit.tokenPerson[next] = unit.tokenPerson[leader] as number;
    unit.tokenState[next] = state;
    handOver(unit, leader, next);
    unit.tokenPerson[leader] = -1;
    if (state === bound) {
      unit.counting.series.addWaiting(-1, unit.now);
      rebind(unit, next);
    } else planDone(unit, next);
  }
}

/** The next leads the batch, with what was done of its work. */
function succeed(unit: Unit, leader: number, batch: Followers): number {
  const next = batch.followers.shift() as number;
  unit.batches.delete(leader);
  lead(unit, next, batch);
  unit.tokenOrder[next] = unit.tokenOrder[leader] as number;
  unit.tokenStartAt[next] = unit.tokenStartAt[leader] as number;
  unit.tokenStintAt[next] = unit.tokenStintAt[leader] as number;
  unit.tokenLeftMs[next] = unit.tokenLeftMs[leader] as number;
  unit.tokenWorkMs[next] = unit.tokenWorkMs[leader] as number;
  return next;
}

function leaveLine(unit: Unit, leader: number, batch: Followers, node: CompiledNode): void {
  dequeue(unit, leader, node);
  const isGrowing = unit.growing.get(node.index) === leader;
  const next = succeed(unit, leader, batch);
  if (isGrowing) unit.growing.set(node.index, next);
  // Of a row, what was done of the first says nothing of the next.
  if ((unit.tokenState[next] as number) === gathered) {
    unit.tokenLeftMs[next] = -1;
    unit.tokenWorkMs[next] = 0;
    unit.counting.series.addWaiting(-1, unit.now);
  }
  enqueue(unit, next, node);
  offerAgain(unit, next, node);
}

/** A token that waits for a batch, or follows in one, is taken away. */
export function leaveFollowers(unit: Unit, token: number, node: CompiledNode): void {
  const leader = unit.tokenBatch[token] as number;
  if ((unit.tokenState[token] as number) === gathered) unit.counting.series.addWaiting(-1, unit.now);
  unit.tokenBatch[token] = -1;
  unit.tokenState[token] = moving;
  const tokens = leader >= 0 ? (unit.batches.get(leader) as Followers).followers : unit.gathering.get(node.index);
  const place = (tokens as number[]).indexOf(token);
  (tokens as number[]).splice(place, 1);
  if (leader >= 0) offerAgain(unit, leader, node);
  else if (place === 0) planOldest(unit, node);
}
