import { invariant } from "../../base/invariant.ts";
import type { EpochMs } from "../../calendar/types.ts";
import type { DossierState } from "../../dossier/state.ts";
import type { Flow, Model, OpenCase } from "../model.ts";
import { type ShareInterval, wilsonInterval } from "../statistics/interval.ts";
import { type ForecastColumns, mergeColumns } from "./columns.ts";
import { ForecastRuns } from "./replicate.ts";
import type { DossierForecast, Forecast, Longest } from "./types.ts";

/** How a forecast is made. */
export interface ForecastOptions {
  /** As in `SimulateOptions`. */
  readonly seed: number;
  /** 1 or more. */
  readonly replications: number;
  /** Opening time of a working day, for days spared. Default eight hours. */
  readonly workingDayMs?: number;
  /** After each replication. @param share of the run that is done, 0 to 1 */
  readonly onProgress?: (share: number) => void;
}

const confidence = 0.95;
const eightHoursMs = 8 * 3_600_000;

/**
 * The whole forecast on this thread: runs the replications (`ForecastRuns`) and sums them up (`forecastFrom`).
 * Simulates the office from `model.startAt` to `model.endAt` again and again, with what arrives meanwhile, and says for each
 * of `model.open` what is likely to become of it. The same model, seed and number of replications give the same forecast.
 * @throws InvariantError for a model without an end, or one that `checkModel` finds fault with
 */
export function forecastOf(model: Model, options: ForecastOptions): Forecast {
  const { replications, seed, onProgress } = options;
  const runs = new ForecastRuns(model, { seed, replications });
  for (let replication = 0; replication < replications; replication += 1) {
    runs.run(replication);
    onProgress?.((replication + 1) / replications);
  }
  return forecastFrom(model, [runs.columns()], options);
}

/** The second half of `forecastOf` alone: sums up replications that were run elsewhere, each thread's by a `ForecastRuns` of its
 *  own. In what order and on how many threads makes no difference. Nothing is simulated here.
 *  @throws InvariantError without a replication */
export function forecastFrom(model: Model, parts: readonly ForecastColumns[], options: ForecastOptions): Forecast {
  const columns = mergeColumns(parts);
  const replications = columns.replications.length;
  const { startAt: at, endAt: until, open = [] } = model;
  invariant(until !== undefined && replications > 0, "a forecast ends, and has a replication");
  const workingDayMs = options.workingDayMs ?? eightHoursMs;
  const flows = new Map(model.flows.map((flow) => [flow.id, flow]));
  const placesMax = columns.nodeMs.length / Math.max(1, open.length);
  const around: Around = { columns, replications, at, workingDayMs, placesMax };
  const dossiers = open.map((one, place) => dossierForecast(around, one, place, flows.get(one.flow)));
  return {
    at,
    until,
    seed: options.seed,
    replications,
    dossiers,
    helpFirst: ranking(dossiers),
    lateExpected: dossiers.reduce((sum, { late }) => sum + (late?.share ?? 0), 0),
  };
}

interface Around {
  readonly columns: ForecastColumns;
  readonly replications: number;
  readonly at: EpochMs;
  readonly workingDayMs: number;
  readonly placesMax: number;
}

