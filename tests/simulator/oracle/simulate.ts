import type { Model } from "@motcua/core/simulator";
import { open } from "./arrivals.ts";
import { nextOn, spansBetween } from "./calendar.ts";
import { calendarOf } from "./desk.ts";
import { account, shiftsBegin } from "./work.ts";
import { World } from "./world.ts";

const weekMs = 604_800_000;

/**
 * A simulator that says what the words in `model.ts` mean, as slowly as it takes: plain objects, and every question answered
 * by looking at everything. It draws the same random numbers as the kernel for the same thing, and shares no other code.
 */
export function simulate(model: Model, seed: number, replication = 0): World {
  const world = new World(model, seed, replication * 65_536);
  for (const index of model.streams.keys()) open(world, index);
  const until = model.stopAtEnd === true ? (model.endAt ?? Number.POSITIVE_INFINITY) : Number.POSITIVE_INFINITY;
  // Calendars repeat by weeks or are over by then: who has not come until then for what waits never comes.
  let patience = 0;
  for (;;) {
    const shiftAt = nextShift(world);
    const eventAt = world.nextAt;
    if (eventAt === Number.POSITIVE_INFINITY) {
      if (world.waiting.length === 0 || shiftAt === Number.POSITIVE_INFINITY || patience > 400) break;
      patience += 1;
    } else patience = 0;
    const at = Math.min(shiftAt, eventAt);
    if (at >= until) break;
    // At one instant shifts begin first.
    if (shiftAt <= eventAt) {
      world.now = shiftAt;
      world.shiftsSeen = shiftAt;
      shiftsBegin(world);
    } else {
      const event = world.takeNext();
      world.now = event.at;
      event.run();
    }
  }
  // What people are in the middle of when the simulation is stopped has kept them busy too.
  if (until < Number.POSITIVE_INFINITY) {
    world.now = until;
    for (const job of world.atWork) account(world, job);
  }
  return world;
}

/** The next instant at which somebody comes on shift. */
function nextShift(world: World): number {
  const after = world.shiftsSeen;
  const begins = world.model.people.flatMap((person) => {
    const calendar = calendarOf(world, person.calendar);
    if (calendar.kind === "always") return [];
    if (calendar.kind === "dated") return spansBetween(calendar, after, after).map(([from]) => from);
    const first = nextOn([calendar], after);
    return spansBetween(calendar, first === Number.POSITIVE_INFINITY ? after : first, after + weekMs).map(
      ([from]) => from,
    );
  });
  return Math.min(...begins.filter((at) => at > after), Number.POSITIVE_INFINITY);
}
