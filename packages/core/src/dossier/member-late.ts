import { civilDateOf } from "../calendar/civil-date.ts";
import { nextOpening } from "../calendar/opening-hours.ts";
import type { EpochMs } from "../calendar/types.ts";
import { startLimit } from "../limit/ledger.ts";
import { projectLimit } from "../limit/project.ts";
import { lateMembers } from "./answerable.ts";
import { dayOfApology, lapseApologies, openLateApology, oweApology } from "./apology.ts";
import { type Draft, done, effectiveAt, emit, type Step, send, stateOf } from "./draft.ts";
import { peopleAt } from "./escalation.ts";
import { hasEnded, memberLimit } from "./fold-members.ts";
import type { PinnedLaw } from "./law.ts";
import { keptRungs, principalProjection } from "./limits.ts";
import type { DossierState, MemberTrack } from "./state.ts";
import { tellAgency } from "./tell-agency.ts";

/** A member's own limit has passed: recorded, its agency and who coordinates are told, and an apology is owed where what is
 *  left to do no longer fits into the promise. The rungs of its ladder report it upwards. */
export function missMemberLimit(draft: Draft, member: string): Step {
  const { members = {}, limits, task } = stateOf(draft);
  const track = members[member];
  const limit = limits[memberLimit(member)];
  const due = limit === undefined ? undefined : projectLimit(draft.law.time, limit.ledger).due;
  if (track === undefined || due === undefined || hasEnded(track)) return done;
  const limitOn = due.dueOn;
  const silent = track.status === "requested";
  emit(draft, { type: "member-late", member, limitOn, ...(silent ? { silent: true as const } : {}) });
  tellAgency(draft, member, "member-late", { limitOn });
  const to = task?.person ?? task?.head;
  const opening = nextOpening(draft.law.time, draft.command.at);
  if (to !== undefined)
    send(draft, "desk", "member-late", { to, memberId: member, unit: track.unit, limitOn }, opening);
  oweForMembers(draft);
  return done;
}

/** A member is late: an apology is owed as soon as what is left no longer fits into the promise. */
export function oweForMembers(draft: Draft): void {
  if (!groupCannotFit(draft.law, stateOf(draft), effectiveAt(draft))) return;
  const decided = dayOfApology(draft.law, stateOf(draft));
  const dueOn = decided === undefined ? {} : { dueOn: civilDateOf(decided.day) };
  oweApology(draft, { cause: "member-late", ...dueOn });
}

/** Has the member missed its limit as it runs now? A lateness of a run before it is another matter, and stays. */
export function missedItsLimit({ law, current }: Draft, member: string): boolean {
  const lateOn = current?.members?.[member]?.lateOn;
  const limit = current?.limits[memberLimit(member)];
  return lateOn !== undefined && limit !== undefined && projectLimit(law.time, limit.ledger).due?.dueOn === lateOn;
}

/** The limit stood before it passed, as only now is known: the member was not late, its ladder counts again, and what was
 *  owed for it alone and not sent yet has nothing to apologise for. */
export function liftLateness(draft: Draft, member: string): void {
  const limit = stateOf(draft).limits[memberLimit(member)];
  const { law, command } = draft;
  const due = limit && projectLimit(law.time, limit.ledger).due;
  if (limit === undefined || (due !== undefined && due.dueAt <= command.at)) return;
  emit(draft, { type: "member-late-lifted", member, kept: keptRungs(law, limit, limit.ledger, command.at) });
  const state = stateOf(draft);
  const owed = openLateApology(state);
  const byMembers = owed?.cause === "member-late" && owed.status !== "sent";
  if (byMembers && lateMembers(state).length === 0 && state.promiseMissedAt === undefined) lapseApologies(draft);
}

/** Days have moved, for a member or for the whole: what was lifted with them, or never owed, is looked at again wherever a
 *  member has missed its limit. Whoever said that it would be on time goes on answering for that. */
export function reviewLateMembers(draft: Draft): void {
  const state = stateOf(draft);
  if (state.resolvedAt !== undefined || state.endedAt !== undefined || state.question?.answer === "on-time") return;
  if (lateMembers(state).length > 0) oweForMembers(draft);
}

/** Asked, and not a word: whoever heads the one-stop is told (Art. 19(4)c, read for members alike). */
export function reportMemberSilence(draft: Draft, member: string): Step {
  const [told] = peopleAt(draft, ["director"]);
  const track = stateOf(draft).members?.[member];
  if (told === undefined || track === undefined || track.status !== "requested") return done;
  emit(draft, { type: "member-silent", member, told });
  const opening = nextOpening(draft.law.time, draft.command.at);
  send(draft, "desk", "member-silent", { to: told, memberId: member, unit: track.unit }, opening);
  tellAgency(draft, member, "member-silent");
  return done;
}

/**
 * Can the last result no longer be there before the promise passes, when every member from now on takes all its time? A
 * limit that has passed counts as over now, and those that wait for it begin then.
 */
export const groupCannotFit = (law: PinnedLaw, state: DossierState, at: EpochMs): boolean =>
  endBeyondPromise(law, state, at) !== undefined;

/** When the last result is then there, where that is after the promise. */
export function endBeyondPromise(law: PinnedLaw, state: DossierState, at: EpochMs): EpochMs | undefined {
  const promised = principalProjection(law, state)?.due;
  if (promised === undefined || state.members === undefined) return undefined;
  const ends = new Map<string, EpochMs>();
  for (const [member, track] of Object.entries(state.members)) {
    const end = expectedEnd(law, state, member, track, ends, at);
    if (end === undefined) return undefined;
    ends.set(member, end);
  }
  const last = Math.max(...ends.values());
  return last > promised.dueAt ? last : undefined;
}

/** `undefined` while the applicant has it: then the promise stands still as well. */
function expectedEnd(
  law: PinnedLaw,
  { limits }: DossierState,
  member: string,
  track: MemberTrack,
  ends: ReadonlyMap<string, EpochMs>,
  at: EpochMs,
): EpochMs | undefined {
  if (hasEnded(track)) return at;
  const open = limits[memberLimit(member)];
  if (open !== undefined) {
    const due = projectLimit(law.time, open.ledger).due;
    return due === undefined ? undefined : Math.max(at, due.dueAt);
  }
  const before = [...track.dependsOn, ...(track.after === undefined ? [] : [track.after])];
  const startAt = Math.max(at, ...before.map((id) => ends.get(id) ?? at));
  return projectLimit(law.time, startLimit(startAt, track.budget, "end-of-day")).due?.dueAt;
}
