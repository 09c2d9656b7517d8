import type { TaskNode } from "@motcua/core/simulator";
import { endOfShift, finish, isOn, nextOn, onBetween } from "./calendar.ts";
import {
  ableTo,
  calendarOf,
  calendarsOf,
  candidateFor,
  crewFor,
  durationOf,
  hasSeen,
  inLine,
  onShift,
  priorityOf,
  taskOf,
} from "./desk.ts";
import { goOn } from "./moves.ts";
import type { Item, Job, World } from "./world.ts";

// Work begins, is interrupted, goes on and ends.

export const newJob = (world: World, items: Item[]): Job => {
  const [first] = items as [Item];
  const job: Job = {
    items,
    flow: first.dossier.flow,
    place: first.place,
    order: first.order,
    state: "waiting",
    crew: [],
    size: 0,
    leftMs: undefined,
    workedMs: 0,
    stintAt: 0,
    stint: 0,
    patient: false,
    promised: undefined,
  };
  for (const item of items) {
    item.job = job;
    item.state = "job";
  }
  if (taskOf(world, job).batch !== undefined) job.patient = true;
  return job;
};

/** Work asks for somebody: those free, else whoever can be interrupted, else it waits. */
export function submit(world: World, job: Job): void {
  const person = candidateFor(world, job);
  if (person >= 0) begin(world, job, person);
  else if (!interrupt(world, job)) {
    job.state = "waiting";
    world.waiting.push(job);
    if (!job.patient) waitPatiently(world, job.items[0] as Item);
    job.patient = true;
  }
}

export function waitPatiently(world: World, item: Item): void {
  const node = world.nodeOf(item.dossier.flow, item.place) as TaskNode;
  if (node.patience === undefined) return;
  const name = `${world.nameOf(item.dossier.flow, item.place)} patience`;
  const ms = world.draw(item.dossier, name, world.visitsOf(item.dossier, item.place), node.patience);
  const { pass } = item;
  world.plan(world.now + ms, () => {
    if (item.pass === pass && !item.begun) world.losePatience(item);
  });
}

export function remember(item: Item, people: readonly number[]): void {
  const { dossier, place } = item;
  dossier.workers.set(place, [...(dossier.workers.get(place) ?? []), ...people]);
  dossier.lastAt.set(place, people[0] as number);
}

export function begin(world: World, job: Job, first: number): void {
  const node = taskOf(world, job);
  const crew = crewFor(world, job, first) as number[];
  world.waiting = world.waiting.filter((other) => other !== job);
  const name = world.nameOf(job.flow, job.place);
  if (world.growing.get(name) === job) world.growing.delete(name);
  const left = job.items.filter(
    (item, i) => i > 0 && !item.begun && crew.some((person) => hasSeen(world, item.dossier, node, person)),
  );
  job.items = job.items.filter((item) => !left.includes(item));
  job.crew = crew;
  if (job.size === 0) job.size = job.items.length;
  for (const person of crew) {
    const state = world.people[person];
    if (state !== undefined) Object.assign(state, { job, between: false });
  }
  if (crew.length > 1) world.note("crew");
  if (job.items.length > 1) world.note(`batch ${node.batch?.run}`);
  if (left.length > 0) world.note("part of a batch stays behind");
  startStint(world, job, world.now);
  if (left.length > 0) {
    const rest = newJob(world, left);
    rest.order = job.order;
    submit(world, rest);
  }
}

/** Items whose work begins with the stint: all of a batch that is done together, else the first. */
const begunWith = (world: World, job: Job): Item[] =>
  taskOf(world, job).batch?.run === "together" ? job.items : job.items.slice(0, 1);

function startStint(world: World, job: Job, at: number): void {
  const [leader] = job.items as [Item];
  for (const item of begunWith(world, job)) {
    remember(item, job.crew);
    if (!item.begun) item.startAt = at;
    item.begun = true;
  }
  job.state = "working";
  world.atWork.add(job);
  job.leftMs ??= durationOf(world, job, leader, job.crew[0] as number);
  job.stintAt = world.now;
  planDone(world, job);
}

export function planDone(world: World, job: Job): void {
  const overTime = world.model.conventions.shiftEnd === "finish";
  const leftMs = job.leftMs as number;
  job.stint += 1;
  const { stint } = job;
  const endAt = overTime ? world.now + leftMs : finish(calendarsOf(world, job.crew), world.now, leftMs);
  if (endAt > world.now + leftMs) world.note("pauses at the end of a shift");
  world.plan(endAt, () => {
    if (job.stint === stint) done(world, job);
  });
  const at = handOverAt(world, job, endAt);
  if (at !== undefined)
    world.plan(at, () => {
      if (job.stint === stint) handOver(world, job);
    });
}

/** In the first absence of whoever has it in hand that is long enough, before it is done. */
function handOverAt(world: World, job: Job, endAt: number): number | undefined {
  const { handOver: convention, dispatch, shiftEnd } = world.model.conventions;
  if (convention === undefined || dispatch === "when-enabled" || shiftEnd === "finish") return undefined;
  const [own, second] = calendarsOf(world, job.crew);
  if (own === undefined || second !== undefined || taskOf(world, job).crew !== undefined) return undefined;
  let at = world.now;
  while (at < endAt) {
    const away = isOn(own, at) ? endOfShift(own, at) : at;
    if (away >= endAt) return undefined;
    const back = nextOn([own], away);
    const passed = finish([calendarOf(world, convention.calendar)], away, convention.afterMs);
    if (passed < back) return passed;
    at = back;
  }
  return undefined;
}

