import { dayOf } from "../../calendar/civil-date.ts";
import type { EpochDay } from "../../calendar/types.ts";
import type { CompiledCalendar } from "../../calendar/work-calendar.ts";
import type { StaffClock } from "../kernel/staff-clock.ts";
import type { Trace, Visit } from "./traces.ts";
import {
  addSightings,
  alwaysOpen,
  clockOf,
  type HoursRule,
  hoursOf,
  isUnusual,
  Sighted,
  type Sightings,
  sameHours,
  supportOf,
  type WeekHours,
} from "./week.ts";

/** Whose hours are taken for a person. `auto`: one's own where the log shows enough of it, else those of all who do the same
 *  work, else those of everybody. */
export type HoursOf = "auto" | "person" | "pool" | "office";

export interface FoundPerson {
  readonly name: string;
  readonly unit: string | undefined;
  /** Activities, in order of the alphabet. */
  readonly does: readonly string[];
  readonly pool: string;
  readonly hours: WeekHours;
  readonly hoursFrom: "person" | "pool" | "office" | "always";
  /** Share of the times at which the person was seen that lie in the hours. */
  readonly support: number;
  readonly items: number;
  /** Share of working time in which more than one thing was worked on. */
  readonly multitasking: number;
}
export interface FoundStaff {
  readonly people: readonly FoundPerson[];
  /** The hours that most of the work is done in. */
  readonly office: WeekHours;
  /** False where the log shows too little to tell any hours, or work at all hours. */
  readonly hasHours: boolean;
}

export interface StaffRule extends HoursRule {
  readonly granuleMinutes: number;
  readonly hoursOf: HoursOf;
  /** Whoever does less than this share of an activity is not counted among those who can. */
  readonly skillShare: number;
  /** Only ends were seen: nobody need have been there at a start. */
  readonly startsGuessed: boolean;
}

export interface Span {
  readonly from: EpochDay;
  readonly to: EpochDay;
}

export function spanOf(traces: readonly Trace[]): Span {
  let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { arrivedAt, visits } of traces) {
    first = Math.min(first, arrivedAt);
    for (const { endAt } of visits) last = Math.max(last, endAt);
  }
  return { from: dayOf(first), to: dayOf(last) + 1 };
}

export function findStaff(traces: readonly Trace[], calendar: CompiledCalendar, rule: StaffRule): FoundStaff {
  const work = visitsByPerson(traces);
  const skills = skillsOf(work, rule.skillShare);
  const seen = new Map([...work].map(([person, visits]) => [person, sightingsOf(visits, calendar, rule)]));
  const all = addSightings([...seen.values()]);
  const officeFound = officeHours(seen, all, rule);
  const office = officeFound ?? alwaysOpen(rule.granuleMinutes);
  const pools = poolsOf(skills);
  const people = [...work.keys()].sort().map((name): FoundPerson => {
    const visits = work.get(name) ?? [];
    const pool = pools.get(name) ?? "";
    const own = seen.get(name) as Sightings;
    const alike = [...pools].filter(([, other]) => other === pool).map(([other]) => seen.get(other) as Sightings);
    const { hours, hoursFrom } = hoursOfPerson(own, alike, officeFound, rule);
    return {
      name,
      unit: commonest(visits.map(({ unit }) => unit)),
      does: skills.get(name) ?? [],
      pool,
      hours,
      hoursFrom,
      support: supportOf(own, hours),
      items: visits.length,
      multitasking: multitaskingOf(visits),
    };
  });
  return { people, office, hasHours: officeFound !== undefined };
}

export function visitsByPerson(traces: readonly Trace[]): Map<string, Visit[]> {
  const work = new Map<string, Visit[]>();
  for (const { visits } of traces)
    for (const visit of visits) {
      if (visit.person === undefined) continue;
      const list = work.get(visit.person);
      if (list === undefined) work.set(visit.person, [visit]);
      else list.push(visit);
    }
  for (const visits of work.values()) visits.sort((a, b) => a.startAt - b.startAt || a.endAt - b.endAt);
  return work;
}

function sightingsOf(
  visits: readonly Visit[],
  calendar: CompiledCalendar,
  { granuleMinutes, startsGuessed }: StaffRule,
): Sightings {
  const sighted = new Sighted(granuleMinutes, (day) => isUnusual(calendar, day));
  for (const { startAt, endAt } of visits) {
    if (!startsGuessed) sighted.add(startAt);
    // An end on the hour belongs to the time before it.
    sighted.add(Math.max(startAt, endAt - 1));
  }
  return sighted.counts();
}

