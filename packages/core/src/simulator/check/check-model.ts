import type { Fault } from "../../base/errors.ts";
import type { Model } from "../model.ts";
import { checkCalendarEnd } from "./calendar-end.ts";
import { checkFlows } from "./flows.ts";
import { checkLoad } from "./load.ts";
import { Report } from "./report.ts";
import { checkSizes } from "./sizes.ts";
import { checkStaffing } from "./staffing.ts";
import { checkSurroundings } from "./surroundings.ts";

/** What `checkModel` lets pass. */
export interface CheckOptions {
  /** A load at or over 1 is no fault, nor a loop that may use up who could sign: a run with a fixed end may look at how a queue
   *  grows, and a forecast at the office as it is. */
  readonly allowOverload?: boolean;
}

/**
 * Everything that is wrong with a model, at once, before anything runs: names and numbers first, then whether somebody can
 * do every task, then whether people can do it all (`model.overload`) and in the days there are (`model.calendar_ends`). Later questions are asked only of a model that
 * stood the earlier ones. An empty list means that `compileModel` takes it.
 */
export function checkModel(model: Model, { allowOverload = false }: CheckOptions = {}): readonly Fault[] {
  const report = new Report();
  checkSurroundings(report, model);
  checkFlows(report, model);
  if (report.count === 0) checkStaffing(report, model, allowOverload);
  if (report.count === 0) checkSizes(report, model);
  if (report.count > 0) return report.all();
  const overload = allowOverload ? [] : checkLoad(model);
  return overload.length > 0 ? overload : checkCalendarEnd(model, allowOverload);
}
