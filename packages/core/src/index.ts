export { canonicalJson, type Json } from "./base/canonical-json.ts";
export type { ErrorCode, Fault } from "./base/errors.ts";
export { errorCodes } from "./base/errors.ts";
export {
  type CommandId,
  commandId,
  type DossierCode,
  type DossierId,
  dossierCode,
  dossierId,
  type Hash,
  must,
  type OfficeId,
  officeId,
  type PersonId,
  type ProcedureCode,
  personId,
  procedureCode,
  type UnitId,
  unitId,
} from "./base/ids.ts";
export { InvariantError, invariant } from "./base/invariant.ts";
export type { Result } from "./base/result.ts";
export { err, ok } from "./base/result.ts";
export type { Bilingual, Source } from "./base/text.ts";
export {
  addMonths,
  civilDateOf,
  dayOf,
  epochDayOf,
  formatInstant,
  instantAt,
  isoWeekday,
  minuteOfDay,
  parseCivilDate,
  parseInstant,
} from "./calendar/civil-date.ts";
export { dueOf } from "./calendar/due.ts";
export type { DueExplanation, ExplainedDay } from "./calendar/explain-due.ts";
export { explainDue, renderExplanation } from "./calendar/explain-due.ts";
export type { DayVerdict } from "./calendar/explain-words.ts";
export type { LunarDate } from "./calendar/lunar.ts";
export { lunarNewYear, lunarOfSolar, solarOfLunar } from "./calendar/lunar.ts";
export type { OfficeTime } from "./calendar/opening-hours.ts";
export {
  addOpeningMs,
  closingOf,
  compileOfficeTime,
  isOpen,
  nextLegalOpening,
  nextOpening,
  openingMsBetween,
  openingOf,
  validateHours,
} from "./calendar/opening-hours.ts";
export { checkBudget, formatBudget, parseBudget, parseHours } from "./calendar/parse.ts";
export { type CalendarChangeFile, readCalendar } from "./calendar/read-calendar.ts";
export type {
  Budget,
  CalendarEntry,
  CivilDate,
  Due,
  DueTimePolicy,
  EpochDay,
  EpochMs,
  MinuteOfDay,
  OpeningHours,
  WorkCalendar,
} from "./calendar/types.ts";
export type { CompiledCalendar } from "./calendar/work-calendar.ts";
export { CalendarHorizonError, compileCalendar, validateCalendar } from "./calendar/work-calendar.ts";
export {
  addWorkingDays,
  isWorkingDay,
  previousWorkingDay,
  rollForward,
  subtractWorkingDays,
  workingDaysBetween,
} from "./calendar/working-days.ts";
export {
  answerableFor,
  lateMembers,
  type TrackLedger,
  trackLedgers,
  waitedOn,
} from "./dossier/answerable.ts";
export { type Available, availableActions } from "./dossier/available.ts";
export {
  beginsDossier,
  type Command,
  type CommandOf,
  type CommandType,
  lawAskedAt,
  type Reason,
} from "./dossier/commands.ts";
export { type Decision, decide } from "./dossier/decide.ts";
export type {
  ApologyKind,
  Attendance,
  DossierEvent,
  EndOutcome,
  EventBody,
  EventOf,
  EventType,
  LimitKind,
  MomentDetails,
  MovedTask,
  NextPhase,
  Outcome,
  PromiseCause,
  ResolvedVerdict,
} from "./dossier/events.ts";
export { type DossierIdentity, evolve } from "./dossier/evolve.ts";
export type { ExchangeBasis, ExchangeOutcome, ExchangeState } from "./dossier/exchange-types.ts";
export { importRole } from "./dossier/import.ts";
export type {
  Import,
  ImportedAcceptance,
  ImportedPhase,
  ImportedPosting,
  ImportedSupplement,
} from "./dossier/import-command.ts";
export { type Audience, audiences, type LaneName, messageIdOf, readLaneName } from "./dossier/lane.ts";

