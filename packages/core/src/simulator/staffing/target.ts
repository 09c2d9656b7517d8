import { type Fault, fault } from "../../base/errors.ts";
import { err, ok, type Result } from "../../base/result.ts";

/** A figure that staff must bring about, over the mean of replications. */
export interface StaffingGoal {
  /** As it was asked for: `onTime`, `waitingDays`, … */
  readonly name: string;
  /** Path of the figure, as `FiguresCollector.values` names it. */
  readonly measure: string;
  /** How many of the figure's units make one of the goal's. */
  readonly unit: number;
  readonly is: "at-least" | "at-most";
  readonly value: number;
}

const dayMs = 86_400_000;
const measures: { readonly [name: string]: readonly [measure: string, unit: number] } = {
  onTime: ["whole/law/onTimeLocalShare", 1],
  nationalOnTime: ["whole/law/onTimeNationalShare", 1],
  waitingDays: ["whole/waitingMs/mean", dayMs],
  utilisation: ["staff/utilisationShare", 1],
  apologies: ["whole/law/apologiesOwed", 1],
};

/** Names that a target can be about. */
export const targetNames: readonly string[] = Object.keys(measures);

/** Reads `onTime>=0.99 && waitingDays<=2`. */
export function parseTarget(text: string): Result<readonly StaffingGoal[], Fault> {
  const goals: StaffingGoal[] = [];
  for (const part of text.split("&&")) {
    const [, name = "", sign, number = ""] = /^\s*(\w+)\s*(>=|<=)\s*(\d+(?:\.\d+)?)\s*$/.exec(part) ?? [];
    const known = Object.hasOwn(measures, name) ? measures[name] : undefined;
    if (known === undefined)
      return err(
        fault(
          "scenario.faulty",
          `không hiểu mục tiêu "${part.trim()}"; ghi như onTime>=0.99, với ${targetNames.join(", ")}`,
          `"${part.trim()}" is no target; write onTime>=0.99, with ${targetNames.join(", ")}`,
          "target",
        ),
      );
    const [measure, unit] = known;
    goals.push({ name, measure, unit, is: sign === ">=" ? "at-least" : "at-most", value: Number(number) });
  }
  return ok(goals);
}
