import { type OfficeTime, openingMsBetween } from "../calendar/opening-hours.ts";
import type { EpochMs } from "../calendar/types.ts";
import { type Draft, effectiveAt, recordTracks, stateOf } from "./draft.ts";
import type { Booking } from "./events.ts";
import { hasEnded } from "./fold-members.ts";
import type { PinnedLaw } from "./law.ts";
import type { DossierState, MemberTrack, ResponsibilityState } from "./state.ts";

/**
 * Who answers for a member now (model.md §7): its agency from the minute it was asked, the citizen while completing, whoever
 * coordinates the dossier while it is sent back; nobody while it waits for others and once it has ended.
 */
export function memberHolder(state: DossierState, { status, unit, head, person }: MemberTrack): string | undefined {
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
    if (isDue(before, holder)) booked[member] = bookingOf(time, before, holder, at);
  }
  if (Object.keys(booked).length > 0) recordTracks(draft, booked);
}

/** A back-dated act cannot take time back from a holder it was already booked on. */
function bookingOf(time: OfficeTime, before: ResponsibilityState, holder: string, at: EpochMs): Booking {
  const from = before.holder === "" ? undefined : before.holder;
  const upTo = Math.max(before.since, at);
  return {
    ...(from === undefined ? {} : { from }),
    workingMs: from === undefined ? 0 : openingMsBetween(time, before.since, upTo),
    ...(holder === "" ? {} : { to: holder }),
    upTo,
  };
}
