import { matches } from "./attributes.ts";
import type { CompiledNode, CompiledWay } from "./compiled.ts";
import { firstAbove } from "./sampler.ts";
import type { Unit } from "./unit.ts";

// Where a dossier goes from a gateway.

/** Counts a pass through a node that is no task. */
export function pass(unit: Unit, token: number, node: CompiledNode): number {
  const place = unit.visitPlaceOf(unit.tokenDossier[token] as number, node);
  const visits = unit.visits[place] as number;
  unit.visits[place] = visits + 1;
  return visits;
}

/** One of the ways: the first whose condition holds, else by share. */
export function chooseOne(unit: Unit, token: number, node: CompiledNode): CompiledWay {
  const { ways } = node;
  const dossier = unit.tokenDossier[token] as number;
  if (node.isPlain) {
    if (ways.length > 1) placeAt(unit, dossier, node);
    pass(unit, token, node);
    return ways[ways.length > 1 ? firstAbove(node.upTo, unit.random.next()) : 0] as CompiledWay;
  }
  let left = 0;
  let leftShare = 0;
  for (let i = 0; i < ways.length; i += 1) {
    const way = ways[i] as CompiledWay;
    if (!isOpen(unit, dossier, way)) continue;
    if (way.when === undefined) {
      left += 1;
      leftShare += way.share;
    } else if (matches(unit, dossier, way.when)) {
      pass(unit, token, node);
      return counted(unit, dossier, way);
    }
  }
  placeAt(unit, dossier, node);
  pass(unit, token, node);
  const u = unit.random.next();
  if (left === 0) return counted(unit, dossier, byShare(ways, u));
  return counted(
    unit,
    dossier,
    left === ways.length
      ? (ways[firstAbove(node.upTo, u)] as CompiledWay)
      : byShareOfLeft(unit, dossier, ways, u * leftShare),
  );
}

/** Among the ways that are open and without a condition. @param target of the sum of their shares */
function byShareOfLeft(unit: Unit, dossier: number, ways: readonly CompiledWay[], target: number): CompiledWay {
  let sum = 0;
  let last = ways[0] as CompiledWay;
  for (let i = 0; i < ways.length; i += 1) {
    const way = ways[i] as CompiledWay;
    if (way.when !== undefined || !isOpen(unit, dossier, way)) continue;
    last = way;
    sum += way.share;
    if (target < sum) return way;
  }
  return last;
}

/** Whether a dossier may take a way once more. */
const isOpen = (unit: Unit, dossier: number, { place, passesMax }: CompiledWay): boolean =>
  place < 0 || (unit.visits[dossier * unit.compiled.placesMax + place] as number) < passesMax;

function counted(unit: Unit, dossier: number, way: CompiledWay): CompiledWay {
  if (way.place < 0) return way;
  const place = dossier * unit.compiled.placesMax + way.place;
  unit.visits[place] = (unit.visits[place] as number) + 1;
  return way;
}

function placeAt(unit: Unit, dossier: number, node: CompiledNode): void {
  unit.random.place(
    node.element,
    unit.visits[unit.visitPlaceOf(dossier, node)] as number,
    unit.streamKeys[unit.dossierStream[dossier] as number] as number,
    unit.dossierNumber[dossier] as number,
  );
}

/** One of several in proportion to their shares. */
function byShare(ways: readonly CompiledWay[], u: number): CompiledWay {
  const total = ways.reduce((sum, way) => sum + way.share, 0);
  let sum = 0;
  for (const way of ways) {
    sum += way.share;
    if (u * total < sum) return way;
  }
  return ways[ways.length - 1] as CompiledWay;
}

/** Each way by itself. */
export function someOf(unit: Unit, token: number, node: CompiledNode): readonly CompiledWay[] {
  const dossier = unit.tokenDossier[token] as number;
  placeAt(unit, dossier, node);
  pass(unit, token, node);
  const { random } = unit;
  // All numbers first: a condition goes to the numbers of its attribute.
  const us = node.ways.map(() => random.next());
  const last = random.next();
  const open = node.ways.filter((way) => isOpen(unit, dossier, way));
  const taken = node.ways.filter(
    (way, i) =>
      open.includes(way) && (way.when === undefined ? (us[i] as number) < way.share : matches(unit, dossier, way.when)),
  );
  if (taken.length === 0) return [counted(unit, dossier, byShare(open.length > 0 ? open : node.ways, last))];
  return taken.map((way) => counted(unit, dossier, way));
}
