import type { BuiltInEvent, BuiltInFact, BuiltInState } from "./compiled-types.ts";
import type { StepKind } from "./types.ts";

/** Order is the order of ids in a compiled procedure; new ones go to the end. */
export const builtInEvents = [
  "accept",
  "refuse-intake",
  "ask-supplement",
  "supplement-restart",
  "supplement-resume",
  "withdraw",
  "close",
  "void",
  "suspend",
  "resume",
  "promise-missed",
  "promise-moved",
] as const satisfies readonly BuiltInEvent[];

export const builtInFacts = ["$held", "$late", "$limited"] as const satisfies readonly BuiltInFact[];

export const endStates = [
  "refusedIntake",
  "withdrawn",
  "closed",
  "voided",
  "returned",
] as const satisfies readonly BuiltInState[];

/** Kinds in which the office waits for somebody else, so that a limit of the wait is required. */
export const waitingKinds: ReadonlySet<StepKind> = new Set([
  "consult",
  "posting",
  "wait-payment",
  "confirm",
  "exchange",
  "post",
]);

/** Waits of the applicant, after which the office may close the dossier (NĐ 118/2025 Art. 19(5)). An agency's silence never
 *  closes a citizen's dossier, and where silence is consent it goes on. */
export const closableKinds: ReadonlySet<StepKind> = new Set(["wait-payment"]);

export const endTargets = ["end:granted", "end:refused", "end:partly-granted", "end:other"] as const;

/** Facts are bits of one 32-bit integer, three of them built in. */
export const declaredFactsMax = 28;

export const actionEvent = (stepId: string, actionId: string): string => `act:${stepId}.${actionId}`;

export const supplementState = (stepId: string): string => `${stepId}~supplement`;

/** `!f` asks that `f` does not hold. */
export const readFact = (text: string): { readonly fact: string; readonly holds: boolean } =>
  text.startsWith("!") ? { fact: text.slice(1), holds: false } : { fact: text, holds: true };

/** Portal codes a step of work may bring. The others are told by an act: submitted, refused, withdrawn, closed, resolved,
 *  returned (national-portal.md §4). */
export const workStepCodes: ReadonlySet<number> = new Set([2, 4, 5, 6]);
/** Of a step that hands the result over: it is ready, and not yet returned. */
export const returnStepCode = 9;
