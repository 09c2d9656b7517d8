export { type ForecastThreadOptions, forecastOnThreads } from "./forecast-on-threads.ts";
export type { ModelSource } from "./protocol.ts";
export { runOnThreads, type ThreadOptions } from "./run-on-threads.ts";
