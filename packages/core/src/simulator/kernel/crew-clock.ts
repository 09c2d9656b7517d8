import type { CompiledPerson } from "./compiled.ts";
import type { StaffClock } from "./staff-clock.ts";
import type { Unit } from "./unit.ts";

// Work of several people goes on while all of them are on shift.

const never = Number.POSITIVE_INFINITY;

const clocksOf = (unit: Unit, crew: readonly number[]): readonly StaffClock[] =>
  crew.map((person) => (unit.compiled.people[person] as CompiledPerson).clock).filter(({ always }) => !always);

/** The next instant at which all are on shift; Infinity when there is none. */
function nextTogether(clocks: readonly StaffClock[], at: number): number {
  let from = at;
  for (let agreed = 0, i = 0; agreed < clocks.length && from !== never; i = (i + 1) % clocks.length) {
    const next = (clocks[i] as StaffClock).nextOn(from);
    agreed = next === from ? agreed + 1 : 1;
    from = next;
  }
  return from;
}

const endTogether = (clocks: readonly StaffClock[], at: number): number =>
  clocks.reduce((end, clock) => Math.min(end, clock.endOfShift(at)), never);

export const crewNextOn = (unit: Unit, crew: readonly number[], at: number): number =>
  nextTogether(clocksOf(unit, crew), at);

/** When work of a crew is done that goes on from an instant. */
export function crewFinish(unit: Unit, crew: readonly number[], at: number, workMs: number): number {
  if (workMs === 0) return at;
  const clocks = clocksOf(unit, crew);
  let left = workMs;
  for (let now = at; ; ) {
    const from = nextTogether(clocks, now);
    if (from === never) return never;
    now = endTogether(clocks, from);
    if (from + left <= now) return from + left;
    left -= now - from;
  }
}

/** Visits the parts of `[from, to)` in which all are on shift. */
export function eachCrewSpan(
  unit: Unit,
  crew: readonly number[],
  from: number,
  to: number,
  visit: (from: number, to: number) => void,
): void {
  const clocks = clocksOf(unit, crew);
  for (let at = nextTogether(clocks, from); at < to; ) {
    const end = Math.min(to, endTogether(clocks, at));
    visit(at, end);
    at = nextTogether(clocks, end);
  }
}
