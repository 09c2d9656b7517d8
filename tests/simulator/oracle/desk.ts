import type { StaffCalendar, TaskNode } from "@motcua/core/simulator";
import { endOfShift, fitsLater, isOn } from "./calendar.ts";
import type { Dossier, Item, Job, World } from "./world.ts";

// Who may have what work, as the words in `model.ts` say it; every question is answered by looking at everybody and everything.

export const taskOf = (world: World, job: { flow: number; place: number }): TaskNode =>
  world.nodeOf(job.flow, job.place) as TaskNode;

export const calendarOf = (world: World, id: string): StaffCalendar =>
  world.model.calendars.find((calendar) => calendar.id === id) as StaffCalendar;

export const calendarsOf = (world: World, people: readonly number[]): StaffCalendar[] =>
  people.map((person) => calendarOf(world, world.model.people[person]?.calendar as string));

export const onShift = (world: World, person: number): boolean =>
  isOn(calendarsOf(world, [person])[0] as StaffCalendar, world.now);

export const priorityOf = (world: World, job: Job): number =>
  (world.model.flows[job.flow]?.priority ?? 0) + (taskOf(world, job).priority ?? 0);

const precedes = (world: World, one: Job, other: Job): boolean =>
  priorityOf(world, one) < priorityOf(world, other) ||
  (priorityOf(world, one) === priorityOf(world, other) && one.order < other.order);

export const inLine = (world: World): Job[] => [...world.waiting].sort((a, b) => (precedes(world, a, b) ? -1 : 1));

const seatsOf = (node: TaskNode): string[] =>
  (node.crew ?? [{ skill: node.skill, count: 1 }]).flatMap(({ skill, count }) =>
    Array.from({ length: count }, () => skill),
  );

const can = (world: World, person: number, skill: string): boolean =>
  world.model.people[person]?.skills.includes(skill) === true;

/** Everybody who may have a part in it. */
export const ableTo = (world: World, node: TaskNode): number[] =>
  world.people.map((_, person) => person).filter((person) => seatsOf(node).some((skill) => can(world, person, skill)));

export const hasSeen = (world: World, dossier: Dossier, node: TaskNode, person: number): boolean =>
  (node.notSamePersonAs ?? []).some((id) => dossier.workers.get(world.placeOf(dossier.flow, id))?.includes(person));

function factorOf(node: TaskNode, size: number): number {
  const reached = (node.batch?.durationFactor ?? []).filter((step) => step.size <= size);
  return reached.length === 0 ? 1 : reached.reduce((best, step) => (step.size > best.size ? step : best)).factor;
}

export function durationOf(world: World, job: Job, item: Item, person: number): number {
  const node = taskOf(world, job);
  const { id = "", speed = 1 } = world.model.people[person] ?? {};
  const ms = world.draw(
    item.dossier,
    world.nameOf(job.flow, job.place),
    world.visitsOf(item.dossier, job.place),
    node.duration.byPerson?.[id] ?? node.duration.all,
  );
  const size = job.size > 0 ? job.size : job.items.length;
  return Math.round((ms * factorOf(node, size)) / speed);
}

/** All of the work, for the end of a shift. */
function wholeMs(world: World, job: Job, person: number): number {
  const first = job.leftMs ?? durationOf(world, job, job.items[0] as Item, person);
  if (taskOf(world, job).batch?.run !== "one-after-another") return first;
  return job.items.slice(1).reduce((sum, item) => sum + durationOf(world, job, item, person), first);
}

function fits(world: World, person: number, workMs: number): boolean {
  if (world.model.conventions.shiftEnd !== "no-late-start") return true;
  const [calendar] = calendarsOf(world, [person]) as [StaffCalendar];
  if (world.now + workMs <= endOfShift(calendar, world.now)) return true;
  const later = fitsLater(calendar, world.now, workMs);
  world.note(later ? "too late to begin" : "too long for any shift");
  return !later;
}

/** Everybody for the work, `first` among them; undefined where it cannot begin now with this person. */
export function crewFor(world: World, job: Job, first: number): number[] | undefined {
  const node = taskOf(world, job);
  const workMs = wholeMs(world, job, first);
  const suits = (person: number): boolean =>
    !job.items.some((item, i) => (i === 0 || item.begun) && hasSeen(world, item.dossier, node, person)) &&
    fits(world, person, workMs);
  if (job.items[0] !== undefined && hasSeen(world, job.items[0].dossier, node, first)) world.note("four eyes");
  if (!suits(first)) return undefined;
  if (node.crew === undefined) return [first];
  const isSeat = (person: number): boolean => {
    const state = world.people[person];
    return state?.job === undefined && !state?.between && onShift(world, person) && suits(person);
  };
  const seat = (skills: string[], taken: number[]): number[] | undefined => {
    const [skill, ...others] = skills;
    if (skill === undefined) return taken;
    for (const person of world.people.keys()) {
      if (!can(world, person, skill) || taken.includes(person) || !isSeat(person)) continue;
      const found = seat(others, [...taken, person]);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  const seats = seatsOf(node);
  for (let own = 0; own < seats.length; own += 1) {
    if (!can(world, first, seats[own] as string)) continue;
    const found = seat(
      seats.filter((_, i) => i !== own),
      [first],
    );
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Free for this work. Whoever is just free takes what comes up now, unless something that they could take goes before it;
 *  what waits already they see in a moment. */
function isFree(world: World, person: number, job: Job): boolean {
  const state = world.people[person];
  if (state === undefined || state.job !== undefined || !onShift(world, person)) return false;
  if (!state.between) return true;
  if (world.waiting.includes(job)) return false;
  const next = inLine(world).find(
    (other) => ableTo(world, taskOf(world, other)).includes(person) && crewFor(world, other, person) !== undefined,
  );
  const goesOn = next === undefined || !precedes(world, next, job);
  world.note(goesOn ? "just free, takes what comes up" : "just free, for what waits");
  return goesOn;
}

/** Who gets it, by the policy; -1 when nobody can. */
export function candidateFor(world: World, job: Job): number {
  const node = taskOf(world, job);
  const free = ableTo(world, node).filter(
    (person) => isFree(world, person, job) && crewFor(world, job, person) !== undefined,
  );
  if (free.length === 0) return -1;
  const least = (value: (person: number) => number): number =>
    free.reduce((best, person) => (value(person) < value(best) ? person : best));
  const { allocation } = world.model.conventions;
  const [leader] = job.items as [Item];
  switch (allocation) {
    case "first":
      return free[0] as number;
    case "least-busy":
      return least((person) => world.people[person]?.workedMs ?? 0);
    case "most-skilled":
      return least((person) => -(world.model.people[person]?.skillLevels?.[node.skill] ?? 1));
    case "same-person": {
      const known = [...leader.dossier.lastAt.entries()]
        .sort(([a], [b]) => b - a)
        .map(([, person]) => person)
        .find((person) => free.includes(person));
      return known ?? least((person) => world.people[person]?.idleSince ?? 0);
    }
    case "fair":
      return least((person) => world.people[person]?.idleSince ?? 0);
    default: {
      const flow = job.flow;
      const place = allocation({
        candidates: free,
        flow,
        node: job.place,
        dossier: leader.dossier.number,
        at: world.now,
      });
      return free[place] ?? (free[0] as number);
    }
  }
}
