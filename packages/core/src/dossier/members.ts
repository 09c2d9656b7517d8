import { ok, type Result } from "../base/result.ts";
import { dayOf, epochDayOf } from "../calendar/civil-date.ts";
import { projectLimit } from "../limit/project.ts";
import { supplementDecision } from "../rules/supplement.ts";
import { localVerdict, workingDaysLate } from "../rules/verdict.ts";
import { settleExpectedLateness } from "./apology.ts";
import { actsAs, headToday, isSystem, oneStopRole, requireRole } from "./authority.ts";
import type { CommandOf } from "./commands.ts";
import { type Draft, done, effectiveAt, emit, type Step, send, stateOf } from "./draft.ts";
import { memberLimit, supplementLimit } from "./fold-members.ts";
import { beginLimit, isLateAt, isLimitLate, lastDayOf, roomForGround } from "./limits.ts";
import type { MemberVerdict } from "./member-events.ts";
import { beginHeld } from "./member-grounds.ts";
import { reviewLateMembers } from "./member-late.ts";
import { daysAway } from "./member-time.ts";
import { requestNow, startMemberLimit } from "./members-begin.ts";
import { holdForMember, releaseMember, restartGroup } from "./members-clock.ts";
import { settleMembers } from "./members-settle.ts";
import { checkReturnedHere } from "./papers.ts";
import { type Refusal, refuse } from "./refusal.ts";
import type { MemberStatus, MemberTrack } from "./state.ts";
import { tellAgency } from "./tell-agency.ts";

type Answer = CommandOf<
  | "accept-member"
  | "reject-member"
  | "request-member-supplement"
  | "receive-member-supplement"
  | "grant-member"
  | "refuse-member"
>;

/** The agency takes its part on. */
export function acceptMember(draft: Draft, command: CommandOf<"accept-member">): Step {
  const found = answered(draft, command, ["requested"]);
  if (!found.ok) return found;
  const { member, code } = command;
  emit(draft, { type: "member-accepted", member, ...(code === undefined ? {} : { memberCode: code }) });
  if (stateOf(draft).limits[memberLimit(member)] === undefined) startMemberLimit(draft, member, effectiveAt(draft));
  beginHeld(draft, member);
  return done;
}

/** It sends its part back: its clock ends, and the one-stop completes it and asks again. */
export function rejectMember(draft: Draft, command: CommandOf<"reject-member">): Step {
  const found = answered(draft, command, ["requested"]);
  if (!found.ok) return found;
  const { member, reason } = command;
  emit(draft, { type: "member-rejected", member, reason });
  const { task } = stateOf(draft);
  send(draft, "desk", "member-rejected", { to: task?.person ?? task?.head, memberId: member, reason: reason.code });
  return done;
}

/** Times one member can be asked for, so that no dossier grows without bound. */
const attemptsMax = 20;

export function requestMember(draft: Draft, command: CommandOf<"request-member">): Step {
  const found = trackIn(draft, command, ["rejected"]);
  if (!found.ok) return found;
  const allowed = requireRole(draft, oneStopRole);
  if (!allowed.ok) return allowed;
  if (found.value.attempt >= attemptsMax)
    return refuse("command.too_many", `Tối đa ${attemptsMax} lần`, `at most ${attemptsMax} times`);
  requestNow(draft, command.member);
  return done;
}

