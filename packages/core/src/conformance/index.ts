export {
  aCommit,
  aContent,
  aHash,
  aLaw,
  aMessage,
  aSummary,
  type CommitSketch,
  type ContentSketch,
  type MessageSketch,
  t,
} from "./builders.ts";
export { ConformanceError } from "./check.ts";
export type { EngineCase, EngineHarness, EngineParts, EngineSupports, EngineUnderTest } from "./engine-case.ts";
export { engineCases } from "./engine-cases.ts";
export type { EngineDesk } from "./engine-desk.ts";
export type {
  DoneQuestion,
  ExchangeBench,
  ExchangeCase,
  ExchangeDoor,
  ExchangeFeature,
  ExchangeHarness,
  ExchangeSample,
  ExchangeTrouble,
  PushForgery,
  PushSays,
} from "./exchange-case.ts";
export { exchangeCases } from "./exchange-cases.ts";
export type {
  NotifierBench,
  NotifierCase,
  NotifierFeature,
  NotifierHarness,
  NotifierTrouble,
  TakenMessage,
} from "./notifier-case.ts";
export { notifierCases } from "./notifier-cases.ts";
export type {
  HeldDossierRecord,
  OneStopBench,
  OneStopCase,
  OneStopFeature,
  OneStopHarness,
  OneStopTrouble,
} from "./one-stop-case.ts";
export { oneStopCases } from "./one-stop-cases.ts";
export type {
  NoticeForgery,
  NoticeSays,
  NoticeTaken,
  PaymentBench,
  PaymentCase,
  PaymentFeature,
  PaymentHarness,
  PaymentTrouble,
} from "./payment-case.ts";
export { paymentCases } from "./payment-cases.ts";
export type { Bench, BenchOptions, PortCase, PortHarness } from "./port-case.ts";
export type { HeldParcel, PostBench, PostCase, PostFeature, PostHarness, PostTrouble } from "./post-case.ts";
export { postCases } from "./post-cases.ts";
export { type Runner, runCase, runCases } from "./run-cases.ts";
export { runEngineCase, runEngineCases } from "./run-engine-cases.ts";
export { runExchangeCase, runExchangeCases } from "./run-exchange-cases.ts";
export { runNotifierCase, runNotifierCases } from "./run-notifier-cases.ts";
export { runOneStopCase, runOneStopCases } from "./run-one-stop-cases.ts";
export { runPaymentCase, runPaymentCases } from "./run-payment-cases.ts";
export { runPostCase, runPostCases } from "./run-post-cases.ts";
export type { CaseHarness, StorageCase, StorageHarness } from "./storage-case.ts";
export { storageCases } from "./storage-cases.ts";
