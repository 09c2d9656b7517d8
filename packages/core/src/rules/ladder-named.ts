import type { Rung } from "../limit/types.ts";
import type { Rules } from "./types.ts";

/** Between the name of a ladder and the action in which it ends: no id has it. */
const ends = ">";

/** The name of a ladder that ends in an action of the step: what the rule set says of a wait, and at the end of its last day
 *  what the procedure says.
 *  @param graceMinutes opening time after that day before it ends; 0: none */
export const ladderEndingIn = (ladder: string, action: string, graceMinutes: number): string =>
  graceMinutes === 0 ? `${ladder}${ends}${action}` : `${ladder}${ends}${action}${ends}${graceMinutes}`;

const procedureSays = "định nghĩa thủ tục: hết thời gian của bước / the procedure itself: the time of the step is over";

const known = new WeakMap<Rules, Map<string, readonly Rung[]>>();

/** A ladder by its name in events, `undefined` where the rule set has none. One that ends in an action is put together of the
 *  rule set's own, so that no rule set needs to know the actions of procedures. */
export function ladderNamed(rules: Rules, name: string): readonly Rung[] | undefined {
  const plain = rules.ladders[name];
  if (plain !== undefined) return plain;
  if (!name.includes(ends)) return undefined;
  let ladders = known.get(rules);
  if (ladders === undefined) {
    ladders = new Map();
    known.set(rules, ladders);
  }
  const [ladder = "", action = "", grace] = name.split(ends);
  const made = ladders.get(name) ?? ending(rules.ladders[ladder], action, grace);
  if (made !== undefined) ladders.set(name, made);
  return made;
}

/** The last day is theirs to its end (Civil Code Art. 148(6)). What the ladder itself would move the dossier by gives way. */
function ending(
  base: readonly Rung[] | undefined,
  action: string,
  grace: string | undefined,
): readonly Rung[] | undefined {
  const over: Rung = {
    id: "over",
    point: { at: "due-date-over", ...(grace === undefined ? {} : { graceMinutes: Number(grace) }) },
    effects: [{ do: "proceed", action }],
    source: procedureSays,
  };
  return base === undefined ? undefined : [...base.filter((rung) => rung.id !== over.id && !moves(rung)), over];
}

const moves = ({ effects }: Rung): boolean =>
  effects.some((effect) => effect.do === "close" || effect.do === "proceed");
