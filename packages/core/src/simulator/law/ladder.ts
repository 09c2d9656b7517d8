import { invariant } from "../../base/invariant.ts";
import type { Rung } from "../../limit/types.ts";
import { ladderNamed } from "../../rules/ladder-named.ts";
import type { RuleSet } from "../../rules/types.ts";

/** A ladder as it is walked: rungs by id, so that the first of several at one instant is the one the law takes first. */
export interface Ladder {
  readonly rungs: readonly Rung[];
  /** Bits of the rungs that must be taken at their own instant. */
  readonly watched: number;
  /** Bits of the rungs that only remind: without a log nothing follows from them. */
  readonly reminders: number;
}

const rungsMax = 30;

/** Which rungs a simulation takes at their own instant. `everything`: reminders too, as a log wants them. `consequences`: what
 *  has some. `verdicts`: only what ends or moves a dossier; nobody is asked, told or apologised to. */
export type Follow = "everything" | "consequences" | "verdicts";

export function laddersOf(ruleSet: RuleSet, follow: Follow): (name: string) => Ladder {
  const ladders = new Map<string, Ladder>();
  return (name) => {
    const known = ladders.get(name) ?? ladderOf(ladderNamed(ruleSet.rules, name) ?? [], follow);
    ladders.set(name, known);
    return known;
  };
}

function ladderOf(ladder: readonly Rung[], follow: Follow): Ladder {
  invariant(ladder.length <= rungsMax, `a ladder has at most ${rungsMax} rungs`);
  const rungs = [...ladder].sort((a, b) => (a.id < b.id ? -1 : 1));
  let watched = 0;
  let reminders = 0;
  for (const [index, { effects }] of rungs.entries()) {
    const reminds = effects.every((effect) => effect.do === "remind");
    const moves = effects.some((effect) => effect.do === "close" || effect.do === "proceed");
    if (reminds && follow !== "verdicts") reminders |= 1 << index;
    if (follow === "verdicts" ? moves : follow === "everything" || !reminds) watched |= 1 << index;
  }
  return { rungs, watched, reminders };
}
