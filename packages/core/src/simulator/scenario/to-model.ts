import { type Fault, fault } from "../../base/errors.ts";
import { err, ok, type Result } from "../../base/result.ts";
import { epochDayOf, instantAt } from "../../calendar/civil-date.ts";
import type { OpeningHours, WorkCalendar } from "../../calendar/types.ts";
import { compileCalendar } from "../../calendar/work-calendar.ts";
import type { PinnedLaw } from "../../dossier/law.ts";
import type { ProcedureDefinition } from "../../procedure/types.ts";
import { withPolicies } from "../../rules/policies.ts";
import type { Policies } from "../../rules/types.ts";
import { listed } from "../check/report.ts";
import type { Conventions, Model, Stream } from "../model.ts";
import { limitDossiers, openMs, streamsOf } from "./arrivals.ts";
import type { Horizon } from "./calendars.ts";
import { checkNames, checkOwnNames, checkRounds } from "./check-names.ts";
import { spreadFaults } from "./check-spreads.ts";
import { conventionsOf, defaultSettings, settingsOver } from "./defaults.ts";
import { idOfProcedure, membersOf } from "./members.ts";
import { OfficeCalendars, openingHoursOf } from "./office-calendars.ts";
import { originOf } from "./origin.ts";
import { ownFlow } from "./own-flow.ts";
import { peopleOf } from "./people.ts";
import type { TimeBase } from "./spread.ts";
import { procedureFlow, roundsMaxOf } from "./to-flow.ts";
import type { Scenario, ScenarioProcedure } from "./types.ts";

/** Where names of a scenario lead: what the country and the office have. `undefined`: there is no such thing. */
export interface ScenarioSources {
  procedure(code: string): ProcedureDefinition | undefined;
  calendar(name: string): WorkCalendar | undefined;
  hours(name: string): OpeningHours | undefined;
  /** Names that `calendar` knows, for whoever misspells one. */
  readonly calendars?: readonly string[];
  /** The law that dossiers of a procedure live under; a fault where there is none on that day. */
  law(request: LawRequest): Result<PinnedLaw, Fault>;
}
/** Asks for the law of a procedure's dossiers. */
export interface LawRequest {
  readonly definition: ProcedureDefinition;
  /** The day on which it is in force. */
  readonly on: Scenario["start"];
  readonly calendar: WorkCalendar;
  readonly hours: OpeningHours;
  readonly policies: Policies;
}

/** A scenario as the kernel runs it. */
export interface BuiltScenario {
  readonly model: Model;
  /** What its times are counted in, for flows that join it later. */
  readonly base: TimeBase;
  /** Where in the scenario stands what a path in the model names, for faults of `checkModel`. */
  originOf(modelPath: string): string;
}

/** Days beyond the last arrival for which staff calendars are written down, to work off what is open. */
const workOffDays = 800;

