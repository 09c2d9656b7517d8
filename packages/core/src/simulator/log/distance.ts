import { dayMs, hourMs } from "../../calendar/civil-date.ts";
import { dossierOrder } from "./dossier-order.ts";
import type { EventLog } from "./event-log.ts";
import { wasserstein } from "./wasserstein.ts";

/** The names are those of the published measures, so that figures can be laid side by side. */
export const logDistanceNames = [
  "n_gram_2_normalised",
  "n_gram_2_absolute",
  "n_gram_3_normalised",
  "n_gram_3_absolute",
  "absolute_event_hours_both",
  "relative_event_hours_both",
  "absolute_event_hours_start",
  "relative_event_hours_start",
  "absolute_event_hours_end",
  "relative_event_hours_end",
  "case_arrival_hours",
  "circadian_event",
  "cycle_time_1h_bins",
  "cycle_time_15min_bins",
] as const;
/** One way of seeing how far two logs are apart. */
export type LogDistanceName = (typeof logDistanceNames)[number];
/** All of them; see `logDistances` for units. */
export type LogDistances = { readonly [name in LogDistanceName]: number };

const quarterMs = hourMs / 4;

/** How far two logs are apart, seen fourteen ways (`docs/guide/command-line.md`, `distance`). 0 is the same; hours, except
 *  for n-grams (counts, or a share of 0 to 1) and cycle times (bins). Clock hours and weekdays are those of UTC. O(n log n).
 *  @returns `NaN` for distances to a log without work items */
export function logDistances(a: EventLog, b: EventLog): LogDistances {
  const [of, to] = [timesOf(a), timesOf(b)];
  const [two, three] = [nGramDistance(a, b, 2), nGramDistance(a, b, 3)];
  const hours = (pick: (times: Times) => Float64Array) => wasserstein(floored(pick(of)), floored(pick(to)));
  return {
    n_gram_2_normalised: two.share,
    n_gram_2_absolute: two.count,
    n_gram_3_normalised: three.share,
    n_gram_3_absolute: three.count,
    absolute_event_hours_both: hours(({ starts, ends }) => both(starts, ends)),
    relative_event_hours_both: hours((times) => both(times.startsAfter, times.endsAfter)),
    absolute_event_hours_start: hours(({ starts }) => starts),
    relative_event_hours_start: hours(({ startsAfter }) => startsAfter),
    absolute_event_hours_end: hours(({ ends }) => ends),
    relative_event_hours_end: hours(({ endsAfter }) => endsAfter),
    case_arrival_hours: hours(({ arrivals }) => arrivals),
    circadian_event: circadianDistance(both(of.starts, of.ends), both(to.starts, to.ends)),
    cycle_time_1h_bins: cycleDistance(of.cycles, to.cycles, hourMs),
    cycle_time_15min_bins: cycleDistance(of.cycles, to.cycles, quarterMs),
  };
}

interface Times {
  readonly starts: Float64Array;
  readonly ends: Float64Array;
  /** Since the first start of the dossier. */
  readonly startsAfter: Float64Array;
  readonly endsAfter: Float64Array;
  /** First start of each dossier. */
  readonly arrivals: Float64Array;
  /** First start to last end. */
  readonly cycles: Float64Array;
}

function timesOf(log: EventLog): Times {
  const { items } = log;
  const starts = new Float64Array(items.count);
  const ends = new Float64Array(items.count);
  const startsAfter = new Float64Array(items.count);
  const endsAfter = new Float64Array(items.count);
  const { rows, from } = dossierOrder(items);
  const dossiers = from.length - 1;
  const arrivals = new Float64Array(dossiers);
  const cycles = new Float64Array(dossiers);
  for (let dossier = 0; dossier < dossiers; dossier += 1) {
    const ofDossier = rows.subarray(from[dossier], from[dossier + 1]);
    let first = Number.POSITIVE_INFINITY;
    let last = Number.NEGATIVE_INFINITY;
    for (const row of ofDossier) {
      const [start, end] = [items.startAt(row), items.endAt(row)];
      starts[row] = start;
      ends[row] = end;
      first = Math.min(first, start);
      last = Math.max(last, end);
    }
    for (const row of ofDossier) {
      startsAfter[row] = (starts[row] ?? Number.NaN) - first;
      endsAfter[row] = (ends[row] ?? Number.NaN) - first;
    }
    arrivals[dossier] = first;
    cycles[dossier] = last - first;
  }
  return { starts, ends, startsAfter, endsAfter, arrivals, cycles };
}

const floored = (instants: Float64Array): Float64Array => instants.map((at) => Math.floor(at / hourMs));

