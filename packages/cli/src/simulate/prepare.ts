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
  /** Says what is wrong with it after all, by paths of the model, with file and line. @returns the exit status */
  refuse(faults: readonly Fault[]): number;
}

/** The scenario of a file; else the exit status, as `prepareScenario`. */
export async function readScenario(file: string, io: CliIo): Promise<ReadScenario | number> {
  const read = await readScenarioFile(file);
  if (!read.ok) {
    for (const fault of read.error) printFault(io, fault);
    return read.error.some(({ code }) => code === "cli.usage") ? exitUsage : exitRefused;
  }
  const refuse = (faults: readonly Fault[], originOf = (path: string) => path): number => {
    const told = new Set<string>();
    for (const fault of faults.map((one) => placed(one, read.value, originOf))) {
      // What every procedure takes over from the scenario is told once.
      if (!told.has(fault.text.en)) printFault(io, fault);
      told.add(fault.text.en);
    }
    return exitRefused;
  };
  const { parseScenario } = await loadScenarioTools();
  const scenario = parseScenario(read.value.value);
  return scenario.ok ? { scenario: scenario.value, refuse } : refuse(scenario.error);
}

export interface ReadScenario {
  readonly scenario: Scenario;
  /** Says what is wrong, with file and line. @returns the exit status */
  refuse(faults: readonly Fault[], originOf?: (path: string) => string): number;
}

/** A scenario ready to run; else the exit status, and on stderr everything that is wrong with it, with file and line. */
export async function prepareScenario(file: string, allowOverload: boolean, io: CliIo): Promise<Prepared | number> {
  const read = await readScenario(file, io);
  if (typeof read === "number") return read;
  const { scenario, refuse } = read;
  const built = modelOfScenario(scenario, vietnamSources());
  if (!built.ok) return refuse(built.error);
  const { model, originOf }: BuiltScenario = built.value;
  const faults = checkModel(model, { allowOverload });
  if (faults.length > 0) return refuse(faults, originOf);
  return { file, scenario, model, refuse: (late) => refuse(late, originOf) };
}

/** The place is part of the line a person reads. */
function placed(fault: Fault, file: ScenarioFile, originOf: (path: string) => string): Fault {
  if (fault.path === undefined) return fault;
  const path = originOf(fault.path);
  const place = file.placeOf(path);
  // An empty file has no line.
  const where = [place ?? (path === "" ? file.name : ""), path].filter((part) => part !== "").join(": ");
  return { ...fault, text: { vi: `${where}: ${fault.text.vi}`, en: `${where}: ${fault.text.en}` } };
}
