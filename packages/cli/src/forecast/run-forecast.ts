import { type BuiltOffice, type Forecast, forecastFrom, forecastOf } from "@motcua/core/simulator";
import { progressBar } from "../progress.ts";
import type { ForecastInput } from "./office-model.ts";

export interface ForecastSettings {
  readonly replications: number;
  readonly seed: number;
  readonly threads: number;
}

/** Runs a forecast on as many threads as asked for; it is the same with any number. */
export async function runForecast(
  input: ForecastInput,
  { model, workingDayMs }: BuiltOffice,
  { replications, seed, threads }: ForecastSettings,
): Promise<Forecast> {
  const options = { replications, seed, workingDayMs, ...progressBar() };
  if (threads === 1) return forecastOf(model, options);
  const { forecastOnThreads } = await import("@motcua/adapters/threads");
  const file = import.meta.url.endsWith(".ts") ? "./office-model.ts" : "./forecast-model.js";
  const columns = await forecastOnThreads(
    { module: new URL(file, import.meta.url).href, function: "forecastModelOfThread", input },
    { ...options, threads },
  );
  return forecastFrom(model, columns, options);
}
