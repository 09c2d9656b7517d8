import type { FlowResult, NodeResult, PersonResult } from "../result.ts";
import type { CompiledNode, CompiledPerson } from "./compiled.ts";
import { addByHour } from "./counting.ts";
import { eachCrewSpan } from "./crew-clock.ts";
import { carried, type Unit } from "./unit.ts";

/** Books a stint of work that ends now on its people and its dossiers. @returns working time of the stint */
export function accountFor(unit: Unit, token: number): number {
  const first = unit.compiled.people[unit.tokenPerson[token] as number] as CompiledPerson;
  const from = unit.tokenStintAt[token] as number;
  const { overTime, now: to } = unit;
  const crew = unit.crews.size === 0 ? undefined : unit.crews.get(token);
  let workedMs = 0;
  if (overTime) workedMs = to - from;
  else if (crew === undefined) workedMs = first.clock.onBetween(from, to);
  else
    eachCrewSpan(unit, crew, from, to, (begin, end) => {
      workedMs += end - begin;
    });
  const people = crew ?? (unit.alone[first.index] as readonly number[]);
  // Who is least busy may get the next, whether figures are wanted or not.
  for (const index of people) unit.personWorkedMs[index] = (unit.personWorkedMs[index] as number) + workedMs;
  if (!unit.counts) return workedMs;
  unit.tokenWorkMs[token] = (unit.tokenWorkMs[token] as number) + workedMs;
  noteTime(unit, people, crew, workedMs, from);
  const batch = unit.batches.size === 0 ? undefined : unit.batches.get(token);
  if (crew === undefined && batch === undefined) {
    book(unit, token, first, workedMs, 1);
    return workedMs;
  }
  // Work for several dossiers at once is shared between them.
  const carriedToo = (batch?.followers ?? []).filter((other) => (unit.tokenState[other] as number) === carried);
  for (const index of people)
    for (const each of [token, ...carriedToo])
      book(unit, each, unit.compiled.people[index] as CompiledPerson, workedMs, 1 + carriedToo.length);
  return workedMs;
}

/** @param parts how many dossiers share the work */
function book(unit: Unit, token: number, person: CompiledPerson, workedMs: number, parts: number): void {
  const dossier = unit.tokenDossier[token] as number;
  const partMs = workedMs / parts;
  const cost = partMs * person.costPerMs;
  unit.dossierWorkedMs[dossier] = (unit.dossierWorkedMs[dossier] as number) + partMs;
  unit.dossierCost[dossier] = (unit.dossierCost[dossier] as number) + cost;
  unit.itemCosts?.set(token, (unit.itemCosts.get(token) ?? 0) + cost);
}

/** Counts time at work, whosever dossier it was: work on dossiers that are not counted keeps people busy too. */
function noteTime(
  unit: Unit,
  people: readonly number[],
  crew: readonly number[] | undefined,
  workedMs: number,
  from: number,
): void {
  const { now } = unit;
  const note = (begin: number, end: number): void => noteSpan(unit, people, begin, end);
  // Most work is not interrupted by the end of a shift.
  if (workedMs === now - from) noteSpan(unit, people, from, now);
  else if (crew !== undefined) eachCrewSpan(unit, crew, from, now, note);
  else (unit.compiled.people[people[0] as number] as CompiledPerson).clock.eachSpan(from, now, note);
}

function noteSpan(unit: Unit, people: readonly number[], from: number, to: number): void {
  const { counting } = unit;
  counting.series.addWorking(from, to, people.length);
  const begin = Math.max(from, unit.countFrom);
  const end = Math.min(to, unit.countTo);
  if (end <= begin) return;
  if (begin < counting.firstAt) counting.firstAt = begin;
  if (end > counting.lastAt) counting.lastAt = end;
  for (const index of people) {
    const result = counting.people[index] as PersonResult;
    result.workedMs += end - begin;
    result.cost += (end - begin) * (unit.compiled.people[index] as CompiledPerson).costPerMs;
    if (unit.byHour) addByHour(result.workedByHourMs, begin, end);
  }
}

