import type { CompiledNode, CompiledPerson } from "./compiled.ts";
import { nextFor, precedes } from "./queues.ts";
import { hasSeen } from "./seen.ts";
import { carried, idle, type Unit, waiting } from "./unit.ts";
import { durationFor } from "./work.ts";

/** Whether a person who is there can take this work now: not the same pair of eyes, time left in the shift, a crew. */
export function mayWork(unit: Unit, token: number, person: number): boolean {
  const node = unit.compiled.nodes[unit.tokenNode[token] as number] as CompiledNode;
  const holder = unit.tokenHolder[token] as number;
  if (holder >= 0 && holder !== person) return false;
  if (node.notSamePersonAs !== undefined && hasSeenAny(unit, token, node, person)) return false;
  if (unit.noLateStart && !fitsShift(unit, person, wholeMs(unit, token, node, person))) return false;
  return node.crew === undefined || crewFor(unit, token, node, person) !== undefined;
}

/** Four eyes for the work itself and what has begun with it. */
function hasSeenAny(unit: Unit, token: number, node: CompiledNode, person: number): boolean {
  if (hasSeen(unit, token, node, person)) return true;
  const batch = node.batch === undefined ? undefined : unit.batches.get(token);
  return (
    batch?.followers.some(
      (follower) => (unit.tokenState[follower] as number) === carried && hasSeen(unit, follower, node, person),
    ) === true
  );
}

/** All that the work takes, a row of a batch to its end. */
function wholeMs(unit: Unit, token: number, node: CompiledNode, index: number): number {
  const person = unit.compiled.people[index] as CompiledPerson;
  const first = durationFor(unit, token, node, person);
  if (node.batch?.run !== "one-after-another") return first;
  const { followers } = unit.batches.get(token) ?? { followers: [] };
  return followers.reduce((sum, follower) => sum + durationFor(unit, follower, node, person, token), first);
}

/** Work longer than what is left of the shift is not begun, unless no later shift is long enough either. */
function fitsShift(unit: Unit, index: number, workMs: number): boolean {
  const { clock } = unit.compiled.people[index] as CompiledPerson;
  return clock.always || unit.now + workMs <= clock.endOfShift(unit.now) || !clock.fitsLater(unit.now, workMs);
}

/** Idle and on shift; or, for work that comes up now, just free with nothing waiting for them that goes before it. */
function isFree(unit: Unit, person: number, token: number): boolean {
  const has = unit.personToken[person] as number;
  if (has >= 0 || !(unit.compiled.people[person] as CompiledPerson).clock.isOn(unit.now)) return false;
  if (has === idle) return true;
  // What waits already they see in a moment, when they look at all that waits.
  if ((unit.tokenState[token] as number) === waiting) return false;
  const next = nextFor(unit, person);
  return next < 0 || !precedes(unit, next, token);
}

/** Who of those idle and on shift gets new work, by the allocation policy; -1 when nobody can. Of those whom the policy does
 *  not tell apart, whoever comes first in the queue. */
export function candidateFor(unit: Unit, token: number, node: CompiledNode): number {
  const { allocation } = unit.compiled.model.conventions;
  if (typeof allocation === "function") return chosenBy(unit, token, node, peopleOf(unit, node), allocation);
  if (allocation === "same-person") {
    const known = sameAsBefore(unit, token, peopleOf(unit, node));
    if (known >= 0) return known;
  }
  const { idlePeople } = unit;
  let best = -1;
  for (let place = idlePeople.first(node.queue); place >= 0; place = idlePeople.next(place)) {
    const person = idlePeople.personAt(place);
    if (best >= 0 && !goesBefore(unit, node.queue, person, best)) continue;
    if (!isFree(unit, person, token) || !mayWork(unit, token, person)) continue;
    best = person;
    // The others have been idle for less long.
    if (allocation === "fair" || allocation === "same-person") break;
  }
  for (const person of idlePeople.between) {
    if (idlePeople.orderIn(node.queue, person) < 0) continue;
    if (best >= 0 && !goesBefore(unit, node.queue, person, best)) continue;
    if (isFree(unit, person, token) && mayWork(unit, token, person)) best = person;
  }
  return best;
}

