import { civilDateOf, dayMs, dayOf } from "../../calendar/civil-date.ts";
import type { EpochMs } from "../../calendar/types.ts";
import { compileModel } from "../kernel/compile.ts";
import { runUnit } from "../kernel/run-unit.ts";
import { LogBuilder } from "../log/builder.ts";
import { type LogDistanceName, logDistances } from "../log/distance.ts";
import type { EventLog } from "../log/event-log.ts";
import { LogRecorder } from "../log/recorder.ts";
import type { Model } from "../model.ts";
import { Random } from "../random.ts";
import type { Scenario } from "../scenario/types.ts";
import type { Findings } from "./find.ts";
import type { Trace } from "./traces.ts";
import { tracesOf } from "./traces.ts";

/** The distances by which a calibration is judged. */
export const goodnessNames = [
  "n_gram_2_normalised",
  "n_gram_3_normalised",
  "absolute_event_hours_both",
  "relative_event_hours_both",
  "circadian_event",
  "case_arrival_hours",
  "cycle_time_1h_bins",
] as const satisfies readonly LogDistanceName[];
/** One of `goodnessNames`. */
export type GoodnessName = (typeof goodnessNames)[number];

/** Of one distance: how far simulated dossiers are from those held out, and how far apart two halves of those are. */
export interface Judged {
  /** Mean over the replications. */
  readonly distance: number;
  /** Mean over several ways of halving: no scenario can be expected to come nearer. */
  readonly floor: number;
  /** Below this it does not matter. */
  readonly negligible: number;
  readonly verdict: "close" | "fair" | "poor";
}
/** How near a calibrated scenario comes to dossiers that it was not calibrated on. */
export interface Goodness {
  /** Dossiers the scenario was calibrated on, and those it was tried on, which came later. */
  readonly calibratedOn: number;
  readonly heldOut: number;
  readonly replications: number;
  readonly by: { readonly [name in GoodnessName]: Judged };
}

/** Distances up to so many floors are close, up to so many fair. */
const closeUpTo = 1.5;
const fairUpTo = 3;
const halvings = 5;

/** Dossiers held out: the latest. */
export function split(
  traces: readonly Trace[],
  holdOut: number,
): readonly [train: readonly Trace[], held: readonly Trace[]] {
  const cut = Math.round(traces.length * (1 - holdOut));
  return [traces.slice(0, cut), traces.slice(cut)];
}

/** What was judged, as logs with the same names of work. */
export interface Trial {
  readonly goodness: Goodness;
  /** The dossiers held out. */
  readonly observed: EventLog;
  /** As many that were simulated over the same days, by replication. */
  readonly simulated: readonly EventLog[];
}

export interface TrialOptions {
  readonly recordedUntil: EpochMs;
  readonly replications: number;
  readonly seed: number;
  readonly build: (scenario: Scenario) => Model | undefined;
  /** @param share of the trial that is done, 0 to 1 */
  readonly onProgress: (share: number) => void;
}

/**
 * Simulates as many dossiers as were held out, over the same days, and says how far they are from those. The office is
 * simulated from some days before, so that it is not empty when the first of them comes.
 * @returns `undefined` where the scenario gives no model
 */