function both(starts: Float64Array, ends: Float64Array): Float64Array {
  const all = new Float64Array(starts.length + ends.length);
  all.set(starts);
  all.set(ends, starts.length);
  return all;
}

/** By weekday, between the hours of the day; a weekday that one log lacks counts as the whole day there is. */
function circadianDistance(a: Float64Array, b: Float64Array): number {
  if (a.length === 0 || b.length === 0) return a.length === b.length ? 0 : Number.NaN;
  const [of, to] = [hoursByWeekday(a), hoursByWeekday(b)];
  let sum = 0;
  for (const [weekday, hours] of of.entries()) {
    const distance = wasserstein(hours, to[weekday] ?? new Float64Array());
    sum += Number.isNaN(distance) ? 23 : distance;
  }
  return sum / of.length;
}

function hoursByWeekday(instants: Float64Array): readonly Float64Array[] {
  const weekdayOf = (at: number): number => (((Math.floor(at / dayMs) + 3) % 7) + 7) % 7;
  const counts = new Int32Array(7);
  for (const at of instants) counts[weekdayOf(at)] = (counts[weekdayOf(at)] ?? 0) + 1;
  const hours = Array.from(counts, (count) => new Float64Array(count));
  for (const at of instants) {
    const weekday = weekdayOf(at);
    const left = (counts[weekday] ?? 0) - 1;
    counts[weekday] = left;
    const ofDay = hours[weekday];
    if (ofDay !== undefined) ofDay[left] = Math.floor((at - Math.floor(at / dayMs) * dayMs) / hourMs);
  }
  return hours;
}

function cycleDistance(a: Float64Array, b: Float64Array, binMs: number): number {
  let least = Number.POSITIVE_INFINITY;
  for (const cycle of a) least = Math.min(least, cycle);
  for (const cycle of b) least = Math.min(least, cycle);
  const bins = (cycles: Float64Array) => cycles.map((cycle) => Math.floor((cycle - least) / binMs));
  return wasserstein(bins(a), bins(b));
}

/** Sequences of activities of length `n`, each dossier with blanks before and after. */
function nGramDistance(a: EventLog, b: EventLog, n: number): { readonly count: number; readonly share: number } {
  const counter = new GramCounter(n);
  counter.add(a, 1);
  counter.add(b, -1);
  let count = 0;
  for (const difference of counter.differences.values()) count += Math.abs(difference);
  return { count, share: counter.total === 0 ? 0 : count / counter.total };
}

/** More activities, or different beginnings of grams, than any log has; two of them fit a double exactly. */
const numbersMax = 2 ** 26;

/** Counts grams of the one log and takes off those of the other. */
class GramCounter {
  total = 0;
  readonly differences = new Map<number, number>();
  readonly #length: number;
  readonly #activities = new Map<string, number>();
  /** A beginning and what follows it, by number: a gram is a number, without text. */
  readonly #beginnings = new Map<number, number>();
  /** The latest activities, 0 for a blank. */
  readonly #window: number[];

  constructor(length: number) {
    this.#length = length;
    this.#window = new Array<number>(length).fill(0);
  }

  add({ items, names }: EventLog, sign: 1 | -1): void {
    const { rows, from } = dossierOrder(items);
    for (let dossier = 0; dossier + 1 < from.length; dossier += 1) {
      this.#window.fill(0);
      for (const row of rows.subarray(from[dossier], from[dossier + 1]))
        this.#next(this.#activity(names.activity(items.flow(row), items.node(row))), sign);
      for (let blank = 1; blank < this.#length; blank += 1) this.#next(0, sign);
    }
  }

  #activity(name: string): number {
    const known = this.#activities.get(name);
    if (known !== undefined) return known;
    this.#activities.set(name, this.#activities.size + 1);
    return this.#activities.size;
  }

  #next(activity: number, sign: 1 | -1): void {
    const window = this.#window;
    for (let place = 1; place < window.length; place += 1) window[place - 1] = window[place] ?? 0;
    window[window.length - 1] = activity;
    let gram = window[0] ?? 0;
    for (let place = 1; place < window.length; place += 1) {
      if (place > 1) gram = this.#beginning(gram);
      gram = gram * numbersMax + (window[place] ?? 0);
    }
    this.differences.set(gram, (this.differences.get(gram) ?? 0) + sign);
    this.total += 1;
  }

  #beginning(gram: number): number {
    const known = this.#beginnings.get(gram);
    if (known !== undefined) return known;
    this.#beginnings.set(gram, this.#beginnings.size);
    return this.#beginnings.size - 1;
  }
}
