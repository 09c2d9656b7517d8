import { type Fault, fault } from "../../base/errors.ts";
import type { Model } from "../model.ts";
import { capacities, type Offered, offeredWork } from "./offered.ts";
import { saturates } from "./saturation.ts";

/** Kinds of work that compete for the same people, the hardest pressed first. */
export interface LoadGroup {
  readonly skills: readonly string[];
  /** Offered work over what these people can do: at or over 1 the queue grows for ever. */
  readonly load: number;
  /** Places in `people`. */
  readonly people: readonly number[];
  /** How many people like these keep the load below 1. */
  readonly peopleNeeded: number;
}

/**
 * Load of every group of work, from the hardest pressed to the least: the set of kinds of work with the highest ratio of
 * work to people who can do any of it, then the same among what is left.
 */
export function loadsOf(model: Model): readonly LoadGroup[] {
  const capacity = capacities(model);
  let left = offeredWork(model, capacity);
  const taken = new Set<number>();
  const groups: LoadGroup[] = [];
  while (left.length > 0) {
    const members = hardestPressed(left, (person) => (taken.has(person) ? 0 : (capacity[person] ?? 0)));
    const people = peopleOf(members).filter((person) => !taken.has(person));
    groups.push(groupOf(members, people, capacity));
    for (const person of people) taken.add(person);
    left = left.filter((one) => !members.includes(one));
  }
  return groups;
}

function groupOf(members: readonly Offered[], people: readonly number[], capacity: readonly number[]): LoadGroup {
  const work = members.reduce((sum, one) => sum + one.work, 0);
  const can = people.reduce((sum, person) => sum + (capacity[person] ?? 0), 0);
  return {
    skills: members.map(({ skill }) => skill).sort(),
    load: can > 0 ? work / can : Number.POSITIVE_INFINITY,
    people,
    peopleNeeded: can > 0 ? Math.floor((work * people.length) / can + 1e-9) + 1 : Number.POSITIVE_INFINITY,
  };
}

const peopleOf = (members: readonly Offered[]): readonly number[] =>
  [...new Set(members.flatMap(({ people }) => people))].sort((a, b) => a - b);

/** The set with the highest load: as long as people at that load cannot do all the work, some set is pressed harder. */
function hardestPressed(all: readonly Offered[], capacityOf: (person: number) => number): readonly Offered[] {
  let members = all;
  for (let rounds = 0; rounds <= all.length; rounds += 1) {
    const work = members.reduce((sum, one) => sum + one.work, 0);
    const can = peopleOf(members).reduce((sum, person) => sum + capacityOf(person), 0);
    // Nobody is left for them: pressed without limit.
    if (can === 0) return members;
    const more = saturates(members, (person) => (capacityOf(person) * work) / can);
    if (more === undefined) return members;
    members = more;
  }
  return members;
}

/** Work that cannot be done in time, said before the run: `model.overload`, once for each group of people. */
export function checkLoad(model: Model): readonly Fault[] {
  return loadsOf(model)
    .filter(({ load }) => load >= 1 - 1e-9)
    .map((group) => overload(model, group));
}

function overload(model: Model, { skills, load, people, peopleNeeded }: LoadGroup): Fault {
  const who = skills.join(", ");
  const shown = load.toFixed(2);
  const names = people.map((person) => model.people[person]?.id ?? "").join(", ");
  return fault(
    "model.overload",
    `việc nhiều hơn người làm nổi, hàng chờ dài ra mãi: ${who} có tải ${shown} với ${people.length} người (${names}), ` +
      `cần ít nhất ${peopleNeeded} người`,
    `more work than people can do, so the queue grows for ever: ${who} is at load ${shown} with ${people.length} people ` +
      `(${names}); it takes at least ${peopleNeeded}`,
    "people",
  );
}
