import { dayOf, epochDayOf } from "../calendar/civil-date.ts";
import { type OfficeTime, openingMsBetween } from "../calendar/opening-hours.ts";
import type { EpochMs } from "../calendar/types.ts";
import { workingDaysBetween } from "../calendar/working-days.ts";
import { type Draft, effectiveAt, recordTracks, stateOf } from "./draft.ts";
import type { Booking } from "./events.ts";
import { groundOver, hasEnded } from "./fold-members.ts";
import type { PinnedLaw } from "./law.ts";
import type { DossierState, MemberTrack, ResponsibilityState } from "./state.ts";

/**
 * Who answers for a member now (model.md §7): the party of what holds the whole, or else its agency from the minute it was
 * asked, the citizen while completing, whoever coordinates the dossier while it is sent back; nobody while it waits for
 * others and once it has ended.
 */
export function memberHolder(state: DossierState, track: MemberTrack): string | undefined {
  const { status, unit, head, person } = track;
  if (status === "waiting" || hasEnded(track)) return undefined;
  const ground = groundOver(state, track);
  if (ground !== undefined) return `party:${ground.party}`;
  switch (status) {
    case "requested":
    case "accepted":
      return `${unit}/${person ?? head}`;
    case "supplementing":
      return "party:citizen";
    case "rejected":
      return state.task === undefined ? undefined : `${state.task.unit}/${state.task.person ?? state.task.head}`;
    default:
      return undefined;
  }
}

/** Books the time of every member whose holder has changed. */
export function settleTracks(draft: Draft): void {
  bookChanged(draft, draft.law.time, (before, holder) => before.holder !== holder);
}

/** Books it as it was counted until now, when other hours or another calendar count from here on. */
export function settleTracksUnder(before: PinnedLaw, draft: Draft): void {
  bookChanged(draft, before.time, ({ holder }) => holder !== "");
}

/** An id may be a name that every object has. */
const timeOf = ({ memberTime = {} }: DossierState, member: string): ResponsibilityState | undefined =>
  Object.hasOwn(memberTime, member) ? memberTime[member] : undefined;

const nobody: ResponsibilityState = { holder: "", since: 0, booked: {} };

function bookChanged(
  draft: Draft,
  time: OfficeTime,
  isDue: (before: ResponsibilityState, holder: string) => boolean,
): void {
  const state = stateOf(draft);
  if (state.members === undefined) return;
  const booked: { [member: string]: Booking } = {};
  for (const [member, track] of Object.entries(state.members)) {
    const before = timeOf(state, member) ?? nobody;
    const holder = memberHolder(state, track) ?? "";
    // A track ends and begins at its own moment, which need not be that of what is recorded beside it.
    const at = hasEnded(track) ? track.since : Math.max(effectiveAt(draft), track.since);
    if (isDue(before, holder)) booked[member] = bookingOf(time, track, before, holder, at);
  }
  if (Object.keys(booked).length > 0) recordTracks(draft, booked);
}

/** A back-dated act cannot take time back from a holder it was already booked on. */
function bookingOf(
  time: OfficeTime,
  track: MemberTrack,
  before: ResponsibilityState,
  holder: string,
  at: EpochMs,
): Booking {
  const from = before.holder === "" ? undefined : before.holder;
  const upTo = Math.max(before.since, at);
  const daysAway = daysElsewhere(time, track, before, upTo);
  return {
    ...(from === undefined ? {} : { from }),
    workingMs: from === undefined ? 0 : openingMsBetween(time, before.since, upTo),
    ...(holder === "" ? {} : { to: holder }),
    upTo,
    ...(daysAway === 0 ? {} : { daysAway }),
  };
}

/** Working days after a member's limit that its part lay with somebody else (the one-stop, the applicant, the party of what
 *  holds the whole): its agency's delay is the others alone. Counted as a suspension's days are, from date to date. */
export function daysAway({ law, current }: Draft, member: string, track: MemberTrack, at: EpochMs): number {
  const before = current && timeOf(current, member);
  return before === undefined ? 0 : (before.daysAway ?? 0) + daysElsewhere(law.time, track, before, at);
}

/** The same of the present holder's stretch. */
function daysElsewhere(
  { calendar }: OfficeTime,
  { unit, lateOn }: MemberTrack,
  { holder, since }: ResponsibilityState,
  at: EpochMs,
): number {
  if (lateOn === undefined || holder === "" || holder.startsWith(`${unit}/`)) return 0;
  const from = Math.max(dayOf(since), epochDayOf(lateOn));
  return from < dayOf(at) ? workingDaysBetween(calendar, from, dayOf(at)) : 0;
}
