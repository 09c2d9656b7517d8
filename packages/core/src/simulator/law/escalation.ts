import { invariant } from "../../base/invariant.ts";
import type { EpochMs } from "../../calendar/types.ts";
import type { RungTarget } from "../../limit/types.ts";
import { nextAbove } from "../../rules/escalation.ts";
import { countOne } from "./counts.ts";
import type { Life } from "./life.ts";
import type { OpenLimit } from "./open-limit.ts";
import { purposes } from "./reactions.ts";
import { schedule, share } from "./schedule.ts";
import { beginOwn, countsOf, drop, type Tracking, tell } from "./tracking.ts";

// What `dossier/escalation.ts` decides.

const ladder: readonly RungTarget[] = ["holder", "unit-head", "director", "chairperson", "province"];
const practice = "Thực tiễn, không phải luật / practice, not law";

/** Who stands at a place of the ladder; `undefined` for a holder when there is no task. */
function personAt(t: Tracking, life: Life, target: RungTarget): string | undefined {
  const { people, standing } = t.plan;
  const { task } = life;
  if (target === "holder")
    return task === undefined ? undefined : people.name(life.person >= 0 ? life.person : task.head);
  if (target === "unit-head") return task === undefined ? standing.units["one-stop"]?.head : people.name(task.head);
  return standing.leadership[target];
}

/** The places an escalation reaches: never the holder alone, then the next above as well. */
function reached(t: Tracking, life: Life, target: RungTarget): readonly RungTarget[] {
  const persons: { [target in RungTarget]?: string } = {};
  for (const place of ladder) {
    const person = personAt(t, life, place);
    if (person !== undefined) persons[place] = person;
  }
  return nextAbove({ do: "escalate", to: [target] }, { persons, subordinatesOfHolder: [] });
}

/** @param limit label of the limit whose rung was not met */
export function escalate(t: Tracking, life: Life, limit: string, target: RungTarget, at: EpochMs): void {
  for (const place of reached(t, life, target)) raise(t, life, limit, place, at);
}

/** Nobody acknowledged in time: the next above is told, up to the province. */
export function climb(t: Tracking, life: Life, acknowledgement: OpenLimit, at: EpochMs): void {
  const escalation = life.escalations[acknowledgement.ordinal - 1];
  invariant(escalation !== undefined, "what climbs was raised");
  drop(life, acknowledgement);
  if (t.sink !== undefined) tell(t, life, at, { kind: "limit-ended", limit: acknowledgement.label });
  // The signer stands beside the ladder, at the height of the director.
  const place = escalation.target === "signer" ? "director" : escalation.target;
  const above = ladder[ladder.indexOf(place) + 1];
  if (above !== undefined) escalate(t, life, escalation.limit, above, at);
}

function raise(t: Tracking, life: Life, limit: string, target: RungTarget, at: EpochMs): void {
  const to = personAt(t, life, target);
  if (to === undefined) return;
  const escalation = life.escalations.push({ limit, target });
  countOne(countsOf(t, life).escalations, target);
  if (t.sink !== undefined) tell(t, life, at, { kind: "escalated", escalation, limit, target, to });
  const { acknowledgeWithin: budget } = t.plan.law.policies;
  beginOwn(t, life, { name: "ack", ordinal: escalation, budget, ladder: "acknowledgement", source: practice }, at);
  if (share(t, life, t.habits.acknowledged, purposes.acknowledged + (escalation % 256)))
    schedule(t, life, "acknowledge", escalation, at, t.habits.acknowledgeAfterMs);
}
