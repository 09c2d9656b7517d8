import {
  type CompiledProcedure,
  compileProcedure,
  lintProcedure,
  type ProcedureDefinition,
  type StepDefinition,
} from "@motcua/core";
import { vietnamProcedures } from "@motcua/core/vietnam";
import { describe, expect, it } from "vitest";
import { randomDefinition } from "./random-definition.ts";
import { sample } from "./sample.ts";
import { generator } from "./walk.ts";

// Lint reads the definition, the machine runs it: what lint lets pass must behave, and what the machine cannot be built
// from must have been refused by lint.

const ends = new Set(["refusedIntake", "withdrawn", "closed", "voided", "returned"]);

/** What a procedure that lint accepts must keep in every state that can be reached; what it breaks, in words. */
function broken(compiled: CompiledProcedure): readonly string[] {
  const complaints: string[] = [];
  const limited = compiled.factBit("$limited") ?? 0;
  const held = compiled.factBit("$held") ?? 0;
  const late = compiled.factBit("$late") ?? 0;
  const declared = compiled.definition.facts.map((fact) => compiled.factBit(fact.id) ?? 0);
  const bitSets = [0, late].flatMap((base) =>
    Array.from({ length: 1 << declared.length }, (_, subset) =>
      declared.reduce((bits, bit, index) => ((subset & (1 << index)) === 0 ? bits : bits | bit), base | limited),
    ),
  );
  const next = new Map<number, Set<number>>();
  const open = [compiled.initial.id];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (next.has(id)) continue;
    const from = compiled.state(id);
    const reached = new Set<number>();
    next.set(id, reached);
    for (const [event, name] of compiled.events.entries()) {
      // Grounds from outside can hold any clock; what follows from the definition alone is looked at here.
      if (name === "suspend" || name === "resume") continue;
      // While a payment is open its ground goes on, whatever else ends: the engine says so by `$held`.
      const holding = from.step?.kind === "wait-payment" && name.startsWith("supplement-") ? held : 0;
      for (const bits of bitSets) {
        const answer = compiled.step(id, event, bits | holding);
        if (answer === undefined) continue;
        reached.add(answer.to);
        open.push(answer.to);
      }
    }
    const { step, clock, promise, key } = from;
    if (step?.kind === "return" && clock !== "ended")
      complaints.push(`${key}: a return step while the clock is not ended`);
    if (from.work === "returned" && promise !== "kept" && promise !== "broken")
      complaints.push(`${key}: returned without a verdict`);
    if (step?.kind === "wait-payment" && clock === "running")
      complaints.push(`${key}: waits for payment on a running clock`);
    if (clock === "ended" && step !== undefined && step.kind !== "return")
      complaints.push(`${key}: works after the outcome`);
    if (ends.has(from.work) && reached.size > 0) complaints.push(`${key}: an end that goes on`);
  }
  const alive = new Set([...next.keys()].filter((id) => ends.has(compiled.state(id).work)));
  for (let size = -1; size !== alive.size; ) {
    size = alive.size;
    for (const [id, reached] of next) if ([...reached].some((to) => alive.has(to))) alive.add(id);
  }
  for (const id of next.keys()) if (!alive.has(id)) complaints.push(`${compiled.state(id).key}: no way to an end`);
  return complaints;
}

const hasErrors = (definition: ProcedureDefinition): boolean =>
  lintProcedure(definition).some((finding) => finding.severity === "error");

/** One thing changed somewhere. */
function mutate(definition: ProcedureDefinition, random: (below: number) => number): ProcedureDefinition {
  const at = random(definition.steps.length);
  const ids = [...definition.steps.map((step) => step.id), "end:granted", "end:other", "nowhere"];
  const pick = <T>(list: readonly T[], other: T): T => list[random(list.length)] ?? other;
  const change = (step: StepDefinition): StepDefinition => {
    const index = random(Math.max(1, step.actions.length));
    const actions = (more: (action: StepDefinition["actions"][number]) => object): StepDefinition => ({
      ...step,
      actions: step.actions.map((action, which) => (which === index ? { ...action, ...more(action) } : action)),
    });
    switch (random(6)) {
      case 0:
        return actions(() => ({ to: pick(ids, "nowhere") }));
      case 1:
        return actions((action) => ({ clock: pick(["run", "suspend", "restart", "stop"] as const, action.clock) }));
      case 2:
        return actions(() => ({ outcome: "granted", clock: "stop" }));
      case 3:
        return { ...step, kind: pick(["work", "return", "wait-payment", "consult", "decide"] as const, step.kind) };
      case 4:
        return { ...step, actions: step.actions.filter((_, which) => which !== index) };
      default:
        return actions(() => ({ guard: [pick(["fieldCheck", "!fieldCheck", "unheardOf"], "unheardOf")] }));
    }
  };
  return { ...definition, steps: definition.steps.map((step, index) => (index === at ? change(step) : step)) };
}

describe("lint and the machine agree", () => {
  it("on the catalogue", () => {
    for (const definition of vietnamProcedures())
      expect(broken(compileProcedure(definition)), definition.code).toEqual([]);
  });

  it("on the sample with one or two things changed", () => {
    const random = generator(42);
    let passed = 0;
    let refused = 0;
    for (let count = 0; count < 240; count += 1) {
      const once = mutate(sample(), random);
      const definition = random(2) === 0 ? once : mutate(once, random);
      if (hasErrors(definition)) {
        refused += 1;
        continue;
      }
      passed += 1;
      expect(broken(compileProcedure(definition)), JSON.stringify(definition.steps)).toEqual([]);
    }
    expect(passed).toBeGreaterThan(30);
    expect(refused).toBeGreaterThan(50);
  });

  it("what the machine cannot be built from, lint has refused", () => {
    const random = generator(7);
    let unbuildable = 0;
    for (let count = 0; count < 300; count += 1) {
      const definition = mutate(randomDefinition(random, count), random);
      try {
        compileProcedure(definition);
      } catch {
        unbuildable += 1;
        expect(hasErrors(definition)).toBe(true);
      }
    }
    expect(unbuildable).toBeGreaterThan(20);
  });
});
