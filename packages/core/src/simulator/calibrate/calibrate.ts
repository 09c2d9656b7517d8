import { type Fault, fault } from "../../base/errors.ts";
import { invariant } from "../../base/invariant.ts";
import { err, ok, type Result } from "../../base/result.ts";
import { type CompiledCalendar, compileCalendar } from "../../calendar/work-calendar.ts";
import { checkModel } from "../check/check-model.ts";
import type { EventLog } from "../log/event-log.ts";
import type { Model } from "../model.ts";
import { isSeed } from "../random.ts";
import { noHolidays } from "../scenario/no-holidays.ts";
import { modelOfScenario, type ScenarioSources } from "../scenario/to-model.ts";
import type { Scenario } from "../scenario/types.ts";
import { dossiersMin, faultsOf, warningsOf } from "./check-log.ts";
import { atKnownSteps, type FindingFrom, type Findings, findAll } from "./find.ts";
import { type Goodness, goodnessNames, judge, split, type Trial } from "./goodness.ts";
import { holidaysWorked } from "./holidays.ts";
import { type CalibrateOptions, type Settled, settle } from "./options.ts";
import { scenarioOf } from "./scenario-of.ts";
import { spanOf } from "./staff.ts";
import { oneFlow, type Trace, tracesOf } from "./traces.ts";

/** A scenario made of a log, what it was made of, and how near it comes. */
export interface Calibration {
  readonly scenario: Scenario;
  readonly findings: Findings;
  /** Absent where there are too few dossiers to hold some out. */
  readonly goodness: Goodness | undefined;
  /** What `goodness` was told from; absent with it. */
  readonly trial: Omit<Trial, "goodness"> | undefined;
  /** Codes `calibrate.…` and `model.overload`: the scenario can be used, with this in mind. */
  readonly warnings: readonly Fault[];
}

/**
 * A scenario from an event log: ways, arrivals, durations, hours, who can do what, and waiting that neither hours nor other
 * work explain. Calibrated on all dossiers; judged by a second scenario, calibrated on the earlier ones alone and tried on
 * those held out. Faults: `log.empty`, `log.one_event`, `calibrate.too_few`, `calibrate.no_people`,
 * `calibrate.no_durations`, `scenario.faulty` for a calendar that nobody knows.
 */
export function calibrateLog(
  log: EventLog,
  sources: ScenarioSources,
  options: CalibrateOptions = {},
): Result<Calibration, readonly Fault[]> {
  const rule = settle(options);
  invariant(isSeed(rule.seed), "a seed is a whole number of 0 to 2^32 - 1");
  const { traces: raw, concurrency } = tracesOf(log);
  const faults = faultsOf(raw);
  if (faults.length > 0) return err(faults);
  const { traces, known } = atKnownSteps(raw, sources.procedure);
  const chosen = calendarFor(traces, sources, options.calendar);
  if (chosen === undefined) return err([unknownCalendar(options.calendar)]);
  const from: FindingFrom = { log, concurrency, calendar: chosen.calendar, procedure: sources.procedure, rule };
  const findings = findAll(traces, known, from);
  rule.onProgress(foundShare);
  const scenario = scenarioOf(findings, chosen.name, rule.name, notesOf(findings));
  const warnings = [...warningsOf(findings, concurrency)];
  const built = modelOfScenario(scenario, sources);
  if (!built.ok) return err(built.error);
  warnings.push(...checkModel(built.value.model).map((one) => inScenario(one, built.value.originOf)));
  const told = tried(traces, known, from, chosen.name, sources);
  rule.onProgress(1);
  if (told === undefined) warnings.push(notTried(traces, rule));
  else warnings.push(...poor(told.goodness));
  const trial = told && { observed: told.observed, simulated: told.simulated };
  return ok({ scenario, findings, goodness: told?.goodness, trial, warnings });
}

/** About how much of the time is gone when a scenario is found, and when the one to be tried is. */
const foundShare = 0.35;
const trainedShare = 0.6;

function calendarFor(
  traces: readonly Trace[],
  sources: ScenarioSources,
  wanted: string | undefined,
): { readonly name: string; readonly calendar: CompiledCalendar } | undefined {
  const span = spanOf(traces);
  for (const name of wanted === undefined ? ["vietnam", noHolidays.id] : [wanted]) {
    const data = sources.calendar(name);
    if (data === undefined) continue;
    const calendar = compileCalendar(data);
    if (wanted !== undefined) return { name, calendar };
    if (span.from < calendar.firstDay || span.to > calendar.lastDay) continue;
    if (!holidaysWorked(traces, calendar, span)) return { name, calendar };
  }
  return undefined;
}