/** A work item is done: what its dossier, its node and its people show for it.
 *  @param leader whose crew did it @param batch its number; -1 for none */
export function countDone(unit: Unit, token: number, node: CompiledNode, leader = token, batch = -1): void {
  const dossier = unit.tokenDossier[token] as number;
  const enabledAt = unit.tokenEnabledAt[token] as number;
  const startAt = unit.tokenStartAt[token] as number;
  const person = unit.tokenPerson[token] as number;
  const place = unit.visitPlaceOf(dossier, node);
  unit.visits[place] = (unit.visits[place] as number) + 1;
  const logged = unit.dossierLogged[dossier] as number;
  if (unit.sink !== undefined) {
    const cost = (unit.itemCosts?.get(token) ?? 0) + node.fixedCost;
    unit.sink.work(logged, node.flow, node.place, person, enabledAt, startAt, unit.now, batch, cost);
  }
  if (unit.counts) tallyDone(unit, token, node, leader);
}

function tallyDone(unit: Unit, token: number, node: CompiledNode, leader: number): void {
  const dossier = unit.tokenDossier[token] as number;
  const enabledAt = unit.tokenEnabledAt[token] as number;
  const startAt = unit.tokenStartAt[token] as number;
  const person = unit.tokenPerson[token] as number;
  const waitedMs = startAt - enabledAt;
  unit.dossierWaitedMs[dossier] = (unit.dossierWaitedMs[dossier] as number) + waitedMs;
  if (unit.compiled.hasShifts && waitedMs > 0) {
    const { clock } = unit.compiled.people[person] as CompiledPerson;
    unit.dossierWaitedOnShiftMs[dossier] =
      (unit.dossierWaitedOnShiftMs[dossier] as number) + clock.onBetween(enabledAt, startAt);
  }
  if (node.fixedCost > 0) unit.dossierCost[dossier] = (unit.dossierCost[dossier] as number) + node.fixedCost;
  if (unit.now >= unit.countFrom && unit.now <= unit.countTo) {
    const crew = unit.crews.size === 0 ? undefined : unit.crews.get(leader);
    for (const index of crew ?? (unit.alone[person] as readonly number[]))
      (unit.counting.people[index] as PersonResult).tasks += 1;
  }
  if ((unit.dossierCounted[dossier] as number) === 0) return;
  const result = unit.counting.nodes[node.index] as NodeResult;
  result.count += 1;
  result.waitingMs.add(waitedMs);
  result.processingMs.add(unit.tokenWorkMs[token] as number);
  result.spanMs.add(unit.now - enabledAt);
}

/** A dossier has ended, finished or withdrawn. */
export function countEnd(unit: Unit, dossier: number, withdrawn: boolean): void {
  const flow = unit.dossierFlow[dossier] as number;
  if ((unit.dossierLogged[dossier] as number) < unit.compiled.open.length) unit.openLeft -= 1;
  unit.flowOpen[flow] = (unit.flowOpen[flow] as number) - 1;
  unit.counting.series.open -= 1;
  unit.sink?.end(unit.dossierLogged[dossier] as number, unit.now, withdrawn);
  if (!unit.counts || (unit.dossierCounted[dossier] as number) === 0) return;
  const result = unit.counting.flows[flow] as FlowResult;
  if (withdrawn) {
    result.withdrawn += 1;
    return;
  }
  result.finished += 1;
  result.cycleMs.add(unit.now - (unit.dossierArrivedAt[dossier] as number));
  result.waitingMs.add(unit.dossierWaitedMs[dossier] as number);
  result.waitingOnShiftMs?.add(unit.dossierWaitedOnShiftMs[dossier] as number);
  result.processingMs.add(Math.round(unit.dossierWorkedMs[dossier] as number));
  result.costThousandths.add(Math.round((unit.dossierCost[dossier] as number) * 1000));
}
