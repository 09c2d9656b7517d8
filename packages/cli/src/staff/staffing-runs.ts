import type { Fault } from "@motcua/core";
import {
  type CompiledModel,
  checkModel,
  compileModel,
  type Model,
  modelOfScenario,
  runUnit,
  type Scenario,
  type Staffing,
  type UnitData,
  unitAt,
  unitToData,
} from "@motcua/core/simulator";
import { vietnamSources } from "../simulate/sources.ts";

export interface StaffingInput {
  readonly scenario: Scenario;
  /** Ids of the staff entries that are varied. */
  readonly entries: readonly string[];
  readonly seed: number;
}

/** The model, or why these people cannot do the work: somebody is missing, there is more than they can do, or too little
 *  time before the calendars end. */
export function modelWith({ scenario, entries }: StaffingInput, counts: Staffing): Model | readonly Fault[] {
  const staff = scenario.staff.flatMap((entry) => {
    const place = entries.indexOf(entry.id);
    const count = place < 0 ? (entry.count ?? 1) : (counts[place] ?? 0);
    return count === 0 ? [] : [withCount(entry, count)];
  });
  const built = modelOfScenario({ ...scenario, staff }, vietnamSources());
  if (!built.ok) return built.error;
  const { model } = built.value;
  const faults = checkModel(model);
  return faults.length === 0 ? model : faults;
}

/** Days off of somebody who is not there fall away with them. */
function withCount(entry: Scenario["staff"][number], count: number): Scenario["staff"][number] {
  const there = ({ of = 1 }: { readonly of?: number }): boolean => of <= count;
  const { leave, exceptions } = entry;
  return {
    ...entry,
    count,
    ...(leave === undefined ? {} : { leave: leave.filter(there) }),
    ...(exceptions === undefined ? {} : { exceptions: exceptions.filter(there) }),
  };
}

/** A unit of a staffing that can do its work. */
export interface StaffingUnit {
  readonly counts: Staffing;
  readonly number: number;
}

/** For a thread, which makes the model itself: compiled law cannot be sent there. One staffing is asked for at a time. */
export function staffingUnits(input: StaffingInput): (unit: StaffingUnit) => UnitData {
  let begun: { readonly key: string; readonly model: Model; readonly compiled: CompiledModel } | undefined;
  return ({ counts, number }) => {
    const key = counts.join(" ");
    if (begun?.key !== key) {
      const model = modelWith(input, counts);
      if (!("flows" in model)) throw new TypeError(`staffing ${key} makes no model`);
      begun = { key, model, compiled: compileModel(model) };
    }
    const { model, compiled } = begun;
    return unitToData(runUnit(compiled, { seed: input.seed, ...unitAt(model, number), byHour: false }));
  };
}
