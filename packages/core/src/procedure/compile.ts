import {
  type AnyMachineSnapshot,
  type AnyStateMachine,
  type AnyStateNode,
  and,
  createActor,
  createMachine,
  initialTransition,
  not,
  or,
  stateIn,
  transition,
} from "xstate";
import { InvariantError, invariant } from "../base/invariant.ts";
import type { ClockState } from "../limit/types.ts";
import type { CompiledProcedure, ControlState, ControlTransition, PromiseState } from "./compiled-types.ts";
import {
  actionEvent,
  builtInEvents,
  builtInFacts,
  closableKinds,
  declaredFactsMax,
  endStates,
  readFact,
  supplementState,
} from "./names.ts";
import type { ActionDefinition, ClockEffect, ProcedureDefinition, StepDefinition } from "./types.ts";

// The only module that knows XState. A procedure becomes one parallel machine: `work` has the steps, `clock` and `promise`
// mirror the principal limit. A region must never move on an event that `work` refuses, because XState would take the
// transition all the same; so every transition of the mirrors repeats the work state and the guards of its cause.

/** The part of a guard this module builds; XState's own guard types are a generic per machine. */
type Guard = ReturnType<typeof and> | ReturnType<typeof stateIn> | ReturnType<typeof not> | string;
interface Transition {
  readonly target?: string;
  readonly guard?: Guard;
  readonly actions?: readonly string[];
  readonly reenter?: true;
}
type Transitions = { [event: string]: Transition[] };
interface FactEvent {
  readonly type: string;
  readonly facts: ReadonlySet<string>;
}

/** Something that can happen to the principal limit: an event, where `work` takes it, and under which facts. */
interface Cause {
  readonly event: string;
  readonly states: readonly string[];
  readonly facts: readonly string[];
}

interface ControlValue {
  readonly work: string;
  readonly clock: ClockState;
  readonly promise: PromiseState;
}

/** A step without microsteps needs few; the bound only stops a machine that turned out wrong. */
const iterationsMax = 100;
const clockHold = "clock.hold";

/** Compiles a definition that passed lint.
 *  @throws InvariantError for names a definition does not declare; lint reports them all, with paths */
export function compileProcedure(definition: ProcedureDefinition): CompiledProcedure {
  return new Compiled(definition);
}

class Compiled implements CompiledProcedure {
  readonly definition: ProcedureDefinition;
  readonly initial: ControlState;
  readonly events: readonly string[];
  readonly #machine: AnyStateMachine;
  readonly #steps: ReadonlyMap<string, StepDefinition>;
  readonly #eventIds = new Map<string, number>();
  readonly #facts: readonly string[];
  readonly #factBits = new Map<string, number>();
  /** Facts that an event's guards can read; the others never enter its memo. */
  readonly #readBy: readonly number[];
  readonly #states: ControlState[] = [];
  readonly #snapshots: AnyMachineSnapshot[] = [];
  readonly #idByKey = new Map<string, number>();
  /** By state × event, then by the facts that count. `null`: asked, and not accepted. */
  readonly #memo: (Map<number, ControlTransition | null> | undefined)[] = [];

