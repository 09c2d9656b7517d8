import { memoryStorage } from "@motcua/adapters/memory";
import { createActor, createMachine, initialTransition } from "xstate";
import { compare, print, seconds } from "./harness.ts";
import { clockFrom, openEngine, operations, runLives } from "./life.ts";

const ends = { withdraw: "withdrawn", close: "closed", void: "voided" };
/** The limit to measure against: a Map of cases, each moved by XState through one reused scope, no hash, no ledger. The
 *  machine is what one would write by hand for this procedure: eleven states, guards that read the event's facts. */
const machine = createMachine({
  id: "raw",
  initial: "received",
  states: {
    received: { on: { accept: "intake", refuse: "refusedIntake", withdraw: "withdrawn" } },
    intake: { entry: "notify", on: { forward: "officer", assign: { actions: "assign" }, ...ends } },
    officer: {
      entry: "notify",
      on: {
        assign: { actions: "assign" },
        askSupplement: { target: "supplement", guard: "mayAsk", actions: "suspend" },
        submit: { target: "leader", guard: "complete" },
        ...ends,
      },
    },
    supplement: { entry: "notify", on: { complete: { target: "officer", actions: "restart" }, ...ends } },
    leader: {
      entry: "notify",
      on: { approve: { target: "ready", guard: "otherPerson", actions: "stop" }, sendBack: "officer", ...ends },
    },
    ready: { entry: "notify", on: { handOver: "returned" } },
    returned: {},
    refusedIntake: {},
    withdrawn: {},
    closed: {},
    voided: {},
  },
}).provide({
  guards: {
    mayAsk: ({ event }) => (event as unknown as RawEvent).rounds === 0,
    complete: ({ event }) => (event as unknown as RawEvent).complete,
    otherPerson: ({ event }) => (event as unknown as RawEvent).otherPerson,
  },
});
interface RawEvent {
  readonly rounds: number;
  readonly complete: boolean;
  readonly otherPerson: boolean;
}
const life = ["assign", "accept", "forward", "assign", "askSupplement", "complete", "submit", "approve", "handOver"];

interface RawCase {
  snapshot: unknown;
  version: number;
  readonly history: string[];
  wakeAt: number | undefined;
}

function rawMemory(): (dossiers: number) => void {
  const cases = new Map<string, RawCase>();
  const outbox: string[] = [];
  const [initial] = initialTransition(machine);
  // One inert scope, reused for every step: what a hand-written host would do to be fast.
  const self = createActor(machine);
  const nothing = (): void => {};
  const scope = {
    self,
    system: self.system,
    logger: nothing,
    id: "raw",
    sessionId: "raw",
    defer: nothing,
    stopChild: nothing,
    emit: nothing,
    actionExecutor: nothing,
  };
  const transition = (snapshot: unknown, type: string): unknown =>
    (machine as unknown as { transition(s: unknown, e: object, scope: object): unknown }).transition(
      snapshot,
      { type, rounds: 0, complete: true, otherPerson: true },
      scope,
    );
  let batch = 0;
  return (dossiers) => {
    batch += 1;
    for (let n = 0; n < dossiers; n += 1) {
      const id = `b${batch}d${n}`;
      for (let step = 0; step < operations; step += 1) {
        const at = 1_787_000_000_000 + step * 60_000;
        const known = cases.get(id) ?? { snapshot: initial, version: 0, history: [], wakeAt: undefined };
        known.snapshot = transition(known.snapshot, life[step] ?? "");
        known.version += 1;
        known.history.push(JSON.stringify({ type: "moved", step, at, by: "minh" }));
        known.wakeAt = at + 86_400_000;
        cases.set(id, known);
        outbox.push(JSON.stringify({ kind: "status", step, at, id }));
      }
    }
  };
}

/** In memory, the same life, hash chain included. */
export async function memoryLife(dossiers = 2_000, inFlight = 64): Promise<void> {
  const clock = clockFrom();
  const engine = openEngine(memoryStorage(), clock);
  const raw = rawMemory();
  const figure = await compare(
    dossiers,
    () => seconds(() => runLives(engine, clock, dossiers, inFlight)),
    () => seconds(() => raw(dossiers)),
  );
  print({ bench: "memory-life", unit: "dossiers/s", inFlight, ...figure, atLeast: 0.4, aim: 0.7 });
  await engine.close();
}
