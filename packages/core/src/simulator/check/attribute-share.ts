import { samplerOf } from "../kernel/sampler.ts";
import type { Attribute, Condition } from "../model.ts";
import { Random } from "../random.ts";

const draws = 2_000;

/** For which share of the dossiers a condition holds; numbers are drawn, by the same draws every time. */
export function attributeShare(attributes: readonly Attribute[], when: Condition): number {
  const values = attributes.find(({ name }) => name === when.attribute)?.values;
  if (values === undefined) return 0;
  if (values.kind === "shares") {
    const total = values.of.reduce((sum, { share }) => sum + share, 0);
    return values.of.reduce((sum, { value, share }) => sum + (holds(when, value) ? share / total : 0), 0);
  }
  const random = new Random(0);
  const sampler = samplerOf(values.of);
  let held = 0;
  for (let draw = 0; draw < draws; draw += 1) {
    random.place(1, 0, draw, 0);
    if (holds(when, sampler(random))) held += 1;
  }
  return held / draws;
}

function holds({ is, atLeast, below }: Condition, value: string | number): boolean {
  if (is !== undefined && String(value) !== is) return false;
  if (atLeast !== undefined && !(Number(value) >= atLeast)) return false;
  return below === undefined || Number(value) < below;
}
