export type {
  BuiltInEvent,
  BuiltInFact,
  BuiltInState,
  CompiledProcedure,
  ControlState,
  ControlTransition,
  PromiseState,
} from "./procedure/compiled-types.ts";
export { compileProcedure } from "./procedure/compile.ts";
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
