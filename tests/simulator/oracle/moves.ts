import type { Delay, FlowNode, TaskNode } from "@motcua/core/simulator";
import { gather, reoffer, replanOldest } from "./batch.ts";
import { bind } from "./bind.ts";
import { finish } from "./calendar.ts";
import { calendarOf, taskOf } from "./desk.ts";
import { waysOf, waysOut } from "./ways.ts";
import { account, letGo, newJob, nextOfRow, planDone, release, submit } from "./work.ts";
import type { Dossier, Item, World } from "./world.ts";

// How dossiers move.

export function newItem(dossier: Dossier, place: number): Item {
  const item: Item = {
    dossier,
    place,
    state: "moving",
    pass: 0,
    enabledAt: 0,
    startAt: 0,
    begun: false,
    order: 0,
    job: undefined,
  };
  dossier.items.unshift(item);
  return item;
}

/** On to a node, and whatever waited at inclusive joins for this to move. */
export function goOn(world: World, item: Item, to: number): void {
  const { dossier } = item;
  item.pass += 1;
  move(world, item, to);
  while (!dossier.ended && settle(world, dossier)) {}
}

export const after = (world: World, delay: Delay, ms: number): number =>
  delay.calendar === undefined ? world.now + ms : finish([calendarOf(world, delay.calendar)], world.now, ms);

function move(world: World, item: Item, to: number): void {
  const { dossier } = item;
  const { flow } = dossier;
  let place = to;
  for (let steps = 0; steps < 10_000; steps += 1) {
    item.place = place;
    item.state = "moving";
    const node = world.nodeOf(flow, place);
    const name = world.nameOf(flow, place);
    switch (node.kind) {
      case "task":
        enable(world, item, node);
        return;
      case "delay": {
        item.state = "delayed";
        const ms = world.draw(dossier, name, world.visitsOf(dossier, place), node.delay.ms);
        const since = world.now;
        planFor(world, item, after(world, node.delay, ms), () => {
          world.visited(dossier, place);
          if (dossier.counted) world.countDelay({ flow, place }, world.now - since);
          goOn(world, item, world.placeOf(flow, node.next));
        });
        return;
      }
      case "race": {
        item.state = "delayed";
        const visit = world.visitsOf(dossier, place);
        world.visited(dossier, place);
        const ends = node.branches.map((branch, i) =>
          after(world, branch.after, world.draw(dossier, `${name} ${i}`, visit, branch.after.ms)),
        );
        if (ends.length > 1) world.note("race");
        const first = Math.min(...ends);
        const branch = node.branches[ends.indexOf(first)];
        planFor(world, item, first, () => goOn(world, item, world.placeOf(flow, branch?.to as string)));
        return;
      }
      case "choice":
      case "inclusive":
      case "parallel": {
        const ways = waysOf(world, dossier, node, name, place);
        // The item itself takes the last: until then it stands at the split.
        const { pass } = item;
        for (const way of ways.slice(0, -1)) {
          const other = newItem(dossier, world.placeOf(flow, way));
          move(world, other, other.place);
          if (item.pass !== pass) return;
        }
        place = world.placeOf(flow, ways.at(-1) as string);
        break;
      }
      case "join": {
        if (node.of === "inclusive") {
          item.state = "parked";
          return;
        }
        const waysIn = world.model.flows[flow]?.nodes.flatMap(waysOut).filter((id) => id === node.id).length;
        const come = (dossier.joined.get(place) ?? 0) + 1;
        dossier.joined.set(place, come === waysIn ? 0 : come);
        world.note(come === waysIn ? "parallel join" : "waits at a parallel join");
        if (come !== waysIn) {
          leaveDossier(item);
          if (dossier.items.length === 0) world.endDossier(dossier, false);
          return;
        }
        place = world.placeOf(flow, node.next);
        break;
      }
      default:
        leaveDossier(item);
        if (node.terminates === true && dossier.items.length > 0) world.note("end of all");
        if (node.terminates === true) stopItems(world, dossier);
        if (dossier.items.length === 0) world.endDossier(dossier, false);
        return;
    }
  }
  throw new Error("gateways in a circle");
}

function leaveDossier(item: Item): void {
  item.state = "gone";
  item.pass += 1;
  item.dossier.items = item.dossier.items.filter((other) => other !== item);
}

export function planFor(world: World, item: Item, at: number, run: () => void): void {
  const { pass } = item;
  world.plan(at, () => {
    if (item.pass === pass) run();
  });
}

/** Lets one inclusive join go on that nothing else of the dossier can still come to; when all that is left waits at such
 *  joins for each other, the first does. */
