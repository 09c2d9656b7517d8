import type { ActionDefinition, ProcedureDefinition, StepDefinition, StepKind } from "@motcua/core";
import { action, sample, step } from "./sample.ts";

const kinds: readonly StepKind[] = [
  "work",
  "decide",
  "consult",
  "session",
  "posting",
  "wait-payment",
  "confirm",
  "return",
];
const effects = ["run", "run", "suspend", "restart", "stop"] as const;
const ends = ["end:granted", "end:refused", "end:partly-granted", "end:other"] as const;

/** Any definition the machine can be built from, sensible or not: lint would refuse most of them, the machine and its
 *  memory must agree all the same. */
export function randomDefinition(random: (below: number) => number, number: number): ProcedureDefinition {
  const facts = Array.from({ length: random(4) }, (_, index) => `f${index}`);
  const ids = Array.from({ length: 1 + random(6) }, (_, index) => `s${index}`);
  const guard = (): Partial<ActionDefinition> => {
    const asked = facts.filter(() => random(3) === 0).map((fact) => (random(2) === 0 ? fact : `!${fact}`));
    return asked.length === 0 ? {} : { guard: asked };
  };
  const steps: StepDefinition[] = ids.map((id) => {
    const actions = Array.from({ length: random(4) }, (_, index) => {
      const to = random(5) === 0 ? ends[random(ends.length)] : ids[random(ids.length)];
      return action(`a${index}`, to ?? id, effects[random(effects.length)] ?? "run", guard());
    });
    return step(id, actions, { kind: kinds[random(kinds.length)] ?? "work", mayAskSupplement: random(2) === 0 });
  });
  return sample({
    code: `9.${String(number).padStart(6, "0")}`,
    facts: facts.map((id) => ({ id, name: { vi: id, en: id } })),
    startStep: ids[random(ids.length)] ?? "s0",
    steps,
  });
}