/** Whoever has begun it has been away for too long: it asks for somebody else. */
function handOver(world: World, job: Job): void {
  world.note(job.items.length > 1 ? "handed over, a batch" : "handed over");
  account(world, job);
  const people = letGo(world, job);
  submit(world, job);
  release(world, people);
}

/** Books what has been worked since the stint began. */
export function account(world: World, job: Job): void {
  const overTime = world.model.conventions.shiftEnd === "finish";
  const workedMs = overTime ? world.now - job.stintAt : onBetween(calendarsOf(world, job.crew), job.stintAt, world.now);
  const items = begunWith(world, job);
  for (const person of job.crew) {
    const state = world.people[person] as { workedMs: number; countedMs: number };
    state.workedMs += workedMs;
    const { costPerHour = 0 } = world.model.people[person] ?? {};
    for (const { dossier } of items) {
      dossier.workedMs += workedMs / items.length;
      dossier.cost += ((workedMs / items.length) * costPerHour) / 3_600_000;
    }
    const { countFrom = world.model.startAt, endAt = Number.POSITIVE_INFINITY } = world.model;
    const [from, to] = [Math.max(job.stintAt, countFrom), Math.min(world.now, endAt)];
    if (to > from) state.countedMs += overTime ? to - from : onBetween(calendarsOf(world, job.crew), from, to);
  }
  job.workedMs += workedMs;
  job.leftMs = Math.max(0, (job.leftMs as number) - workedMs);
  job.stintAt = world.now;
}

/** The work stops: its people are just free. */
export function letGo(world: World, job: Job): readonly number[] {
  job.stint += 1;
  world.atWork.delete(job);
  for (const person of job.crew) {
    const state = world.people[person];
    if (state !== undefined) Object.assign(state, { job: undefined, between: true, idleSince: world.now });
  }
  return job.crew;
}

/** They look at what waits. */
export function release(world: World, people: readonly number[]): void {
  if (people.length === 0) return;
  for (const person of people) {
    const state = world.people[person];
    if (state !== undefined) state.between = false;
  }
  dispatch(world);
}

/** What waits is given out in order, each by the policy. */
export function dispatch(world: World): void {
  for (;;) {
    const job = inLine(world).find((other) => candidateFor(world, other) >= 0);
    if (job === undefined) return;
    begin(world, job, candidateFor(world, job));
  }
}

/** Interrupts the least urgent work of one person who is on shift and could do this, if it is less urgent. */
function interrupt(world: World, job: Job): boolean {
  if (world.model.conventions.preemption !== "resume") return false;
  let victim: Job | undefined;
  for (const person of ableTo(world, taskOf(world, job))) {
    const other = world.people[person]?.job;
    if (other === undefined || taskOf(world, other).crew !== undefined || !onShift(world, person)) continue;
    if (crewFor(world, job, person) === undefined) continue;
    if (priorityOf(world, other) > priorityOf(world, victim ?? job)) victim = other;
  }
  if (victim === undefined) return false;
  world.note(world.waiting.includes(job) ? "interrupts at the begin of a shift" : "interrupts");
  account(world, victim);
  const [person] = letGo(world, victim) as [number];
  begin(world, job, person);
  submit(world, victim);
  return true;
}

/** Shifts begin: what waits is given out, and what is more urgent than what somebody has in hand interrupts it. */
export function shiftsBegin(world: World): void {
  dispatch(world);
  for (const job of inLine(world)) if (world.waiting.includes(job) && interrupt(world, job)) dispatch(world);
}

export function done(world: World, job: Job): void {
  const node = taskOf(world, job);
  account(world, job);
  const finished = begunWith(world, job);
  const follow = job.items.filter((item) => !finished.includes(item));
  for (const item of finished) countDone(world, job, item);
  const passes = finished.map(({ pass }) => pass);
  const goAllOn = (): void => {
    finished.forEach((item, i) => {
      if (item.pass === passes[i]) goOn(world, item, world.placeOf(job.flow, node.next));
    });
  };
  for (const item of finished) item.job = undefined;
  if (follow.length === 0) {
    const people = job.state === "bound" ? [] : letGo(world, job);
    goAllOn();
    release(world, people);
  } else {
    job.items = follow;
    nextOfRow(world, job);
    goAllOn();
  }
}

/** The same people go on with the next of a batch, on shift. */
export function nextOfRow(world: World, job: Job): void {
  const overTime = world.model.conventions.shiftEnd === "finish";
  job.leftMs = undefined;
  job.workedMs = 0;
  startStint(world, job, overTime ? world.now : nextOn(calendarsOf(world, job.crew), world.now));
}

function countDone(world: World, job: Job, item: Item): void {
  const { dossier } = item;
  const node = taskOf(world, job);
  const [person] = job.crew as [number];
  dossier.waitedMs += item.startAt - item.enabledAt;
  dossier.cost += node.fixedCost ?? 0;
  world.visited(dossier, item.place);
  world.log.push({
    dossier: dossier.logged,
    node: world.nameOf(job.flow, job.place),
    person,
    enabledAt: item.enabledAt,
    startAt: item.startAt,
    endAt: world.now,
  });
  const { countFrom = world.model.startAt, endAt = Number.POSITIVE_INFINITY } = world.model;
  if (world.now >= countFrom && world.now <= endAt)
    for (const each of job.crew) (world.people[each] as { tasks: number }).tasks += 1;
  if (!dossier.counted) return;
  world.countNode(job, "count");
}