/** Makes the model of a scenario; everything that it names and nobody knows, at once. `checkModel` has its say afterwards. */
export function modelOfScenario(scenario: Scenario, sources: ScenarioSources): Result<BuiltScenario, readonly Fault[]> {
  const faults: Fault[] = [];
  // What every line of arrivals takes over from the scenario is told once.
  const report = (path: string, vi: string, en: string): void => {
    if (faults.some((one) => one.path === path && one.text.en === en)) return;
    faults.push(fault("scenario.faulty", vi, en, path));
  };
  const { calendar: calendarName = "vietnam", hours: hoursName = "office" } = scenario;
  const workCalendar = sources.calendar(calendarName);
  if (workCalendar === undefined)
    report(
      "calendar",
      `không có lịch làm việc "${calendarName}"${namesOf(sources.calendars)}`,
      `there is no work calendar "${calendarName}"${namesOf(sources.calendars, "there are")}`,
    );
  const hours = typeof hoursName === "string" ? sources.hours(hoursName) : openingHoursOf(hoursName, "hours", report);
  if (hours === undefined)
    report("hours", `không có giờ làm việc "${hoursName}"`, `there are no opening hours "${hoursName}"`);
  const policies = withPolicies(scenario.law?.policies ?? {}, scenario.law?.reasons ?? {});
  if (!policies.ok) faults.push(...policies.error.map((one) => ({ ...one, path: `law.policies.${one.path ?? ""}` })));
  if (workCalendar === undefined || hours === undefined || !policies.ok) return err(faults);

  const span = spanOf(scenario, workCalendar, report);
  if (span === undefined) return err(faults);
  const calendars = new OfficeCalendars(span.horizon, hours, (name) => sources.hours(name));
  const base: TimeBase = { workingDayMs: openMs(calendars.usualDay("office")), officeCalendar: "office" };
  const found = { faults, report };
  const around: Building = {
    scenario,
    sources,
    policies: policies.value,
    calendar: workCalendar,
    hours,
    base,
    ...found,
  };
  faults.push(...spreadFaults(scenario, base));
  const definitions = scenario.procedures.map((entry, i) => definitionOf(around, entry, `procedures[${i}]`));
  checkNames(
    scenario,
    definitions.filter((one) => one !== undefined),
    report,
  );
  const flows = scenario.procedures.map((entry, i) => flowOf(around, entry, definitions[i], `procedures[${i}]`));
  const rounds = flows.flatMap((flow, i) => {
    const definition = definitions[i];
    return flow === undefined || definition === undefined ? [] : [roundsMaxOf(definition, flow.law)];
  });
  if (rounds.length > 0) checkRounds(scenario.settings ?? {}, "settings", Math.max(...rounds), report);
  const { people, entryOfPerson } = peopleOf(scenario, calendars, report);
  const { streams, entryOfStream } = allStreams(around, definitions, calendars, span);
  if (faults.length > 0) return err(faults);
  const model: Model = {
    flows: flows.filter((flow) => flow !== undefined),
    people,
    calendars: calendars.all(),
    streams,
    conventions: { ...conventionsOf(scenario.preset, scenario.conventions), ...handOverOf(scenario, base) },
    startAt: span.startAt,
    ...(span.endAt === undefined ? {} : { endAt: span.endAt }),
    ...(scenario.atEnd === "stop" ? { stopAtEnd: true } : {}),
    ...(scenario.warmUp === undefined ? {} : { countFrom: span.startAt + scenario.warmUp.days * dayMs }),
    ...(scenario.offices === undefined ? {} : { offices: scenario.offices }),
  };
  return ok({ model, base, originOf: originOf(scenario, model, { definitions, entryOfPerson, entryOfStream }) });
}

const namesOf = (names: readonly string[] | undefined, there = "có:"): string =>
  names === undefined ? "" : ` (${there} ${listed(names)})`;

/** Days of absence are working days of the office: nobody is missed while it is closed. */
function handOverOf({ conventions }: Scenario, base: TimeBase): Pick<Conventions, "handOver"> {
  const handOver = conventions?.handOver ?? "never";
  if (handOver === "never") return {};
  return { handOver: { afterMs: handOver.workingDays * base.workingDayMs, calendar: base.officeCalendar } };
}

const dayMs = 86_400_000;

interface Building {
  readonly scenario: Scenario;
  readonly sources: ScenarioSources;
  readonly policies: Policies;
  readonly calendar: WorkCalendar;
  readonly hours: OpeningHours;
  readonly base: TimeBase;
  readonly faults: Fault[];
  readonly report: Reporter;
}

type Reporter = (path: string, vi: string, en: string) => void;

interface Span {
  readonly horizon: Horizon;
  readonly startAt: number;
  /** Absent where a number of dossiers ends it. */
  readonly endAt: number | undefined;
}

function spanOf({ start, length }: Scenario, workCalendar: WorkCalendar, report: Reporter): Span | undefined {
  const calendar = compileCalendar(workCalendar);
  const from = epochDayOf(start);
  const last = "days" in length ? from + length.days - 1 : "until" in length ? epochDayOf(length.until) : undefined;
  if (last !== undefined && last < from) {
    report("length.until", "ngày cuối trước ngày đầu", "the last day comes before the first");
    return undefined;
  }
  if (from < calendar.firstDay || (last ?? from) > calendar.lastDay) {
    const [first, end] = workCalendar.projected;
    const isStart = from < calendar.firstDay || from > calendar.lastDay;
    const [vi, en] = isStart
      ? ["hãy chọn ngày bắt đầu trong khoảng đó", "start on one of them"]
      : ["hãy rút ngắn hoặc bắt đầu sớm hơn", "shorten the run, or start earlier"];
    report(
      isStart ? "start" : "days" in length ? "length.days" : "length.until",
      `lịch làm việc "${workCalendar.id}" chỉ biết từ ${first} đến ${end}; ${vi}`,
      `the work calendar "${workCalendar.id}" knows the days from ${first} to ${end}; ${en}`,
    );
    return undefined;
  }
  const to = Math.min(calendar.lastDay, (last ?? from + 3_650) + workOffDays);
  const horizon: Horizon = { calendar, from, to };
  return { horizon, startAt: instantAt(from, 0), endAt: last === undefined ? undefined : instantAt(last + 1, 0) };
}

