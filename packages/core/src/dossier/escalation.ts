import type { PersonId } from "../base/ids.ts";
import { invariant } from "../base/invariant.ts";
import { nextOpening } from "../calendar/opening-hours.ts";
import type { RungTarget } from "../limit/types.ts";
import { nextAbove } from "../rules/escalation.ts";
import { actsAs, headToday } from "./authority.ts";
import type { Acknowledge } from "./commands.ts";
import { type Draft, done, emit, type Step, send, stateOf } from "./draft.ts";
import { memberOfLimit } from "./fold-members.ts";
import { beginLimit, finishLimit } from "./limits.ts";
import type { DueRung } from "./next-wake.ts";
import { refuse } from "./refusal.ts";
import type { MemberTrack } from "./state.ts";

/** No text says that a report climbs when nobody acknowledges it: offices do it (model.md §6). */
const practice = "Thực tiễn, không phải luật / practice, not law";

/** The way up (NĐ 118/2025 Art. 9, 10(3)a, 38): each answers for the one below. */
const ladder: readonly RungTarget[] = ["holder", "unit-head", "director", "chairperson", "province"];

/** Who stands at a place of the ladder today; `undefined` for a holder when there is no task. */
function personAt(draft: Draft, target: RungTarget, limit?: string): PersonId | undefined {
  const { leadership } = draft.command.resolved;
  const { task, members } = stateOf(draft);
  // The applicant's time to complete a member's part is the one-stop's to remind of: it speaks to them (Art. 5(1)e).
  const own = limit === undefined || limit.startsWith("member-supplement:");
  const member = own ? undefined : memberOfLimit(limit);
  const holder = task === undefined ? undefined : (task.person ?? task.head);
  switch (target) {
    // Of a member's limit: who has it at its agency, and above it whoever coordinates the group.
    case "holder":
      return member === undefined ? holder : agencyHolder(draft, members?.[member]);
    case "unit-head":
      return member === undefined ? (task?.head ?? draft.command.resolved.units["one-stop"]?.head) : holder;
    case "signer":
      return leadership.signer;
    case "director":
      return leadership.director;
    case "chairperson":
      return leadership.chairperson;
    case "province":
      return leadership.province;
  }
}

const agencyHolder = (draft: Draft, track: MemberTrack | undefined): PersonId | undefined =>
  track && (track.person ?? headToday(draft, track));

/** Distinct persons at the named places, in the order named. Where nobody holds the dossier (before acceptance, after the
 *  result is handed over) the head of the one-stop is told in the holder's place: a reminder always reaches somebody. */
export function peopleAt(draft: Draft, targets: readonly RungTarget[], limit?: string): readonly PersonId[] {
  const people: PersonId[] = [];
  for (const target of targets) {
    const person = personAt(draft, target, limit) ?? personAt(draft, "unit-head");
    if (person !== undefined && !people.includes(person)) people.push(person);
  }
  return people;
}

/** The places an escalation reaches: never the holder alone, then the next above as well (model.md §6). */
function reached(draft: Draft, target: RungTarget, limit: string): readonly RungTarget[] {
  const persons: { [target in RungTarget]?: string } = {};
  for (const place of ladder) {
    const person = personAt(draft, place, limit);
    if (person !== undefined) persons[place] = person;
  }
  return nextAbove({ do: "escalate", to: [target] }, { persons, subordinatesOfHolder: [] });
}

export function escalate(draft: Draft, due: Pick<DueRung, "limit">, target: RungTarget): void {
  for (const place of reached(draft, target, due.limit)) raise(draft, due.limit, place);
}

/** Nobody acknowledged in time: the next above is told, up to the province. */
export function climb(draft: Draft, acknowledgement: string): void {
  const escalationId = acknowledgement.slice("ack:".length);
  const escalation = stateOf(draft).escalations.find((candidate) => candidate.escalationId === escalationId);
  invariant(escalation !== undefined, `escalation ${escalationId} is not known`);
  finishLimit(draft, acknowledgement, draft.command.at);
  // The signer stands beside the ladder, at the height of the director.
  const place = escalation.target === "signer" ? "director" : escalation.target;
  const above = ladder[ladder.indexOf(place) + 1];
  if (above !== undefined)
    for (const next of reached(draft, above, escalation.limit)) raise(draft, escalation.limit, next);
}

function raise(draft: Draft, limit: string, target: RungTarget): void {
  const to = personAt(draft, target, limit);
  if (to === undefined) return;
  // Its own place in the history names it: the same rung can come back in a later run.
  const escalationId = `escalation:${stateOf(draft).version + 1}`;
  emit(draft, { type: "escalated", escalationId, limit, target, to });
  const { policies } = draft.law;
  beginLimit(
    draft,
    `ack:${escalationId}`,
    "acknowledgement",
    policies.acknowledgeWithin,
    draft.command.at,
    "acknowledgement",
    practice,
  );
  send(draft, "desk", "escalated", { to, escalationId, target }, nextOpening(draft.law.time, draft.command.at));
}

/** The one who was told answers for it: acknowledged, it no longer climbs. */
export function acknowledge(draft: Draft, command: Acknowledge): Step {
  const escalation = stateOf(draft).escalations.find((known) => known.escalationId === command.escalationId);
  if (escalation === undefined || escalation.acknowledgedAt !== undefined)
    return refuse(
      "escalation.unknown",
      "Không có báo cáo nào đang chờ xác nhận với mã này",
      "no escalation with this id waits for an acknowledgement",
    );
  if (!actsAs(command.by, escalation.to))
    return refuse(
      "escalation.not_addressee",
      "Chỉ người nhận báo cáo mới được xác nhận",
      "only the person it was escalated to may acknowledge it",
    );
  emit(draft, { type: "escalation-acknowledged", escalationId: command.escalationId });
  return done;
}
