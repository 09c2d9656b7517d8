import { compileProcedure, type ProcedureDefinition } from "@motcua/core";
import { vietnamProcedures } from "@motcua/core/vietnam";
import { describe, expect, it } from "vitest";
import { randomDefinition } from "./random-definition.ts";
import { sample } from "./sample.ts";
import { generator, walkBesideLiveActor } from "./walk.ts";

describe("our host, stored and restored at each step, beside a live XState actor: same states, same actions", () => {
  it("the sample procedure", () => {
    const walked = walkBesideLiveActor(sample(), generator(1), 3000);
    expect(walked.accepted).toBeGreaterThan(500);
    expect(walked.refused).toBeGreaterThan(500);
  });

  it.each(vietnamProcedures().map((definition) => [definition.code, definition] as const))("%s", (code, definition) => {
    const walked = walkBesideLiveActor(definition, generator(Number(code.replace(".", ""))), 250);
    expect(walked.accepted).toBeGreaterThan(30);
  });

  it("definitions made at random, sensible or not", () => {
    const random = generator(20261122);
    for (let number = 0; number < 150; number += 1)
      walkBesideLiveActor(randomDefinition(random, number), random, 60, 13);
  });
});

describe("memory", () => {
  const everyAnswer = (definition: ProcedureDefinition, warm: boolean): readonly string[] => {
    const source = compileProcedure(definition);
    const answers: string[] = [];
    const bits = 1 << Math.min(3 + definition.facts.length, 5);
    for (let id = 0, known = 1; id < known; id += 1) {
      const { key } = source.state(id);
      for (const event of source.events)
        for (let facts = 0; facts < bits; facts += 1) {
          const compiled = warm ? source : compileProcedure(definition);
          const answer = compiled.step(compiled.stateByKey(key).id, compiled.eventId(event) ?? -1, facts);
          const other = source.step(id, source.eventId(event) ?? -1, facts);
          if (other !== undefined) known = Math.max(known, other.to + 1);
          answers.push(answer === undefined ? "-" : `${compiled.state(answer.to).key} ${answer.actions.join(" ")}`);
        }
    }
    return answers;
  };

  it("a remembered step is the step a fresh procedure takes, in every state that can be reached", () => {
    const base = sample();
    // Small enough to be compiled anew for each of its questions.
    const small = sample({
      facts: [],
      steps: base.steps
        .filter((step) => step.id === "officer" || step.id === "leader" || step.id === "handover")
        .map((step) =>
          step.id === "officer"
            ? { ...step, actions: step.actions.filter((one) => one.id === "submit").map(({ guard: _, ...one }) => one) }
            : step,
        ),
    });
    const remembered = everyAnswer(small, true);
    expect(remembered.length).toBeGreaterThan(1000);
    expect(everyAnswer(small, true)).toEqual(remembered);
    expect(everyAnswer(small, false)).toEqual(remembered);
  });
});