function definitionOf({ sources, faults }: Building, entry: ScenarioProcedure, path: string) {
  const { code, definition, flow } = entry;
  const given = [code, definition, flow].filter((one) => one !== undefined).length;
  if (given !== 1)
    faults.push(
      fault(
        "scenario.faulty",
        "cần đúng một trong: code, definition, flow",
        "exactly one of code, definition and flow is needed",
        path,
      ),
    );
  if (code === undefined) return definition;
  const known = sources.procedure(code);
  if (known === undefined)
    faults.push(
      fault(
        "definition.unknown_procedure",
        `danh mục không có thủ tục ${code}`,
        `no procedure ${code} in the catalogue`,
        `${path}.code`,
      ),
    );
  return known;
}

function flowOf(
  building: Building,
  entry: ScenarioProcedure,
  definition: ProcedureDefinition | undefined,
  path: string,
) {
  const { scenario, sources, policies, calendar, hours, base, faults, report } = building;
  if (entry.flow !== undefined) return ownFlow(idOfProcedure(entry), entry, entry.flow, base);
  if (definition === undefined) return undefined;
  checkOwnNames(entry, definition, path, report);
  const { name, priority, openMax } = entry;
  const habits = scenario.law?.habits;
  const law =
    scenario.law?.rules === "none"
      ? undefined
      : sources.law({ definition, on: scenario.start, calendar, hours, policies });
  if (law?.ok === false) faults.push({ ...law.error, path: "start" });
  if (law?.ok !== false) checkRounds(entry, path, roundsMaxOf(definition, law?.value), report);
  return procedureFlow(definition, {
    id: idOfProcedure(entry),
    settings: settingsOver(settingsOver(defaultSettings, scenario.settings ?? {}), entry),
    base,
    ...(name === undefined ? {} : { name }),
    ...(law?.ok === true ? { law: law.value } : {}),
    ...(habits === undefined ? {} : { habits }),
    ...(priority === undefined ? {} : { priority }),
    ...(openMax === undefined ? {} : { openMax }),
  });
}

function allStreams(
  { scenario, base, report }: Building,
  definitions: readonly (ProcedureDefinition | undefined)[],
  calendars: OfficeCalendars,
  span: Span,
): { readonly streams: readonly Stream[]; readonly entryOfStream: ReadonlyMap<string, number> } {
  const conventions = conventionsOf(scenario.preset, scenario.conventions);
  const entryOfStream = new Map<string, number>();
  const until = span.endAt === undefined ? instantAt(span.horizon.to + 1, 0) : Number.POSITIVE_INFINITY;
  const streams = scenario.arrivals.flatMap((entry, i) => {
    const path = `arrivals[${i}]`;
    const place = scenario.procedures.findIndex((known) => idOfProcedure(known) === entry.procedure);
    if (place < 0) {
      report(
        `${path}.procedure`,
        `kịch bản không có thủ tục "${entry.procedure}"`,
        `the scenario has no procedure "${entry.procedure}"`,
      );
      return [];
    }
    const members = membersOf(scenario, definitions, entry, path, report);
    if (members === undefined) return [];
    const hours = calendars.nameOf(entry.hours ?? "office", path, `${path}.hours`, report);
    const calendar = calendars.calendarOf(hours, `${path}.hours`, report);
    const usualDay = calendars.usualDay(hours);
    const definition = definitions[place];
    const shared = { scenario, conventions, definition, members, base, calendar, usualDay, until, report, path };
    const made = streamsOf(entry, shared);
    for (const { id } of made) entryOfStream.set(id, i);
    return made;
  });
  const { length } = scenario;
  return {
    streams: "dossiers" in length ? limitDossiers(streams, length.dossiers) : streams,
    entryOfStream,
  };
}
