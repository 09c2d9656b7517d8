export type { ErrorCode, Fault } from "./base/errors.ts";
export type { Result } from "./base/result.ts";
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
  msOfDay,
  parseCivilDate,
  parseInstant,
} from "./calendar/civil-date.ts";
export { dueOf } from "./calendar/due.ts";
export type { DayVerdict, DueExplanation, ExplainedDay } from "./calendar/explain-due.ts";
export { explainDue, renderExplanation } from "./calendar/explain-due.ts";
export type { LunarDate } from "./calendar/lunar.ts";
export { lunarNewYear, lunarOfSolar, solarOfLunar } from "./calendar/lunar.ts";
export type { OfficeTime } from "./calendar/opening-hours.ts";
export {
  addOpeningMs,
  closingOf,
  compileOfficeTime,
  cutoffOf,
  isOpen,
  nextLegalOpening,
  nextOpening,
  openingMsBetween,
  openingOf,
  validateHours,
} from "./calendar/opening-hours.ts";
export { budgetAmountMax, checkBudget, formatBudget, parseBudget, parseHours } from "./calendar/parse.ts";
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
export { type Finding, lintProcedure } from "./procedure/lint.ts";
export { type LintCode, lintCodes } from "./procedure/lint-codes.ts";
export { procedureSheet } from "./procedure/sheet.ts";
export type {
  ActionDefinition,
  Channel,
  ClockEffect,
  Confidence,
  DocumentRequirement,
  ExtensionRule,
  FactDeclaration,
  FeeRule,
  InputField,
  LimitRule,
  ProcedureCase,
  ProcedureDefinition,
  StepDefinition,
  StepKind,
  SupplementOverride,
  When,
} from "./procedure/types.ts";
