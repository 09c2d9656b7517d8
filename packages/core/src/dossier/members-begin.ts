import { civilDateOf, dayOf } from "../calendar/civil-date.ts";
import { nextOpening } from "../calendar/opening-hours.ts";
import type { EpochMs } from "../calendar/types.ts";
import { takingPart, topologyOn } from "../procedure/interlinked.ts";
import type { Topology } from "../procedure/types.ts";
import { ladderFor } from "../rules/policies.ts";
import { asOf, type Draft, done, effectiveAt, emit, type Step, send, stateOf } from "./draft.ts";
import { answerLimit, hasEnded, memberLimit, tracksOf, wholeGrounds } from "./fold-members.ts";
import { beginLimit, lastDayOf } from "./limits.ts";
import type { PlannedMember } from "./member-events.ts";
import { beginHeld } from "./member-grounds.ts";
import { endBeyondPromise } from "./member-late.ts";
import { memberPolicy } from "./member-policy.ts";
import { refuse } from "./refusal.ts";
import type { DossierState, MemberTrack } from "./state.ts";
import { tellAgency } from "./tell-agency.ts";

/** The dossier comes to the step of its members: the transfer slip is written, and those that wait for nobody are asked. */
export function planMembers(draft: Draft): Step {
  const { interlinked } = draft.law.procedure.definition;
  const state = stateOf(draft);
  if (interlinked === undefined || state.members !== undefined) return done;
  const members: PlannedMember[] = [];
  for (const { member, limit, dependsOn, after } of takingPart(interlinked, state)) {
    const post = draft.command.resolved.units[member.unit];
    if (post === undefined)
      return refuse(
        "office.unknown_unit",
        `Chưa bố trí đơn vị "${member.unit}"`,
        `this office has no unit for "${member.unit}"`,
      );
    if (limit === undefined) return noLimit(member.id);
    const { budget, source } = limit;
    members.push({
      member: member.id,
      unit: post.unit,
      head: post.head,
      ...(member.lead === true ? { lead: true as const } : {}),
      dependsOn,
      ...(after === undefined ? {} : { after }),
      budget,
      ladder: ladderFor(draft.law.policies, budget),
      source,
    });
  }
  if (members.length === 0)
    return refuse(
      "member.none",
      "Không có thủ tục thành phần nào áp dụng cho hồ sơ này",
      "no member of the group takes part in this dossier",
    );
  plan(draft, topologyOn(interlinked, state.channel), members);
  startReady(draft);
  return done;
}

/** Facts corrected after acceptance, or days spent at the desk, may leave the members less time than they have: whoever
 *  coordinates them hears of it now, not on the last day. */
function plan(draft: Draft, topology: Topology, members: readonly PlannedMember[]): void {
  const state = stateOf(draft);
  const at = effectiveAt(draft);
  const end = endBeyondPromise(draft.law, { ...state, members: tracksOf(members, at) }, at);
  const expectedOn = end === undefined ? undefined : civilDateOf(dayOf(end));
  emit(draft, { type: "members-planned", topology, members, ...(expectedOn === undefined ? {} : { expectedOn }) });
  const { task, promises } = state;
  const to = task?.person ?? task?.head;
  if (expectedOn === undefined || to === undefined) return;
  const told = { to, expectedOn, promisedOn: promises.at(-1)?.date };
  send(draft, "desk", "members-cannot-fit", told, nextOpening(draft.law.time, draft.command.at));
}

const noLimit = (member: string) =>
  refuse(
    "member.none",
    `Thủ tục thành phần "${member}" không có thời hạn`,
    `member "${member}" has no limit that applies`,
  );

/** Asks whoever waits for nobody any more; what needs a refused result becomes impossible, and so on along the chain. */
export function startReady(draft: Draft): void {
  for (;;) {
    const { members = {} } = stateOf(draft);
    const waiting = Object.entries(members).filter(([, { status }]) => status === "waiting");
    const hopeless = waiting.find(([, track]) => lostBy(members, track) !== undefined);
    if (hopeless !== undefined) {
      const [member, track] = hopeless;
      emit(draft, { type: "member-impossible", member, because: lostBy(members, track) ?? member });
      continue;
    }
    const ready = waiting.find(([, track]) => isReady(members, track));
    if (ready === undefined) return;
    requestNow(draft, ready[0]);
  }
}

type Members = NonNullable<DossierState["members"]>;

/** The member whose end leaves it without what it needs. */
const lostBy = (members: Members, { dependsOn }: MemberTrack): string | undefined =>
  dependsOn.find((id) => {
    const other = members[id];
    return other !== undefined && hasEnded(other) && other.status !== "granted";
  });

function isReady(members: Members, { dependsOn, after }: MemberTrack): boolean {
  const before = after === undefined ? undefined : members[after];
  return dependsOn.every((id) => members[id]?.status === "granted") && (before === undefined || hasEnded(before));
}

/** Hands a part on to its agency: its clock starts, and it is asked to take it on. Not before what it waited for was there:
 *  the answer that came last may tell of an earlier moment than those before it. */
export function requestNow(draft: Draft, member: string): void {
  asOf(draft, Math.max(effectiveAt(draft), readySince(stateOf(draft), member)), () => ask(draft, member));
}

function readySince({ members = {} }: DossierState, member: string): EpochMs {
  const { dependsOn = [], after } = members[member] ?? {};
  const before = [...dependsOn, ...(after === undefined ? [] : [after])];
  return Math.max(...before.map((id) => members[id]?.since ?? Number.NEGATIVE_INFINITY));
}

function ask(draft: Draft, member: string): void {
  const attempt = (stateOf(draft).members?.[member]?.attempt ?? 0) + 1;
  emit(draft, { type: "member-requested", member, attempt });
  const at = effectiveAt(draft);
  const { policies, ruleSet } = draft.law;
  if (memberPolicy(policies, "memberLimitCounts") === "from-request") startMemberLimit(draft, member, at);
  beginLimit(
    draft,
    answerLimit(member),
    "member-answer",
    memberPolicy(policies, "memberAnswerWithin"),
    at,
    "consultation-answer",
    ruleSet.rules.duties["consultation-answer"]?.source ?? "NĐ 118/2025/NĐ-CP Điều 19(4)c",
  );
  // Under a ground that holds the whole no day can be named yet.
  const held = wholeGrounds(stateOf(draft)).length > 0;
  beginHeld(draft, member, () =>
    tellAgency(draft, member, "member-requested", held ? {} : { limitOn: lastDayOf(draft, memberLimit(member)) }),
  );
}

export function startMemberLimit(draft: Draft, member: string, startAt: EpochMs): void {
  const track = stateOf(draft).members?.[member];
  if (track === undefined) return;
  beginLimit(draft, memberLimit(member), "member", track.budget, startAt, track.ladder, track.source);
}
