import type { Branch, Condition, FlowNode } from "@motcua/core/simulator";
import { numberSamplerOf } from "../../../packages/core/src/simulator/kernel/sampler.ts";
import type { Dossier, World } from "./world.ts";

// Where a dossier goes from a gateway.

export function waysOf(
  world: World,
  dossier: Dossier,
  node: Extract<FlowNode, { kind: "choice" | "inclusive" | "parallel" }>,
  name: string,
  place: number,
): string[] {
  if (node.kind === "parallel") return [...node.to];
  const random = world.at(dossier, name, world.visitsOf(dossier, place));
  world.visited(dossier, place);
  const isOpen = (branch: Branch): boolean =>
    world.visitsOf(dossier, `${place} ${branch.to} ${node.branches.indexOf(branch)}`) <
    (branch.passesMax ?? Number.POSITIVE_INFINITY);
  const take = (branch: Branch): string => {
    world.visited(dossier, `${place} ${branch.to} ${node.branches.indexOf(branch)}`);
    return branch.to;
  };
  const us = Array.from({ length: node.kind === "choice" ? 1 : node.branches.length + 1 }, () => random.next());
  const holds = (branch: Branch): boolean => branch.when !== undefined && matches(world, dossier, branch.when);
  if (node.kind === "choice") {
    const by = node.branches.find((branch) => isOpen(branch) && holds(branch));
    if (by !== undefined) {
      world.note("choice by condition");
      return [take(by)];
    }
    world.note(node.branches.every(isOpen) ? "choice by share" : "choice, a way is shut");
    const open = node.branches.filter((branch) => branch.when === undefined && isOpen(branch));
    return [take(inProportion(open.length > 0 ? open : node.branches, us[0] as number))];
  }
  const taken = node.branches.filter((branch, i) => {
    const drawn = branch.when === undefined ? (us[i] as number) < branch.share : holds(branch);
    return drawn && isOpen(branch);
  });
  world.note(taken.length > 1 ? "inclusive, several" : taken.length > 0 ? "inclusive, one" : "inclusive, none");
  if (taken.length > 0) return taken.map(take);
  const open = node.branches.filter(isOpen);
  return [take(inProportion(open.length > 0 ? open : node.branches, us.at(-1) as number))];
}

function inProportion(branches: readonly Branch[], u: number): Branch {
  const total = branches.reduce((sum, { share }) => sum + share, 0);
  let sum = 0;
  for (const branch of branches) {
    sum += branch.share;
    if (u * total < sum) return branch;
  }
  return branches.at(-1) as Branch;
}

function matches(world: World, dossier: Dossier, { attribute, is, atLeast, below }: Condition): boolean {
  const values = world.streamOf(dossier).attributes?.find(({ name }) => name === attribute)?.values;
  if (values === undefined) return false;
  const random = world.at(dossier, `attribute ${attribute}`, 0);
  const value =
    values.kind === "number"
      ? numberSamplerOf(values.of)(random)
      : inProportion(
          values.of.map((of) => ({ to: of.value, share: of.share })),
          random.next(),
        ).to;
  if (is !== undefined && String(value) !== is) return false;
  if (atLeast !== undefined && !(Number(value) >= atLeast)) return false;
  return below === undefined || Number(value) < below;
}

export function waysOut(node: FlowNode): string[] {
  switch (node.kind) {
    case "task":
      return [node.next, node.onWithdraw, node.boundary?.to].filter((id) => id !== undefined);
    case "delay":
    case "join":
      return [node.next];
    case "parallel":
      return [...node.to];
    case "end":
      return [];
    default:
      return node.branches.map(({ to }) => to);
  }
}