function dossierForecast(around: Around, one: OpenCase, place: number, flow: Flow | undefined): DossierForecast {
  const { columns, replications } = around;
  const { id, flow: flowId, node, state } = one;
  const dueAt = state === undefined ? undefined : promiseOf(state);
  const head = { id, flow: flowId, node, ...(dueAt === undefined ? {} : { dueAt }) };
  if (state?.resolvedAt !== undefined) return { ...head, ...settled(state, state.resolvedAt) };
  const undecided = columns.undecided[place] ?? 0;
  const late = columns.late[place] ?? 0;
  const lateAndReady = late - (columns.lateAndOpen[place] ?? 0);
  const decided = replications - undecided;
  const overdue = dueAt !== undefined && dueAt < around.at;
  const share = (hits: number): ShareInterval | null => {
    if (flow?.law === undefined) return null;
    // Its promise has passed already, and no replication undoes that.
    return overdue && hits === decided && hits > 0 ? certain(1) : (wilsonInterval(hits, decided, confidence) ?? null);
  };
  const longest = longestOf(around, place, flow);
  return {
    ...head,
    known: false,
    late: share(late),
    nationallyLate: share(columns.nationallyLate[place] ?? 0),
    undecidedShare: undecided / replications,
    daysOverIfLate: lateAndReady === 0 ? null : (columns.daysOver[place] ?? 0) / lateAndReady,
    finish: finishOf(around, place),
    ...(longest === undefined ? {} : { longest }),
    help: {
      savedShare: (columns.saved[place] ?? 0) / replications,
      savedDays: (columns.savedMs[place] ?? 0) / replications / around.workingDayMs,
    },
  };
}

/** The promise in force; while a ground holds the clock there is none to keep. */
function promiseOf({ promises, groundParties, resolvedAt }: DossierState): EpochMs | undefined {
  return groundParties.length > 0 && resolvedAt === undefined ? undefined : promises.at(-1)?.dueAt;
}

const certain = (share: number): ShareInterval => ({ share, low: share, high: share, by: "wilson" });

/** Its result is ready already: nothing is left to chance. National verdicts of such a dossier follow its own promise. */
function settled({ verdict, daysOver, promises }: DossierState, resolvedAt: EpochMs) {
  const late = verdict === "late" ? 1 : 0;
  const nationallyLate = resolvedAt > (promises.at(-1)?.dueAt ?? Number.POSITIVE_INFINITY) ? 1 : 0;
  return {
    known: true,
    late: certain(late),
    nationallyLate: certain(nationallyLate),
    undecidedShare: 0,
    daysOverIfLate: late === 1 ? (daysOver ?? 0) : null,
    finish: { p10: resolvedAt, p50: resolvedAt, p90: resolvedAt },
    help: { savedShare: 0, savedDays: 0 },
  };
}

function finishOf({ columns, replications, at }: Around, place: number): DossierForecast["finish"] {
  const seconds = Float64Array.from(columns.finishS, (row) => {
    const finish = row[place] ?? -1;
    return finish < 0 ? Number.POSITIVE_INFINITY : finish;
  }).sort();
  const quantile = (share: number): EpochMs | null => {
    const finish = seconds[Math.ceil(share * replications) - 1] ?? Number.POSITIVE_INFINITY;
    return finish === Number.POSITIVE_INFINITY ? null : at + finish * 1000;
  };
  return { p10: quantile(0.1), p50: quantile(0.5), p90: quantile(0.9) };
}

function longestOf(
  { columns, replications, placesMax }: Around,
  place: number,
  flow: Flow | undefined,
): Longest | undefined {
  let total = 0;
  let best = -1;
  let bestMs = 0;
  for (let node = 0; node < placesMax; node += 1) {
    const ms = columns.nodeMs[place * placesMax + node] ?? 0;
    total += ms;
    if (ms > bestMs) {
      best = node;
      bestMs = ms;
    }
  }
  const node = flow?.nodes[best];
  if (node === undefined) return undefined;
  return {
    node: node.id,
    name: node.name,
    of: node.kind === "delay" ? "outside" : "people",
    meanMs: bestMs / replications,
    share: bestMs / total,
  };
}

/** First those whom help most probably still makes on time, then those it spares most days; the others are not listed. */
function ranking(dossiers: readonly DossierForecast[]): readonly number[] {
  return dossiers
    .map(({ help }, place) => ({ help, place }))
    .filter(({ help }) => help.savedShare > 0 || help.savedDays > 0)
    .sort((a, b) => b.help.savedShare - a.help.savedShare || b.help.savedDays - a.help.savedDays || a.place - b.place)
    .map(({ place }) => place);
}
