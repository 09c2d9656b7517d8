export { type BornThere, type BornThereCodes, idOfReference } from "./born-there.ts";
export type { Target } from "./bring.ts";
export type { Named, PortalChannel, PortalPaper, PortalProcedure } from "./catalogue.ts";
export {
  type CatalogueDifference,
  type CatalogueWords,
  catalogueWords,
  compareCatalogue,
} from "./catalogue-compare.ts";
export { type AnswerKind, type AnswerRules, answerRules, type Classified, classify } from "./classify.ts";
export type { PortalClient, PortalErrorCode, PortalView } from "./client.ts";
export type { EnvelopeOptions } from "./client-envelope.ts";
export type { RelayOptions, RelayPaths } from "./client-relay.ts";
export type { RestOptions, RestPaths, UploadedFile } from "./client-rest.ts";
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
export { recordAsOf } from "./history.ts";
export { type PortalFiling, type PortalIntakeOptions, portalIntake, portalReply, sharedToken } from "./intake.ts";
export { type Mark, memoryMarks, type PortalMarks, storageMarks } from "./marks.ts";
export {
  type DossierKey,
  type NationalPortal,
  type NationalPortalOptions,
  nationalPortal,
  type PortalConnection,
  type Shortened,
} from "./national-portal.ts";
export type { PersonOf, PortalOffice } from "./outgoing.ts";
export { type FeeNaming, portalFees, portalPayment } from "./owed-facts.ts";
export { type CodeTables, codeTables, type LengthRule, type LookUpNames, type PortalProfile } from "./profile.ts";
export { g1 } from "./profile-g1.ts";
export { g1r } from "./profile-g1r.ts";
export { g3 } from "./profile-g3.ts";
export { type PortalDifference, type ReconcileParts, type Reconciliation, reconcile } from "./reconcile.ts";
export type { SatisfactionCounts } from "./satisfaction.ts";
export type { PortalServices } from "./services.ts";
