import type { Channel, When } from "./types.ts";

/** Does a condition over case, channel and facts hold? A fact that was not told does not. */
export function whenHolds(
  when: When | undefined,
  dossier: { readonly caseId: string; readonly channel: Channel },
  facts: { readonly [fact: string]: boolean },
): boolean {
  if (when === undefined) return true;
  if (when.case !== undefined && when.case !== dossier.caseId) return false;
  if (when.channel !== undefined && when.channel !== dossier.channel) return false;
  return (when.facts ?? []).every((fact) =>
    fact.startsWith("!") ? facts[fact.slice(1)] !== true : facts[fact] === true,
  );
}