export type { LawHashes, PinnedLaw } from "./dossier/law.ts";
export type { AnswerableMember, MemberVerdict, PlannedMember } from "./dossier/member-events.ts";
export { type NationalReading, nationalInputOf } from "./dossier/national-reading.ts";
export { earliestRung, nextWake } from "./dossier/next-wake.ts";
export {
  type Actor,
  type Leadership,
  type RecordedActor,
  type ResolvedFacts,
  systemActor,
  type UnitPost,
} from "./dossier/people.ts";
export {
  lawKey,
  lawsOfHistory,
  type PortalRecord,
  type PortalStep,
  type PortalSupplement,
  portalRecord,
} from "./dossier/portal-record.ts";
export { type FilingHelper, type PostGrant, postGrantOn, postRole } from "./dossier/post-counter.ts";
export type { Refusal } from "./dossier/refusal.ts";
export type {
  ApologyState,
  DossierState,
  EscalationState,
  LimitState,
  MemberStatus,
  MemberTrack,
  MigrationMemo,
  PapersState,
  PromiseRow,
  ResponsibilityState,
  TaskState,
  TransferState,
} from "./dossier/state.ts";
export { portalCodes } from "./dossier/tell-portal.ts";
export type { DeclineHandOver, HandOver, ReceivePapers, SealedHandOver, TakeOver } from "./dossier/transfer-command.ts";
export { renderTransferSlip, type TransferSlipRow, transferSlip } from "./dossier/transfer-slip.ts";
export { type ActMany, type ActManyAnswer, actMany } from "./engine/act-many.ts";
export {
  type AnnouncementReport,
  announceCalendar,
  type MovedLimit,
  previewAnnouncement,
  type ReprojectedDossier,
} from "./engine/announce.ts";
export { type Announcement, announcedCalendar, announcementsOf } from "./engine/announcement.ts";
export type { Arrival } from "./engine/arrival.ts";
export { type AwayDossier, awayDossiers } from "./engine/away.ts";
export type { BackendStatus } from "./engine/backend.ts";
export { bodyHash, contentHash, sha256 } from "./engine/chain.ts";
export { checkRequest } from "./engine/check-request.ts";
export type { CircuitOptions, CircuitState } from "./engine/circuit.ts";
export { type CitizenMessagesOptions, citizenMessages } from "./engine/citizen-messages.ts";
export { createEngine, type EngineOptions } from "./engine/create-engine.ts";
export {
  type Asked,
  codeTaken,
  commandReused,
  type DecidedCommit,
  decideCommit,
  engineClosed,
  type KnownDossier,
  lawOf,
  stopped,
} from "./engine/decide-commit.ts";
export type {
  Accepted,
  CommandRequest,
  CommandRequestOf,
  ContentDraft,
  Directory,
  DossierView,
  Engine,
  Numbering,
  Rejected,
  TransferringEngine,
} from "./engine/engine-types.ts";
export {
  askForData,
  type ExchangeFollow,
  type ExchangeLanesOptions,
  type ExchangeQuestion,
  endOfExchange,
  exchangeLanes,
  type FollowRule,
  followRule,
  type Shape,
} from "./engine/exchange-lanes.ts";
export { contentRecord, type FactSources, hashOfBody, resolveFacts } from "./engine/facts.ts";
export {
  createInbox,
  type Inbox,
  type InboxCommand,
  type InboxMessage,
  type InboxOptions,
  type InboxSource,
  inboxStatus,
} from "./engine/inbox.ts";
export type { Deliver, LaneOptions, Pending } from "./engine/lane-options.ts";
export { onServedLanes, type ServedLanes, servedLanes } from "./engine/lanes.ts";
export { LawBook, type LawInForce, type LawStore } from "./engine/law-book.ts";
export { createLookup, type Lookup, type LookupOptions } from "./engine/lookup.ts";
export {
  type MemberFiling,
  type MemberOfficeOptions,
  type MemberPost,
  memberOffice,
} from "./engine/member-office.ts";
export type { MemberPart } from "./engine/member-part.ts";
export {
  applyMigration,
  type MigrationOptions,
  type MigrationReport,
  type MovedDossier,
  planMigration,
  type UndoReport,
  undoMigration,
} from "./engine/migration.ts";
export { type MoveOptions, type MoveReport, moveDossiers, type NotMoved } from "./engine/move.ts";
export { type Announcer, newObserver, type Observations, type Observer } from "./engine/observe.ts";
export { type ManyDossiers, type OpenDossier, openDossiers, type StayedDossier } from "./engine/open-dossiers.ts";
export { eventOfMessage, recordAsOf } from "./engine/record-as-of.ts";
export {
  type Difference,
  type DifferenceKind,
  type Replay,
  type ReplayOptions,
  replayStorage,
} from "./engine/replay.ts";
export { searchTokens } from "./engine/search-tokens.ts";
export { type SignedWebhookOptions, signedWebhook } from "./engine/signed-webhook.ts";
export type { DossierStanding, PapersStanding } from "./engine/standing.ts";
export { storedState } from "./engine/stored-state.ts";
export type { ToldTo } from "./engine/told.ts";
export {
  type TransferMonitor,
  type TransferMonitorOptions,
  transferMonitor,
  type WatchedStanding,
  type WatchOptions,
} from "./engine/transfer-monitor.ts";
export type { TransferParties, TransferPartner } from "./engine/transfer-parties.ts";
export { isReceipted } from "./engine/transfer-receipt.ts";
export {
  type SignedTransfer,
  type TransferReceiver,
  type TransferReceiverOptions,
  transferReceiver,
} from "./engine/transfer-receiver.ts";
export type { TransferStatement } from "./engine/transfer-seal.ts";
export {
  type TransferSender,
  type TransferSenderOptions,
  type TransferTransport,
  transferSender,
} from "./engine/transfer-sender.ts";
export { type Damage, type Verification, verifyDossier, verifyStorage } from "./engine/verify.ts";
export { availableNow, explainNow, type ViewSources, viewOf } from "./engine/views.ts";
export { createWorker, type Worker, type WorkerOptions, type WorkerStatus } from "./engine/worker.ts";
export type { LimitDayVerdict, LimitExplanation, LimitTraceDay } from "./limit/explain.ts";
export { explainLimit, renderLimitExplanation } from "./limit/explain.ts";
export {
  endLimit,
  extendLimit,
  isHeld,
  restartLimit,
  resumeLimit,
  startLimit,
  supersedeLimit,
  suspendLimit,
} from "./limit/ledger.ts";
export { isPastDue, projectLimit, usageAt } from "./limit/project.ts";
export type { CalendarChange, LimitMoved, Reprojection } from "./limit/reproject.ts";
export { reprojectLimit } from "./limit/reproject.ts";
export type { DueRung } from "./limit/rungs.ts";
export { earliestRungAt, nextRung, rungDueAt } from "./limit/rungs.ts";
export type {
  ClockState,
  EarlierHours,
  Extension,
  LimitLedger,
  LimitProjection,
  Rung,
  RungEffect,
  RungPoint,
  RungTarget,
  Suspension,
} from "./limit/types.ts";
export {
  type ContactBody,
  isNotifyAddress,
  type NotifyChannel,
  notifyChannels,
  type Recipient,
  recipientOf,
  type SkipCode,
} from "./message/contact.ts";
export {
  isMessageKind,
  type MessageKind,
  type MessageLanguage,
  type MessageLimits,
  type MessageTemplate,
  type MessageTemplates,
  type MessageVariable,
  messageKinds,
  messageLimits,
  messageVariables,
  type Wording,
} from "./message/kinds.ts";
export {
  afterLookup,
  codeInLookup,
  type LookupRate,
  type LookupRow,
  lookupRate,
  lookupText,
} from "./message/lookup.ts";
export { nationalNumber, smsParts, withoutAccents } from "./message/sms-text.ts";
export {
  type CheckedMessages,
  checkMessages,
  type MessageValues,
  type RenderedMessage,
  renderMessage,
} from "./message/template.ts";
export { type MessageBody, type MessageSetting, messageValues, wordingOf } from "./message/values.ts";
export type { Moved } from "./payment/answer.ts";
export { isGatewayId, isPaymentReference } from "./payment/ids.ts";
export { movePayment } from "./payment/move.ts";
export { explainOwed, type FeeSituation, type Owed, type OwedLine, owedFees } from "./payment/owed.ts";
export {
  type PaymentDifference,
  type PaymentDifferenceKind,
  paymentDifferenceWords,
  reconcilePayments,
} from "./payment/reconcile.ts";
export { type FeeSchedule, feesInForce } from "./payment/schedule.ts";
export {
  type AsideTransfer,
  givenBackVnd,
  type Payment,
  type PaymentCommand,
  type PaymentMove,
  type PaymentRefund,
  type PaymentStatus,
  type PaymentWait,
  paymentReference,
  type ReceivedTransfer,
  type RecordedPaymentMove,
  receivedVnd,
  refundReferenceOf,
} from "./payment/state.ts";
export { AdapterError, type AdapterErrorOptions } from "./ports/adapter-error.ts";
export { type Attributes, allowedAttributes, codeOfError, type WorkOutcome } from "./ports/attributes.ts";
export type { Clock } from "./ports/clock.ts";
export type { DataExchange, ExchangeAnswer, ExchangeRequest } from "./ports/exchange.ts";
export type { Log, LogCode, LogLevel } from "./ports/log.ts";
export type { Attachment, CallContext, Notification, Notifier } from "./ports/notifier.ts";
export type { OneStopBackend } from "./ports/one-stop.ts";
export type {
  GatewayPayment,
  PaymentCall,
  PaymentGateway,
  PaymentOrder,
  PaymentReceiptDraft,
  RefundOrder,
} from "./ports/payment.ts";
export type { CarrierParcel, PostCall, PostCarrier, PostOrder, PostParty } from "./ports/post.ts";
export type {
  Claim,
  CommandRecord,
  Commit,
  CommitOutcome,
  ContentRecord,
  ContentRef,
  Delivered,
  DossierFilter,
  DossierPhase,
  DossierReader,
  DossierRow,
  DossierSearch,
  DossierSummary,
  DueWake,
  LawDocument,
  Leased,
  LeaseToken,
  OutboxMessage,
  OutboxRow,
  Page,
  PageRequest,
  Parked,
  ParkedWake,
  RetryAt,
  Settled,
  Snapshot,
  Storage,
  StorageGauges,
  StorageSupports,
  StoredDossier,
  StoredEvent,
  Wake,
} from "./ports/storage.ts";