  constructor(definition: ProcedureDefinition) {
    this.definition = definition;
    this.#steps = new Map(definition.steps.map((step) => [step.id, step]));
    this.#facts = [...builtInFacts, ...definition.facts.map((fact) => fact.id)];
    invariant(definition.facts.length <= declaredFactsMax, `${definition.code}: more than ${declaredFactsMax} facts`);
    for (const [index, fact] of this.#facts.entries()) this.#factBits.set(fact, 1 << index);
    this.#machine = buildMachine(definition);
    this.events = eventNames(definition);
    for (const [index, event] of this.events.entries()) this.#eventIds.set(event, index);
    this.#readBy = this.#factsReadByEvent();
    const [snapshot] = initialTransition(this.#machine);
    this.initial = this.#remember(snapshot);
  }

  state(id: number): ControlState {
    const state = this.#states[id];
    if (state === undefined) throw new InvariantError(`${this.definition.code}: no control state ${id}`);
    return state;
  }

  stateByKey(key: string): ControlState {
    const known = this.#idByKey.get(key);
    if (known !== undefined) return this.state(known);
    const match = /^work\/([^;]+);clock\/([^;]+);promise\/([^;]+)$/.exec(key);
    if (match === null) throw new InvariantError(`${this.definition.code}: unknown control state ${key}`);
    const [, work, clock, promise] = match;
    let snapshot: AnyMachineSnapshot;
    try {
      snapshot = this.#machine.resolveState({ value: { work, clock, promise } as never, context: {} });
    } catch {
      throw new InvariantError(`${this.definition.code}: unknown control state ${key}`);
    }
    return this.#remember(snapshot);
  }

  eventId(name: string): number | undefined {
    return this.#eventIds.get(name);
  }

  factBit(name: string): number | undefined {
    return this.#factBits.get(name);
  }

  step(stateId: number, eventId: number, factBits: number): ControlTransition | undefined {
    const mask = this.#readBy[eventId];
    if (mask === undefined || stateId >= this.#states.length) return this.#unknown(stateId, eventId);
    const cell = this.#memo[stateId * this.#readBy.length + eventId];
    const known = cell === undefined ? undefined : cell.get(factBits & mask);
    if (known !== undefined) return known === null ? undefined : known;
    return this.#ask(stateId, eventId, factBits & mask);
  }

  #unknown(stateId: number, eventId: number): never {
    throw new InvariantError(`${this.definition.code}: no control state ${stateId} or no event ${eventId}`);
  }

  #ask(stateId: number, eventId: number, factBits: number): ControlTransition | undefined {
    const snapshot = this.#snapshots[stateId];
    const type = this.events[eventId];
    if (snapshot === undefined || type === undefined) return this.#unknown(stateId, eventId);
    const facts = new Set(this.#facts.filter((fact) => (factBits & (this.#factBits.get(fact) ?? 0)) !== 0));
    const event: FactEvent = { type, facts };
    const [next, actions] = transition(this.#machine, snapshot, event);
    // Every transition of the machine has an action, so silence means that nothing took the event.
    const answer: ControlTransition | null =
      actions.length === 0
        ? null
        : {
            to: this.#remember(next).id,
            actions: Object.freeze(actions.map((action): string => action.type).filter((name) => name !== clockHold)),
          };
    const index = stateId * this.#readBy.length + eventId;
    let cell = this.#memo[index];
    if (cell === undefined) {
      cell = new Map();
      this.#memo[index] = cell;
    }
    cell.set(factBits, answer);
    return answer ?? undefined;
  }

  #remember(snapshot: AnyMachineSnapshot): ControlState {
    const { work, clock, promise } = snapshot.value as ControlValue;
    const key = keyOf(snapshot);
    const known = this.#idByKey.get(key);
    if (known !== undefined) return this.state(known);
    const behind = work.endsWith("~supplement") ? work.slice(0, -"~supplement".length) : work;
    const id = this.#states.length;
    const state: ControlState = Object.freeze({ id, key, work, clock, promise, step: this.#steps.get(behind) });
    this.#states.push(state);
    this.#snapshots.push(snapshot);
    this.#idByKey.set(key, id);
    return state;
  }

  #factsReadByEvent(): readonly number[] {
    const bit = (fact: string): number => this.#factBits.get(fact) ?? 0;
    const masks = this.events.map(() => bit("$held") | bit("$late") | bit("$limited"));
    for (const step of this.definition.steps)
      for (const action of step.actions) {
        const id = this.#eventIds.get(actionEvent(step.id, action.id)) ?? 0;
        for (const text of action.guard ?? []) masks[id] = (masks[id] ?? 0) | bit(readFact(text).fact);
      }
    return masks;
  }
}

function keyOf(snapshot: AnyMachineSnapshot): string {
  const { work, clock, promise } = snapshot.value as ControlValue;
  return `work/${work};clock/${clock};promise/${promise}`;
}

function eventNames(definition: ProcedureDefinition): readonly string[] {
  const names: string[] = [...builtInEvents];
  for (const step of definition.steps) for (const action of step.actions) names.push(actionEvent(step.id, action.id));
  invariant(new Set(names).size === names.length, `${definition.code}: two actions of one step share an id`);
  return names;
}

function buildMachine(definition: ProcedureDefinition): AnyStateMachine {
  const facts = [...builtInFacts, ...definition.facts.map((fact) => fact.id)];
  const config = {
    id: definition.code,
    type: "parallel",
    context: {},
    options: { maxIterations: iterationsMax },
    states: { work: workRegion(definition), clock: clockRegion(definition), promise: promiseRegion(definition) },
  };
  const guards = Object.fromEntries(
    facts.map((fact) => [fact, ({ event }: { event: FactEvent }): boolean => event.facts.has(fact)]),
  );
  // The configuration is data, so its shape is not visible to XState's inference.
  return createMachine(config as never, { guards } as never) as AnyStateMachine;
}

// ---------------------------------------------------------------------------------------------------------- work

function workRegion(definition: ProcedureDefinition): object {
  const known = new Set(definition.steps.map((step) => step.id));
  invariant(known.size === definition.steps.length, `${definition.code}: two steps share an id`);
  invariant(known.has(definition.startStep), `${definition.code}: unknown start step ${definition.startStep}`);
  const states: { [state: string]: object } = {
    received: workState("received", {
      accept: [to(definition.startStep)],
      "refuse-intake": [to("refusedIntake")],
      withdraw: [to("withdrawn")],
      close: [to("closed")],
    }),
  };
  for (const step of definition.steps) {
    states[step.id] = workState(step.id, stepTransitions(definition, step, known));
    if (!asks(step)) continue;
    const id = supplementState(step.id);
    states[id] = workState(id, {
      "supplement-restart": [to(step.id)],
      "supplement-resume": [to(step.id)],
      close: [to("closed")],
      withdraw: [to("withdrawn")],
      void: [to("voided")],
    });
  }
  for (const end of endStates) states[end] = workState(end, {});
  return { initial: "received", states };
}

function stepTransitions(
  definition: ProcedureDefinition,
  step: StepDefinition,
  known: ReadonlySet<string>,
): Transitions {
  const on: Transitions = {};
  for (const action of step.actions) {
    const ends = action.to.startsWith("end:");
    invariant(ends || known.has(action.to), `${definition.code}: ${step.id}.${action.id} leads to ${action.to}`);
    on[actionEvent(step.id, action.id)] = [
      to(ends ? "returned" : action.to, factGuards(definition, action.guard ?? [])),
    ];
  }
  if (asks(step)) on["ask-supplement"] = [to(supplementState(step.id))];
  // A dossier can be stopped until the decision is issued (NĐ 118/2025 Art. 21); a return step comes after it.
  if (step.kind !== "return") {
    on.withdraw = [to("withdrawn")];
    on.void = [to("voided")];
  }
  if (closableKinds.has(step.kind)) on.close = [to("closed")];
  return on;
}

const workState = (id: string, on: Transitions): object => ({ entry: [`enter.${id}`], on });

// Re-entering, so that an action back to its own step is a new visit with its own entry.
const to = (target: string, guards: readonly Guard[] = []): Transition =>
  guards.length === 0 ? { target, reenter: true } : { target, reenter: true, guard: all(guards) };

/** Return steps ask nothing any more: the decision is out. */
const asks = (step: StepDefinition): boolean => step.mayAskSupplement && step.kind !== "return";

// ------------------------------------------------------------------------------------------------ clock, promise

function clockRegion(definition: ProcedureDefinition): object {
  const suspends = [...actionCauses(definition, "suspend"), askSupplement(definition)];
  const restarts = actionCauses(definition, "restart");
  const runs = actionCauses(definition, "run");
  const stops = [...actionCauses(definition, "stop"), ...leavings(definition)];
  const atWork = workingStates(definition);

  const notStarted: Transitions = {};
  take(definition, notStarted, acceptance, "running", ["clock.start"], ["$limited"]);

  const running: Transitions = {
    suspend: [{ target: "suspended", guard: inWork(atWork), actions: ["clock.suspend"] }],
  };
  for (const cause of suspends) take(definition, running, cause, "suspended", ["clock.suspend"]);
  for (const cause of restarts) take(definition, running, cause, "running", ["clock.restart"]);
  for (const cause of stops) take(definition, running, cause, "ended", ["clock.stop"]);

  // A second ground, and the end of one of several, change nothing here and are accepted all the same.
  const hold: Transition = { guard: inWork(atWork), actions: [clockHold] };
  const suspended: Transitions = {
    suspend: [hold],
    resume: [{ target: "running", guard: all([inWork(atWork), not("$held")]), actions: ["clock.resume"] }, hold],
  };
  for (const cause of [...runs, supplementEnds(definition, "supplement-resume")])
    take(definition, suspended, cause, "running", ["clock.resume"], ["!$held"]);
  for (const cause of [...restarts, supplementEnds(definition, "supplement-restart")])
    take(definition, suspended, cause, "running", ["clock.restart"], ["!$held"]);
  for (const cause of stops) take(definition, suspended, cause, "ended", ["clock.stop"]);

  return {
    initial: "notStarted",
    states: { notStarted: { on: notStarted }, running: { on: running }, suspended: { on: suspended }, ended: {} },
  };
}

function promiseRegion(definition: ProcedureDefinition): object {
  const none: Transitions = {};
  take(definition, none, acceptance, "inForce", ["promise.made"], ["$limited"]);

  const settled: Transitions = {};
  for (const cause of actionCauses(definition, "stop")) {
    take(definition, settled, cause, "kept", ["promise.kept"], ["!$late"]);
    take(definition, settled, cause, "broken", ["promise.broken"], ["$late"]);
  }
  for (const cause of leavings(definition)) take(definition, settled, cause, "lapsed", ["promise.lapsed"]);

  const atWork = inWork(workingStates(definition));
  const overdue: Transitions = {
    ...settled,
    "promise-moved": [{ target: "inForce", guard: atWork, actions: ["promise.moved"] }],
  };
  for (const cause of [...actionCauses(definition, "restart"), supplementEnds(definition, "supplement-restart")])
    take(definition, overdue, cause, "inForce", [], ["!$late"]);

  return {
    initial: "none",
    states: {
      none: { on: none },
      inForce: {
        on: {
          ...settled,
          "promise-missed": [{ target: "overdue", guard: atWork, actions: ["promise.missed"] }],
        },
      },
      overdue: { on: overdue },
      kept: {},
      broken: {},
      lapsed: {},
    },
  };
}

const acceptance: Cause = { event: "accept", states: ["received"], facts: [] };

const actionCauses = (definition: ProcedureDefinition, effect: ClockEffect): readonly Cause[] =>
  definition.steps.flatMap((step) =>
    step.actions
      .filter((action: ActionDefinition) => action.clock === effect)
      .map((action) => ({
        event: actionEvent(step.id, action.id),
        states: [step.id],
        facts: action.guard ?? [],
      })),
  );

const askSupplement = (definition: ProcedureDefinition): Cause => ({
  event: "ask-supplement",
  states: definition.steps.filter(asks).map((step) => step.id),
  facts: [],
});

const supplementEnds = (definition: ProcedureDefinition, event: string): Cause => ({
  event,
  states: definition.steps.filter(asks).map((step) => supplementState(step.id)),
  facts: [],
});

/** Ways out without an outcome; the limit ends and its promise lapses. */
function leavings(definition: ProcedureDefinition): readonly Cause[] {
  const supplements = definition.steps.filter(asks).map((step) => supplementState(step.id));
  const open = [...definition.steps.filter((step) => step.kind !== "return").map((step) => step.id), ...supplements];
  const waits = definition.steps.filter((step) => closableKinds.has(step.kind)).map((step) => step.id);
  return [
    { event: "withdraw", states: open, facts: [] },
    { event: "void", states: open, facts: [] },
    { event: "close", states: [...waits, ...supplements], facts: [] },
  ];
}

const workingStates = (definition: ProcedureDefinition): readonly string[] =>
  definition.steps.flatMap((step) => (asks(step) ? [step.id, supplementState(step.id)] : [step.id]));

/** Adds the transition of a mirror for one cause, under the conditions `work` has for it. */
function take(
  definition: ProcedureDefinition,
  on: Transitions,
  cause: Cause,
  target: string,
  actions: readonly string[],
  also: readonly string[] = [],
): void {
  if (cause.states.length === 0) return;
  const guard = all([inWork(cause.states), ...factGuards(definition, cause.facts), ...factGuards(definition, also)]);
  const list = on[cause.event] ?? [];
  on[cause.event] = [...list, { target, guard, actions, reenter: true }];
}

// --------------------------------------------------------------------------------------------------------- guards

function factGuards(definition: ProcedureDefinition, facts: readonly string[]): readonly Guard[] {
  return facts.map((text) => {
    const { fact, holds } = readFact(text);
    const declared =
      definition.facts.some((known) => known.id === fact) || builtInFacts.some((known) => known === fact);
    invariant(declared, `${definition.code}: undeclared fact ${fact}`);
    return holds ? fact : not(fact);
  });
}

const inWork = (states: readonly string[]): Guard => any(states.map((state) => stateIn({ work: state })));

function all(guards: readonly Guard[]): Guard {
  const [first] = guards;
  return guards.length === 1 && first !== undefined ? first : (and(guards as never) as Guard);
}

function any(guards: readonly Guard[]): Guard {
  const [first] = guards;
  return guards.length === 1 && first !== undefined ? first : (or(guards as never) as Guard);
}

// ----------------------------------------------------------------------------------------------------- for tests

/** A live actor on the same machine, with a record of the actions it ran. */
export interface LiveControl {
  send(event: string, facts: readonly string[]): void;
  key(): string;
  /** Actions since the last call. */
  take(): readonly string[];
  stop(): void;
}

/** What the remembered steps are held against in tests. Not part of the package entry.
 *  @internal */
export function liveControl(definition: ProcedureDefinition): LiveControl {
  const machine = buildMachine(definition);
  let ran: string[] = [];
  const record = (name: string): [string, () => void] => [
    name,
    () => {
      ran.push(name);
    },
  ];
  const actor = createActor(
    machine.provide({ actions: Object.fromEntries(actionNames(machine).map(record)) } as never),
  );
  actor.start();
  return {
    send: (type, facts) => actor.send({ type, facts: new Set(facts) }),
    key: () => keyOf(actor.getSnapshot()),
    take() {
      const taken = ran.filter((name) => name !== clockHold);
      ran = [];
      return taken;
    },
    stop: () => {
      actor.stop();
    },
  };
}

function actionNames(machine: AnyStateMachine): readonly string[] {
  const names = new Set<string>();
  const add = (actions: readonly unknown[]): void => {
    for (const action of actions) names.add(typeof action === "string" ? action : (action as { type: string }).type);
  };
  const visit = (node: AnyStateNode): void => {
    add(node.entry);
    for (const list of node.transitions.values()) for (const item of list) add(item.actions);
    for (const child of Object.values(node.states)) visit(child);
  };
  visit(machine.root);
  return [...names];
}
