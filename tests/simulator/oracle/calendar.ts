import type { StaffCalendar } from "@motcua/core/simulator";

const minuteMs = 60_000;
const weekMs = 10_080 * minuteMs;
/** 1970-01-01 was a Thursday. */
const mondayMs = -3 * 1_440 * minuteMs;

type Span = readonly [from: number, to: number];

/** Spans of a calendar that end after an instant, as many as lie before `until`, touching ones put together. */
export function spansBetween(calendar: StaffCalendar, at: number, until: number): Span[] {
  if (calendar.kind === "always") return [[Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]];
  const raw: Span[] = [];
  if (calendar.kind === "dated") raw.push(...calendar.spans);
  else {
    const offsetMs = calendar.utcOffsetMinutes * minuteMs;
    const firstWeek = Math.floor((at + offsetMs - mondayMs) / weekMs) - 1;
    for (let week = firstWeek; mondayMs + week * weekMs - offsetMs <= until + 2 * weekMs; week += 1) {
      const monday = mondayMs + week * weekMs - offsetMs;
      for (const [from, to] of calendar.spansMinutes) raw.push([monday + from * minuteMs, monday + to * minuteMs]);
    }
  }
  const merged: [number, number][] = [];
  for (const [from, to] of raw) {
    const last = merged.at(-1);
    if (last !== undefined && last[1] === from) last[1] = to;
    else merged.push([from, to]);
  }
  return merged.filter(([, to]) => to > at);
}

const fourWeeksMs = 4 * weekMs;

export const isOn = (calendar: StaffCalendar, at: number): boolean =>
  spansBetween(calendar, at, at).some(([from, to]) => from <= at && at < to);

/** The next instant at which all of them are there; Infinity for never. */
export function nextOn(calendars: readonly StaffCalendar[], at: number): number {
  const instants = new Set([at]);
  for (const calendar of calendars)
    for (const [from] of spansBetween(calendar, at, at + fourWeeksMs)) if (from > at) instants.add(from);
  const found = [...instants].sort((a, b) => a - b).find((t) => calendars.every((calendar) => isOn(calendar, t)));
  return found ?? Number.POSITIVE_INFINITY;
}

/** How long they are all there at a stretch, from an instant at which they are. */
const endOfStretch = (calendars: readonly StaffCalendar[], at: number): number =>
  Math.min(
    ...calendars.map((calendar) => {
      const span = spansBetween(calendar, at, at).find(([from]) => from <= at);
      return span === undefined ? at : span[1];
    }),
  );

export const endOfShift = (calendar: StaffCalendar, at: number): number => endOfStretch([calendar], at);

/** Work goes on only while all are there. */
export function finish(calendars: readonly StaffCalendar[], at: number, workMs: number): number {
  if (workMs === 0) return at;
  let left = workMs;
  let now = at;
  for (;;) {
    const begin = nextOn(calendars, now);
    if (begin === Number.POSITIVE_INFINITY) return begin;
    const end = endOfStretch(calendars, begin);
    if (begin + left <= end) return begin + left;
    left -= end - begin;
    now = end;
  }
}

export function onBetween(calendars: readonly StaffCalendar[], from: number, to: number): number {
  let sum = 0;
  for (let at = nextOn(calendars, from); at < to; ) {
    const end = Math.min(to, endOfStretch(calendars, at));
    sum += end - at;
    at = nextOn(calendars, end);
  }
  return sum;
}

/** Whether a later shift than the one at `at` is long enough. */
export function fitsLater(calendar: StaffCalendar, at: number, workMs: number): boolean {
  const end = isOn(calendar, at) ? endOfShift(calendar, at) : at;
  return spansBetween(calendar, end, end + fourWeeksMs).some(([from, to]) => from >= end && to - from >= workMs);
}