/** Found deficient by an agency: the applicant is asked, its clock and the group's stand (Art. 19(5), model.md §8). */
export function requestMemberSupplement(draft: Draft, command: CommandOf<"request-member-supplement">): Step {
  const found = answered(draft, command, ["accepted"]);
  if (!found.ok) return found;
  const room = roomForGround(draft);
  if (!room.ok) return room;
  const { member, reason } = command;
  const { law } = draft;
  const limit = stateOf(draft).limits[memberLimit(member)];
  const askedAt = effectiveAt(draft);
  const sector = law.procedure.definition.supplement;
  const whole = law.policies.memberSupplementRestarts === "group";
  const decided = supplementDecision(
    {
      rules: law.ruleSet.rules,
      policies: law.policies,
      receivedAt: limit?.ledger.startAt ?? found.value.since,
      askedAt,
      rounds: found.value.supplementRounds,
      hasSectorGround: false,
      hasOverride: false,
      overdue: (limit !== undefined && isLimitLate(law, limit, askedAt)) || (whole && promiseBroken(draft)),
      ...(sector === undefined ? {} : { override: sector }),
    },
    law.time,
  );
  if (!decided.ok) return decided;
  const { effect, flaggedLate, citizenTime, source } = decided.value;
  const round = found.value.supplementRounds + 1;
  const groundId = `member:${member}:${round}`;
  emit(draft, {
    type: "member-supplement-requested",
    member,
    round,
    groundId,
    effect,
    ...(flaggedLate ? { late: true as const } : {}),
    reason,
  });
  const held = holdForMember(draft, member, groundId, source);
  if (!held.ok) return held;
  if (effect === "restart" && whole) settleExpectedLateness(draft);
  if (citizenTime !== undefined)
    beginLimit(
      draft,
      supplementLimit(member),
      "member-supplement",
      citizenTime,
      askedAt,
      "supplement-by-citizen",
      source,
    );
  const until = lastDayOf(draft, supplementLimit(member));
  const { code } = stateOf(draft);
  send(draft, "citizen", "supplement-requested", { code, round, reason: reason.code, until, memberId: member });
  return done;
}

/** What the applicant brings goes on to the agency, or came to its own desk; complete, its clock starts again
 *  (P `memberSupplementRestarts`). */
export function receiveMemberSupplement(draft: Draft, command: CommandOf<"receive-member-supplement">): Step {
  const found = answered(draft, command, ["supplementing"]);
  if (!found.ok) return found;
  const { member, complete } = command;
  const round = found.value.supplementRounds;
  const content = command.content === undefined ? {} : { content: command.content };
  emit(draft, { type: "member-supplemented", member, round, complete, ...content });
  if (!complete) return done;
  const { supplement } = found.value;
  if (supplement === undefined) return done;
  const { memberSupplementRestarts } = draft.law.policies;
  const whole = supplement.effect === "restart" && memberSupplementRestarts === "group" && !promiseBroken(draft);
  const released = releaseMember(draft, member, supplement, whole);
  if (!released.ok) return released;
  if (whole) restartGroup(draft, member);
  reviewLateMembers(draft);
  tellAgency(draft, member, "member-supplemented", { round, limitOn: lastDayOf(draft, memberLimit(member)) });
  const { code, promises } = stateOf(draft);
  send(draft, "citizen", "supplement-received", { code, promisedOn: promises.at(-1)?.date, memberId: member });
  return done;
}

/** The member's result is ready: it goes out as it comes, and whoever waits for it is asked. */
export function grantMember(draft: Draft, command: CommandOf<"grant-member">): Step {
  const found = answered(draft, command, ["accepted"]);
  if (!found.ok) return found;
  const { member, result } = command;
  const judged = judge(draft, member, found.value);
  emit(draft, { type: "member-granted", member, ...judged, ...(result === undefined ? {} : { result }) });
  return settleMembers(draft, member, "partial-result");
}

/** Refused with reasons: a result, and those that need what it would have given become impossible. */
export function refuseMember(draft: Draft, command: CommandOf<"refuse-member">): Step {
  const found = answered(draft, command, ["accepted", "supplementing"]);
  return found.ok ? refuseTrack(draft, command.member, found.value, command.reason) : found;
}

/** Handed over as it comes; what is left when the whole is returned goes with it. */
export function returnMember(draft: Draft, command: CommandOf<"return-member">): Step {
  const found = trackIn(draft, command, ["granted", "refused"]);
  if (!found.ok) return found;
  const allowed = requireRole(draft, oneStopRole);
  if (!allowed.ok) return allowed;
  const { member, way } = command;
  if (!ways.has(way)) return refuse("command.input", "Không có cách trả kết quả này", "no such way to return a result");
  if (found.value.returnedAt !== undefined || stateOf(draft).endedAt !== undefined)
    return refuse(
      "member.returned",
      "Kết quả này đã được trả",
      "this result has been handed over, by itself or with the whole",
    );
  const here = checkReturnedHere(draft, way);
  if (!here.ok) return here;
  emit(draft, { type: "member-returned", member, way });
  return done;
}

const ways: ReadonlySet<string> = new Set(["counter", "post", "electronic"]);