/** Hours of the people who do most of the work and have the same; of all together where nobody's can be told. */
function officeHours(seen: ReadonlyMap<string, Sightings>, all: Sightings, rule: StaffRule): WeekHours | undefined {
  const together = hoursOf(all, rule);
  if (rule.hoursOf !== "auto" && rule.hoursOf !== "person") return together;
  const kinds: { readonly hours: WeekHours; total: number }[] = [];
  for (const sightings of seen.values()) {
    const hours = hoursOf(sightings, rule);
    if (hours === undefined) continue;
    const kind = kinds.find((known) => sameHours(known.hours, hours));
    if (kind === undefined) kinds.push({ hours, total: sightings.total });
    else kind.total += sightings.total;
  }
  return kinds.sort((a, b) => b.total - a.total)[0]?.hours ?? together;
}

function hoursOfPerson(
  own: Sightings,
  pool: readonly Sightings[],
  office: WeekHours | undefined,
  rule: StaffRule,
): Pick<FoundPerson, "hours" | "hoursFrom"> {
  const always = { hours: alwaysOpen(rule.granuleMinutes), hoursFrom: "always" } as const;
  if (office === undefined) return always;
  const ofOffice = { hours: office, hoursFrom: "office" } as const;
  const mine = rule.hoursOf === "auto" || rule.hoursOf === "person" ? hoursOf(own, rule) : undefined;
  if (mine !== undefined) return sameHours(mine, office) ? ofOffice : { hours: mine, hoursFrom: "person" };
  const ours = rule.hoursOf === "office" ? undefined : hoursOf(addSightings(pool), rule);
  if (ours !== undefined && !sameHours(ours, office)) return { hours: ours, hoursFrom: "pool" };
  return ofOffice;
}

/** Who can do what: whoever did it often enough; where nobody did, all who ever did it. */
function skillsOf(work: ReadonlyMap<string, readonly Visit[]>, share: number): ReadonlyMap<string, readonly string[]> {
  const totals = new Map<string, number>();
  const byPerson = new Map<string, Map<string, number>>();
  for (const [person, visits] of work) {
    const counts = new Map<string, number>();
    for (const { activity } of visits) {
      counts.set(activity, (counts.get(activity) ?? 0) + 1);
      totals.set(activity, (totals.get(activity) ?? 0) + 1);
    }
    byPerson.set(person, counts);
  }
  const often = (activity: string, times: number): boolean => times >= share * (totals.get(activity) ?? 0);
  const covered = new Set<string>();
  for (const counts of byPerson.values())
    for (const [activity, times] of counts) if (often(activity, times)) covered.add(activity);
  const skills = new Map<string, readonly string[]>();
  for (const [person, counts] of byPerson) {
    const can = [...counts].filter(([activity, times]) => often(activity, times) || !covered.has(activity));
    // Everybody of the log does something.
    const most = [...counts].sort((a, b) => b[1] - a[1]).slice(0, 1);
    skills.set(person, (can.length > 0 ? can : most).map(([activity]) => activity).sort());
  }
  return skills;
}

/** Those who do exactly the same. */
function poolsOf(skills: ReadonlyMap<string, readonly string[]>): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  const pools = new Map<string, string>();
  for (const person of [...skills.keys()].sort()) {
    const key = JSON.stringify(skills.get(person));
    const pool = names.get(key) ?? `pool-${names.size + 1}`;
    names.set(key, pool);
    pools.set(person, pool);
  }
  return pools;
}

export function commonest(values: readonly (string | undefined)[]): string | undefined {
  const counts = new Map<string, number>();
  for (const value of values) if (value !== undefined) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))[0]?.[0];
}

/** Share of the time between first and last of what overlaps. @param visits by start */
function multitaskingOf(visits: readonly Visit[]): number {
  let [sum, union, busyUntil] = [0, 0, Number.NEGATIVE_INFINITY];
  for (const { startAt, endAt } of visits) {
    sum += endAt - startAt;
    union += Math.max(0, endAt - Math.max(startAt, busyUntil));
    busyUntil = Math.max(busyUntil, endAt);
  }
  return sum === 0 ? 0 : 1 - union / sum;
}

/** The hours of each person over the days of the log. Those with the same hours share a clock. */
export function clocksOf(
  { people, office }: FoundStaff,
  calendar: CompiledCalendar,
  span: Span,
): { readonly office: StaffClock; readonly ofPerson: ReadonlyMap<string, StaffClock> } {
  const made: { readonly hours: WeekHours; readonly clock: StaffClock }[] = [];
  const clockFor = (hours: WeekHours): StaffClock => {
    const known = made.find((one) => sameHours(one.hours, hours));
    if (known !== undefined) return known.clock;
    const clock = clockOf(hours, calendar, span);
    made.push({ hours, clock });
    return clock;
  };
  return { office: clockFor(office), ofPerson: new Map(people.map(({ name, hours }) => [name, clockFor(hours)])) };
}
