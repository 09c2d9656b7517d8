import type { EpochMs } from "../../calendar/types.ts";
import { dossierOrder } from "../log/dossier-order.ts";
import { type EventLog, unitOfRow } from "../log/event-log.ts";

/** One piece of work on a dossier, as calibration sees it. */
export interface Visit {
  readonly activity: string;
  readonly person: string | undefined;
  readonly unit: string | undefined;
  /** When what came before had ended; of the first, as `enabledAt`. */
  readonly readyAt: EpochMs;
  /** When it could have begun: as the log says, else `readyAt`. */
  readonly enabledAt: EpochMs;
  /** Whether the log says so. */
  readonly enabledKnown: boolean;
  readonly startAt: EpochMs;
  readonly endAt: EpochMs;
  readonly cost: number | undefined;
}
/** A dossier with its visits, by start. */
export interface Trace {
  readonly dossier: string;
  readonly flow: string;
  readonly arrivedAt: EpochMs;
  readonly visits: readonly Visit[];
}
/** Pairs of activities of one dossier that go on at the same time. */
export interface Concurrency {
  areConcurrent(a: string, b: string): boolean;
  readonly pairs: readonly (readonly [string, string])[];
}

/** Flow of logs that name no procedure. */
export const oneFlow = "procedure";
/** Two activities are concurrent when they overlap in so many of the dossiers that have both. */
const overlapShareMin = 0.1;

/** The dossiers of a log in the order in which they came. */
export function tracesOf(log: EventLog): { readonly traces: readonly Trace[]; readonly concurrency: Concurrency } {
  const { items, names } = log;
  const { rows, from, dossiers } = dossierOrder(items);
  const raw: RawTrace[] = [];
  dossiers.forEach((dossier, place) => {
    const ofDossier = rows.subarray(from[place], from[place + 1]);
    const visits = Array.from(ofDossier, (row): RawVisit => {
      const person = items.person(row);
      const cost = items.cost(row);
      return {
        activity: names.activity(items.flow(row), items.node(row)),
        person: person < 0 ? undefined : names.person(person),
        unit: unitOfRow(items, names, row),
        readyAt: Number.NaN,
        enabledAt: items.enabledAt(row),
        enabledKnown: !Number.isNaN(items.enabledAt(row)),
        startAt: items.startAt(row),
        endAt: items.endAt(row),
        cost: Number.isNaN(cost) ? undefined : cost,
      };
    });
    const flow = names.flow(items.flow(ofDossier[0] ?? 0)) ?? oneFlow;
    raw.push({ dossier: names.dossier(dossier), flow, visits });
  });
  const concurrency = concurrencyOf(raw);
  const traces = raw.map((trace) => enabled(trace, concurrency));
  traces.sort((a, b) => a.arrivedAt - b.arrivedAt || (a.dossier < b.dossier ? -1 : 1));
  return { traces, concurrency };
}

/** `enabledAt` may be `NaN`, `readyAt` is. */
type RawVisit = Visit;
interface RawTrace {
  readonly dossier: string;
  readonly flow: string;
  readonly visits: readonly RawVisit[];
}

function concurrencyOf(traces: readonly RawTrace[]): Concurrency {
  const together = new Map<string, number>();
  const overlaps = new Map<string, number>();
  const count = (counts: Map<string, number>, key: string): void => void counts.set(key, (counts.get(key) ?? 0) + 1);
  for (const { visits } of traces) {
    const seen = new Set<string>();
    const overlapping = new Set<string>();
    visits.forEach((visit, i) => {
      for (const other of visits.slice(i + 1)) {
        if (other.activity === visit.activity) continue;
        const key = pairKey(visit.activity, other.activity);
        seen.add(key);
        // By start: the other begins later, so they overlap when it begins before this one has ended.
        if (other.startAt < visit.endAt && other.endAt > visit.startAt) overlapping.add(key);
      }
    });
    for (const key of seen) count(together, key);
    for (const key of overlapping) count(overlaps, key);
  }
  const pairs = [...overlaps].filter(
    ([key, times]) => times > 1 && times >= overlapShareMin * (together.get(key) ?? 0),
  );
  const keys = new Set(pairs.map(([key]) => key));
  return {
    areConcurrent: (a, b) => keys.has(pairKey(a, b)),
    pairs: pairs.map(([key]) => JSON.parse(key) as readonly [string, string]),
  };
}

const pairKey = (a: string, b: string): string => JSON.stringify(a < b ? [a, b] : [b, a]);

function enabled({ dossier, flow, visits }: RawTrace, { areConcurrent }: Concurrency): Trace {
  const all = visits.map((visit, place): Visit => {
    let latest = Number.NEGATIVE_INFINITY;
    for (const before of visits.slice(0, place))
      if (before.endAt <= visit.startAt && !areConcurrent(before.activity, visit.activity))
        latest = Math.max(latest, before.endAt);
    // Nothing is known of the time before the first.
    const before = latest === Number.NEGATIVE_INFINITY ? firstOf(visits, visit) : latest;
    const enabledAt = visit.enabledKnown ? Math.min(visit.enabledAt, visit.startAt) : before;
    return { ...visit, enabledAt, readyAt: Math.min(before, enabledAt) };
  });
  return {
    dossier,
    flow,
    visits: all,
    arrivedAt: all.reduce((least, { enabledAt }) => Math.min(least, enabledAt), Number.POSITIVE_INFINITY),
  };
}

/** What runs beside the very first began with the dossier. */
function firstOf(visits: readonly RawVisit[], visit: RawVisit): EpochMs {
  const [first = visit] = visits;
  return Math.min(visit.startAt, Number.isNaN(first.enabledAt) ? first.startAt : first.enabledAt);
}