/** Also when the applicant's time to complete it ran out (Art. 19(5)): the other members go on. */
export function refuseTrack(draft: Draft, member: string, track: MemberTrack, reason: { readonly code: string }): Step {
  const { supplement } = track;
  emit(draft, { type: "member-refused", member, ...judge(draft, member, track), reason });
  // What its agency has not said itself, it is told.
  if (isSystem(draft.by)) tellAgency(draft, member, "member-refused", { reason: reason.code });
  if (supplement !== undefined) {
    const released = releaseMember(draft, member, { ...supplement, effect: "suspend" }, false);
    if (!released.ok) return released;
  }
  const settled = settleMembers(draft, member, "partial-refused");
  if (settled.ok) reviewLateMembers(draft);
  return settled;
}

/** A member's supplement does not heal the promise of the whole, whenever it is recorded. */
const promiseBroken = (draft: Draft): boolean =>
  stateOf(draft).promiseMissedAt !== undefined || isLateAt(draft.law, stateOf(draft), effectiveAt(draft));

/** Against its own limit, by the same rule as the promise; a limit missed in an earlier run stays missed. */
function judge(
  draft: Draft,
  member: string,
  track: MemberTrack,
): { readonly verdict: MemberVerdict; readonly daysOver: number } {
  const { law } = draft;
  const at = effectiveAt(draft);
  const limit = stateOf(draft).limits[memberLimit(member)];
  const due = limit === undefined ? undefined : projectLimit(law.time, limit.ledger).due;
  const { calendar } = law.time;
  const { lateOn } = track;
  if (lateOn !== undefined && dayOf(at) > epochDayOf(lateOn)) {
    const since = workingDaysLate(calendar, epochDayOf(lateOn), dayOf(at));
    return { verdict: "late", daysOver: Math.max(1, since - daysAway(draft, member, track, at)) };
  }
  if (due === undefined) return { verdict: "on-time", daysOver: 0 };
  const promise = { date: due.dueOn, at: due.dueAt };
  const judged = localVerdict({
    end: "resolved",
    promise,
    resolvedAt: at,
    compares: law.policies.verdictCompares,
    calendar,
  });
  if (judged.verdict !== "late") return { verdict: judged.verdict === "early" ? "early" : "on-time", daysOver: 0 };
  return { verdict: "late", daysOver: Math.max(1, judged.workingDaysOver ?? 0) };
}

const needReason: ReadonlySet<Answer["type"]> = new Set([
  "reject-member",
  "refuse-member",
  "request-member-supplement",
]);

/** The track an agency's answer is for: from that agency, or recorded by the one-stop. */
function answered(draft: Draft, command: Answer, from: readonly MemberStatus[]): Result<MemberTrack, Refusal> {
  // What came from outside was never compiled.
  if (needReason.has(command.type) && command.reason === undefined)
    return refuse("command.input", "Phải ghi lý do", "a reason is needed");
  const found = trackIn(draft, command, from);
  if (!found.ok) return found;
  const { unit } = found.value;
  const { by } = draft;
  if (isSystem(by) || by.unit === unit || actsAs(by, headToday(draft, found.value))) return found;
  const allowed = requireRole(draft, oneStopRole);
  return allowed.ok ? found : allowed;
}

function trackIn(
  draft: Draft,
  { member, attempt }: { readonly member: string; readonly attempt?: number },
  from: readonly MemberStatus[],
): Result<MemberTrack, Refusal> {
  const { members } = stateOf(draft);
  const track = members !== undefined && Object.hasOwn(members, member) ? members[member] : undefined;
  if (track === undefined)
    return refuse(
      "member.unknown",
      "Hồ sơ không có thủ tục thành phần này",
      "the dossier has no member of this name, or has not come to its members yet",
    );
  if (attempt !== undefined && attempt !== track.attempt)
    return refuse(
      "member.stale_answer",
      "Trả lời này thuộc lần chuyển khác",
      "this answers another request than the last",
    );
  if (!from.includes(track.status))
    return refuse(
      "member.state",
      `Thủ tục thành phần đang ở trạng thái "${track.status}"`,
      `the member is "${track.status}"`,
    );
  return effectiveAt(draft) < track.since
    ? refuse(
        "command.backdated",
        "Không thể xảy ra trước việc đã ghi của thủ tục thành phần",
        "it cannot have happened before what is recorded of the member",
      )
    : ok(track);
}
