import { type CivilDate, type EpochMs, epochDayOf, instantAt } from "@motcua/core";
import type { World } from "./case.ts";
import { Draws } from "./draws.ts";
import { type Filing, filingsOf, type RunArguments } from "./filings.ts";
import { Hours } from "./hours.ts";
import { People } from "./people.ts";

/** All that follows from the arguments of a run: every process of it makes the same for itself. */
export interface Setting {
  readonly world: World;
  readonly start: EpochMs;
  readonly end: EpochMs;
  /** @throws RangeError when there is no such dossier in this run */
  filing(ordinal: number): Filing;
  ordinals(): Iterable<number>;
}

export function settingOf(run: RunArguments): Setting {
  const draws = new Draws(run.seed);
  const hours = new Hours();
  const first = epochDayOf(run.from as CivilDate);
  const filings = new Map(filingsOf(run, first, draws, hours).map((filing) => [filing.ordinal, filing]));
  return {
    world: { draws, hours, people: new People(draws) },
    start: instantAt(first, 0),
    end: instantAt(first + run.days, 0),
    filing(ordinal) {
      const filing = filings.get(ordinal);
      if (filing === undefined) throw new RangeError(`no filing ${ordinal} in this run`);
      return filing;
    },
    ordinals: () => filings.keys(),
  };
}
