export type { Target } from "./bring.ts";
export { type AnswerKind, type AnswerRules, answerRules, type Classified, classify } from "./classify.ts";
export type { PortalClient, PortalErrorCode, PortalView } from "./client.ts";
export type { EnvelopeOptions } from "./client-envelope.ts";
export type { DateFormat } from "./dates.ts";
export {
  type DossierFacts,
  type FactsOf,
  factsFromContent,
  type PortalDocument,
  type PortalFee,
  type PortalOwner,
  type PortalResult,
} from "./facts.ts";
export { type Mark, memoryMarks, type PortalMarks, storageMarks } from "./marks.ts";
export {
  type DossierKey,
  type NationalPortal,
  type NationalPortalOptions,
  nationalPortal,
  type Shortened,
} from "./national-portal.ts";
export type { PersonOf, PortalOffice } from "./outgoing.ts";
export { type CodeTables, codeTables, type LengthRule, type LookUpNames, type PortalProfile } from "./profile.ts";
export { g1 } from "./profile-g1.ts";
