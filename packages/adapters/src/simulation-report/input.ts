import type { Comparison, Estimate, Figures } from "@motcua/core/simulator";
import type { ReportLogs, ReportTable } from "./input-logs.ts";

/**
 * What a report shows: plain data, so that a program can keep it as JSON. Only `title` and `simulation` must be there; a
 * section is left out where its part is absent. Instants are epoch milliseconds; shares are 0 to 1.
 */
export interface ReportInput {
  readonly title: string;
  /** What the page is about. Default `simulation`. */
  readonly kind?: "simulation" | "calibration" | "distance";
  readonly simulation: ReportSimulation;
  /** What was assumed: conventions, presets, people missing in the data. Shown as a list. */
  readonly notes?: readonly ReportText[];
  /** What a reader must know before believing a figure: an unstable queue, replications stopped early. Shown on top. */
  readonly warnings?: readonly ReportText[];
  readonly figures?: Figures;
  /** Procedures to draw, in order of importance. */
  readonly maps?: readonly ReportMap[];
  readonly sample?: ReportSample;
  readonly comparison?: ReportComparison;
  readonly staffing?: ReportStaffing;
  readonly forecast?: ReportForecast;
  readonly logs?: ReportLogs;
  readonly tables?: readonly ReportTable[];
}

/** The same in Vietnamese and in English. */
export interface ReportText {
  readonly vi: string;
  readonly en: string;
}

export interface ReportSimulation {
  /** Name or path of the scenario. */
  readonly scenario?: string;
  readonly seed?: number;
  readonly replications?: number;
  readonly offices?: number;
  /** When the clock of the simulation starts; bins of the series are counted from here. */
  readonly startAt: number;
  readonly endAt?: number;
  /** When the report was made, said by whoever asks for it. */
  readonly madeAt?: number;
  /** Of the office, for every date shown. Default 420 (Vietnam). */
  readonly utcOffsetMinutes?: number;
  /** Of costs. Default "đồng". */
  readonly currency?: string;
}

/** A procedure as a graph. */
export interface ReportMap {
  readonly id: string;
  readonly name: string;
  readonly nodes: readonly ReportMapNode[];
  readonly edges: readonly ReportMapEdge[];
}
export interface ReportMapNode {
  readonly id: string;
  readonly name: string;
  readonly kind: "start" | "task" | "delay" | "choice" | "inclusive" | "parallel" | "join" | "race" | "end";
  /** Who does it. */
  readonly by?: string;
  /** Passes, mean of a replication. */
  readonly count?: number;
  /** Mean of a pass, enabled to begun. */
  readonly waitingMs?: number;
  /** Mean of a pass. */
  readonly processingMs?: number;
  /** Utilisation of those who can do it. */
  readonly loadShare?: number;
}
export interface ReportMapEdge {
  readonly from: string;
  readonly to: string;
  /** Mean of a replication. */
  readonly count?: number;
  /** Follows from the shares of the model, was not counted. */
  readonly estimated?: boolean;
  /** Of those that leave `from`. */
  readonly share?: number;
}

/** Some dossiers of one replication, as they went. */
export interface ReportSample {
  readonly replication?: number;
  readonly items: readonly ReportItem[];
  readonly marks?: readonly ReportMark[];
  /** Hours in which the office is closed, in order, `[from, to)`. */
  readonly closed?: readonly (readonly [number, number])[];
}
export interface ReportItem {
  readonly dossier: string;
  readonly step: string;
  readonly flow?: string;
  readonly person?: string;
  readonly enabledAt?: number;
  readonly startAt: number;
  readonly endAt: number;
}
export interface ReportMark {
  readonly dossier: string;
  readonly kind:
    | "received"
    | "due"
    | "apology-owed"
    | "apology-issued"
    | "escalated"
    | "suspended"
    | "resumed"
    | "resolved";
  readonly at: number;
}

export interface ReportComparison {
  readonly base: string;
  readonly variants: readonly {
    readonly name: string;
    /** What differs from the base, a line each. */
    readonly changes?: readonly ReportText[];
    /** By paths of figures, as `FiguresCollector.values` names them. */
    readonly compared: readonly Comparison[];
  }[];
}

/** How many people it takes. */
export interface ReportStaffing {
  /** The figure that must be reached: path of the measure, "at least" or "at most", and the value. */
  readonly target: { readonly measure: string; readonly is: "at-least" | "at-most"; readonly value: number };
  /** Every staffing that was tried. */
  readonly tried: readonly {
    readonly people: readonly { readonly role: string; readonly name?: string; readonly count: number }[];
    readonly value: Estimate;
    /** Whether the target is reached, with the interval on its side. */
    readonly reached: boolean;
    readonly costTotal?: number;
  }[];
  /** Place in `tried` of the least that reaches it; absent: none does. */
  readonly chosen?: number;
}

/** Dossiers that are open now. */
export interface ReportForecast {
  readonly at: number;
  readonly dossiers: readonly {
    readonly id: string;
    readonly flow?: string;
    readonly step?: string;
    readonly person?: string;
    readonly dueAt?: number;
    /** Of being late. */
    readonly lateShare: number;
    /** Likely end: half, and nine tenths, of the replications have ended by then. */
    readonly finishP50At?: number;
    readonly finishP90At?: number;
    /** By how much the probability of some dossier being late falls if this one is done first; who to help first. */
    readonly helps?: number;
  }[];
  /** How an earlier forecast came out. */
  readonly score?: {
    readonly count: number;
    readonly brier: number | null;
    readonly auc: number | null;
    readonly calibration: readonly {
      readonly meanProbability: number;
      readonly happenedShare: number;
      readonly count: number;
    }[];
  };
}
