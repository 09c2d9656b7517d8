import type { ForecastColumns } from "@motcua/core/simulator";
import type { ModelSource, ThreadError } from "./protocol.ts";

/** What a thread of a forecast is told: it takes every `threads`-th replication, from its own number on. */
export interface ForecastThreadData {
  readonly source: ModelSource;
  readonly seed: number;
  readonly replications: number;
  readonly thread: number;
  readonly threads: number;
}

/** From a thread: a replication is done, all of them are, or what went wrong. */
export type ForecastAnswer =
  | { readonly done: number }
  | { readonly columns: ForecastColumns }
  | { readonly error: ThreadError };
