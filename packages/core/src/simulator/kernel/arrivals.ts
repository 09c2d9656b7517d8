import type { FlowResult } from "../result.ts";
import { tellAttributes } from "./attributes.ts";
import { instantOf } from "./compile-streams.ts";
import type { CompiledFlow, CompiledStream } from "./compiled.ts";
import { advance, goOn } from "./moves.ts";
import { arrivalEvent, type Group, type Unit } from "./unit.ts";

/** Plans the first arrival of every stream. */
export function planFirst(unit: Unit): void {
  for (const stream of unit.compiled.streams) {
    const { conventions, startAt } = unit.compiled.model;
    // In elapsed time the first comes at the very beginning; in open time after a first gap.
    if (stream.gap !== undefined && conventions.arrivals === "elapsed")
      plan(unit, stream, stream.clock === undefined ? startAt : stream.clock.nextOn(startAt));
    else plan(unit, stream, nextAt(unit, stream, startAt));
  }
}

function plan(unit: Unit, stream: CompiledStream, at: number): void {
  const { endAt = Number.POSITIVE_INFINITY } = unit.compiled.model;
  if (at < endAt && (unit.streamNumber[stream.index] as number) < stream.dossiersMax)
    unit.heap.push(at, arrivalEvent, stream.index, 0);
}

/** When the next dossier of a stream comes, after one at `after`. */
function nextAt(unit: Unit, stream: CompiledStream, after: number): number {
  const number = unit.streamNumber[stream.index] as number;
  if (stream.list !== undefined) return stream.list[number] ?? Number.POSITIVE_INFINITY;
  const { random } = unit;
  random.place(stream.element, 0, unit.streamKeys[stream.index] as number, number);
  if (stream.hazard !== undefined) {
    const expected = (unit.streamExpected[stream.index] as number) - Math.log(random.next());
    unit.streamExpected[stream.index] = expected;
    return instantOf(stream.hazard, expected);
  }
  const gapMs = stream.gap === undefined ? Number.POSITIVE_INFINITY : stream.gap(random);
  if (stream.clock === undefined) return after + gapMs;
  return unit.compiled.model.conventions.arrivals === "open-time"
    ? stream.clock.finish(after, gapMs)
    : stream.clock.nextOn(after + gapMs);
}

/** The next dossier of a stream is here. */
export function arrive(unit: Unit, index: number): void {
  const stream = unit.compiled.streams[index] as CompiledStream;
  const number = unit.streamNumber[index] as number;
  unit.streamNumber[index] = number + 1;
  if (stream.members.length > 0) arriveTogether(unit, stream, number);
  else if (hasRoom(unit, stream.flow)) start(unit, index, stream.flow, number, -1);
  else turnAway(unit, stream.flow);
  plan(unit, stream, nextAt(unit, stream, unit.now));
}

const isCounted = (unit: Unit): boolean => unit.now >= (unit.compiled.model.countFrom ?? Number.NEGATIVE_INFINITY);

function turnAway(unit: Unit, flow: number): void {
  if (isCounted(unit)) (unit.counting.flows[flow] as FlowResult).turnedAway += 1;
}

const hasRoom = (unit: Unit, flow: number): boolean =>
  (unit.flowOpen[flow] as number) < (unit.compiled.flows[flow] as CompiledFlow).openMax;

function start(unit: Unit, stream: number, flow: number, number: number, group: number): void {
  const dossier = unit.newDossier(stream, flow, number);
  const counted = isCounted(unit);
  unit.dossierCounted[dossier] = counted ? 1 : 0;
  unit.dossierGroup[dossier] = group;
  const logged = unit.begun++;
  unit.dossierLogged[dossier] = logged;
  unit.flowOpen[flow] = (unit.flowOpen[flow] as number) + 1;
  unit.counting.series.addOpen(1, unit.now);
  if (counted) (unit.counting.flows[flow] as FlowResult).arrived += 1;
  unit.sink?.begin(logged, stream, flow, number, unit.now);
  if (unit.sink !== undefined) tellAttributes(unit, dossier);
  unit.law.submit(unit, dossier, -1);
  const node = (unit.compiled.flows[flow] as CompiledFlow).start;
  const token = unit.newToken(dossier, node);
  if ((unit.compiled.flows[flow] as CompiledFlow).forks) goOn(unit, token, node);
  else advance(unit, token, node);
}

/** Members of a linked group are lodged together, or turned away together; those that depend on others begin when these have
 *  ended. */
function arriveTogether(unit: Unit, stream: CompiledStream, number: number): void {
  if (!stream.members.every((member) => hasRoom(unit, member.flow))) {
    for (const member of stream.members) turnAway(unit, member.flow);
    return;
  }
  const group: Group = {
    stream: stream.index,
    number,
    arrivedAt: unit.now,
    acceptedAt: Number.NaN,
    state: new Uint8Array(stream.members.length),
  };
  const index = unit.freeGroups.pop() ?? unit.groups.length;
  unit.groups[index] = group;
  beginReady(unit, stream, index, group);
}

function beginReady(unit: Unit, stream: CompiledStream, index: number, group: Group): void {
  stream.members.forEach((member, i) => {
    if (group.state[i] !== 0 || !member.after.every((other) => group.state[other] === 2)) return;
    group.state[i] = 1;
    start(unit, stream.index, member.flow, group.number, index);
  });
}

/** A member of a linked group has ended. */
export function memberEnded(unit: Unit, index: number, flow: number): void {
  const group = unit.groups[index];
  if (group === undefined) return;
  const stream = unit.compiled.streams[group.stream] as CompiledStream;
  const member = stream.members.findIndex((known, i) => known.flow === flow && group.state[i] === 1);
  group.state[member] = 2;
  beginReady(unit, stream, index, group);
  // A member that ended as it began has seen to it already.
  if (unit.groups[index] !== group || !group.state.every((state) => state === 2)) return;
  unit.groups[index] = undefined;
  unit.freeGroups.push(index);
}
