export { type ForecastThreadOptions, forecastOnThreads } from "./forecast-on-threads.ts";
export { ThreadPool } from "./pool.ts";
export type { ThreadWork } from "./pool-protocol.ts";
export type { ModelSource } from "./protocol.ts";
export { runOnThreads, type ThreadOptions } from "./run-on-threads.ts";
