import type { Fault } from "@motcua/core";
import { type Simulated, type SimulateOptions, Simulation } from "@motcua/core/simulator";
import { coreWords } from "../adapter-words.ts";
import { type OnProgress, progressBar } from "../progress.ts";
import type { RunSettings } from "./options.ts";
import type { Prepared } from "./prepare.ts";

/** Runs a scenario, or says with file and line why its figures would not be those of what was asked for.
 *  @returns the exit status in that case */
export async function runScenario(
  prepared: Prepared,
  settings: RunSettings,
  onProgress: OnProgress | undefined = progressBar().onProgress,
): Promise<Simulated | number> {
  try {
    const simulated = await run(prepared, settings, onProgress);
    return simulated.faults.length > 0 ? prepared.refuse(simulated.faults) : simulated;
  } catch (error) {
    const beyond = beyondCalendar(error);
    if (beyond === undefined) throw error;
    return prepared.refuse([beyond]);
  }
}

/** The law asked for a day that the work calendar does not have; errors of threads keep their code. */
export function beyondCalendar(error: unknown): Fault | undefined {
  if (!(error instanceof Error && "code" in error && error.code === "calendar.horizon")) return undefined;
  const text = { vi: coreWords["calendar.horizon"] ?? "", en: error.message };
  return { code: "calendar.horizon", text, path: "endAt" };
}

/** On as many threads as asked for; the figures are the same with any number. */
async function run(
  { model, scenario }: Prepared,
  settings: RunSettings,
  onProgress: OnProgress | undefined,
): Promise<Simulated> {
  const { seed, replications, precision, threads } = settings;
  const options: SimulateOptions = {
    seed,
    replications,
    ...(precision === undefined ? {} : { goals: precision }),
    ...(onProgress === undefined ? {} : { onProgress }),
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
