import type { RungEffect, RungTarget } from "../limit/types.ts";

/** Who stands where for one dossier now; persons as opaque ids, places nobody fills left out. */
export interface Standing {
  readonly persons: { readonly [target in RungTarget]?: string };
  /** Persons below the present holder: telling them alone tells nobody who can act. */
  readonly subordinatesOfHolder: readonly string[];
  /** To whom the lateness is attributed, where that is known and not the holder. */
  readonly culprit?: string;
}

/** The way up. The signer is beside it: a head or deputy who stands at one of these places too. */
const upwards: readonly RungTarget[] = ["holder", "unit-head", "director", "chairperson", "province"];

/**
 * Whom a rung reaches: its targets, and when these come down to the present holder's own subordinates or the culprit
 * alone, the next above as well (model.md §6). An escalation never ends with the holder alone either: that is a reminder.
 * The province is the end of the way and is reached whoever stands there.
 */
export function nextAbove(
  effect: Extract<RungEffect, { readonly to: readonly RungTarget[] }>,
  standing: Standing,
): readonly RungTarget[] {
  const { persons } = standing;
  const reached = effect.to.filter((target) => target === "province" || persons[target] !== undefined);
  if (reached.some((target) => canAct(effect, standing, target))) return reached;
  const highest = Math.max(...effect.to.map((target) => upwards.indexOf(target === "signer" ? "director" : target)));
  for (const target of upwards.slice(highest + 1)) {
    const filled = target === "province" || persons[target] !== undefined;
    if (filled && canAct(effect, standing, target)) return [...reached, target];
  }
  return [...reached, "province"];
}

function canAct(effect: RungEffect, standing: Standing, target: RungTarget): boolean {
  if (target === "province") return true;
  const person = standing.persons[target];
  if (person === undefined || person === standing.culprit) return false;
  if (standing.subordinatesOfHolder.includes(person)) return false;
  return effect.do === "remind" || person !== standing.persons.holder;
}
