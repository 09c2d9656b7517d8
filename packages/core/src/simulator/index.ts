export { type Calibration, calibrateLog } from "./calibrate/calibrate.ts";
export { type Goodness, type GoodnessName, goodnessNames, type Judged } from "./calibrate/goodness.ts";
export type { CalibrateOptions, RecordedAct } from "./calibrate/options.ts";
export { type CheckOptions, checkModel } from "./check/check-model.ts";
export type { ForecastColumns } from "./forecast/columns.ts";
export { type ForecastOptions, forecastFrom, forecastOf } from "./forecast/forecast.ts";
export { type BuiltOffice, type OfficeAt, officeAt } from "./forecast/office-at.ts";
export {
  type OpenCasesOptions,
  openCasesOf,
  type PlacedCases,
  type UnplacedDossier,
} from "./forecast/open-cases.ts";
export { ForecastRuns } from "./forecast/replicate.ts";
export type { DossierForecast, Forecast, Help, Longest } from "./forecast/types.ts";
export { compileModel } from "./kernel/compile.ts";
export type { CompiledModel } from "./kernel/compiled.ts";
export { runUnit } from "./kernel/run-unit.ts";
export type { UnitOptions, WorkSink } from "./kernel/unit.ts";
export type { LawFact, LawFactBody } from "./law/facts.ts";
export { defaultHabits, type LawHabits } from "./law/reactions.ts";
export type { Standing } from "./law/standing.ts";
export { LogBuilder } from "./log/builder.ts";
export { LogColumns, type LogColumnsData } from "./log/columns.ts";
export { CsvParser, type CsvTrouble } from "./log/csv-parser.ts";
export { logCsv } from "./log/csv-text.ts";
export { type LogDistanceName, type LogDistances, logDistanceNames, logDistances } from "./log/distance.ts";
export { type DossierOrder, dossierOrder } from "./log/dossier-order.ts";
export {
  type DossierAttributes,
  type EventLog,
  type LegalFact,
  type LogNames,
  type LogWait,
  legalFact,
  logWait,
  type WorkItem,
  workItem,
} from "./log/event-log.ts";
export { FactColumns, type LegalFactKind, legalFactKinds } from "./log/facts.ts";
export { LogRecorder } from "./log/recorder.ts";
export type { WaitColumns } from "./log/waits.ts";
export type {
  Allocation,
  Arrivals,
  Attribute,
  Batch,
  Branch,
  ChoiceNode,
  ChooseByFunction,
  Condition,
  Conventions,
  Delay,
  DelayNode,
  Distribution,
  Duration,
  EndNode,
  Filing,
  Flow,
  FlowNode,
  InclusiveNode,
  JoinNode,
  LawMark,
  Model,
  OpenCase,
  ParallelNode,
  Person,
  RaceNode,
  StaffCalendar,
  Stream,
  TaskNode,
} from "./model.ts";
export { seedMax } from "./random.ts";
export type { FlowResult, LawResult, NodeResult, PersonResult, Series, UnitResult } from "./result.ts";
export { defaultSettings, presets, settingsOver } from "./scenario/defaults.ts";
export { loadScenarioTools } from "./scenario/load-tools.ts";
export { mergeScenario } from "./scenario/merge.ts";
export { noHolidays } from "./scenario/no-holidays.ts";
export { type ProcedureFlowOptions, procedureFlow } from "./scenario/to-flow.ts";
export {
  type BuiltScenario,
  type LawRequest,
  modelOfScenario,
  type ScenarioSources,
} from "./scenario/to-model.ts";
export type {
  ArrivalEntry,
  ArrivalPattern,
  ProcedureSettings,
  Scenario,
  ScenarioFlow,
  ScenarioNode,
  ScenarioProcedure,
  Spread,
  StaffEntry,
  StepSettings,
} from "./scenario/types.ts";
export { type Simulated, type SimulateOptions, Simulation, simulateModel } from "./simulate.ts";
export type { Tried } from "./staffing/judge.ts";
export {
  type Staffing,
  type StaffingAnswer,
  type StaffingAsk,
  type StaffingQuestion,
  type StaffingReply,
  staffingSearch,
} from "./staffing/search.ts";
export { needsLaw, parseTarget, type StaffingGoal, targetNames } from "./staffing/target.ts";
export type {
  Band,
  Figures,
  FiguresOf,
  FlowFiguresOf,
  LawFiguresOf,
  NodeFiguresOf,
  ReplicationFigures,
  SpreadOf,
  StaffFiguresOf,
} from "./statistics/figures.ts";
export { FiguresCollector } from "./statistics/figures-collector.ts";
export {
  type CalibrationBin,
  type ForecastScore,
  type ScoredForecast,
  scoreForecasts,
} from "./statistics/forecast-score.ts";
export {
  type Estimate,
  estimate,
  halfWidth,
  type ShareInterval,
  wilsonInterval,
} from "./statistics/interval.ts";
export { type Comparison, comparePaired, type ValuesByMeasure } from "./statistics/paired.ts";
export {
  type GoalProgress,
  judgePrecision,
  type PrecisionGoal,
  type StoppingRule,
  type StoppingVerdict,
} from "./statistics/sequential.ts";
export { type UnitData, unitFromData, unitToData } from "./statistics/unit-data.ts";
export { proposeWarmUp, type WarmUpCut } from "./statistics/warm-up.ts";
export { Tally, type TallyData } from "./tally.ts";
export { unitAt, unitsPerReplication, type WorkUnit } from "./units.ts";
