import type { EpochMs } from "../../calendar/types.ts";
import type { CompiledCalendar } from "../../calendar/work-calendar.ts";
import type { ProcedureDefinition } from "../../procedure/types.ts";
import type { StaffClock } from "../kernel/staff-clock.ts";
import type { EventLog } from "../log/event-log.ts";
import { type FoundArrivals, findArrivals } from "./arrivals.ts";
import { type FoundCosts, findCosts } from "./costs.ts";
import {
  type ActionCounts,
  actionsFromWays,
  atSteps,
  type CountedActions,
  fits,
  type KnownProcedure,
  knownProcedure,
} from "./known.ts";
import { dossiersOf, type FoundLife, lifeOf } from "./known-settings.ts";
import { multitaskingMax, type RecordedAct, type Settled, unattendedMin, waitingRule } from "./options.ts";
import { clocksOf, type FoundStaff, findStaff, spanOf } from "./staff.ts";
import type { Concurrency, Trace } from "./traces.ts";
import { type FoundWaiting, findWaiting } from "./waiting.ts";
import { type FoundWays, findWays } from "./ways.ts";
import { type FoundWork, findWork } from "./work.ts";

/** Dossiers of one procedure. */
export interface FoundFlow {
  readonly id: string;
  readonly known: KnownProcedure | undefined;
  readonly traces: readonly Trace[];
  readonly arrivals: FoundArrivals;
  /** Of a procedure that is in no catalogue. */
  readonly ways: FoundWays | undefined;
  /** Of one that is. */
  readonly actions: CountedActions | undefined;
}
/** Times of activities: each procedure of its own, and those of the catalogue together, by step. */
export interface FoundTimes {
  readonly flows: readonly FoundFlow[];
  readonly work: ReadonlyMap<string, FoundWork>;
  readonly waiting: ReadonlyMap<string, FoundWaiting>;
  readonly unattended: ReadonlySet<string>;
}
export interface Findings {
  readonly traces: readonly Trace[];
  readonly staff: FoundStaff;
  /** Opening time of the office over the days of the log. */
  readonly office: StaffClock;
  readonly flows: readonly FoundFlow[];
  readonly times: readonly FoundTimes[];
  readonly costs: FoundCosts;
  readonly life: FoundLife;
  readonly concurrency: Concurrency;
  readonly multitaskers: ReadonlySet<string>;
}

export interface FindingFrom {
  readonly log: EventLog;
  readonly concurrency: Concurrency;
  readonly calendar: CompiledCalendar;
  readonly procedure: (code: string) => ProcedureDefinition | undefined;
  readonly rule: Settled;
}

/** Activities of a procedure of the catalogue are named by their steps. */
export function atKnownSteps(
  traces: readonly Trace[],
  procedure: FindingFrom["procedure"],
): { readonly traces: readonly Trace[]; readonly known: ReadonlyMap<string, KnownProcedure> } {
  const known = new Map<string, KnownProcedure>();
  const byFlow = Map.groupBy(traces, ({ flow }) => flow);
  const all = [...byFlow].flatMap(([flow, ofFlow]) => {
    const definition = procedure(flow);
    const candidate = definition === undefined ? undefined : knownProcedure(definition);
    if (candidate === undefined || !fits(candidate, ofFlow)) return ofFlow;
    known.set(flow, candidate);
    return atSteps(candidate, ofFlow).filter(({ visits }) => visits.length > 0);
  });
  all.sort((a, b) => a.arrivedAt - b.arrivedAt || (a.dossier < b.dossier ? -1 : 1));
  return { traces: all, known };
}

/** Everything that a log tells, for the dossiers given. @param traces in order of arrival, at least one */
export function findAll(
  traces: readonly Trace[],
  known: ReadonlyMap<string, KnownProcedure>,
  { log, concurrency, calendar, rule }: FindingFrom,
): Findings {
  const staff = findStaff(traces, calendar, rule);
  const span = spanOf(traces);
  const clocks = clocksOf(staff, calendar, span);
  const multitaskers = new Set(
    staff.people.filter((one) => one.multitasking > multitaskingMax).map(({ name }) => name),
  );
  const acts = Map.groupBy(rule.acts, ({ flow }) => flow);
  const dossiers = dossiersOf(traces);
  const within = [traces[0]?.arrivedAt ?? 0, traces[traces.length - 1]?.arrivedAt ?? 0] as const;
  const flows = [...Map.groupBy(traces, ({ flow }) => flow)].map(([id, ofFlow]): FoundFlow => {
    const arrivals: EpochMs[] = ofFlow.map(({ arrivedAt }) => arrivedAt);
    const procedure = known.get(id);
    return {
      id,
      known: procedure,
      traces: ofFlow,
      arrivals: findArrivals(arrivals, staff.office, calendar, span, within, rule),
      ways: procedure === undefined ? findWays(ofFlow, concurrency) : undefined,
      actions: procedure === undefined ? undefined : actionsOf(procedure, ofFlow, acts.get(id) ?? [], dossiers),
    };
  });
  // Waits are looked for with everybody's work in view, and told for each procedure by itself.
  const groups = [
    flows.filter((flow) => flow.known !== undefined),
    ...flows.filter((flow) => flow.known === undefined).map((flow) => [flow]),
  ].filter((group) => group.length > 0);
  const times = groups.map((group): FoundTimes => {
    const ofGroup = group.flatMap((flow) => flow.traces);
    const work = findWork(ofGroup, clocks.ofPerson, multitaskers);
    const unattended = [...work.values()].filter((one) => one.unattended > unattendedMin);
    return {
      flows: group,
      work,
      waiting: findWaiting(ofGroup, staff, clocks, { ...waitingRule, sinceReady: sinceReadyIn(group) }, traces),
      unattended: new Set(unattended.map(({ activity }) => activity)),
    };
  });
  const life = lifeOf(log, dossiers, clocks.office);
  return {
    traces,
    staff,
    office: clocks.office,
    flows,
    times,
    costs: findCosts(traces, clocks.ofPerson),
    life,
    concurrency,
    multitaskers,
  };
}

/** Between steps of the catalogue may lie steps that wait; before a result is handed over lies its applicant's way alone. */
function sinceReadyIn(group: readonly FoundFlow[]): (activity: string) => boolean {
  const definitions = group.flatMap(({ known }) => (known === undefined ? [] : [known.definition]));
  if (definitions.length === 0) return () => true;
  const steps = definitions.flatMap((definition) => definition.steps);
  const returns = new Set(steps.filter(({ kind }) => kind === "return").map(({ id }) => id));
  return (activity) => returns.has(activity);
}

function actionsOf(
  known: KnownProcedure,
  traces: readonly Trace[],
  acts: readonly RecordedAct[],
  dossiers: ReadonlySet<string>,
): CountedActions {
  const fromWays = actionsFromWays(known, traces);
  if (acts.length === 0) return fromWays;
  const counts = new Map<string, Map<string, number>>();
  for (const { dossier, step, action } of acts) {
    if (!dossiers.has(dossier)) continue;
    const ofStep = counts.get(step) ?? new Map<string, number>();
    counts.set(step, ofStep.set(action, (ofStep.get(action) ?? 0) + 1));
  }
  return { ...fromWays, counts: counts as ActionCounts, untold: 0 };
}
