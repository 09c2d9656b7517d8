import { type Model, modelOfScenario, type Scenario } from "@motcua/core/simulator";
import { vietnamSources } from "./sources.ts";

/** The model of a scenario that was checked already, made anew in a thread: compiled law cannot be sent there. */
export function modelOfThread(scenario: Scenario): Model {
  const built = modelOfScenario(scenario, vietnamSources());
  if (!built.ok) throw new TypeError(built.error[0]?.text.en ?? "the scenario does not make a model");
  return built.value.model;
}
