import { type Fault, fault } from "../../base/errors.ts";
import { err, ok, type Result } from "../../base/result.ts";
import { civilDateOf, dayOf } from "../../calendar/civil-date.ts";
import type { EpochMs } from "../../calendar/types.ts";
import { compileCalendar } from "../../calendar/work-calendar.ts";
import type { LawHashes, PinnedLaw } from "../../dossier/law.ts";
import type { DossierState } from "../../dossier/state.ts";
import type { Model } from "../model.ts";
import { defaultSettings, settingsOver } from "../scenario/defaults.ts";
import { procedureFlow } from "../scenario/to-flow.ts";
import { modelOfScenario, type ScenarioSources } from "../scenario/to-model.ts";
import type { Scenario } from "../scenario/types.ts";
import { openCasesOf, type PlacedCases } from "./open-cases.ts";

/** An office at an instant, and where to look things up. */
export interface OfficeAt {
  readonly scenario: Scenario;
  readonly sources: ScenarioSources;
  /** The present: the instant the states are of. */
  readonly at: EpochMs;
  /** How far to look, in calendar days. Default 120. */
  readonly days?: number;
  readonly states: readonly DossierState[];
  /** The law a dossier was received under; `undefined`: unknown. */
  lawOf(hashes: LawHashes): PinnedLaw | undefined;
}

/** The office with its open dossiers, ready for `forecastOf`. */
export interface BuiltOffice extends PlacedCases {
  /** Opening time of one of its usual days. */
  readonly workingDayMs: number;
}

const daysDefault = 120;
/** Waits that began before the present are measured in opening time too: calendars begin so many days earlier. */
const daysBefore = 400;

/**
 * The office of a scenario from an instant on, with the dossiers that are open there: its staff, its arrivals and its times,
 * whatever days the scenario itself is about. Dossiers under another law or definition get a flow of their own, with the
 * scenario's settings for that procedure.
 */
export function officeAt(given: OfficeAt): Result<BuiltOffice, readonly Fault[]> {
  const { scenario, sources, at, days = daysDefault, states, lawOf } = given;
  const calendar = sources.calendar(scenario.calendar ?? "vietnam");
  const first = calendar === undefined ? undefined : compileCalendar(calendar);
  const today = dayOf(at);
  if (first !== undefined && (today < first.firstDay || today + days > first.lastDay))
    return err([
      fault(
        "scenario.faulty",
        "lịch làm việc không có những ngày này",
        "the work calendar does not have these days",
        "at",
      ),
    ]);
  const from = Math.max(first?.firstDay ?? today, today - daysBefore);
  const { warmUp: _, offices: __, ...rest } = scenario;
  const built = modelOfScenario(
    { ...rest, start: civilDateOf(from), length: { days: today - from + days }, atEnd: "stop" },
    // New dossiers live under the law of today.
    { ...sources, law: (request) => sources.law({ ...request, on: civilDateOf(today) }) },
  );
  if (!built.ok) return built;
  const { base } = built.value;
  const placed = openCasesOf(states, {
    model: fromNow(built.value.model, at),
    base,
    lawOf,
    flowOf: (id, law) => flowUnder(scenario, id, law, base),
  });
  return ok({ ...placed, workingDayMs: base.workingDayMs });
}

/** Nothing arrives before the present. */
const fromNow = (model: Model, at: EpochMs): Model => ({
  ...model,
  startAt: at,
  streams: model.streams.map((stream) =>
    stream.arrivals.kind === "list"
      ? { ...stream, arrivals: { kind: "list", at: stream.arrivals.at.filter((instant) => instant >= at) } }
      : stream,
  ),
});

function flowUnder(scenario: Scenario, id: string, law: PinnedLaw, base: Parameters<typeof procedureFlow>[1]["base"]) {
  const { definition } = law.procedure;
  const entry = scenario.procedures.find((known) => (known.code ?? known.definition?.code) === definition.code);
  const habits = scenario.law?.habits;
  return procedureFlow(definition, {
    id,
    settings: settingsOver(settingsOver(defaultSettings, scenario.settings ?? {}), entry ?? {}),
    base,
    law,
    ...(habits === undefined ? {} : { habits }),
    ...(entry?.priority === undefined ? {} : { priority: entry.priority }),
  });
}