const unknownCalendar = (name: string | undefined): Fault =>
  fault(
    "scenario.faulty",
    name === undefined ? "không có lịch làm việc nào cho thời gian của nhật ký" : `không có lịch làm việc "${name}"`,
    name === undefined ? "no work calendar covers the days of the log" : `there is no work calendar "${name}"`,
    "calendar",
  );

function tried(
  traces: readonly Trace[],
  known: Parameters<typeof findAll>[1],
  from: FindingFrom,
  calendar: string,
  sources: ScenarioSources,
): Trial | undefined {
  const { rule } = from;
  const [train, held] = split(traces, rule.holdOut);
  if (held.length < dossiersMin || train.length < dossiersMin) return undefined;
  const trained = findAll(train, known, from);
  rule.onProgress(trainedShare);
  const build = (scenario: Scenario): Model | undefined => {
    const built = modelOfScenario(scenario, sources);
    // A trial over some weeks may show a queue that grows.
    return built.ok && checkModel(built.value.model, { allowOverload: true }).length === 0
      ? built.value.model
      : undefined;
  };
  const scenario = scenarioOf(trained, calendar, rule.name, []);
  const { replications, seed, recordedUntil } = rule;
  const onProgress = (share: number): void => rule.onProgress(trainedShare + share * (1 - trainedShare));
  return judge(scenario, trained, held, { replications, seed, recordedUntil, build, onProgress });
}

function notTried(traces: readonly Trace[], { holdOut }: Settled): Fault {
  const held = Math.round(traces.length * holdOut);
  return fault(
    "calibrate.not_tried",
    `chưa thử kịch bản: chỉ có ${held} hồ sơ để thử, cần ít nhất ${dossiersMin}; hãy lấy nhật ký dài hơn`,
    `the scenario was not tried: there are ${held} dossiers to try it on, ${dossiersMin} are needed; take a longer log`,
  );
}

/** What a large distance mostly comes from, and what can be done. */
function poor({ by }: Goodness): readonly Fault[] {
  return goodnessNames.flatMap((name) => {
    const { distance, floor, verdict } = by[name];
    if (verdict !== "poor") return [];
    const [vi, en] = advice[name];
    const figures = `${name} ${distance.toFixed(2)} / ${floor.toFixed(2)}`;
    return [fault("calibrate.poor", `khớp kém (${figures}): ${vi}`, `a poor fit (${figures}): ${en}`)];
  });
}

const ways = [
  "đường đi của hồ sơ phụ thuộc nhiều hơn bước vừa qua; hãy tách nhật ký theo thủ tục hoặc trường hợp (cột flow)",
  "where dossiers go hangs on more than their last step; split the log by procedure or case (column flow)",
] as const;
const rates = [
  "số hồ sơ đến thay đổi theo thời gian; hãy lấy nhật ký gần đây và ngắn hơn, hoặc ghi nhịp đến vào kịch bản",
  "the rate of arrivals changed over time; take a shorter, later log, or write the rates into the scenario",
] as const;
const times = [
  "thời gian không do việc và giờ làm giải thích; hãy thêm cột lúc việc sẵn sàng (enabled), và kiểm tra ai làm được việc gì",
  "time that neither work nor hours explain; add the column of when work became ready (enabled), and see who can do what",
] as const;
const advice: { readonly [name in (typeof goodnessNames)[number]]: readonly [vi: string, en: string] } = {
  n_gram_2_normalised: ways,
  n_gram_3_normalised: ways,
  absolute_event_hours_both: rates,
  case_arrival_hours: rates,
  relative_event_hours_both: times,
  cycle_time_1h_bins: times,
  circadian_event: [
    "giờ làm việc tìm được chưa đúng; kiểm tra múi giờ (--zone) và giờ của từng người trong kịch bản",
    "the hours found are not right; check the zone (--zone) and the hours of each person in the scenario",
  ],
};

const inScenario = (one: Fault, originOf: (path: string) => string): Fault =>
  one.path === undefined ? one : { ...one, path: originOf(one.path) };

function notesOf({ flows, life }: Findings): readonly string[] {
  const notes = ["Hiệu chỉnh từ nhật ký / calibrated from an event log (motcua calibrate)."];
  if (flows.some(({ known }) => known !== undefined) && life.dealtWith === 0)
    notes.push(
      "Nhật ký không ghi sự kiện pháp lý: từ chối, rút hồ sơ lấy bằng 0 / the log has no legal facts: refusals and withdrawals are taken as none.",
    );
  if (flows.length === 1 && flows[0]?.id === oneFlow)
    notes.push("Nhật ký không ghi thủ tục / the log names no procedure.");
  return notes;
}
