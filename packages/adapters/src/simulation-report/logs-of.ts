import { dossierOrder, type EventLog } from "@motcua/core/simulator";
import type { ReportText } from "./input.ts";
import type { ReportActivity, ReportLog } from "./input-logs.ts";

const hourMs = 3_600_000;
const dayMs = 86_400_000;

/** What logs show at a glance. @param logs of the same office and time: replications, whose mean is shown
 *  @param utcOffsetMinutes of the office, for days and hours. Default 420 (Vietnam) */
export function reportLog(logs: readonly EventLog[], name: ReportText, utcOffsetMinutes = 420): ReportLog {
  const offsetMs = utcOffsetMinutes * 60_000;
  const seen = new Seen(offsetMs);
  for (const log of logs) seen.add(log);
  return seen.result(name, logs.length);
}

class Seen {
  readonly #offsetMs: number;
  readonly #arrivals = new Map<number, number>();
  readonly #cycles: number[] = [];
  readonly #hours = new Float64Array(24);
  readonly #spans = new Map<string, number[]>();
  #startAt = Number.POSITIVE_INFINITY;
  #items = 0;

  constructor(offsetMs: number) {
    this.#offsetMs = offsetMs;
  }

  add({ items, names }: EventLog): void {
    const { rows, from } = dossierOrder(items);
    for (let place = 0; place + 1 < from.length; place += 1) {
      const ofDossier = rows.subarray(from[place], from[place + 1]);
      let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
      for (const row of ofDossier) {
        const [startAt, endAt] = [items.startAt(row), items.endAt(row)];
        first = Math.min(first, startAt);
        last = Math.max(last, endAt);
        this.#countHour(startAt);
        this.#countHour(endAt);
        const activity = names.activity(items.flow(row), items.node(row));
        const spans = this.#spans.get(activity) ?? [];
        this.#spans.set(activity, spans);
        spans.push(endAt - startAt);
      }
      const day = Math.floor((first + this.#offsetMs) / dayMs);
      this.#arrivals.set(day, (this.#arrivals.get(day) ?? 0) + 1);
      this.#cycles.push(last - first);
      this.#startAt = Math.min(this.#startAt, first);
    }
    this.#items += items.count;
  }

  #countHour(at: number): void {
    const hour = Math.floor((((at + this.#offsetMs) % dayMs) + dayMs) / hourMs) % 24;
    this.#hours[hour] = (this.#hours[hour] ?? 0) + 1;
  }

  result(name: ReportText, logs: number): ReportLog {
    const days = [...this.#arrivals.keys()].sort((a, b) => a - b);
    const [firstDay = 0] = days;
    const lastDay = days.at(-1) ?? firstDay;
    const dossiers = this.#cycles.length;
    const activities = [...this.#spans]
      .map(([activity, spans]) => activityOf(activity, spans, dossiers))
      .sort((a, b) => b.perDossier - a.perDossier || (a.name < b.name ? -1 : 1));
    this.#cycles.sort((a, b) => a - b);
    return {
      name,
      logs,
      dossiers: dossiers / logs,
      items: this.#items / logs,
      startAt: Number.isFinite(this.#startAt) ? this.#startAt : 0,
      firstDay,
      arrivalsByDay: Array.from(
        { length: days.length === 0 ? 0 : lastDay - firstDay + 1 },
        (_, i) => (this.#arrivals.get(firstDay + i) ?? 0) / logs,
      ),
      cycleMs: dossiers === 0 ? [] : Array.from({ length: 101 }, (_, i) => quantile(this.#cycles, i / 100)),
      hourShares: [...this.#hours].map((count) => count / Math.max(1, 2 * this.#items)),
      activities,
    };
  }
}

function activityOf(name: string, spans: number[], dossiers: number): ReportActivity {
  spans.sort((a, b) => a - b);
  return {
    name,
    perDossier: spans.length / dossiers,
    meanMs: spans.reduce((sum, span) => sum + span, 0) / spans.length,
    p50Ms: quantile(spans, 0.5),
    p90Ms: quantile(spans, 0.9),
  };
}

/** Order statistics at (n - 1) share, interpolated. */
function quantile(sorted: readonly number[], share: number): number {
  const rank = share * (sorted.length - 1);
  const [below = 0, above = below] = [sorted[Math.floor(rank)], sorted[Math.ceil(rank)]];
  return below + (above - below) * (rank - Math.floor(rank));
}
