import { invariant } from "../../base/invariant.ts";
import type { StaffCalendar } from "../model.ts";

const minuteMs = 60_000;
const weekMs = 7 * 24 * 60 * minuteMs;
/** 1970-01-01 was a Thursday: the Monday of its week lies three days before. */
const firstMondayMs = -3 * 24 * 60 * minuteMs;

const isWholeWeek = (spans: readonly (readonly [number, number])[]): boolean =>
  spans.reduce((sum, [from, to]) => sum + to - from, 0) * minuteMs >= weekMs;

/**
 * A staff calendar ready for arithmetic: spans and the time in all spans before each, so that adding working time is two
 * reads near where one stands. A weekly calendar writes its weeks down as they are reached.
 */
export class StaffClock {
  readonly always: boolean;
  #count = 0;
  #from = new Float64Array(64);
  #to = new Float64Array(64);
  #before = new Float64Array(65);
  readonly #weekly: Extract<StaffCalendar, { kind: "weekly" }> | undefined;
  /** Monday of the first week not written down yet. */
  #nextWeek = 0;
  /** Of a weekly calendar, the longest shift. */
  #longestMs = 0;
  /** Span looked at last: time mostly moves on by little. */
  #near = 0;

  /** @param startAt weekly calendars begin a week before */
  constructor(calendar: StaffCalendar, startAt: number) {
    this.always = calendar.kind === "always" || (calendar.kind === "weekly" && isWholeWeek(calendar.spansMinutes));
    this.#weekly =
      calendar.kind === "weekly" && calendar.spansMinutes.length > 0 && !this.always ? calendar : undefined;
    if (calendar.kind === "dated") for (const [from, to] of calendar.spans) this.#append(from, to);
    if (calendar.kind === "weekly") {
      const offsetMs = calendar.utcOffsetMinutes * minuteMs;
      const weeks = Math.floor((startAt + offsetMs - firstMondayMs) / weekMs) - 1;
      this.#nextWeek = firstMondayMs + weeks * weekMs - offsetMs;
      // Two borders of weeks, so that spans over a border are seen whole.
      for (let week = 0; week < 3; week += 1) this.#writeWeek();
      for (let span = 0; span < this.#count; span += 1)
        this.#longestMs = Math.max(this.#longestMs, (this.#to[span] as number) - (this.#from[span] as number));
    }
  }

  #append(from: number, to: number): void {
    invariant(to > from, "a span of a calendar has a length");
    const last = this.#count - 1;
    // Spans that touch are one: nobody goes off shift in between.
    if (last >= 0 && (this.#to[last] as number) === from) {
      this.#to[last] = to;
      this.#before[last + 1] = (this.#before[last] as number) + to - (this.#from[last] as number);
      return;
    }
    invariant(last < 0 || from > (this.#to[last] as number), "spans of a calendar are in order");
    if (this.#count === this.#from.length) this.#grow();
    this.#from[this.#count] = from;
    this.#to[this.#count] = to;
    this.#before[this.#count + 1] = (this.#before[this.#count] as number) + to - from;
    this.#count += 1;
  }

  #grow(): void {
    const length = this.#from.length * 2;
    const [from, to, before] = [new Float64Array(length), new Float64Array(length), new Float64Array(length + 1)];
    from.set(this.#from);
    to.set(this.#to);
    before.set(this.#before);
    this.#from = from;
    this.#to = to;
    this.#before = before;
  }

  #writeWeek(): void {
    if (this.#weekly === undefined) return;
    for (const [from, to] of this.#weekly.spansMinutes)
      this.#append(this.#nextWeek + from * minuteMs, this.#nextWeek + to * minuteMs);
    this.#nextWeek += weekMs;
  }

  /** First span that ends after `at`; `-1` when there is none any more. */
  #spanAfter(at: number): number {
    // A span may still grow into the next week, so one is kept in hand.
    while (this.#weekly !== undefined && this.#nextWeek <= at + weekMs) this.#writeWeek();
    const to = this.#to;
    let near = this.#near;
    if (near < this.#count && (to[near] as number) > at && (near === 0 || (to[near - 1] as number) <= at)) return near;
    if (near + 1 < this.#count && (to[near] as number) <= at && (to[near + 1] as number) > at) {
      near += 1;
    } else {
      let low = 0;
      let high = this.#count;
      while (low < high) {
        const middle = (low + high) >> 1;
        if ((to[middle] as number) > at) high = middle;
        else low = middle + 1;
      }
      if (low === this.#count) return -1;
      near = low;
    }
    this.#near = near;
    return near;
  }

  isOn(at: number): boolean {
    if (this.always) return true;
    const span = this.#spanAfter(at);
    return span >= 0 && (this.#from[span] as number) <= at;
  }

  /** `at` itself when on shift, else the next beginning; Infinity when there is none. */
  nextOn(at: number): number {
    if (this.always) return at;
    const span = this.#spanAfter(at);
    return span < 0 ? Number.POSITIVE_INFINITY : Math.max(at, this.#from[span] as number);
  }

  /** End of the shift that `at` lies in; `at` when off shift. */
  endOfShift(at: number): number {
    if (this.always) return Number.POSITIVE_INFINITY;
    const span = this.#spanAfter(at);
    return span >= 0 && (this.#from[span] as number) <= at ? (this.#to[span] as number) : at;
  }

  /** Begin of the next shift after the one that `at` lies in; Infinity when there is none. */
  nextShift(at: number): number {
    return this.nextOn(this.endOfShift(at));
  }

  /** Whether a shift after the one that `at` lies in, or after `at`, is as long as this. */
  fitsLater(at: number, workMs: number): boolean {
    if (this.always) return true;
    if (this.#weekly !== undefined) return workMs <= this.#longestMs;
    for (let span = this.#spanAfter(this.endOfShift(at)); span >= 0 && span < this.#count; span += 1)
      if ((this.#to[span] as number) - (this.#from[span] as number) >= workMs) return true;
    return false;
  }

  /** When work begun at `at` is done: it runs on shift only. An end of shift is its own end, not the next beginning.
   *  @param workMs 0 or more; 0 is done at `at`, on shift or not */
  finish(at: number, workMs: number): number {
    if (this.always || workMs === 0) return at + workMs;
    let span = this.#spanAfter(at);
    if (span < 0) return Number.POSITIVE_INFINITY;
    const begin = Math.max(at, this.#from[span] as number);
    if (begin + workMs <= (this.#to[span] as number)) return begin + workMs;
    const target = (this.#before[span] as number) + begin - (this.#from[span] as number) + workMs;
    while ((this.#before[span + 1] as number) < target) {
      if (span + 1 < this.#count) span += 1;
      else if (this.#weekly === undefined) return Number.POSITIVE_INFINITY;
      else this.#writeWeek();
    }
    return (this.#from[span] as number) + target - (this.#before[span] as number);
  }

  /** Time on shift before an instant, counted from the first span. */
  onBefore(at: number): number {
    const span = this.#spanAfter(at);
    if (span < 0) return this.#before[this.#count] as number;
    return (this.#before[span] as number) + Math.max(0, at - (this.#from[span] as number));
  }

  onBetween(from: number, to: number): number {
    return this.always ? to - from : this.onBefore(to) - this.onBefore(from);
  }

  /** Visits the parts of `[from, to)` that are on shift, in order. */
  eachSpan(from: number, to: number, visit: (from: number, to: number) => void): void {
    if (this.always) {
      if (to > from) visit(from, to);
      return;
    }
    let at = from;
    while (at < to) {
      const begin = this.nextOn(at);
      if (begin >= to) return;
      const end = Math.min(to, this.endOfShift(begin));
      visit(begin, end);
      at = end;
    }
  }
}
