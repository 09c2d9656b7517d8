import type { ReportText } from "./input.ts";

/** Event logs laid side by side: what was recorded and what was simulated, or two records. */
export interface ReportLogs {
  readonly a: ReportLog;
  readonly b: ReportLog;
  readonly distances: readonly ReportDistance[];
}

/** What a log shows at a glance; of several, as replications are, their mean. */
export interface ReportLog {
  readonly name: ReportText;
  /** How many logs it is the mean of. */
  readonly logs: number;
  readonly dossiers: number;
  readonly items: number;
  /** First begin of the first dossier. */
  readonly startAt: number;
  /** Dossiers that begin, by day of the office; the first is day `firstDay`, counted from 1970-01-01. */
  readonly firstDay: number;
  readonly arrivalsByDay: readonly number[];
  /** Time from the first begin to the last end of a dossier that 0, 1, … 100 % of them stay within. */
  readonly cycleMs: readonly number[];
  /** Share of begins and ends in each of the 24 hours of the day. */
  readonly hourShares: readonly number[];
  /** In order of how often they are done. */
  readonly activities: readonly ReportActivity[];
}

export interface ReportActivity {
  readonly name: string;
  /** How often it is done for a dossier. */
  readonly perDossier: number;
  /** From begin to end. */
  readonly meanMs: number;
  readonly p50Ms: number;
  readonly p90Ms: number;
}

export interface ReportDistance {
  readonly name: string;
  readonly meaning: ReportText;
  readonly distance: number;
  /** Between two halves of what is compared with: no nearer can be asked for. */
  readonly floor?: number;
  readonly verdict?: "close" | "fair" | "poor";
}

/** A table that is shown as it is. */
export interface ReportTable {
  readonly title: ReportText;
  readonly columns: readonly { readonly name: ReportText; readonly isNumber?: boolean }[];
  readonly rows: readonly (readonly ReportCell[])[];
}
export type ReportCell =
  | string
  | ReportText
  | { readonly value: number; readonly unit: "count" | "share" | "elapsed" | "work" | "number" };