const peopleOf = (unit: Unit, node: CompiledNode): readonly number[] =>
  (unit.compiled.queues[node.queue] as { people: readonly number[] }).people;

/** Whether the policy prefers one of two people who both can. */
function goesBefore(unit: Unit, queue: number, person: number, other: number): boolean {
  const value = rankOf(unit, queue, person);
  const than = rankOf(unit, queue, other);
  return (
    value < than || (value === than && unit.idlePeople.orderIn(queue, person) < unit.idlePeople.orderIn(queue, other))
  );
}

function rankOf(unit: Unit, queue: number, person: number): number {
  switch (unit.compiled.model.conventions.allocation) {
    case "first":
      return 0;
    case "least-busy":
      return unit.personWorkedMs[person] as number;
    case "most-skilled":
      return -((unit.compiled.people[person] as CompiledPerson).levels[queue] as number);
    default:
      return unit.personIdleSince[person] as number;
  }
}

function chosenBy(
  unit: Unit,
  token: number,
  node: CompiledNode,
  people: readonly number[],
  choose: Extract<Unit["compiled"]["model"]["conventions"]["allocation"], (...args: never) => unknown>,
): number {
  const candidates = people.filter((person) => isFree(unit, person, token) && mayWork(unit, token, person));
  if (candidates.length === 0) return -1;
  const dossier = unit.tokenDossier[token] as number;
  const place = choose({
    candidates,
    flow: node.flow,
    node: node.place,
    dossier: unit.dossierNumber[dossier] as number,
    at: unit.now,
  });
  return candidates[place] ?? (candidates[0] as number);
}

/** Somebody free who has worked on the dossier: whoever did so at the node latest in the flow. */
function sameAsBefore(unit: Unit, token: number, people: readonly number[]): number {
  const dossier = unit.tokenDossier[token] as number;
  const from = dossier * unit.compiled.placesMax;
  // Places beyond its own flow's may hold what a dossier before it left there.
  const { placeCount } = unit.compiled.flows[unit.dossierFlow[dossier] as number] as { placeCount: number };
  for (let place = placeCount - 1; place >= 0; place -= 1) {
    const person = (unit.lastPerson[from + place] as number) - 1;
    if (person >= 0 && people.includes(person) && isFree(unit, person, token) && mayWork(unit, token, person))
      return person;
  }
  return -1;
}

/** Everybody for work of several people, `first` among them; undefined while they are not all free. */
export function crewFor(unit: Unit, token: number, node: CompiledNode, first: number): readonly number[] | undefined {
  const seats = node.crew ?? [];
  const workMs = unit.noLateStart ? wholeMs(unit, token, node, first) : 0;
  const canSit = (person: number): boolean =>
    (unit.personToken[person] as number) === idle &&
    (unit.compiled.people[person] as CompiledPerson).clock.isOn(unit.now) &&
    !hasSeenAny(unit, token, node, person) &&
    (!unit.noLateStart || fitsShift(unit, person, workMs));
  for (let seat = 0; seat < seats.length; seat += 1) {
    if (!(seats[seat] as readonly number[]).includes(first)) continue;
    const others = seats.filter((_, i) => i !== seat);
    const found = seated(others, [first], canSit);
    if (found !== undefined) return found;
  }
  return undefined;
}

function seated(
  seats: readonly (readonly number[])[],
  taken: readonly number[],
  canSit: (person: number) => boolean,
): readonly number[] | undefined {
  const [seat, ...others] = seats;
  if (seat === undefined) return taken;
  for (const person of seat) {
    if (taken.includes(person) || !canSit(person)) continue;
    const found = seated(others, [...taken, person], canSit);
    if (found !== undefined) return found;
  }
  return undefined;
}
