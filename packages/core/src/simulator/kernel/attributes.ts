import type { Condition } from "../model.ts";
import type { CompiledAttribute, CompiledCondition, CompiledStream } from "./compiled.ts";
import { firstAbove } from "./sampler.ts";
import type { Unit } from "./unit.ts";

/** An attribute of a dossier: drawn by counter, so it is not stored and always the same. */
export function attributeOf(unit: Unit, dossier: number, attribute: CompiledAttribute): string | number {
  const { random } = unit;
  random.place(
    attribute.element,
    0,
    unit.streamKeys[unit.dossierStream[dossier] as number] as number,
    unit.dossierNumber[dossier] as number,
  );
  if (attribute.sampler !== undefined) return attribute.sampler(random);
  return attribute.values?.[firstAbove(attribute.upTo, random.next())] ?? "";
}

/** Tells who keeps a log what is known of a dossier: how it was lodged, and what conditions may ask for. */
export function tellAttributes(unit: Unit, dossier: number): void {
  const { sink, compiled } = unit;
  if (sink?.attributes === undefined) return;
  const index = unit.dossierStream[dossier] as number;
  const { filing } = compiled.model.streams[index] ?? {};
  const told: { [name: string]: string | number } = {};
  if (filing !== undefined) told.channel = filing.channel;
  if (filing?.caseId !== undefined) told.case = filing.caseId;
  for (const attribute of (compiled.streams[index] as CompiledStream).attributes)
    told[attribute.name] = attributeOf(unit, dossier, attribute);
  if (Object.keys(told).length > 0) sink.attributes(unit.dossierLogged[dossier] as number, told);
}

/** Whether a condition on an attribute holds; not for a stream whose dossiers do not have it. */
export function matches(unit: Unit, dossier: number, condition: CompiledCondition): boolean {
  const stream = unit.dossierStream[dossier] as number;
  const decided = condition.decided[stream] as number;
  if (decided >= 0) return decided === 1;
  const { attributes } = unit.compiled.streams[stream] as CompiledStream;
  const attribute = attributes.find(({ name }) => name === condition.attribute);
  if (attribute === undefined) return false;
  return holds(condition, attributeOf(unit, dossier, attribute));
}

export function holds(condition: Condition, value: string | number): boolean {
  if (condition.is !== undefined && String(value) !== condition.is) return false;
  const number = Number(value);
  if (condition.atLeast !== undefined && !(number >= condition.atLeast)) return false;
  return condition.below === undefined || number < condition.below;
}
