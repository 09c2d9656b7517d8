// A second answer to "when is it due", written day by day and millisecond by millisecond from the published facts.
// It shares no arithmetic with the library: dates are texts made by Date.UTC, working days are Sets, loops do the counting.

export interface OracleFacts {
  /** Weekdays off and Saturdays worked, `YYYY-MM-DD`, for every year of the calendar. */
  readonly off: ReadonlySet<string>;
  readonly worked: ReadonlySet<string>;
  readonly known: readonly [string, string];
  readonly announced: readonly [string, string];
}

export interface OracleDue {
  readonly dueOn: string;
  readonly dueAt: number;
  readonly provisional: boolean;
}

export type OracleAnswer = OracleDue | "calendar.horizon" | "limit.out_of_range";

export type OracleLimit =
  | { readonly kind: "wd" | "wh" | "h" | "d" | "mo"; readonly n: number }
  | { readonly kind: "same-day"; readonly cutoff: number }
  | { readonly kind: "until"; readonly date: string };

export type OracleSpans = readonly (readonly [number, number])[];

const DAY = 86_400_000;
const ZONE = 7 * 3_600_000;

// Text of every day from 1990 to 2060, so that the loops below compare texts without making them again.
const texts: string[] = [];
const numbers = new Map<string, number>();
const origin = Date.UTC(1990, 0, 1) / DAY;
for (let i = 0; i < 366 * 70; i += 1) {
  const text = new Date((origin + i) * DAY).toISOString().slice(0, 10);
  texts.push(text);
  numbers.set(text, i);
}

class Horizon extends Error {}

export class NaiveOracle {
  readonly #facts: OracleFacts;
  readonly #spansOf: (weekday: number) => OracleSpans;

  /** @param spansOf opening minutes of a legal working day by `Date.getUTCDay()`, 0 = Sunday */
  constructor(facts: OracleFacts, spansOf: (weekday: number) => OracleSpans) {
    this.#facts = facts;
    this.#spansOf = spansOf;
  }

  due(startAt: number, limit: OracleLimit, policy: "end-of-day" | "same-time"): OracleAnswer {
    const local = new Date(startAt + ZONE).toISOString();
    const start = local.slice(0, 10);
    const clock = (((startAt + ZONE) % DAY) + DAY) % DAY;
    try {
      if (limit.kind === "until" && this.#known(start) && limit.date < start) return "limit.out_of_range";
      this.#require(start);
      if (limit.kind === "h") {
        const dueAt = startAt + limit.n * 3_600_000;
        return this.#answer(start, this.#require(new Date(dueAt + ZONE).toISOString().slice(0, 10)), dueAt);
      }
      if (limit.kind === "wh") return this.#hours(start, clock, limit.n * 3_600_000);
      const due = this.#dueDay(start, clock, limit);
      return this.#answer(start, due, midnight(due) + this.#timeOfDue(due, clock, policy));
    } catch (error) {
      if (error instanceof Horizon) return "calendar.horizon";
      throw error;
    }
  }

  #dueDay(start: string, clock: number, limit: Exclude<OracleLimit, { readonly kind: "wh" | "h" }>): string {
    if (limit.kind === "wd") {
      let day = start;
      for (let left = (limit as { n: number }).n; left > 0; ) {
        day = next(day);
        if (this.#isWorking(day)) left -= 1;
      }
      return day;
    }
    if (limit.kind === "same-day") {
      const { cutoff } = limit as { cutoff: number };
      if (!this.#isWorking(start)) return this.#roll(start);
      const spans = this.#spans(start);
      const last = spans[spans.length - 1] ?? [0, 0];
      return clock <= Math.min(cutoff, last[1]) * 60_000 ? start : this.#roll(next(start));
    }
    if (limit.kind === "until") return this.#roll((limit as { date: string }).date);
    const { n } = limit as { n: number };
    return this.#roll(limit.kind === "d" ? plusDays(start, n) : plusMonths(start, n));
  }

  /** Spends the budget span after span. */
  #hours(start: string, clock: number, budget: number): OracleDue {
    let left = budget;
    for (let day = start, from = clock; ; day = next(day), from = 0) {
      if (!this.#isWorking(day)) continue;
      for (const [opens, closes] of this.#spans(day)) {
        const begin = Math.max(from, opens * 60_000);
        const end = closes * 60_000;
        if (begin >= end) continue;
        if (left <= end - begin) return this.#answer(start, day, midnight(day) + begin + left);
        left -= end - begin;
      }
    }
  }

  #timeOfDue(day: string, clock: number, policy: "end-of-day" | "same-time"): number {
    const spans = this.#spans(day);
    const closing = Math.max(...spans.map((span) => span[1])) * 60_000;
    if (policy === "end-of-day") return closing;
    for (const [opens, closes] of spans) {
      if (clock < opens * 60_000) return opens * 60_000;
      if (clock <= closes * 60_000) return clock;
    }
    return closing;
  }

  #answer(start: string, due: string, dueAt: number): OracleDue {
    const [first, last] = this.#facts.announced;
    const plain = start >= first && start <= last && due >= first && due <= last;
    return { dueOn: due, dueAt, provisional: !plain };
  }

  #spans(day: string): OracleSpans {
    return this.#spansOf(weekdayOf(day));
  }

  #known(day: string): boolean {
    return day >= this.#facts.known[0] && day <= this.#facts.known[1];
  }

  #require(day: string): string {
    if (!this.#known(day)) throw new Horizon(day);
    return day;
  }

  #isWorking(day: string): boolean {
    this.#require(day);
    if (this.#facts.worked.has(day)) return true;
    const weekday = weekdayOf(day);
    return weekday !== 0 && weekday !== 6 && !this.#facts.off.has(day);
  }

  #roll(day: string): string {
    let rolled = day;
    while (!this.#isWorking(rolled)) rolled = next(rolled);
    return rolled;
  }
}

function indexOf(day: string): number {
  const index = numbers.get(day);
  if (index === undefined) throw new Horizon(day);
  return index;
}

function textAt(index: number): string {
  const text = texts[index];
  if (text === undefined) throw new Horizon(String(index));
  return text;
}

const next = (day: string): string => textAt(indexOf(day) + 1);
const plusDays = (day: string, n: number): string => textAt(indexOf(day) + n);
const weekdayOf = (day: string): number => (indexOf(day) + 1) % 7; // 1990-01-01 was a Monday
const midnight = (day: string): number => (origin + indexOf(day)) * DAY - ZONE;

function plusMonths(day: string, n: number): string {
  const months = Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1 + n;
  const prefix = `${Math.floor(months / 12)}-${String((months % 12) + 1).padStart(2, "0")}-`;
  // Try the same date, then the ones before it: the first that exists is the last of its month.
  for (let date = Number(day.slice(8)); date > 0; date -= 1) {
    const text = `${prefix}${String(date).padStart(2, "0")}`;
    if (numbers.has(text)) return text;
  }
  throw new Horizon(prefix);
}
