import { memoryStorage } from "@motcua/adapters/memory";
import { createActor, createMachine, initialTransition } from "xstate";
import { compare, print, seconds } from "./harness.ts";
import { clockFrom, openEngine, operations, runLives } from "./life.ts";

/** The limit to measure against: a Map of cases, each moved by XState through one reused scope, no hash, no ledger. */
const machine = createMachine({
  id: "raw",
  initial: "s0",
  states: Object.fromEntries(
    Array.from({ length: operations + 1 }, (_, step) => [
      `s${step}`,
      { on: step < operations ? { NEXT: `s${step + 1}` } : {} },
    ]),
  ),
});

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
  const transition = (snapshot: unknown): unknown =>
    (machine as unknown as { transition(s: unknown, e: object, scope: object): unknown }).transition(
      snapshot,
      { type: "NEXT" },
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
        known.snapshot = transition(known.snapshot);
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