export function judge(
  scenario: Scenario,
  trained: Findings,
  held: readonly Trace[],
  { replications, seed, recordedUntil, build, onProgress }: TrialOptions,
): Trial | undefined {
  const from = held[0]?.arrivedAt ?? 0;
  const days = dayOf(held[held.length - 1]?.arrivedAt ?? from) - dayOf(from) + 1;
  const warmUpDays = Math.ceil(Math.min(2 * cycleOf(trained.traces, 0.95), dayMs * 180) / dayMs) + 1;
  const model = build({
    ...scenario,
    start: civilDateOf(dayOf(from) - warmUpDays),
    length: { days: warmUpDays + Math.ceil(days * 1.5) + 7 },
  });
  if (model === undefined) return undefined;
  const compiled = compileModel(model);
  const names = nameOf(trained);
  const unattended = new Set(trained.times.flatMap((times) => [...times.unattended]));
  // What nobody does is no work item of a simulation.
  const attended = held.map((trace) => ({
    ...trace,
    visits: trace.visits.filter(({ activity }) => !unattended.has(activity)),
  }));
  const real = logOf(attended, names);
  const parts = replications + halvings;
  const simulated = Array.from({ length: replications }, (_, replication) => {
    const sink = new LogRecorder(model);
    runUnit(compiled, { seed, replication, office: 0, sink, byHour: false });
    const { traces } = tracesOf(sink.log());
    const counted = traces
      .filter(({ arrivedAt }) => arrivedAt >= from)
      .slice(0, held.length)
      .map((trace) => ({ ...trace, visits: trace.visits.filter(({ endAt }) => endAt <= recordedUntil) }));
    const log = logOf(counted, (_, activity) => activity);
    const distances = logDistances(log, real);
    onProgress((replication + 1) / parts);
    return { log, distances };
  });
  const halves = Array.from({ length: halvings }, (_, number) => {
    const [a, b] = halved(attended, seed, number);
    const distances = logDistances(logOf(a, names), logOf(b, names));
    onProgress((replications + number + 1) / parts);
    return distances;
  });
  const cycleHours = cycleOf(held, 0.5) / 3_600_000;
  const by = Object.fromEntries(
    goodnessNames.map((name) => {
      const distance = mean(simulated.map(({ distances }) => distances[name]));
      const floor = mean(halves.map((one) => one[name]));
      const negligible = negligibleOf(name, cycleHours, days);
      return [name, { distance, floor, negligible, verdict: verdictOf(distance, floor, negligible) }];
    }),
  ) as Goodness["by"];
  const goodness = { calibratedOn: trained.traces.length, heldOut: held.length, replications, by };
  return { goodness, observed: real, simulated: simulated.map(({ log }) => log) };
}

function verdictOf(distance: number, floor: number, negligible: number): Judged["verdict"] {
  if (distance <= Math.max(closeUpTo * floor, negligible)) return "close";
  return distance <= Math.max(fairUpTo * floor, 2 * negligible) ? "fair" : "poor";
}

/** A twentieth of the ways, half an hour of the day, a twentieth of a usual dossier, a fiftieth of the days looked at. */
function negligibleOf(name: GoodnessName, cycleHours: number, days: number): number {
  switch (name) {
    case "n_gram_2_normalised":
    case "n_gram_3_normalised":
      return 0.05;
    case "circadian_event":
      // Over days so few, a weekday more or less is chance, and counts 23 hours of one weekday in seven.
      return days < 14 ? 23 / 7 : 0.5;
    case "relative_event_hours_both":
    case "cycle_time_1h_bins":
      return Math.max(0.5, cycleHours / 20);
    case "absolute_event_hours_both":
    case "case_arrival_hours":
      return Math.max(1, (days * 24) / 50);
  }
}

const mean = (values: readonly number[]): number =>
  Number((values.reduce((sum, value) => sum + value, 0) / values.length).toPrecision(6));

/** From arrival to the last end, the time that a share of the dossiers stays below. */
function cycleOf(traces: readonly Trace[], share: number): number {
  const cycles = traces.map(
    ({ arrivedAt, visits }) => visits.reduce((last, { endAt }) => Math.max(last, endAt), arrivedAt) - arrivedAt,
  );
  cycles.sort((a, b) => a - b);
  return cycles[Math.floor(share * (cycles.length - 1))] ?? 0;
}

/** Each dossier in one half or the other, by the toss of a coin: two halves of a Poisson process are independent. */
function halved(traces: readonly Trace[], seed: number, number: number): readonly [readonly Trace[], readonly Trace[]] {
  const random = new Random(seed);
  const first = traces.map((_, i) => {
    random.place(number, 0, 0, i);
    return random.next() < 0.5;
  });
  return [traces.filter((_, i) => first[i]), traces.filter((_, i) => !first[i])];
}

/** What a simulation calls an activity: steps of the catalogue have names of their own. */
function nameOf({ flows }: Findings): (flow: string, activity: string) => string {
  const known = new Map(flows.map((flow) => [flow.id, flow.known]));
  return (flow, activity) => known.get(flow)?.nameOf(activity) ?? activity;
}

function logOf(traces: readonly Trace[], name: (flow: string, activity: string) => string): EventLog {
  const builder = new LogBuilder();
  for (const { dossier, flow, visits } of traces)
    for (const { activity, startAt, endAt } of visits)
      builder.item({ dossier, activity: name(flow, activity), startAt, endAt });
  return builder.log();
}
