import type { AnswerRules } from "./classify.ts";
import type { DateFormat } from "./dates.ts";
import type { DossierFacts, PortalFee, PortalOwner } from "./facts.ts";

/**
 * How one generation of the interface is spoken (national-portal.md §1). The engine's record is strict and typed; a
 * profile is everything that differs on the wire. What the page marks L or U is a setting with a default here.
 */
export interface PortalProfile {
  readonly id: string;
  /** `envelope`: one address, the call named in the body. `relay`: an address per call, bare arrays. `rest`: G3. */
  readonly transport: "envelope" | "relay" | "rest";
  readonly dates: { readonly dossier: DateFormat; readonly progress: DateFormat; readonly person: DateFormat };
  /** Status and type codes as text or as numbers. */
  readonly scalars: "strings" | "numbers";
  /** `core`: fields of 2019. `2023`: those that are scored as well. */
  readonly fields: "core" | "2023";
  readonly codes: CodeTables;
  /** By field: how long it may be, and what becomes of what is longer. Never in silence: `onShortened` is told. */
  readonly lengths: { readonly [field: string]: LengthRule };
  /** Steps in one call, at most. */
  readonly stepsPerCall: number;
  /** Names in the answer of a look-up. Absent: the portal cannot be asked. */
  readonly lookUp?: LookUpNames;
  /** After a call with steps whose outcome nobody knows: compare with the portal's list, send again (the portal drops
   *  duplicates), or ask an operator. */
  readonly unknownSteps: "look-up" | "send-again" | "operator";
  readonly answers: AnswerRules;
  /** Written where a step has no person's name (client B). */
  readonly unnamedOfficer: string;
  /** A dossier refused at intake has no code: not told, or told under its intake reference. */
  readonly refusedIntake: "withhold" | "by-reference";
}

export interface LengthRule {
  /** Characters (UTF-16 units). */
  readonly max: number;
  /** `refuse`: parked for an operator, nothing is sent. */
  readonly over: "truncate" | "refuse";
}

export interface LookUpNames {
  /** List of the steps the portal holds, in order. Absent: it does not tell. */
  readonly steps?: string;
}

export interface CodeTables {
  readonly channel: { readonly [channel: string]: string };
  readonly ownerKind: { readonly [kind in PortalOwner["kind"]]: string };
  /** How the result goes back (`HinhThuc`). */
  readonly returnBy: { readonly [way: string]: string };
  readonly payment: { readonly [payment in DossierFacts["payment"]]: string };
  readonly feeKind: { readonly [kind in PortalFee["kind"]]: string };
  readonly feeCollected: { readonly [when in PortalFee["collected"]]: string };
  readonly reused: { readonly no: string; readonly reused: string; readonly "by-replacing-result": string };
  /** `NoiNopHoSo`: filed with us. */
  readonly filedAt: string;
}

export const codeTables: CodeTables = {
  channel: { counter: "1", online: "2", vneid: "2", post: "3" },
  ownerKind: { citizen: "1", business: "2", "state-agency": "3", organisation: "4" },
  // An electronic result has no code of its own: nobody hands it over a counter, nor by post.
  returnBy: { counter: "0", post: "1", electronic: "0" },
  payment: { none: "0", national: "1", local: "2", requested: "3" },
  feeKind: { fee: "1", charge: "2" },
  feeCollected: { "on-acceptance": "1", "on-supplement": "2", "on-return": "4" },
  reused: { no: "0", reused: "1", "by-replacing-result": "2" },
  filedAt: "2",
};
