import { openingMsBetween } from "../../calendar/opening-hours.ts";
import type { EpochMs } from "../../calendar/types.ts";
import type { Life } from "./life.ts";
import { countsOf, type Tracking, tell } from "./tracking.ts";

const peopleMax = 65_536;

/** Who answers for a dossier now, as a number: 0 nobody, above it unit and person, below it a party outside. */
export function holderOf(t: Tracking, life: Life): number {
  if (!life.accepted || life.resolved || life.ended) return 0;
  const ground = life.grounds.at(-1);
  if (ground !== undefined) return -1 - t.parties.number(ground.party);
  const { task } = life;
  return task === undefined ? 0 : task.unit * peopleMax + (life.person >= 0 ? life.person : task.head) + 1;
}

/** The engine's name of a holder: `unit/person`, or `party:<who>`. */
function holderName(t: Tracking, holder: number): string | undefined {
  if (holder === 0) return undefined;
  if (holder < 0) return `party:${t.parties.name(-1 - holder)}`;
  const { units, people } = t.plan;
  return `${units.name(unitOf(holder))}/${people.name((holder - 1) % peopleMax)}`;
}

const unitOf = (holder: number): number => Math.floor((holder - 1) / peopleMax);

/** Books the time since the last move when the holder has changed (see `dossier/responsibility.ts`). */
export function settleResponsibility(t: Tracking, life: Life, at: EpochMs): void {
  if (t.onlyVerdicts) return;
  const holder = holderOf(t, life);
  const before = life.holder;
  if (holder === before) return;
  const first = Number.isNaN(life.holderSince);
  const start = first ? (life.accepted ? life.acceptedAt : at) : life.holderSince;
  const upTo = first ? start : Math.max(start, at);
  const workingMs = before === 0 ? 0 : openingMsBetween(t.plan.time, start, upTo);
  const counts = countsOf(t, life);
  if (before > 0) counts.unitMs[unitOf(before)] = (counts.unitMs[unitOf(before)] ?? 0) + workingMs;
  else if (before < 0) {
    const party = t.parties.name(-1 - before);
    counts.partyMs.set(party, (counts.partyMs.get(party) ?? 0) + workingMs);
  }
  life.holder = holder;
  life.holderSince = upTo;
  if (t.sink === undefined) return;
  const from = holderName(t, before);
  const to = holderName(t, holder);
  tell(t, life, at, {
    kind: "responsible",
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    workingMs,
  });
}
