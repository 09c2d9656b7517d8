import { waysOut } from "../kernel/paths.ts";
import type { Attribute, Branch, Flow, FlowNode } from "../model.ts";
import { visitsOf } from "./visits.ts";
import { likelyBranches } from "./ways.ts";

/** What happens to fewer dossiers than this is left to chance. */
const rareShare = 0.01;

/**
 * How many different people a dossier may meet at a task: one, and one more each time that a loop leads back to it and somebody
 * else is free; no more than one dossier of a hundred does. Estimated as if every pass were as likely to come back as the mean
 * of them.
 * @param doers how many can do it
 */
export function peopleMet(flow: Flow, id: string, doers: number, attributes: readonly Attribute[]): number {
  const most = Math.min(doers, mostVisits(flow, id));
  if (most <= 1) return 1;
  const visits = visitsOf({ ...flow, start: id }, attributes)[flow.nodes.findIndex((node) => node.id === id)] ?? 1;
  const again = 1 - 1 / Math.max(1, visits);
  let met = 1;
  for (let share = again * (1 - 1 / doers); met < most && share >= rareShare; share *= again * (1 - met / doers))
    met += 1;
  return met;
}

/** How often a dossier can come to a node: once, and once more for every time that a loop may be taken back to it. */
function mostVisits(flow: Flow, id: string): number {
  const free = new Map(flow.nodes.map((node) => [node.id, freeWaysOut(node)]));
  if (reached(free, free.get(id) ?? []).has(id)) return Number.POSITIVE_INFINITY;
  const all = new Map(
    flow.nodes.map((node) => [node.id, [...freeWaysOut(node), ...limited(node).map(({ to }) => to)]]),
  );
  const after = reached(all, [id]);
  return flow.nodes
    .filter((node) => after.has(node.id))
    .flatMap(limited)
    .filter(({ to }) => reached(all, [to]).has(id))
    .reduce((sum, { passesMax = 0 }) => sum + passesMax, 1);
}

/** Branches that a dossier takes only so many times. */
const limited = (node: FlowNode): readonly Branch[] =>
  branchesOf(node).filter(({ passesMax }) => passesMax !== undefined);

const freeWaysOut = (node: FlowNode): readonly string[] =>
  node.kind === "choice" || node.kind === "inclusive"
    ? branchesOf(node).flatMap(({ to, passesMax }) => (passesMax === undefined ? [to] : []))
    : waysOut(node);

function branchesOf(node: FlowNode): readonly Branch[] {
  if (node.kind === "choice") return likelyBranches(node.branches);
  return node.kind === "inclusive" ? node.branches : [];
}

function reached(ways: ReadonlyMap<string, readonly string[]>, from: readonly string[]): ReadonlySet<string> {
  const seen = new Set<string>();
  const next = [...from];
  for (let id = next.pop(); id !== undefined; id = next.pop()) {
    if (seen.has(id)) continue;
    seen.add(id);
    next.push(...(ways.get(id) ?? []));
  }
  return seen;
}
