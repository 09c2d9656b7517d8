import type { Storage } from "@motcua/core";

/** What may go wrong. Each can be left out, to find the least that makes a failure. */
export const faultKinds = [
  "fails before",
  "answer lost",
  "lands late",
  "stops",
  "crashes",
  "clock steps",
  "sent again",
  "channel fails",
] as const;
export type FaultKind = (typeof faultKinds)[number];

export interface WorldOptions {
  readonly seed: number;
  readonly steps: number;
  /** Default: all of them. */
  readonly faults?: readonly FaultKind[];
  readonly processes?: number;
  /** Dossiers lived at one time. */
  readonly dossiers?: number;
  /** Local time at which it begins. */
  readonly start?: string;
  /** A store or a clock that is faulty on purpose: the witness must notice. */
  readonly tampering?: Tampering;
}

export interface Tampering {
  readonly store?: (good: Storage) => Partial<Storage>;
  readonly clock?: (now: number) => number;
}

export interface Outcome {
  readonly steps: number;
  /** Over everything that happened, in order: the same seed gives the same. */
  readonly trace: string;
  readonly counts: { readonly [what: string]: number };
}
