import type { ContentRecord, DossierState } from "../shared/core.ts";

/** Who files. Personal data: read from content when it is sent, kept nowhere else. */
export interface PortalOwner {
  readonly name: string;
  readonly kind: "citizen" | "business" | "state-agency" | "organisation";
  /** Personal number (12 digits) or identity card (9). */
  readonly idNumber?: string;
  /** Account on the portal (TechnicalID), of who filed through one. */
  readonly portalAccount?: string;
  readonly phone?: string;
  readonly email?: string;
  readonly other?: string;
}

/** A paper filed (national-portal.md §3.1). */
export interface PortalDocument {
  readonly id: string;
  readonly name: string;
  /** Component code of the national catalogue. */
  readonly component?: string;
  /** Where the portal can fetch it. */
  readonly url: string;
  readonly digitised: boolean;
  readonly reused: "no" | "reused" | "by-replacing-result";
  /** Taken from the citizen's store on the portal. */
  readonly fromStore: boolean;
  readonly replacingResult?: string;
  /** What the portal gave for the file (G3). */
  readonly uploaded?: { readonly IdTepTin: string; readonly HashTepTin: string };
}

/** A fee line (§3.2); whole đồng. */
export interface PortalFee {
  readonly name: string;
  readonly code: string;
  readonly amountVnd: number;
  readonly collected: "on-acceptance" | "on-supplement" | "on-return";
  readonly kind: "fee" | "charge";
}

/** A result (§3.4). */
export interface PortalResult {
  readonly id: string;
  readonly name: string;
  readonly component?: string;
  readonly url: string;
  /** Of the national catalogue. */
  readonly code?: string;
}

/** What the office knows of a dossier beside its events: content, papers and money of the time it is sent. */
export interface DossierFacts {
  readonly owner?: PortalOwner;
  readonly summary?: string;
  readonly note?: string;
  readonly documents: readonly PortalDocument[];
  readonly fees: readonly PortalFee[];
  readonly results: readonly PortalResult[];
  readonly payment: "none" | "national" | "local" | "requested";
  /** Has digitised components. */
  readonly digitised: boolean;
  readonly vneidVerified: boolean;
  /** Codes of the databases consulted. */
  readonly databases: readonly string[];
}

export type FactsOf = (state: DossierState, content: readonly ContentRecord[]) => DossierFacts | Promise<DossierFacts>;

const ownerKinds: ReadonlySet<string> = new Set(["citizen", "business", "state-agency", "organisation"]);

/**
 * Takes the owner from the content record the dossier names as its applicant: `name`, and where they are there `phone`,
 * `email`, `idNumber`, `kind`, `portalAccount`. Erased content leaves no owner; nothing is made up.
 */
export const factsFromContent: FactsOf = (state, content) => {
  const record = content.find(
    ({ contentId, version }) => contentId === state.applicant?.contentId && version === state.applicant.version,
  );
  const body = record === undefined ? {} : (JSON.parse(record.body) as { readonly [field: string]: unknown });
  const text = (field: string): string | undefined => {
    const value = body[field];
    return typeof value === "string" && value !== "" ? value : undefined;
  };
  const name = text("name");
  const kind = text("kind") ?? "citizen";
  const owner = name === undefined ? undefined : ownerOf(name, kind, text);
  return {
    ...(owner === undefined ? {} : { owner }),
    documents: [],
    fees: [],
    results: [],
    payment: "none",
    digitised: false,
    vneidVerified: false,
    databases: [],
  };
};

function ownerOf(name: string, kind: string, text: (field: string) => string | undefined): PortalOwner {
  const optional = Object.fromEntries(
    (["idNumber", "portalAccount", "phone", "email"] as const).flatMap((field) => {
      const value = text(field);
      return value === undefined ? [] : [[field, value]];
    }),
  );
  return { name, kind: ownerKinds.has(kind) ? (kind as PortalOwner["kind"]) : "citizen", ...optional };
}
