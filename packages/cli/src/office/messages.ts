import type { EpochMs, Fault } from "@motcua/core";
import type { RunArguments } from "./filings.ts";
import type { DueWake } from "./hand.ts";

/**
 * What the driver and its workers say to each other. It only rings the bell: what is to be done stands in the plan in
 * storage, what was done stands in the dossiers, and whoever dies in between has lost nothing.
 */
export type ToWorker =
  /** The address comes this way and not as an argument: arguments are seen by everybody on the machine. */
  | { readonly kind: "begin"; readonly run: RunArguments; readonly db: string }
  | { readonly kind: "wake"; readonly due: readonly DueWake[] }
  /** The commands of these dossiers in the plan that stands in storage, which must be that of this instant. */
  | { readonly kind: "carry-out"; readonly at: EpochMs; readonly ordinals: readonly number[] };

export type FromWorker =
  | { readonly kind: "ready" }
  | { readonly kind: "done"; readonly refused: readonly Refused[] }
  /** The surroundings are broken, or we are: the driver stops with this. */
  | { readonly kind: "failed"; readonly code: string; readonly message: string };

/** What is not done because the rules refused it: refusals are recorded nowhere, so they travel. */
export interface Refused {
  readonly ordinal: number;
  readonly fault: Fault;
}