export {
  type CounterName,
  type GaugeName,
  type HistogramName,
  type Labels,
  type Metric,
  metrics,
  type Span,
  type SpanName,
  type Telemetry,
} from "./ports/telemetry.ts";
export { movePostLeg } from "./post/move.ts";
export {
  type PostDifference,
  type PostDifferenceKind,
  postDifferenceWords,
  reconcilePost,
} from "./post/reconcile.ts";
export {
  isPostStatus,
  type PostLeg,
  type PostLegKind,
  type PostLegStatus,
  type PostMove,
  type PostStatus,
  postLegEnded,
  postOrderNumber,
} from "./post/state.ts";
export { planFaults } from "./procedure/check-plan.ts";

export { compileProcedure } from "./procedure/compile.ts";
export type {
  BuiltInEvent,
  BuiltInFact,
  BuiltInState,
  CompiledProcedure,
  ControlState,
  ControlTransition,
  PromiseState,
} from "./procedure/compiled-types.ts";
export { defineProcedure, loadDefinitionTools } from "./procedure/define.ts";
export { mermaidDiagram } from "./procedure/diagram.ts";
export { chainWorkingDays, type TakingPart, takingPart, topologyOn } from "./procedure/interlinked.ts";
export { type LintCode, lintCodes } from "./procedure/lint/codes.ts";
export type { Finding } from "./procedure/lint/finding.ts";
export { lintProcedure } from "./procedure/lint/lint.ts";
export {
  type DefinitionRef,
  type LimitTreatment,
  type MigrationPlan,
  type PlannedLimit,
  readMigrationPlan,
} from "./procedure/migration-plan.ts";
export { dong, isVnd, vndMax } from "./procedure/money.ts";
export { procedureSheet } from "./procedure/sheet.ts";
export type {
  ActionDefinition,
  Channel,
  ClockEffect,
  Confidence,
  DocumentRequirement,
  ExtensionRule,
  FactDeclaration,
  FeeExemption,
  FeeKind,
  FeeRule,
  FollowedMoment,
  InputField,
  Interlinked,
  LimitRule,
  MemberDefinition,
  MemberLimit,
  PhaseDefinition,
  ProcedureCase,
  ProcedureDefinition,
  RecordedMoment,
  SessionMoment,
  SessionParty,
  SessionRule,
  StepDefinition,
  StepKind,
  Topology,
  When,
} from "./procedure/types.ts";
export { momentNames } from "./procedure/words.ts";
export type { ApologyDay } from "./rules/apology.ts";
export { apologyDay } from "./rules/apology.ts";
export type { Standing } from "./rules/escalation.ts";
export { nextAbove } from "./rules/escalation.ts";
export type { PolicyChanges } from "./rules/policies.ts";
export { defaultPolicies, memberPolicies, momentPolicies, paymentPolicies, withPolicies } from "./rules/policies.ts";
export { composeRules, validateRuleParts } from "./rules/rule-set.ts";
export type { SupplementDecision, SupplementOverride, SupplementRequest } from "./rules/supplement.ts";
export { supplementDecision } from "./rules/supplement.ts";
export type {
  Duty,
  DutyId,
  PartialRules,
  Policies,
  PolicyName,
  RulePart,
  RuleSet,
  Rules,
  Sourced,
} from "./rules/types.ts";
export type {
  DossierEnd,
  LocalVerdict,
  LocalVerdictInput,
  NationalVerdict,
  NationalVerdictInput,
  VerdictDifference,
} from "./rules/verdict.ts";
export { localVerdict, nationalVerdict, verdictDifference } from "./rules/verdict.ts";
