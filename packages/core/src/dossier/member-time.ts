import { dayOf, epochDayOf } from "../calendar/civil-date.ts";
import { type OfficeTime, openingMsBetween } from "../calendar/opening-hours.ts";
import type { EpochMs } from "../calendar/types.ts";
import { workingDaysBetween } from "../calendar/working-days.ts";
import { type Draft, effectiveAt, recordTracks, stateOf } from "./draft.ts";
import type { Booking } from "./events.ts";
import { groupGrounds } from "./fold-grounds.ts";
import { groundOver, hasEnded, isMembersOwn } from "./fold-members.ts";
import type { PinnedLaw } from "./law.ts";
import type { DossierState, MemberTrack, ResponsibilityState } from "./state.ts";

/**
 * Who answers for a member now (model.md §7): the party of what holds the whole, or else its agency from the minute it was
 * asked, the citizen while completing, whoever coordinates the dossier while it is sent back; nobody while it waits for
 * others and once it has ended.
 */
export function memberHolder(state: DossierState, track: MemberTrack): string | undefined {
  if (track.status === "waiting" || hasEnded(track)) return undefined;
  const ground = groundOver(state, track);
  return ground === undefined ? ownHolder(state, track) : `party:${ground.party}`;
}

/** Who answers for it, or would if nothing held it. */
function ownHolder(state: DossierState, { status, unit, head, person }: MemberTrack): string | undefined {
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
    if (!isDue(before, holder)) continue;
    // A track ends and begins at its own moment, which need not be that of what is recorded beside it.
    const at = hasEnded(track) ? track.since : Math.max(effectiveAt(draft), track.since);
    const begins = before.holder === "" && holder !== "";
    booked[member] = begins
      ? firstBooking(state, member, holder, Math.max(before.since, at), time)
      : bookingOf({ state, member, time, before, holder, at });
  }
  if (Object.keys(booked).length > 0) recordTracks(draft, booked);
}

interface Move {
  readonly state: DossierState;
  readonly member: string;
  readonly time: OfficeTime;
  readonly before: ResponsibilityState;
  readonly holder: string;
  readonly at: EpochMs;
}

/** A back-dated act cannot take time back from a holder it was already booked on. */
function bookingOf({ state, member, time, before, holder, at }: Move): Booking {
  const from = before.holder === "" ? undefined : before.holder;
  const upTo = Math.max(before.since, at);
  const stretches = from === undefined ? [] : stretchesOf(state, member, before, upTo);
  const { [before.holder]: workingMs = 0, ...others } = sumOf(time, stretches);
  const daysAway = daysElsewhere(time, state.members?.[member], stretches);
  return {
    ...(from === undefined ? {} : { from }),
    workingMs,
    ...(holder === "" ? {} : { to: holder }),
    upTo,
    ...(daysAway === 0 ? {} : { daysAway }),
    ...(Object.keys(others).length === 0 ? {} : { others }),
  };
}

/** It begins, and that may be heard of late: under a ground that came after, its agency had it until then. */
function firstBooking(state: DossierState, member: string, holder: string, at: EpochMs, time: OfficeTime): Booking {
  const first: Booking = { workingMs: 0, to: holder, upTo: at };
  const track = state.members?.[member];
  const over = track && groundOver(state, track);
  const own = track && ownHolder(state, track);
  const since = groupGrounds(state).findLast(
    ({ groundId, to }) => to === undefined && groundId === over?.groundId,
  )?.from;
  if (own === undefined || since === undefined || since <= at) return first;
  return { ...first, upTo: since, others: sumOf(time, stretchesOf(state, member, { holder: own, since: at }, since)) };
}

/** Who had it from one moment to another. */
interface Stretch {
  readonly holder: string;
  readonly from: EpochMs;
  readonly to: EpochMs;
}

/**
 * A holder's time, without what turned out to be the party's of a ground: one that was over when the member's beginning
 * came to be known changed no holder when it came. Of several the last one opened has it.
 */
function stretchesOf(
  state: DossierState,
  member: string,
  { holder, since }: Pick<ResponsibilityState, "holder" | "since">,
  upTo: EpochMs,
): readonly Stretch[] {
  const over = groupGrounds(state).filter(
    ({ groundId, from, to = upTo }) =>
      from < upTo && to > since && (!isMembersOwn(groundId) || groundId.startsWith(`member:${member}:`)),
  );
  const bounds = new Set([since, upTo]);
  for (const { from, to = upTo } of over)
    for (const bound of [from, to]) if (bound > since && bound < upTo) bounds.add(bound);
  const times = [...bounds].sort((a, b) => a - b);
  return times.slice(1).map((to, i) => {
    const from = times[i] ?? since;
    const ground = over.findLast((one) => one.from <= from && (one.to ?? upTo) >= to);
    return { holder: ground?.party === undefined ? holder : `party:${ground.party}`, from, to };
  });
}

function sumOf(time: OfficeTime, stretches: readonly Stretch[]): { readonly [holder: string]: number } {
  const sum: { [holder: string]: number } = {};
  for (const { holder, from, to } of stretches) sum[holder] = (sum[holder] ?? 0) + openingMsBetween(time, from, to);
  return sum;
}

/** Working days after a member's limit that its part lay with somebody else (the one-stop, the applicant, the party of what
 *  holds the whole): its agency's delay is the others alone. Counted as a suspension's days are, from date to date. */
export function daysAway({ law, current }: Draft, member: string, track: MemberTrack, at: EpochMs): number {
  const before = current && timeOf(current, member);
  if (current === undefined || before === undefined || before.holder === "") return before?.daysAway ?? 0;
  return (before.daysAway ?? 0) + daysElsewhere(law.time, track, stretchesOf(current, member, before, at));
}

function daysElsewhere(
  { calendar }: OfficeTime,
  track: MemberTrack | undefined,
  stretches: readonly Stretch[],
): number {
  const { unit, lateOn } = track ?? {};
  if (lateOn === undefined) return 0;
  let days = 0;
  for (const { holder, from, to } of stretches) {
    const first = Math.max(dayOf(from), epochDayOf(lateOn));
    if (!holder.startsWith(`${unit}/`) && first < dayOf(to)) days += workingDaysBetween(calendar, first, dayOf(to));
  }
  return days;
}
