import type { Confidence } from "../../procedure/types.ts";

/** One procedure as the catalogue has it, before it becomes a definition. */
export interface CatalogueEntry {
  readonly code: string;
  readonly name: string;
  readonly nameEn: string;
  readonly field: string;
  readonly family: string;
  readonly level: string;
  readonly publishedBy: string;
  readonly timeLimit: CatalogueLimit;
  readonly fee: string;
  readonly channels: readonly ("in-person" | "online" | "post")[];
  readonly onlineLevel: "full" | "partial" | "none" | "unknown";
  readonly nonTerritorial: "province" | "nationwide" | "by residence" | "by place";
  readonly results: readonly { readonly name: string; readonly code: string }[];
  readonly portalListing: readonly {
    readonly channel: string;
    readonly listedTime: string;
    readonly listedFee: string;
  }[];
  readonly notes: readonly string[];
  readonly confidence: { readonly [part: string]: Confidence };
  readonly sources: readonly string[];
}

export interface CatalogueLimit {
  readonly kind: "same-day" | "duration" | "scheduled" | "immediate" | "statutory-chain";
  readonly unit?: "working-day" | "calendar-day" | "hour";
  readonly value?: number;
  readonly cutoff?: string;
  readonly afterCutoff?: string;
  readonly extensions?: readonly CatalogueExtension[];
  readonly orLonger?: string;
  readonly note?: string;
  readonly text?: string;
  readonly conf?: Confidence;
}

export interface CatalogueExtension {
  readonly when: string;
  readonly upTo?: number;
  readonly unit?: "working-day" | "calendar-day";
  readonly mode?: "added" | "total" | "not-counted" | "clock stopped";
  readonly orLonger?: string;
  readonly note?: string;
  readonly conf?: Confidence;
}

/** A table of internal steps, in hours (`"1 h"`), days (`"0.5 d"`) or days of the limit's own unit (numbers). */
export interface InternalProcess {
  /** Code and name, as the source writes them. */
  readonly procedure: string;
  readonly total: string;
  readonly steps: readonly {
    readonly no: number | string;
    readonly who: string;
    readonly task: string;
    readonly time: number | string;
  }[];
  readonly note?: string;
  readonly confidence: string;
  readonly sources: readonly string[];
}
