export { compileModel } from "./kernel/compile.ts";
export type { CompiledModel } from "./kernel/compiled.ts";
export { runUnit } from "./kernel/run-unit.ts";
export type { UnitOptions, WorkSink } from "./kernel/unit.ts";
export { LogBuilder } from "./log/builder.ts";
export { buffersOf, LogColumns, type LogColumnsData } from "./log/columns.ts";
export { CsvParser, type CsvTrouble } from "./log/csv-parser.ts";
export { logCsv, logCsvColumns, moreLogCsvColumns } from "./log/csv-text.ts";
export { type LogDistanceName, type LogDistances, logDistanceNames, logDistances } from "./log/distance.ts";
export { type DossierOrder, dossierOrder } from "./log/dossier-order.ts";
export {
  type DossierAttributes,
  type EventLog,
  type LegalFact,
  type LogNames,
  legalFact,
  type WorkItem,
  workItem,
} from "./log/event-log.ts";
export { FactColumns, type LegalFactKind, legalFactKinds } from "./log/facts.ts";
export { modelNames } from "./log/model-names.ts";
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
export type { FlowResult, LawResult, NodeResult, PersonResult, Series, UnitResult } from "./result.ts";
export { Tally, type TallyData } from "./tally.ts";
