import type { ClockState } from "../limit/types.ts";
import type { ProcedureDefinition, StepDefinition } from "./types.ts";

/** Mirror of the promise in force, for guards and diagrams; the ledger is the authority. */
export type PromiseState = "none" | "inForce" | "overdue" | "kept" | "broken" | "lapsed";

/** Work states that every procedure has beside its own steps. */
export type BuiltInState = "received" | "refusedIntake" | "withdrawn" | "closed" | "voided" | "returned";

/** Events every compiled procedure understands beside `act:<step>.<action>`. */
export type BuiltInEvent =
  | "accept"
  | "refuse-intake"
  | "ask-supplement"
  | "supplement-restart"
  | "supplement-resume"
  | "withdraw"
  | "close"
  | "void"
  | "suspend"
  | "resume"
  | "promise-missed"
  | "promise-moved";

/** Facts every compiled procedure knows beside the declared ones. */
export type BuiltInFact =
  /** Another ground still holds the clock, so ending this one does not let it run. */
  | "$held"
  /** The promise in force has passed. */
  | "$late"
  /** The dossier has a principal limit at all (scheduled campaigns have none). */
  | "$limited";

/** One answer of the machine, remembered. */
export interface ControlTransition {
  /** Control state reached. */
  readonly to: number;
  /** Names, in the machine's order: `clock.start`, `clock.suspend`, `clock.resume`, `clock.restart`, `clock.stop`,
   *  `promise.made`, `promise.missed`, `promise.moved`, `promise.kept`, `promise.broken`, `promise.lapsed`, `enter.<work state>`. */
  readonly actions: readonly string[];
}

export interface ControlState {
  readonly id: number;
  /** Stable text of the state, what events and stored state carry: `work/officer;clock/running;promise/inForce`. */
  readonly key: string;
  /** A step id, `<step>~supplement` while the citizen completes the dossier, or a built-in state. */
  readonly work: string;
  readonly clock: ClockState;
  readonly promise: PromiseState;
  /** The step behind `work`, when there is one. */
  readonly step: StepDefinition | undefined;
}

/** A procedure ready to run. Numbers are local to the process; only keys are stored. */
export interface CompiledProcedure {
  readonly definition: ProcedureDefinition;
  readonly initial: ControlState;
  state(id: number): ControlState;
  /** @throws InvariantError for a key this procedure does not have */
  stateByKey(key: string): ControlState;
  /** `undefined` when the procedure has no such event. */
  eventId(name: string): number | undefined;
  /** Mask with the one bit of a declared or built-in fact, to be or-ed into `factBits`; `undefined` when unknown. */
  factBit(name: string): number | undefined;
  /** Every event name, for pickers and walks. */
  readonly events: readonly string[];
  /** The leaf engine and simulator share: `undefined` when the state does not accept the event under these facts. */
  step(stateId: number, eventId: number, factBits: number): ControlTransition | undefined;
}
