import type { Fault } from "@motcua/core";
import {
  type BuiltScenario,
  checkModel,
  loadScenarioTools,
  type Model,
  modelOfScenario,
  type Scenario,
} from "@motcua/core/simulator";
import { type CliIo, exitRefused, exitUsage, printFault } from "../cli-io.ts";
import { readScenarioFile, type ScenarioFile } from "./scenario-file.ts";
import { vietnamSources } from "./sources.ts";

export interface Prepared {
  readonly file: string;
  readonly scenario: Scenario;
  readonly model: Model;
}

/** A scenario ready to run; else the exit status, and on stderr everything that is wrong with it, with file and line. */
export async function prepareScenario(file: string, allowOverload: boolean, io: CliIo): Promise<Prepared | number> {
  const read = await readScenarioFile(file);
  if (!read.ok) {
    for (const fault of read.error) printFault(io, fault);
    return read.error.some(({ code }) => code === "cli.usage") ? exitUsage : exitRefused;
  }
  const refuse = (faults: readonly Fault[], originOf = (path: string) => path): number => {
    for (const fault of faults) printFault(io, placed(fault, read.value, originOf));
    return exitRefused;
  };
  const { parseScenario } = await loadScenarioTools();
  const scenario = parseScenario(read.value.value);
  if (!scenario.ok) return refuse(scenario.error);
  const built = modelOfScenario(scenario.value, vietnamSources());
  if (!built.ok) return refuse(built.error);
  const { model, originOf }: BuiltScenario = built.value;
  const faults = checkModel(model, { allowOverload });
  if (faults.length > 0) return refuse(faults, originOf);
  return { file, scenario: scenario.value, model };
}

/** The place is part of the line a person reads. */
function placed(fault: Fault, file: ScenarioFile, originOf: (path: string) => string): Fault {
  if (fault.path === undefined) return fault;
  const path = originOf(fault.path);
  const place = file.placeOf(path);
  const where = place === undefined ? path : `${place}: ${path}`;
  return { ...fault, text: { vi: `${where}: ${fault.text.vi}`, en: `${where}: ${fault.text.en}` } };
}
