import type { ProcedureDefinition, StepDefinition } from "../../procedure/types.ts";
import type { Trace } from "./traces.ts";

/** Name under which work at the desk before acceptance is kept; steps never have it. */
export const intakeActivity = "~receive";
/** What simulated logs call it. */
export const intakeName = "Tiếp nhận";

/** A procedure of the catalogue that a log is of, and what its activities are. */
export interface KnownProcedure {
  readonly definition: ProcedureDefinition;
  /** Step id, or `intakeActivity`, of an activity; `undefined` for what is neither. */
  stepOf(activity: string): string | undefined;
  /** What the simulator calls it. */
  nameOf(step: string): string;
  /** Who does it: role@unit. */
  skillOf(step: string): string | undefined;
}

export function knownProcedure(definition: ProcedureDefinition): KnownProcedure {
  const byName = new Map<string, string | undefined>();
  for (const { id, name } of definition.steps) byName.set(name.vi, byName.has(name.vi) ? undefined : id);
  const steps = new Map(definition.steps.map((step) => [step.id, step]));
  const desk = steps.get(definition.startStep);
  return {
    definition,
    stepOf: (activity) =>
      steps.has(activity)
        ? activity
        : (byName.get(activity) ??
          (activity === intakeActivity || activity === intakeName ? intakeActivity : undefined)),
    nameOf: (step) => steps.get(step)?.name.vi ?? intakeName,
    skillOf: (step) => {
      const of = steps.get(step);
      if (of !== undefined) return `${of.role}@${of.unit}`;
      // As the simulator has it: who begins the matter takes it in, where that is the desk's business.
      return desk?.role === "one-stop-officer" ? `${desk.role}@${desk.unit}` : "one-stop-officer@one-stop";
    },
  };
}

/** Whether a log of some flow is one of a procedure: all but a few of its visits are at its steps. */
export function fits(known: KnownProcedure, traces: readonly Trace[]): boolean {
  let [at, all] = [0, 0];
  for (const { visits } of traces)
    for (const { activity } of visits) {
      all += 1;
      if (known.stepOf(activity) !== undefined) at += 1;
    }
  return at >= 0.98 * all;
}

/** The same traces with steps for activities. */
export function atSteps(known: KnownProcedure, traces: readonly Trace[]): readonly Trace[] {
  return traces.map((trace) => ({
    ...trace,
    visits: trace.visits.flatMap((visit) => {
      const step = known.stepOf(visit.activity);
      return step === undefined ? [] : [{ ...visit, activity: step }];
    }),
  }));
}

/** What was done at a step, how often. */
export type ActionCounts = ReadonlyMap<string, ReadonlyMap<string, number>>;

export interface CountedActions {
  readonly counts: ActionCounts;
  /** Visits whose action could not be told from what came next. */
  readonly untold: number;
  /** By step: visits followed by the same step although no action leads there: papers were asked for. */
  readonly asked: ReadonlyMap<string, number>;
  readonly visits: ReadonlyMap<string, number>;
}

/** Actions as the next step tells them: those that lead where the dossier was seen next, steps that the log never shows
 *  passed over. Two actions that lead to the same place share the visits. */
export function actionsFromWays({ definition }: KnownProcedure, traces: readonly Trace[]): CountedActions {
  const shown = new Set(traces.flatMap(({ visits }) => visits.map(({ activity }) => activity)));
  const steps = new Map(definition.steps.map((step) => [step.id, step]));
  const counts = new Map<string, Map<string, number>>();
  const asked = new Map<string, number>();
  const seen = new Map<string, number>();
  let untold = 0;
  for (const { visits } of traces)
    visits.forEach(({ activity }, place) => {
      const step = steps.get(activity);
      if (step === undefined) return;
      seen.set(activity, (seen.get(activity) ?? 0) + 1);
      const next = visits[place + 1]?.activity ?? endOfLog;
      const leading = step.actions.filter(({ to }) => firstShown(to, steps, shown).has(next));
      if (leading.length === 0 && next === activity && step.mayAskSupplement)
        asked.set(activity, (asked.get(activity) ?? 0) + 1);
      else if (leading.length === 0) untold += 1;
      const ofStep = counts.get(activity) ?? new Map<string, number>();
      counts.set(activity, ofStep);
      for (const { id } of leading) ofStep.set(id, (ofStep.get(id) ?? 0) + 1 / leading.length);
    });
  return { counts, untold, asked, visits: seen };
}

const endOfLog = "end:";

/** The steps at which the log shows a dossier next when it goes to `to`. */
function firstShown(
  to: string,
  steps: ReadonlyMap<string, StepDefinition>,
  shown: ReadonlySet<string>,
): ReadonlySet<string> {
  const first = new Set<string>();
  const passed = new Set<string>();
  const left = [to];
  for (let id = left.pop(); id !== undefined; id = left.pop()) {
    if (id.startsWith(endOfLog)) first.add(endOfLog);
    else if (shown.has(id)) first.add(id);
    else if (!passed.has(id)) {
      passed.add(id);
      left.push(...(steps.get(id)?.actions ?? []).map((action) => action.to));
    }
  }
  return first;
}
