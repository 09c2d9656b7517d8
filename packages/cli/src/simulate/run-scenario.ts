import { type Simulated, type SimulateOptions, Simulation } from "@motcua/core/simulator";
import { progressBar } from "../progress.ts";
import type { RunSettings } from "./options.ts";
import type { Prepared } from "./prepare.ts";

/** Runs a scenario on as many threads as asked for; the figures are the same with any number. */
export async function runScenario({ model, scenario }: Prepared, settings: RunSettings): Promise<Simulated> {
  const { seed, replications, precision, threads } = settings;
  const options: SimulateOptions = {
    seed,
    replications,
    ...(precision === undefined ? {} : { goals: [{ measure: "whole/cycleMs/mean", relative: precision }] }),
    ...progressBar(),
  };
  const simulation = new Simulation(model, options);
  if (threads === 1) return simulation.run();
  const { runOnThreads } = await import("@motcua/adapters/threads");
  const module = new URL(import.meta.url.endsWith(".ts") ? "./thread-model.ts" : "./thread-model.js", import.meta.url);
  await runOnThreads(
    { module: module.href, function: "modelOfThread", input: scenario },
    { seed, threads, replications, onUnit: (unit) => simulation.take(unit) },
  );
  return simulation.result();
}
