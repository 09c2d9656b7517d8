import type { CutOff } from "../result.ts";
import type { CompiledNode, CompiledPerson } from "./compiled.ts";
import { bound, carried, delayed, type Unit, waiting, working } from "./unit.ts";

/** What the end of the calendars has cut off in a unit in which nothing happens any more: dossiers for which a shift or an
 *  opening would have to come, and those that did not arrive. A batch that is never full, or work that nobody may do, is
 *  something else. */
export function cutOffOf(unit: Unit): CutOff {
  const { compiled, heap } = unit;
  if (heap.size > 0) return { dossiers: 0, arrivals: 0 };
  let dossiers = 0;
  for (let dossier = 0; dossier < unit.dossierSlots; dossier += 1) {
    for (let token = unit.dossierToken[dossier] as number; token >= 0; token = unit.tokenSibling[token] as number)
      if (isCutOff(unit, token)) {
        dossiers += 1;
        break;
      }
  }
  let arrivals = 0;
  if (compiled.model.endAt === undefined)
    for (const { index, list, dossiersMax } of compiled.streams)
      if (list === undefined && dossiersMax < Number.POSITIVE_INFINITY)
        arrivals += dossiersMax - (unit.streamNumber[index] as number);
  return { dossiers, arrivals };
}

function isCutOff(unit: Unit, token: number): boolean {
  const leader = unit.tokenBatch[token] as number;
  const at = leader >= 0 ? leader : token;
  switch (unit.tokenState[at] as number) {
    case working:
    case carried:
    case bound:
    case delayed:
      // What ends some day has an event.
      return true;
    case waiting: {
      const { queue } = unit.compiled.nodes[unit.tokenNode[at] as number] as CompiledNode;
      const { people } = unit.compiled.queues[queue] as { readonly people: readonly number[] };
      return people.some((person) => {
        const { clock } = unit.compiled.people[person] as CompiledPerson;
        if ((unit.personToken[person] as number) >= 0) return true;
        return !clock.always && clock.nextShift(unit.now) === Number.POSITIVE_INFINITY;
      });
    }
  }
  return false;
}
