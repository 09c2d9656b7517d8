import { civilDateOf, dayOf } from "../../calendar/civil-date.ts";
import type { ArrivalEntry, Scenario, ScenarioProcedure, StaffEntry, WeeklyHours } from "../scenario/types.ts";
import type { FoundArrivals } from "./arrivals.ts";
import type { Findings, FoundFlow, FoundTimes } from "./find.ts";
import { flowOf, type WaitUnit } from "./flow-of.ts";
import type { KnownProcedure } from "./known.ts";
import { comingBack, mainStepOf, pooledShares, settingsOf, stepShares } from "./known-settings.ts";
import { rounded, spreadOf } from "./spread-of.ts";
import type { FoundPerson } from "./staff.ts";
import { isAlways, sameHours, type WeekHours, weeklyHoursOf } from "./week.ts";

/** What was found, as a scenario that runs. @param notes what is an assumption all the same */
export function scenarioOf(findings: Findings, calendar: string, name: string, notes: readonly string[]): Scenario {
  const { traces, staff, flows, times } = findings;
  const waitUnit: WaitUnit = staff.hasHours ? "working-hour" : "hour";
  const catalogued = times.find(({ flows: [first] }) => first?.known !== undefined);
  const first = traces[0]?.arrivedAt ?? 0;
  const last = traces[traces.length - 1]?.arrivedAt ?? first;
  return {
    format: "motcua-scenario/1",
    name,
    ...(notes.length === 0 ? {} : { notes }),
    start: civilDateOf(dayOf(first)),
    length: { until: civilDateOf(dayOf(last)) },
    calendar,
    ...(staff.hasHours ? { hours: weeklyHoursOf(staff.office) } : {}),
    ...(catalogued === undefined ? {} : { settings: settingsFor(catalogued, findings, waitUnit) }),
    procedures: flows.map((flow) => procedureOf(flow, findings, waitUnit)),
    staff: staff.people.map((person) => staffOf(person, findings)),
    arrivals: flows.map((flow) => arrivalsOf(flow, staff.office)),
  };
}

function settingsFor({ flows, work, waiting, unattended }: FoundTimes, { life, office }: Findings, waitUnit: WaitUnit) {
  const known = flows.flatMap((flow) => (flow.known === undefined ? [] : [flow.known]));
  const kindOf = (step: string): string | undefined =>
    known.flatMap(({ definition }) => definition.steps).find(({ id }) => id === step)?.kind;
  const counted = flows.flatMap((flow) =>
    flow.known === undefined || flow.actions === undefined ? [] : [{ known: flow.known, counts: flow.actions.counts }],
  );
  const traces = flows.flatMap((flow) => flow.traces);
  const comeBack = comingBack(traces, office, waitUnit);
  return settingsOf(work, waiting, unattended, life, waitUnit, kindOf, pooledShares(counted), comeBack);
}

function procedureOf(flow: FoundFlow, { times, costs, life }: Findings, waitUnit: WaitUnit): ScenarioProcedure {
  const { id, known, ways, actions } = flow;
  if (known !== undefined && actions !== undefined) {
    const steps = stepShares(known, actions, life, waitUnit, mainStepOf([known]));
    return { code: known.definition.code, ...(Object.keys(steps).length === 0 ? {} : { steps }) };
  }
  const own = times.find(({ flows }) => flows.includes(flow));
  if (ways === undefined || own === undefined) return { id };
  const { work, waiting, unattended } = own;
  return { id, name: id, flow: flowOf(ways, { work, waiting, unattended, costs: costs.fixed, waitUnit }) };
}

function staffOf(person: FoundPerson, { flows, staff, costs }: Findings): StaffEntry {
  const { name, does, pool, hours } = person;
  const places = new Set<string>();
  const skills = new Set<string>();
  for (const { known, traces } of flows) {
    if (known === undefined) {
      // Skills of a flow of its own are its activities.
      const shown = new Set(traces.flatMap(({ visits }) => visits.map(({ activity }) => activity)));
      for (const activity of does) if (shown.has(activity)) skills.add(activity);
    } else for (const place of placesOf(known, does)) places.add(place);
  }
  const [first] = places;
  const [, unit = person.unit ?? "office"] = first === undefined ? [] : first.split("@");
  const roles = [...places].filter((place) => place.endsWith(`@${unit}`)).map((place) => place.split("@")[0] ?? "");
  for (const place of places) if (!place.endsWith(`@${unit}`)) skills.add(place);
  const rate = costs.perHour.get(name);
  return {
    id: name,
    unit,
    roles: roles.length > 0 ? roles : [pool],
    ...(skills.size === 0 ? {} : { skills: [...skills] }),
    ...hoursFor(hours, staff.office, staff.hasHours),
    ...(rate === undefined ? {} : { costPerHour: rounded(rate) }),
  };
}

const placesOf = (known: KnownProcedure, does: readonly string[]): readonly string[] =>
  does.flatMap((step) => known.skillOf(step) ?? []);

function hoursFor(hours: WeekHours, office: WeekHours, hasHours: boolean): { readonly hours?: string | WeeklyHours } {
  if (isAlways(hours)) return { hours: "always" };
  return hasHours && sameHours(hours, office) ? {} : { hours: weeklyHoursOf(hours) };
}

function arrivalsOf({ id, known, arrivals }: FoundFlow, office: WeekHours): ArrivalEntry {
  const { pattern, hours, hoursFrom } = arrivals;
  return {
    procedure: known?.definition.code ?? id,
    arrive: arriveOf(pattern),
    ...(hoursFrom === "office" && !isAlways(office)
      ? {}
      : { hours: isAlways(hours) ? ("always" as const) : weeklyHoursOf(hours) }),
  };
}

function arriveOf(pattern: FoundArrivals["pattern"]): ArrivalEntry["arrive"] {
  if (pattern.kind === "weekly-rate") return { kind: "weekly-rate", perHour: pattern.perHour.map(rounded) };
  return { kind: "between", time: spreadOf(pattern.gap, "minute") };
}
