import type { Distribution, Duration, Person, StaffCalendar } from "@motcua/core/simulator";
import { readDuration } from "./distribution.ts";
import { type FaultList, inParameters } from "./faults.ts";
import type { Parameters } from "./parameters.ts";
import { unknown } from "./shares.ts";
import { readWeek } from "./week.ts";

export interface Staff {
  readonly people: readonly Person[];
  readonly calendars: readonly StaffCalendar[];
  /** By task id; the task id is the skill. */
  readonly durations: ReadonlyMap<string, Duration>;
}
type Resource = Parameters["resource_profiles"][number]["resource_list"][number];
interface Post {
  readonly resource: Resource;
  readonly pool: { readonly id: string; readonly name: string };
  readonly path: readonly PropertyKey[];
}

/** More would be a slip of the pen, and each is a person of the model. */
const amountMax = 10_000;

export function readStaff(parameters: Parameters, faults: FaultList): Staff {
  const calendars = parameters.resource_calendars.map(({ id, time_periods: periods }, i) =>
    readWeek(id, periods, ["resource_calendars", i, "time_periods"], faults),
  );
  const posts = readPosts(parameters, faults);
  const idsOf = new Map([...posts].map(([id, { resource }]) => [id, personIds(resource)]));
  const durations = readDurations(parameters, idsOf, faults);
  const people: Person[] = [];
  for (const [id, post] of posts) {
    const calendar = post.resource.calendar ?? id;
    const index = calendars.findIndex((known) => known.id === calendar);
    if (index < 0) unknown(inParameters([...post.path, "calendar"]).slice("params:".length), calendar, faults);
    people.push(...peopleOf(post, calendar, idsOf.get(id) ?? [], parameters));
  }
  checkSomebodyThere(people, calendars, faults);
  return { people, calendars, durations };
}

/** Resources by id; the same one may be named in several pools. In the oldest layout there are no pools. */
function readPosts(parameters: Parameters, faults: FaultList): ReadonlyMap<string, Post> {
  const posts = new Map<string, Post>();
  for (const [i, { id, name = id, resource_list: list }] of parameters.resource_profiles.entries())
    for (const [j, resource] of list.entries()) {
      const path = ["resource_profiles", i, "resource_list", j];
      const bad = (vi: string, en: string): void =>
        faults.add("bpmn.parameters", `${resource.id}: ${vi}`, `${resource.id}: ${en}`, inParameters(path));
      if (!Number.isInteger(resource.amount) || resource.amount < 1 || resource.amount > amountMax)
        bad(`số lượng ${resource.amount} không hợp lệ`, `an amount of ${resource.amount} is not possible`);
      if (resource.cost_per_hour < 0) bad("chi phí âm", "a negative cost");
      const before = posts.get(resource.id);
      if (before === undefined) posts.set(resource.id, { resource, pool: { id, name }, path });
      else if (!alike(before.resource, resource))
        bad("khai hai lần khác nhau", "it is given twice, with different amount, cost or calendar");
    }
  if (parameters.resource_profiles.length > 0) return posts;
  for (const { resources } of parameters.task_resource_distribution)
    for (const { resource_id: id } of resources)
      posts.set(id, {
        resource: { id, amount: 1, cost_per_hour: 0 },
        pool: { id, name: id },
        path: ["resource_calendars", id],
      });
  return posts;
}

const alike = (a: Resource, b: Resource): boolean =>
  a.amount === b.amount && a.cost_per_hour === b.cost_per_hour && a.calendar === b.calendar;

/** Several of one kind are people of their own. */
const personIds = ({ id, amount }: Resource): readonly string[] =>
  amount > 1 && amount <= amountMax ? Array.from({ length: amount }, (_, i) => `${id}_${i}`) : [id];

function peopleOf(
  { resource, pool }: Post,
  calendar: string,
  ids: readonly string[],
  parameters: Parameters,
): Person[] {
  const skills = parameters.task_resource_distribution
    .filter(({ resources }) => resources.some(({ resource_id: id }) => id === resource.id))
    .map(({ task_id: id }) => id);
  const { name = resource.id, cost_per_hour: costPerHour } = resource;
  return ids.map((id, i) => ({
    id,
    name: ids.length > 1 ? `${name}_${i}` : name,
    unit: pool.id,
    role: pool.name,
    skills: [...new Set(skills)],
    calendar,
    costPerHour,
  }));
}

function readDurations(
  parameters: Parameters,
  idsOf: ReadonlyMap<string, readonly string[]>,
  faults: FaultList,
): ReadonlyMap<string, Duration> {
  const byTask = new Map<string, Map<string, Distribution>>();
  for (const [i, { task_id: taskId, resources }] of parameters.task_resource_distribution.entries()) {
    const byPerson = byTask.get(taskId) ?? new Map<string, Distribution>();
    byTask.set(taskId, byPerson);
    for (const [j, { resource_id: id, ...raw }] of resources.entries()) {
      const path = inParameters(["task_resource_distribution", i, "resources", j]);
      const distribution = readDuration(raw, path, faults);
      const people = idsOf.get(id);
      if (people === undefined) unknown(path.slice("params:".length), id, faults);
      else if (distribution !== undefined) for (const person of people) byPerson.set(person, distribution);
    }
  }
  return new Map(
    [...byTask].flatMap(([id, byPerson]) => (byPerson.size === 0 ? [] : [[id, durationOf(byPerson)] as const])),
  );
}

/** The most usual one for all, the others by name. */
function durationOf(byPerson: ReadonlyMap<string, Distribution>): Duration {
  const times = new Map<string, number>();
  for (const distribution of byPerson.values()) {
    const key = JSON.stringify(distribution);
    times.set(key, (times.get(key) ?? 0) + 1);
  }
  const [usual = ""] = [...times].reduce((best, entry) => (entry[1] > best[1] ? entry : best), ["", 0]);
  const exceptions = [...byPerson].filter(([, distribution]) => JSON.stringify(distribution) !== usual);
  const all = JSON.parse(usual) as Distribution;
  return exceptions.length === 0 ? { all } : { all, byPerson: Object.fromEntries(exceptions) };
}

/** A calendar without hours would hold its people's work for ever. */
function checkSomebodyThere(people: readonly Person[], calendars: readonly StaffCalendar[], faults: FaultList): void {
  for (const [i, calendar] of calendars.entries())
    if (
      calendar.kind === "weekly" &&
      calendar.spansMinutes.length === 0 &&
      people.some((person) => person.calendar === calendar.id)
    )
      faults.add(
        "bpmn.bad_calendar",
        `lịch ${calendar.id} không có giờ làm nào`,
        `calendar ${calendar.id} has no hours`,
        inParameters(["resource_calendars", i]),
      );
}
