import { waysOut } from "../kernel/paths.ts";
import type { Branch, FlowNode } from "../model.ts";

/** Ways that some dossier takes; a branch of share 0 is switched off on purpose. */
export const likelyWaysOut = (node: FlowNode): readonly string[] =>
  node.kind === "choice" ? [...new Set(likelyBranches(node.branches).map(({ to }) => to))] : waysOut(node);

/**
 * Branches of a choice that some dossier takes: at first those with a share, and once limited ones are used up those that are
 * left, the last of them where none has a share.
 */
export function likelyBranches(branches: readonly Branch[]): readonly Branch[] {
  const byShare = branches.filter(({ when }) => when === undefined);
  const limits = new Set(byShare.flatMap(({ passesMax }) => (passesMax === undefined ? [] : [passesMax])));
  const taken = new Set(branches.filter(({ when }) => when !== undefined));
  for (const passes of [0, ...limits]) {
    const open = byShare.filter(({ passesMax }) => passes < (passesMax ?? Number.POSITIVE_INFINITY));
    const drawn = open.length > 0 ? open : byShare;
    const withShare = drawn.filter(({ share }) => share > 0);
    for (const branch of withShare.length > 0 ? withShare : drawn.slice(-1)) taken.add(branch);
  }
  return [...taken];
}