function settle(world: World, dossier: Dossier): boolean {
  const nodes = world.model.flows[dossier.flow]?.nodes ?? [];
  const reaches = (from: number, to: string, seen: Set<number> = new Set()): boolean =>
    waysOut(nodes[from] as FlowNode).some((id) => {
      if (id === to) return true;
      const place = world.placeOf(dossier.flow, id);
      if (seen.has(place)) return false;
      seen.add(place);
      return reaches(place, to, seen);
    });
  const parked = dossier.items.filter(({ state }) => state === "parked");
  const ready =
    parked.find((item) => {
      const id = nodes[item.place]?.id as string;
      return dossier.items.every(
        (other) => (other.state === "parked" && other.place === item.place) || !reaches(other.place, id),
      );
    }) ?? (parked.length === dossier.items.length ? parked[0] : undefined);
  if (ready === undefined) return false;
  world.note(
    parked.some((other) => other !== ready && other.place === ready.place)
      ? "inclusive join of several"
      : "inclusive join",
  );
  for (const other of parked) if (other !== ready && other.place === ready.place) leaveDossier(other);
  const join = nodes[ready.place];
  ready.pass += 1;
  if (join?.kind === "join") move(world, ready, world.placeOf(dossier.flow, join.next));
  return true;
}

function enable(world: World, item: Item, node: TaskNode): void {
  const { dossier, place } = item;
  item.enabledAt = world.now;
  item.order = world.orders++;
  item.begun = false;
  item.pass += 1;
  if (world.model.conventions.dispatch === "when-enabled" && node.batch === undefined) {
    bind(world, newJob(world, [item]));
    return;
  }
  if (node.boundary !== undefined) {
    const name = `${world.nameOf(dossier.flow, place)} boundary`;
    const { boundary } = node;
    const ms = world.draw(dossier, name, world.visitsOf(dossier, place), boundary.after.ms);
    planFor(world, item, after(world, boundary.after, ms), () => {
      world.note(`boundary, ${item.job?.state ?? item.state}`);
      leaveBy(world, item, boundary.to);
    });
  }
  if (node.batch === undefined) submit(world, newJob(world, [item]));
  else gather(world, item, node);
}

/** Something interrupts a task, and the dossier goes elsewhere. */
export function leaveBy(world: World, item: Item, to: string): void {
  const people = take(world, item);
  goOn(world, item, world.placeOf(item.dossier.flow, to));
  release(world, people);
}

/** Takes it out of whatever it waits for or is worked on. Who is without work now. */
export function take(world: World, item: Item): readonly number[] {
  world.visited(item.dossier, item.place);
  const { job, state } = item;
  if (state === "gathered" || state === "job")
    item.dossier.waitedMs += Math.min(world.now, item.begun ? item.startAt : world.now) - item.enabledAt;
  item.job = undefined;
  item.state = "moving";
  item.pass += 1;
  if (state === "gathered") {
    const name = world.nameOf(item.dossier.flow, item.place);
    const items = world.gathering.get(name) ?? [];
    world.gathering.set(
      name,
      items.filter((other) => other !== item),
    );
    if (items[0] === item) replanOldest(world, name);
  }
  if (state !== "job" || job === undefined) return [];
  const wasLeader = job.items[0] === item;
  const rest = job.items.filter((other) => other !== item);
  if (job.state === "working" && wasLeader) account(world, job);
  job.items = rest;
  if (job.state === "waiting") {
    // Of a row, what was done of the first says nothing of the next.
    if (wasLeader && taskOf(world, job).batch?.run === "one-after-another")
      Object.assign(job, { leftMs: undefined, workedMs: 0 });
    if (rest.length === 0) world.waiting = world.waiting.filter((other) => other !== job);
    else reoffer(world, job);
    if (rest.length === 0 && world.growing.get(world.nameOf(job.flow, job.place)) === job)
      world.growing.delete(world.nameOf(job.flow, job.place));
    return [];
  }
  if (rest.length === 0) {
    if (job.state === "bound") {
      job.stint += 1;
      return [];
    }
    return letGo(world, job);
  }
  if (!wasLeader) return [];
  if (job.state === "bound") {
    job.promised?.();
    return [];
  }
  if (taskOf(world, job).batch?.run === "together") planDone(world, job);
  else {
    job.stint += 1;
    nextOfRow(world, job);
  }
  return [];
}

export function stopItems(world: World, dossier: Dossier): void {
  const people: number[] = [];
  for (let item = dossier.items[0]; item !== undefined; item = dossier.items[0]) {
    people.push(...take(world, item));
    leaveDossier(item);
  }
  release(world, people);
}
