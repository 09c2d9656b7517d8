import type { Batch, StaffCalendar } from "@motcua/core/simulator";
import { endOfShift, finish, fitsLater, nextOn } from "./calendar.ts";
import { calendarOf, durationOf, taskOf } from "./desk.ts";
import { after, leaveBy } from "./moves.ts";
import { done, newJob, remember } from "./work.ts";
import type { Item, Job, World } from "./world.ts";

// `when-enabled`: whoever becomes free first has it from the moment it is enabled.

export function bindBatch(world: World, items: Item[], batch: Batch): void {
  if (batch.run === "together") {
    const job = newJob(world, items);
    job.size = items.length;
    bind(world, job);
    return;
  }
  const jobs = items.map((item) => newJob(world, [item]));
  let person: number | undefined;
  for (const job of jobs) {
    job.size = items.length;
    bind(world, job, person);
    person ??= job.crew[0];
  }
}

const never = Number.POSITIVE_INFINITY;

export function bind(world: World, job: Job, preferred?: number): void {
  const node = taskOf(world, job);
  const [leader] = job.items as [Item];
  const { dossier, place } = leader;
  const name = world.nameOf(job.flow, job.place);
  job.state = "bound";
  const visit = world.visitsOf(dossier, place);
  const isBatch = node.batch !== undefined;
  const { boundary, patience } = node;
  const cutAt =
    boundary === undefined || isBatch
      ? never
      : after(world, boundary.after, world.draw(dossier, `${name} boundary`, visit, boundary.after.ms));
  const leaveAt =
    patience === undefined || isBatch ? never : world.now + world.draw(dossier, `${name} patience`, visit, patience);
  const planCut = (): void => {
    const { pass } = leader;
    world.plan(cutAt, () => {
      if (leader.pass !== pass) return;
      world.note("boundary, bound");
      leaveBy(world, leader, boundary?.to as string);
    });
  };
  const able = world.people.map((_, i) => i).filter((i) => world.model.people[i]?.skills.includes(node.skill));
  const seen = (person: number): boolean =>
    job.items.some((item) =>
      (node.notSamePersonAs ?? []).some((id) =>
        item.dossier.workers.get(world.placeOf(item.dossier.flow, id))?.includes(person),
      ),
    );
  const may = able.filter((person) => !seen(person));
  const freeAt = (person: number): number => world.people[person]?.freeAt as number;
  const chosen =
    preferred !== undefined && may.includes(preferred)
      ? preferred
      : may.length === 0
        ? undefined
        : may.reduce((best, person) => (freeAt(person) < freeAt(best) ? person : best));
  const startAt = chosen === undefined ? never : startOf(world, job, chosen, Math.max(world.now, freeAt(chosen)));
  if (leaveAt < startAt && leaveAt < cutAt) {
    const { pass } = leader;
    world.plan(leaveAt, () => {
      if (leader.pass === pass) world.losePatience(leader);
    });
    return;
  }
  if (chosen === undefined || cutAt <= startAt) {
    if (cutAt !== never) planCut();
    return;
  }
  const calendar = calendarOf(world, world.model.people[chosen]?.calendar as string);
  const workMs = job.leftMs as number;
  const endAt = world.model.conventions.shiftEnd === "finish" ? startAt + workMs : finish([calendar], startAt, workMs);
  job.crew = [chosen];
  world.note(preferred === chosen ? "bound, a row" : "bound");
  for (const item of job.items) remember(item, [chosen]);
  const state = world.people[chosen] as { freeAt: number };
  state.freeAt = Math.min(cutAt, endAt);
  job.promised = () => promise(world, job, startAt, cutAt <= endAt ? never : endAt);
  job.promised();
  if (cutAt <= endAt) planCut();
}

/** Plans begin and end of what somebody has. */
function promise(world: World, job: Job, startAt: number, endAt: number): void {
  const stint = ++job.stint;
  world.plan(startAt, () => {
    if (job.stint !== stint || job.items.length === 0) return;
    job.state = "working";
    world.atWork.add(job);
    job.stintAt = startAt;
    for (const item of job.items) {
      item.begun = true;
      item.startAt = startAt;
    }
  });
  if (endAt === never) return;
  world.plan(endAt, () => {
    if (job.stint === stint && job.items.length > 0) done(world, job);
  });
}

function startOf(world: World, job: Job, person: number, from: number): number {
  const calendar: StaffCalendar = calendarOf(world, world.model.people[person]?.calendar as string);
  job.leftMs = durationOf(world, job, job.items[0] as Item, person);
  let at = nextOn([calendar], from);
  if (world.model.conventions.shiftEnd !== "no-late-start") return at;
  while (at < never && at + job.leftMs > endOfShift(calendar, at) && fitsLater(calendar, at, job.leftMs))
    at = nextOn([calendar], endOfShift(calendar, at));
  return at;
}
