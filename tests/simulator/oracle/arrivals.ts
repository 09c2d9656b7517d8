import type { Stream } from "@motcua/core/simulator";
import { finish, nextOn, spansBetween } from "./calendar.ts";
import { calendarOf } from "./desk.ts";
import { goOn, newItem } from "./moves.ts";
import type { Dossier, FlowCounts, Group, World } from "./world.ts";

const hourMs = 3_600_000;
const never = Number.POSITIVE_INFINITY;

/** Plans all that a stream brings, one after the other. */
export function open(world: World, index: number): void {
  const stream = world.model.streams[index] as Stream;
  const { conventions, startAt, endAt = never } = world.model;
  const calendar = stream.calendar === undefined ? undefined : calendarOf(world, stream.calendar);
  const element = `stream ${stream.id}`;
  let expected = 0;
  const random = (number: number) => {
    world.random.place(world.element(element), 0, world.keys[index] as number, number);
    return world.random;
  };
  const next = (after: number, number: number): number => {
    const { arrivals } = stream;
    switch (arrivals.kind) {
      case "list":
        return arrivals.at.filter((at) => at >= startAt).sort((a, b) => a - b)[number] ?? never;
      case "weekly-rate": {
        expected -= Math.log(random(number).next());
        return instantOf(world, arrivals.perHour, calendar, expected);
      }
      default: {
        if (number === 0 && conventions.arrivals === "elapsed")
          return calendar === undefined ? startAt : nextOn([calendar], startAt);
        const gapMs = world.draw({ stream: index, number } as Dossier, element, 0, arrivals.ms);
        if (calendar === undefined) return after + gapMs;
        return conventions.arrivals === "open-time"
          ? finish([calendar], after, gapMs)
          : nextOn([calendar], after + gapMs);
      }
    }
  };
  const planNext = (after: number, number: number): void => {
    const at = next(after, number);
    if (at >= endAt || at === never || number >= (stream.dossiersMax ?? never)) return;
    world.plan(at, () => {
      arrive(world, stream, index, number);
      planNext(world.now, number + 1);
    });
  };
  planNext(startAt, 0);
}

/** When so many are expected to have come, hour by hour. */
function instantOf(
  world: World,
  perHour: readonly number[],
  calendar: Parameters<typeof spansBetween>[0] | undefined,
  expected: number,
): number {
  const { startAt, endAt = never } = world.model;
  let sum = 0;
  for (let at = startAt; at < endAt; ) {
    const to = Math.min(endAt, (Math.floor(at / hourMs) + 1) * hourMs);
    const mondayFirst = (((Math.floor((at + 7 * hourMs) / hourMs) + 72) % 168) + 168) % 168;
    const rate = (perHour[mondayFirst] as number) / hourMs;
    const spans = calendar === undefined ? [[at, to] as const] : spansBetween(calendar, at, to);
    for (const [from, until] of spans) {
      const begin = Math.max(from, at);
      const end = Math.min(until, to);
      if (end <= begin || rate === 0) continue;
      if (sum + rate * (end - begin) > expected) return Math.round(begin + (expected - sum) / rate);
      sum += rate * (end - begin);
    }
    at = to;
  }
  return never;
}

const flowOf = (world: World, id: string): number => world.model.flows.findIndex((flow) => flow.id === id);

function arrive(world: World, stream: Stream, index: number, number: number): void {
  const members = stream.members ?? [];
  const flows =
    members.length === 0 ? [flowOf(world, stream.flow)] : members.map((member) => flowOf(world, member.flow));
  const full = flows.some((flow) => (world.open[flow] as number) >= (world.model.flows[flow]?.openMax ?? never));
  if (full) {
    world.note(members.length > 1 ? "group turned away" : "turned away");
    if (isCounted(world)) for (const flow of flows) (world.counts[flow] as FlowCounts).turnedAway += 1;
    return;
  }
  if (members.length === 0) {
    start(world, index, flows[0] as number, number, undefined, -1);
    return;
  }
  beginReady(world, stream, index, number, { state: members.map(() => 0) });
}

const isCounted = (world: World): boolean => world.now >= (world.model.countFrom ?? Number.NEGATIVE_INFINITY);

function beginReady(world: World, stream: Stream, index: number, number: number, group: Group): void {
  stream.members?.forEach((member, i) => {
    const ready = (member.dependsOn ?? []).every(
      (id) => group.state[stream.members?.findIndex(({ flow }) => flow === id) as number] === 2,
    );
    if (group.state[i] !== 0 || !ready) return;
    group.state[i] = 1;
    if ((member.dependsOn ?? []).length > 0) world.note("member after others");
    start(world, index, flowOf(world, member.flow), number, group, i);
  });
}

export function memberEnded(world: World, dossier: Dossier): void {
  if (dossier.group === undefined) return;
  dossier.group.state[dossier.member] = 2;
  beginReady(world, world.streamOf(dossier), dossier.stream, dossier.number, dossier.group);
}

function start(
  world: World,
  stream: number,
  flow: number,
  number: number,
  group: Group | undefined,
  member: number,
): void {
  const dossier: Dossier = {
    logged: world.dossiers++,
    stream,
    flow,
    number,
    arrivedAt: world.now,
    counted: isCounted(world),
    group,
    member,
    items: [],
    visits: new Map(),
    joined: new Map(),
    workers: new Map(),
    lastAt: new Map(),
    waitedMs: 0,
    workedMs: 0,
    cost: 0,
    ended: false,
  };
  world.open[flow] = (world.open[flow] as number) + 1;
  if (dossier.counted) {
    const counts = world.counts[flow] as FlowCounts;
    counts.arrived += 1;
    counts.open += 1;
  }
  world.begins.push({ dossier: dossier.logged, flow, number, at: world.now });
  const place = world.placeOf(flow, world.model.flows[flow]?.start as string);
  goOn(world, newItem(dossier, place), place);
}
