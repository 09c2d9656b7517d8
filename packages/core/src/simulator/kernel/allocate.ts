import type { CompiledNode, CompiledPerson } from "./compiled.ts";
import type { Unit } from "./unit.ts";
import { durationFor } from "./work.ts";

/** Whether a person who is there can take this work now: not the same pair of eyes, time left in the shift, a crew. */
export function mayWork(unit: Unit, token: number, person: number): boolean {
  const node = unit.compiled.nodes[unit.tokenNode[token] as number] as CompiledNode;
  if (node.notSamePersonAs !== undefined && hasWorkedAt(unit, token, node.notSamePersonAs, person)) return false;
  const holder = unit.tokenHolder[token] as number;
  if (holder >= 0 && holder !== person) return false;
  if (unit.whenEnabled) return true;
  if (unit.noLateStart && !fitsShift(unit, token, node, person)) return false;
  return node.crew === undefined || crewFor(unit, node, person) !== undefined;
}

function hasWorkedAt(unit: Unit, token: number, places: readonly number[], person: number): boolean {
  const from = (unit.tokenDossier[token] as number) * unit.compiled.nodesMax;
  return places.some((place) => (unit.lastPerson[from + place] as number) === person + 1);
}

/** Work longer than what is left of the shift is not begun, unless it is longer than the whole shift too. */
function fitsShift(unit: Unit, token: number, node: CompiledNode, index: number): boolean {
  const person = unit.compiled.people[index] as CompiledPerson;
  if (person.clock.always) return true;
  const { now } = unit;
  const workMs = durationFor(unit, token, node, person);
  if (now + workMs <= person.clock.endOfShift(now)) return true;
  const next = person.clock.nextShift(now);
  return next === Number.POSITIVE_INFINITY || workMs > person.clock.endOfShift(next) - next;
}

const isFree = (unit: Unit, person: number): boolean =>
  (unit.personToken[person] as number) === -1 && (unit.compiled.people[person] as CompiledPerson).clock.isOn(unit.now);

/** Who of those idle and on shift gets new work, by the allocation policy; -1 when nobody can. */
export function candidateFor(unit: Unit, token: number, node: CompiledNode): number {
  const { allocation } = unit.compiled.model.conventions;
  const { people } = unit.compiled.queues[node.queue] as { people: readonly number[] };
  if (typeof allocation === "function") return chosenBy(unit, token, node, people, allocation);
  if (allocation === "same-person") {
    const known = sameAsBefore(unit, token, people);
    if (known >= 0) return known;
  }
  let best = -1;
  let bestValue = Number.POSITIVE_INFINITY;
  for (let i = 0; i < people.length; i += 1) {
    const person = people[i] as number;
    if (!isFree(unit, person) || !mayWork(unit, token, person)) continue;
    if (allocation === "first") return person;
    const value =
      allocation === "least-busy"
        ? (unit.personWorkedMs[person] as number)
        : allocation === "most-skilled"
          ? -((unit.compiled.people[person] as CompiledPerson).levels[node.queue] as number)
          : (unit.personIdleSince[person] as number);
    if (value < bestValue) {
      best = person;
      bestValue = value;
    }
  }
  return best;
}

function chosenBy(
  unit: Unit,
  token: number,
  node: CompiledNode,
  people: readonly number[],
  choose: Extract<Unit["compiled"]["model"]["conventions"]["allocation"], (...args: never) => unknown>,
): number {
  const candidates = people.filter((person) => isFree(unit, person) && mayWork(unit, token, person));
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
  const from = (unit.tokenDossier[token] as number) * unit.compiled.nodesMax;
  for (let place = unit.compiled.nodesMax - 1; place >= 0; place -= 1) {
    const person = (unit.lastPerson[from + place] as number) - 1;
    if (person >= 0 && people.includes(person) && isFree(unit, person) && mayWork(unit, token, person)) return person;
  }
  return -1;
}

/** Everybody for work of several people, `first` among them; undefined while they are not all free. */
export function crewFor(unit: Unit, node: CompiledNode, first: number): readonly number[] | undefined {
  const seats = node.crew ?? [];
  for (let seat = 0; seat < seats.length; seat += 1) {
    if (!(seats[seat] as readonly number[]).includes(first)) continue;
    const others = seats.filter((_, i) => i !== seat);
    const found = seated(unit, others, [first]);
    if (found !== undefined) return found;
  }
  return undefined;
}

function seated(
  unit: Unit,
  seats: readonly (readonly number[])[],
  taken: readonly number[],
): readonly number[] | undefined {
  const [seat, ...others] = seats;
  if (seat === undefined) return taken;
  for (const person of seat) {
    if (taken.includes(person) || !isFree(unit, person)) continue;
    const found = seated(unit, others, [...taken, person]);
    if (found !== undefined) return found;
  }
  return undefined;
}
