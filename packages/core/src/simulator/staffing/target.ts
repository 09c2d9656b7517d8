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

interface Target {
  readonly measure: string;
  readonly unit: number;
  /** Where more people lead: the search takes it that they never make it worse. */
  readonly is: StaffingGoal["is"];
  readonly share?: true;
}

const dayMs = 86_400_000;
const targets: { readonly [name: string]: Target } = {
  onTime: { measure: "whole/law/onTimeLocalShare", unit: 1, is: "at-least", share: true },
  nationalOnTime: { measure: "whole/law/onTimeNationalShare", unit: 1, is: "at-least", share: true },
  waitingDays: { measure: "whole/waitingMs/mean", unit: dayMs, is: "at-most" },
  cycleDays: { measure: "whole/cycleMs/mean", unit: dayMs, is: "at-most" },
  utilisation: { measure: "staff/utilisationShare", unit: 1, is: "at-most", share: true },
  apologies: { measure: "whole/law/apologiesOwed", unit: 1, is: "at-most" },
};

/** Names that a target can be about. */
export const targetNames: readonly string[] = Object.keys(targets);

/** Whether only law makes the figure of a goal: promises, apologies. */
export const needsLaw = ({ measure }: StaffingGoal): boolean => measure.startsWith("whole/law/");

/** Reads `onTime>=0.99 && waitingDays<=2`. Fault: `scenario.faulty`. */
export function parseTarget(text: string): Result<readonly StaffingGoal[], Fault> {
  const goals: StaffingGoal[] = [];
  for (const part of text.split("&&")) {
    const goal = parseGoal(part.trim());
    if (!goal.ok) return goal;
    goals.push(goal.value);
  }
  return ok(goals);
}

function parseGoal(text: string): Result<StaffingGoal, Fault> {
  const [, name = "", sign = "", number = ""] = /^(\w+)\s*(>=|<=)\s*([^\s&]*)$/.exec(text) ?? [];
  const names = targetNames.join(", ");
  if (name === "")
    return wrong(
      `không hiểu mục tiêu "${text}"; ghi như onTime>=0.99, nối bằng &&, với ${names}`,
      `"${text}" is no target; write onTime>=0.99, joined by &&, with ${names}`,
    );
  const target = Object.hasOwn(targets, name) ? targets[name] : undefined;
  if (target === undefined)
    return wrong(`không có chỉ tiêu "${name}"; có: ${names}`, `there is no figure "${name}"; one of ${names}`);
  const value = /^-?(\d+(\.\d+)?|\.\d+)$/.test(number) ? Number(number) : undefined;
  if (value === undefined)
    return wrong(
      `"${text}": sau ${sign} cần một số như 0.99, không phải "${number}"`,
      `"${text}": a number such as 0.99 must follow ${sign}, not "${number}"`,
    );
  const { measure, unit, is, share } = target;
  if (share === true && !(value >= 0 && value <= 1))
    return wrong(
      `"${text}": tỷ lệ từ 0 đến 1; 99 % ghi là 0.99`,
      `"${text}": a share is written as 0 to 1; 99 % is 0.99`,
    );
  if (value < 0) return wrong(`"${text}": cần một số từ 0 trở lên`, `"${text}": a number of 0 or more is needed`);
  const helps = is === "at-least" ? ">=" : "<=";
  if (sign !== helps)
    return wrong(
      `"${text}": thêm người chỉ làm xa mục tiêu này hơn; hãy ghi ${name}${helps}…`,
      `"${text}": more people would only lead away from it; write ${name}${helps}…`,
    );
  return ok({ name, measure, unit, is, value });
}

const wrong = (vi: string, en: string): Result<never, Fault> => err(fault("scenario.faulty", vi, en, "target"));
