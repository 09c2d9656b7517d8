import { err, type Fault, ok, type Result } from "@motcua/core";
import type { GoalProgress, Model, PrecisionGoal } from "@motcua/core/simulator";
import { usageFault } from "../cli-io.ts";

// `--precision cycle=2%,onTime=0.5%`: how sure which figure is to be.

interface Figure {
  readonly measure: string;
  /** Of shares in percentage points, of all else as a part of the mean. */
  readonly share?: true;
  /** Only promises make it. */
  readonly law?: true;
}
const figures: { readonly [name: string]: Figure } = {
  cycle: { measure: "whole/cycleMs/mean" },
  waiting: { measure: "whole/waitingMs/mean" },
  processing: { measure: "whole/processingMs/mean" },
  onTime: { measure: "whole/law/onTimeLocalShare", share: true, law: true },
  nationalOnTime: { measure: "whole/law/onTimeNationalShare", share: true, law: true },
  apologies: { measure: "whole/law/apologiesOwed", law: true },
  utilisation: { measure: "staff/utilisationShare", share: true },
};
const names = Object.keys(figures).join(", ");

/** Reads what stands after `--precision`. A number alone is about the mean time from filing to return. */
export function readPrecision(text: string): Result<readonly PrecisionGoal[], Fault> {
  const goals: PrecisionGoal[] = [];
  for (const part of text.split(",")) {
    const [, name = "cycle", number = "", percent = ""] =
      /^\s*(?:(\w+)\s*=)?\s*(\d*\.?\d+)\s*(%?)\s*$/.exec(part) ?? [];
    const wanted = Number(number) / (percent === "" ? 1 : 100);
    const figure = Object.hasOwn(figures, name) ? figures[name] : undefined;
    if (number !== "" && figure === undefined)
      return err(
        usageFault(
          `--precision: không có chỉ tiêu "${name}"; có: ${names}`,
          `--precision: no figure "${name}"; one of ${names}`,
        ),
      );
    if (figure === undefined || !(wanted > 0 && wanted < 1))
      return err(
        usageFault(
          `--precision: không hiểu "${part}"; ghi như 0.05 hoặc onTime=0.5%,cycle=2%, trong khoảng 0 đến 1`,
          `--precision: "${part}" is not understood; write 0.05, or onTime=0.5%,cycle=2%, between 0 and 1`,
        ),
      );
    const { measure, share } = figure;
    goals.push(share === true ? { measure, absolute: wanted } : { measure, relative: wanted });
  }
  return ok(goals);
}

/** A figure that this model does not make: it would be waited for to the last replication. */
export function precisionFault(goals: readonly PrecisionGoal[], { flows }: Model): Fault | undefined {
  if (flows.some(({ law }) => law !== undefined)) return undefined;
  const lacking = goals.map(({ measure }) => nameOf(measure)).filter((name) => figures[name]?.law === true);
  if (lacking.length === 0) return undefined;
  const shown = lacking.join(", ");
  return usageFault(
    `--precision: kịch bản không có luật nên không có ${shown}`,
    `--precision: the scenario has no law, so there is no ${shown}`,
  );
}

/** Names of those that were not reached. */
export const notReached = (goals: readonly GoalProgress[]): string =>
  goals.flatMap(({ reached, goal }) => (reached ? [] : [nameOf(goal.measure)])).join(", ");

const nameOf = (measure: string): string =>
  Object.keys(figures).find((name) => figures[name]?.measure === measure) ?? measure;
