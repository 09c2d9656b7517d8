export type { HeldDossier, Violation } from "./book.ts";
export { type FaultKind, type FaultPlan, faultKinds } from "./faults.ts";
export type { Score, ScoreOptions } from "./score.ts";
export { type DoubleOptions, type PortalDouble, startPortalDouble } from "./server.ts";
export type { DoubleProfile, Fields } from "./types.ts";
