import type { CompiledNode } from "./compiled.ts";
import { advance, endDossier } from "./moves.ts";
import { moving, parked, type Unit } from "./unit.ts";

// Where the ways of a dossier meet again.

/** @returns false where others have yet to come */
export function joinsAll(unit: Unit, token: number, node: CompiledNode): boolean {
  const dossier = unit.tokenDossier[token] as number;
  const place = unit.visitPlaceOf(dossier, node);
  const come = (unit.joined[place] as number) + 1;
  unit.joined[place] = come === node.waysIn ? 0 : come;
  if (come === node.waysIn) return true;
  unit.freeToken(token);
  // Nothing can come to the join any more.
  if ((unit.dossierToken[dossier] as number) < 0) endDossier(unit, dossier, false);
  return false;
}

/** Lets go what waits at an inclusive join that no other token of the dossier can still reach; when all that is left waits at
 *  such joins for each other, the first of them. @returns false when there is nothing to let go */
export function settleInclusive(unit: Unit, dossier: number): boolean {
  const { nodes } = unit.compiled;
  let found = -1;
  let allParked = true;
  for (let token = unit.dossierToken[dossier] as number; token >= 0; token = unit.tokenSibling[token] as number) {
    if ((unit.tokenState[token] as number) !== parked) allParked = false;
    else if (found < 0 && !canStillCome(unit, dossier, nodes[unit.tokenNode[token] as number] as CompiledNode))
      found = token;
  }
  if (found < 0 && allParked) found = unit.dossierToken[dossier] as number;
  if (found < 0) return false;
  const node = nodes[unit.tokenNode[found] as number] as CompiledNode;
  mergeInto(unit, dossier, found, node);
  unit.tokenState[found] = moving;
  advance(unit, found, node.next);
  return true;
}

function canStillCome(unit: Unit, dossier: number, join: CompiledNode): boolean {
  const { nodes } = unit.compiled;
  for (let token = unit.dossierToken[dossier] as number; token >= 0; token = unit.tokenSibling[token] as number) {
    const node = nodes[unit.tokenNode[token] as number] as CompiledNode;
    if (node === join && (unit.tokenState[token] as number) === parked) continue;
    if ((join.reachedFrom as Uint8Array)[node.place] === 1) return true;
  }
  return false;
}

function mergeInto(unit: Unit, dossier: number, kept: number, join: CompiledNode): void {
  for (let token = unit.dossierToken[dossier] as number; token >= 0; ) {
    const next = unit.tokenSibling[token] as number;
    if (token !== kept && (unit.tokenNode[token] as number) === join.index) unit.freeToken(token);
    token = next;
  }
}
