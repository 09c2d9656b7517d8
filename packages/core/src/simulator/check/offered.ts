import { hazardOf } from "../kernel/compile-streams.ts";
import { meanMsOf } from "../kernel/sampler.ts";
import { StaffClock } from "../kernel/staff-clock.ts";
import type { Attribute, Batch, Flow, Model, Stream, TaskNode } from "../model.ts";
import { visitsOf } from "./visits.ts";

/** Work of one kind that arrives, and who can do it. */
export interface Offered {
  /** What a person must have; of a crew, of which one place is meant. */
  readonly skill: string;
  /** People's time that arrives in a unit of time. */
  work: number;
  /** Places in `people`. */
  readonly people: readonly number[];
}

/** Average share of the run for which everybody is on shift, times speed: what one person can do in a unit of time. */
export function capacities(model: Model): readonly number[] {
  const to = endOf(model);
  const byCalendar = new Map(
    model.calendars.map((calendar) => {
      const clock = new StaffClock(calendar, model.startAt);
      return [calendar.id, clock.onBetween(model.startAt, to) / (to - model.startAt)];
    }),
  );
  return model.people.map(({ calendar, speed }) => (byCalendar.get(calendar) ?? 0) * (speed ?? 1));
}

const yearMs = 365 * 86_400_000;

/** Where the run has no end by date, a year tells about calendars; not beyond what is dated. */
export function endOf({ startAt, endAt, calendars }: Model): number {
  if (endAt !== undefined) return endAt;
  const dated = calendars.flatMap((calendar) => (calendar.kind === "dated" ? [calendar.spans.at(-1)?.[1] ?? 0] : []));
  return Math.max(startAt + 1, Math.min(startAt + yearMs, ...dated));
}

/** Work by skill, from every stream. Bounded queues and impatient applicants are left out: they limit themselves. */
export function offeredWork(model: Model, capacity: readonly number[]): readonly Offered[] {
  const offered = new Map<string, Offered>();
  const takes = (skill: string): Offered => {
    const known = offered.get(skill);
    if (known !== undefined) return known;
    const people = model.people.flatMap((person, i) => (person.skills.includes(skill) ? [i] : []));
    const made = { skill, work: 0, people };
    offered.set(skill, made);
    return made;
  };
  for (const stream of model.streams) {
    const rate = rateOf(model, stream);
    for (const id of stream.members?.map(({ flow }) => flow) ?? [stream.flow]) {
      const flow = model.flows.find((known) => known.id === id);
      if (flow !== undefined && flow.openMax === undefined)
        addFlow(model, capacity, flow, { rate, attributes: stream.attributes ?? [] }, takes);
    }
  }
  return [...offered.values()].filter(({ work }) => work > 0);
}

function addFlow(
  model: Model,
  capacity: readonly number[],
  flow: Flow,
  { rate, attributes }: { readonly rate: number; readonly attributes: readonly Attribute[] },
  takes: (skill: string) => Offered,
): void {
  if (rate === 0) return;
  const visits = visitsOf(flow, attributes);
  flow.nodes.forEach((node, place) => {
    if (node.kind !== "task" || node.patience !== undefined) return;
    for (const { skill, count } of node.crew ?? [{ skill: node.skill, count: 1 }]) {
      const queue = takes(skill);
      const ms = meanDurationMs(model, capacity, node, queue.people) * sharedBy(node.batch);
      queue.work += rate * (visits[place] ?? 0) * count * ms;
    }
  });
}

/** Dossiers in a millisecond, averaged over the run. */
export function rateOf(model: Model, stream: Stream): number {
  const { arrivals } = stream;
  const to = endOf(model);
  const calendar = model.calendars.find(({ id }) => id === stream.calendar);
  const clock = calendar === undefined ? undefined : new StaffClock(calendar, model.startAt);
  switch (arrivals.kind) {
    case "between": {
      const meanMs = meanMsOf(arrivals.ms);
      if (meanMs <= 0) return 0;
      if (clock === undefined) return 1 / meanMs;
      const moved = model.conventions.arrivals === "elapsed" ? movedToOpenings(clock, meanMs, model.startAt, to) : 0;
      return (clock.onBetween(model.startAt, to) / meanMs + moved) / (to - model.startAt);
    }
    case "weekly-rate":
      return (hazardOf(arrivals.perHour, clock, model.startAt, to).before.at(-1) ?? 0) / (to - model.startAt);
    case "list": {
      const within = arrivals.at.filter((at) => at < to).sort((a, b) => a - b);
      const last = model.endAt ?? within.at(-1) ?? 0;
      return last > model.startAt ? within.length / (last - model.startAt) : 0;
    }
  }
}

/** Dossiers that would come in closed hours and come at the next opening instead: one for each, unless the time to the next
 *  dossier is longer than the closed hours. Exact where that time is exponential. */
function movedToOpenings(clock: StaffClock, meanMs: number, from: number, to: number): number {
  let moved = 0;
  let closedSince = from;
  clock.eachSpan(from, to, (opens, closes) => {
    moved += 1 - Math.exp(-(opens - closedSince) / meanMs);
    closedSince = closes;
  });
  return moved;
}

/** Of people who take different times, each does as much as there is time: the mean by what gets done. */
function meanDurationMs(
  model: Model,
  capacity: readonly number[],
  { duration }: TaskNode,
  people: readonly number[],
): number {
  const all = meanMsOf(duration.all);
  const { byPerson } = duration;
  if (byPerson === undefined) return all;
  let time = 0;
  let done = 0;
  for (const person of people) {
    const own = byPerson[model.people[person]?.id ?? ""];
    const ms = own === undefined ? all : meanMsOf(own);
    time += capacity[person] ?? 0;
    done += (capacity[person] ?? 0) / Math.max(1e-9, ms);
  }
  return done > 0 ? time / done : all;
}

/** What one dossier takes of work that is done for a full batch at once. */
function sharedBy(batch: Batch | undefined): number {
  if (batch === undefined) return 1;
  const factor = batch.durationFactor
    ?.filter(({ size }) => size <= batch.sizeMax)
    .reduce((best, one) => (one.size >= best.size ? one : best), { size: 0, factor: 1 }).factor;
  return (factor ?? 1) / (batch.run === "together" ? batch.sizeMax : 1);
}
