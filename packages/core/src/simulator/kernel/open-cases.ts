import { invariant } from "../../base/invariant.ts";
import type { FlowResult } from "../result.ts";
import { tellAttributes } from "./attributes.ts";
import type { CompiledNode, CompiledOpenCase } from "./compiled.ts";
import { delay, task } from "./compiled.ts";
import { closedByLaw } from "./law-desk.ts";
import { endDossier, goOn } from "./moves.ts";
import { delayEvent, delayed, type Unit } from "./unit.ts";
import { draw } from "./work.ts";

/** Numbers of dossiers that were open at the beginning: away from those that arrive. */
const firstNumber = 0x40000000;
/** A number of visits that no dossier comes to: its random numbers are free. */
const lastVisit = 511;
/** Tries for a wait longer than what has passed of it already. */
const triesMax = 50;

/** Puts the dossiers that are under way where they stand. */
export function placeOpen(unit: Unit): void {
  unit.openLeft = unit.compiled.open.length;
  const closed: number[] = [];
  unit.compiled.open.forEach((open, index) => {
    place(unit, open, index, closed);
  });
  // Not before: no dossier takes the columns of another while their numbers still go by their places.
  for (const dossier of closed) endDossier(unit, dossier, true);
}

/** @param closed takes up those that the law has closed already: they stand nowhere */
function place(unit: Unit, open: CompiledOpenCase, index: number, closed: number[]): void {
  const number = firstNumber + index;
  const { flow, stream, arrivedAt } = open;
  const dossier = unit.newDossier(stream, flow, number);
  unit.dossierCounted[dossier] = 1;
  unit.dossierArrivedAt[dossier] = arrivedAt;
  const logged = unit.begun++;
  unit.dossierLogged[dossier] = logged;
  unit.flowOpen[flow] = (unit.flowOpen[flow] as number) + 1;
  unit.counting.series.addOpen(1, unit.now);
  (unit.counting.flows[flow] as FlowResult).arrived += 1;
  unit.sink?.begin(logged, stream, flow, number, arrivedAt);
  tellAttributes(unit, dossier);
  unit.law.submit(unit, dossier, index);
  const from = dossier * unit.compiled.placesMax;
  for (const [at, times] of open.taken) unit.visits[from + at] = times;
  if (unit.compiled.remembersPeople) for (const [at, person] of open.performed) unit.lastPerson[from + at] = person + 1;
  const to = unit.law.catchUp(unit, dossier);
  if (to === closedByLaw) closed.push(dossier);
  else if (to >= 0) goOn(unit, unit.newToken(dossier, to), to);
  else stand(unit, dossier, open, number);
}

function stand(unit: Unit, dossier: number, open: CompiledOpenCase, number: number): void {
  const node = unit.compiled.nodes[standsAt(unit, open, number)] as CompiledNode;
  invariant(node.kind === task || node.kind === delay, "an open dossier stands at a task or a delay");
  const token = unit.newToken(dossier, node.index);
  if (node.kind === delay) waitOn(unit, token, node, open.since);
  else {
    unit.tokenHolder[token] = open.person;
    goOn(unit, token, node.index);
    // It has waited since it came here, not since the simulation began.
    unit.tokenEnabledAt[token] = Math.min(open.since, unit.now);
  }
}

function standsAt(unit: Unit, open: CompiledOpenCase, number: number): number {
  if (open.otherNode < 0) return open.node;
  const { element } = unit.compiled.nodes[open.otherNode] as CompiledNode;
  unit.random.place(element, lastVisit, unit.streamKeys[open.stream] as number, number);
  return unit.random.next() < open.otherShare ? open.otherNode : open.node;
}

/** The rest of a wait that has lasted for some time: of all waits only those that last so long. */
function waitOn(unit: Unit, token: number, node: CompiledNode, since: number): void {
  const { now } = unit;
  unit.tokenState[token] = delayed;
  unit.tokenEnabledAt[token] = since;
  unit.sink?.waits?.(unit.dossierLogged[unit.tokenDossier[token] as number] as number, node.index);
  const endOf = (ms: number): number => (node.clock === undefined ? since + ms : node.clock.finish(since, ms));
  const first = draw(unit, token, node.element, node, node.sampler);
  let endAt = endOf(first);
  // `draw` has gone to the sequence of this wait; what follows are its next numbers.
  for (let tries = 0; endAt < now && tries < triesMax && node.sampler !== undefined; tries += 1)
    endAt = endOf(node.sampler(unit.random));
  unit.heap.push(Math.max(now, endAt), delayEvent, token, unit.tokenStamp[token] as number);
}
