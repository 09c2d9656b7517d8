import type { FlowResult, NodeResult, PersonResult } from "../result.ts";
import type { CompiledNode, CompiledPerson } from "./compiled.ts";
import { addByHour } from "./counting.ts";
import { eachCrewSpan } from "./crew-clock.ts";
import { carried, type Unit } from "./unit.ts";

/** Books a stint of work that ends now on its people and its dossiers. @returns working time of the stint */
export function accountFor(unit: Unit, token: number): number {
  if (unit.crews.size > 0 || unit.batches.size > 0) return accountForMany(unit, token);
  const { now } = unit;
  const person = unit.tokenPerson[token] as number;
  const { clock, costPerMs } = unit.compiled.people[person] as CompiledPerson;
  const from = unit.tokenStintAt[token] as number;
  const workedMs = unit.overTime ? now - from : clock.onBetween(from, now);
  // Who is least busy may get the next, whether figures are wanted or not.
  unit.personWorkedMs[person] = (unit.personWorkedMs[person] as number) + workedMs;
  if (!unit.counts) return workedMs;
  unit.tokenWorkMs[token] = (unit.tokenWorkMs[token] as number) + workedMs;
  // Most work is not interrupted by the end of a shift.
  if (workedMs === now - from) noteSpan(unit, person, from, now);
  else clock.eachSpan(from, now, (begin, end) => noteSpan(unit, person, begin, end));
  book(unit, token, workedMs, costPerMs);
  return workedMs;
}

/** The same for work of several people, or on several dossiers, which share it. */
function accountForMany(unit: Unit, token: number): number {
  const { now, compiled } = unit;
  const first = unit.tokenPerson[token] as number;
  const from = unit.tokenStintAt[token] as number;
  const people = unit.crews.get(token) ?? (unit.alone[first] as readonly number[]);
  const spans: number[] = [];
  if (unit.overTime) spans.push(from, now);
  else eachCrewSpan(unit, people, from, now, (begin, end) => void spans.push(begin, end));
  let workedMs = 0;
  for (let i = 0; i < spans.length; i += 2) workedMs += (spans[i + 1] as number) - (spans[i] as number);
  for (const index of people) unit.personWorkedMs[index] = (unit.personWorkedMs[index] as number) + workedMs;
  if (!unit.counts) return workedMs;
  unit.tokenWorkMs[token] = (unit.tokenWorkMs[token] as number) + workedMs;
  const followers = unit.batches.get(token)?.followers ?? [];
  const tokens = [token, ...followers.filter((other) => (unit.tokenState[other] as number) === carried)];
  for (const index of people) {
    for (let i = 0; i < spans.length; i += 2) noteSpan(unit, index, spans[i] as number, spans[i + 1] as number);
    const { costPerMs } = compiled.people[index] as CompiledPerson;
    for (const each of tokens) book(unit, each, workedMs / tokens.length, costPerMs);
  }
  return workedMs;
}

/** What a person's time at it costs a dossier. */
function book(unit: Unit, token: number, workedMs: number, costPerMs: number): void {
  const dossier = unit.tokenDossier[token] as number;
  unit.dossierWorkedMs[dossier] = (unit.dossierWorkedMs[dossier] as number) + workedMs;
  if (costPerMs === 0) return;
  const cost = workedMs * costPerMs;
  unit.dossierCost[dossier] = (unit.dossierCost[dossier] as number) + cost;
  unit.tokenCost[token] = (unit.tokenCost[token] as number) + cost;
}

/** Counts a person's time at work, whosever dossier it was: work on dossiers that are not counted keeps people busy too. */
function noteSpan(unit: Unit, person: number, from: number, to: number): void {
  const { counting } = unit;
  counting.series.addWorking(from, to);
  const begin = Math.max(from, unit.countFrom);
  const end = Math.min(to, unit.countTo);
  if (end <= begin) return;
  if (begin < counting.firstAt) counting.firstAt = begin;
  if (end > counting.lastAt) counting.lastAt = end;
  counting.personWorkedMs[person] = (counting.personWorkedMs[person] as number) + end - begin;
  if (unit.byHour) addByHour((counting.people[person] as PersonResult).workedByHourMs, begin, end);
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
    const cost = (unit.tokenCost[token] as number) + node.fixedCost;
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
    const { personTasks } = unit.counting;
    const crew = unit.crews.size === 0 ? undefined : unit.crews.get(leader);
    if (crew === undefined) personTasks[person] = (personTasks[person] as number) + 1;
    else for (const index of crew) personTasks[index] = (personTasks[index] as number) + 1;
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
  unit.counting.series.addOpen(-1, unit.now);
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
