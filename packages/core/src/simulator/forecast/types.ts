import type { EpochMs } from "../../calendar/types.ts";
import type { ShareInterval } from "../statistics/interval.ts";

/** What is likely to become of the dossiers that are open at an instant. */
export interface Forecast {
  readonly at: EpochMs;
  /** Nothing was looked at after it. */
  readonly until: EpochMs;
  readonly seed: number;
  readonly replications: number;
  /** In the order of the model's open dossiers. */
  readonly dossiers: readonly DossierForecast[];
  /** Those worth helping first, the first first; see `Help`. Places in `dossiers`. */
  readonly helpFirst: readonly number[];
  /** Dossiers that will be late: the sum of the probabilities. */
  readonly lateExpected: number;
}

/** What is likely to become of one open dossier. Probabilities and shares are 0 to 1. */
export interface DossierForecast {
  readonly id: string;
  readonly flow: string;
  /** Where it stands. */
  readonly node: string;
  /** The promise in force; absent without one, or while its clock is held. */
  readonly dueAt?: EpochMs;
  /** Resolved already, so its verdict is known: the probabilities are 0 or 1. */
  readonly known: boolean;
  /** Probability of being late by the office's verdict, over the replications in which that was decided; `null` of none. The
   *  interval says how much the number of replications leaves open, not whether the scenario is right. */
  readonly late: ShareInterval | null;
  readonly nationallyLate: ShareInterval | null;
  /** Share of replications in which it was neither finished nor late when nothing more was looked at. */
  readonly undecidedShare: number;
  /** Mean working days over in the replications in which it is late; `null` when it is in none. */
  readonly daysOverIfLate: number | null;
  /** When its result is ready: one, five and nine in ten replications have it by then. `null`: after the last instant. */
  readonly finish: { readonly p10: EpochMs | null; readonly p50: EpochMs | null; readonly p90: EpochMs | null };
  /** Where most of the time goes from now on; absent for one that is resolved. */
  readonly longest?: Longest;
  readonly help: Help;
}

/** The place at which most of a dossier's time goes. */
export interface Longest {
  readonly node: string;
  readonly name: string;
  /** `people`: it waits for somebody or is worked on. `outside`: for a citizen, the post, another agency. */
  readonly of: "people" | "outside";
  /** Mean time there, and its share of the time until the result is ready. */
  readonly meanMs: number;
  readonly share: number;
}

/** What it would bring if, from now on, somebody always began with this dossier at once. */
export interface Help {
  /** Probability that it is late now and would be on time then: near 0 for those that are safe, and for those that are lost. */
  readonly savedShare: number;
  /** Mean working days of lateness that it would be spared. */
  readonly savedDays: number;
}
