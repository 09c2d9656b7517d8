import type { CompiledNode } from "./compiled.ts";
import type { Unit } from "./unit.ts";

/** Keeps who works on a dossier at a node, for four-eyes and the same-person policy. */
export function remember(unit: Unit, token: number, node: CompiledNode, people: readonly number[]): void {
  if (!node.isRemembered) return;
  const place = unit.visitPlaceOf(unit.tokenDossier[token] as number, node);
  const last = (unit.lastPerson[place] as number) - 1;
  const [first, ...others] = people;
  if (last >= 0 && last !== first) others.push(last);
  unit.lastPerson[place] = (first as number) + 1;
  if (others.length > 0) unit.othersSeen.set(place, [...(unit.othersSeen.get(place) ?? []), ...others]);
}

/** Whether a person has worked on a token's dossier at one of the nodes that its present work must not share with. */
export function hasSeen(unit: Unit, token: number, node: CompiledNode, person: number): boolean {
  if (node.notSamePersonAs === undefined) return false;
  const from = (unit.tokenDossier[token] as number) * unit.compiled.placesMax;
  for (const place of node.notSamePersonAs) {
    if ((unit.lastPerson[from + place] as number) === person + 1) return true;
    if (unit.othersSeen.size > 0 && unit.othersSeen.get(from + place)?.includes(person) === true) return true;
  }
  return false;
}
