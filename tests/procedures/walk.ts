import { type CompiledProcedure, compileProcedure, type ProcedureDefinition } from "@motcua/core";
import { expect } from "vitest";
import { liveControl } from "../../packages/core/src/procedure/compile.ts";

/** A small generator of its own, so that a seed means the same walk everywhere. */
export function generator(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

/** Walks our host beside a live actor. At each step the host is stored and restored: only the text of the state survives,
 *  into a compiled procedure that is fresh every `freshEvery` steps and remembers in between. */
export function walkBesideLiveActor(
  definition: ProcedureDefinition,
  random: (below: number) => number,
  steps: number,
  freshEvery = 7,
): { readonly accepted: number; readonly refused: number } {
  let compiled: CompiledProcedure = compileProcedure(definition);
  const facts = ["$held", "$late", "$limited", ...definition.facts.map((fact) => fact.id)];
  let live = liveControl(definition);
  let key = compiled.initial.key;
  let accepted = 0;
  let refused = 0;
  live.take();
  for (let count = 0; count < steps; count += 1) {
    if (count % freshEvery === 0) compiled = compileProcedure(definition);
    const state = compiled.stateByKey(key);
    // Most events of a procedure belong to other steps: half of the time, choose among those of this one.
    const own = compiled.events.filter((name) => name.startsWith(`act:${state.work}.`));
    const list = own.length > 0 && random(2) === 0 ? own : compiled.events;
    const event = list[random(list.length)] ?? "accept";
    const holding = facts.filter((fact) => random(fact === "$limited" ? 8 : 2) !== 0);
    let bits = 0;
    for (const fact of holding) bits |= compiled.factBit(fact) ?? 0;
    const answer = compiled.step(state.id, compiled.eventId(event) ?? -1, bits);
    live.send(event, holding);
    const where = `${definition.code} ${key} ${event} [${holding.join(" ")}]`;
    const next = answer === undefined ? key : compiled.state(answer.to).key;
    expect(live.key(), where).toBe(next);
    expect(live.take(), where).toEqual(answer?.actions ?? []);
    if (answer === undefined) refused += 1;
    else accepted += 1;
    key = next;
    if (["refusedIntake", "withdrawn", "closed", "voided", "returned"].includes(compiled.stateByKey(key).work)) {
      live.stop();
      live = liveControl(definition);
      live.take();
      key = compiled.initial.key;
    }
  }
  live.stop();
  return { accepted, refused };
}
