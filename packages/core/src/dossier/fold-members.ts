import { invariant, unreachable } from "../base/invariant.ts";
import type { EpochMs } from "../calendar/types.ts";
import type { Booking, EventOf } from "./events.ts";
import { keepGrounds } from "./fold-grounds.ts";
import { changeLedger, dropLimits, nextGeneration } from "./fold-limits.ts";
import type { MemberEventBody, PlannedMember } from "./member-events.ts";
import { happenedAt, type OwnState } from "./own-state.ts";
import type { DossierState, MemberTrack, ResponsibilityState } from "./state.ts";

type MemberEvent = EventOf<MemberEventBody["type"]>;

export function applyMember(next: OwnState, event: MemberEvent): void {
  const at = happenedAt(event);
  if (event.type === "members-planned") {
    next.topology = event.topology;
    next.members = tracksOf(event.members, at);
    keepGrounds(next);
    return;
  }
  const track = next.members?.[event.member];
  invariant(track !== undefined, `${event.type} of a member that is not in the group`);
  next.members = { ...next.members, [event.member]: changedTrack(track, event, at) };
  if (event.type === "member-late-lifted") liftLateness(next, event);
  const gone = limitsGoneBy(event);
  if (gone.length > 0) dropLimits(next, (limit) => gone.includes(limit));
}

/** The members of a transfer slip before any of them was asked. */
export const tracksOf = (planned: readonly PlannedMember[], since: EpochMs): { [member: string]: MemberTrack } =>
  Object.fromEntries(planned.map((one) => [one.member, firstTrack(one, since)]));

const firstTrack = ({ member: _id, ...planned }: PlannedMember, since: EpochMs): MemberTrack => ({
  ...planned,
  status: "waiting",
  since,
  attempt: 0,
  supplementRounds: 0,
});

function changedTrack(
  track: MemberTrack,
  event: Exclude<MemberEvent, { type: "members-planned" }>,
  since: EpochMs,
): MemberTrack {
  switch (event.type) {
    case "member-requested": {
      // A new request is a new beginning; a limit missed before it stays missed, nothing heals.
      const { code: _code, silent: _silent, person: _person, ...fresh } = track;
      return { ...fresh, status: "requested", since, attempt: event.attempt };
    }
    case "member-accepted": {
      const { silent: _answered, ...heard } = track;
      return {
        ...heard,
        status: "accepted",
        since,
        // Whoever takes it on answers for it; recorded by the one-stop, the head of the agency goes on answering.
        ...(event.by.unit === track.unit ? { person: event.by.person } : {}),
        ...(event.memberCode === undefined ? {} : { code: event.memberCode }),
      };
    }
    case "member-rejected":
      return { ...track, status: "rejected", since };
    case "member-supplement-requested": {
      const { round, groundId, effect } = event;
      return {
        ...track,
        status: "supplementing",
        since,
        supplementRounds: round,
        supplement: { round, groundId, effect },
      };
    }
    case "member-supplemented":
      return event.complete ? { ...withoutSupplement(track), status: "accepted", since } : track;
    case "member-granted":
    case "member-refused":
      return {
        ...withoutSupplement(track),
        status: event.type === "member-granted" ? "granted" : "refused",
        since,
        verdict: event.verdict,
        daysOver: event.daysOver,
        ...(event.type === "member-refused" || event.result === undefined ? {} : { result: event.result }),
      };
    case "member-returned":
      return { ...track, returnedAt: since };
    case "member-impossible":
      return { ...track, status: "impossible", since, because: event.because };
    case "member-silent":
      return { ...track, silent: true };
    case "member-late":
      return { ...track, lateOn: track.lateOn ?? event.limitOn };
    case "member-late-lifted": {
      const { lateOn: _lifted, ...inTime } = track;
      return inTime;
    }
    default:
      return unreachable(event, "member");
  }
}

/** Days that counted as somebody else's after the limit had passed do not any more: it has not. */
function liftLateness(next: OwnState, { member, kept }: EventOf<"member-late-lifted">): void {
  changeLedger(next, memberLimit(member), nextGeneration, kept);
  const time = next.memberTime?.[member];
  if (time?.daysAway === undefined) return;
  const { daysAway: _lifted, ...rest } = time;
  next.memberTime = { ...next.memberTime, [member]: rest };
}

function withoutSupplement(track: MemberTrack): MemberTrack {
  const { supplement: _over, ...rest } = track;
  return rest;
}

export const memberLimit = (member: string): string => `member:${member}`;
export const answerLimit = (member: string): string => `member-answer:${member}`;
export const supplementLimit = (member: string): string => `member-supplement:${member}`;

/** Is it a ground of one member's supplement? It holds that member and, through it, the group, but none of the others. */
export const isMembersOwn = (groundId: string): boolean => groundId.startsWith("member:");

type Grounds = Pick<DossierState, "groundParties">;

/** Grounds that hold the whole dossier, and with it every member; in the order in which they were opened. */
export const wholeGrounds = ({ groundParties }: Grounds): DossierState["groundParties"] =>
  groundParties.filter(({ groundId }) => !isMembersOwn(groundId));

/** The ground on whose party a member's time is booked: of those that hold it, the last one opened (model.md §7). */
export const groundOver = (
  { groundParties }: Grounds,
  { supplement }: Pick<MemberTrack, "supplement">,
): DossierState["groundParties"][number] | undefined =>
  groundParties.findLast(({ groundId }) => !isMembersOwn(groundId) || groundId === supplement?.groundId);

/** The member whose limit this is, by the limit's name in the state. */
export function memberOfLimit(limit: string): string | undefined {
  const colon = limit.indexOf(":");
  const prefix = limit.slice(0, colon);
  return prefix === "member" || prefix === "member-answer" || prefix === "member-supplement"
    ? limit.slice(colon + 1)
    : undefined;
}

/** Limits that end with the event; what a result ends its event has told already. */
function limitsGoneBy(event: Exclude<MemberEvent, { type: "members-planned" }>): readonly string[] {
  const { member } = event;
  switch (event.type) {
    case "member-accepted":
      return [answerLimit(member)];
    case "member-rejected":
      return [answerLimit(member), memberLimit(member)];
    case "member-supplemented":
      return event.complete ? [supplementLimit(member)] : [];
    case "member-granted":
    case "member-refused":
      return [answerLimit(member), memberLimit(member), supplementLimit(member)];
    default:
      return [];
  }
}

const ended: ReadonlySet<MemberTrack["status"]> = new Set(["granted", "refused", "impossible", "cancelled"]);
export const hasEnded = ({ status }: MemberTrack): boolean => ended.has(status);

/** The dossier is over before its members are. */
export function cancelMembers(next: OwnState, since: EpochMs): void {
  if (next.members === undefined) return;
  next.members = Object.fromEntries(
    Object.entries(next.members).map(([member, track]) => [
      member,
      hasEnded(track) ? track : { ...withoutSupplement(track), status: "cancelled" as const, since },
    ]),
  );
}

export function bookTracks(next: OwnState, booked: { readonly [member: string]: Booking }): void {
  const tracks = { ...next.memberTime };
  for (const [member, booking] of Object.entries(booked))
    tracks[member] = bookedOn(Object.hasOwn(tracks, member) ? tracks[member] : undefined, booking);
  next.memberTime = tracks;
}

/** Adds a booking: who answered until now, and who answers from now on. */
export function bookedOn(
  before: ResponsibilityState | undefined,
  { from, to, workingMs, upTo, daysAway = 0, others = {} }: Booking,
): ResponsibilityState {
  const sum: { [holder: string]: number } = { ...before?.booked };
  const add = (holder: string, ms: number): void => {
    sum[holder] = (sum[holder] ?? 0) + ms;
  };
  const away = (before?.daysAway ?? 0) + daysAway;
  if (from !== undefined) add(from, workingMs);
  for (const [holder, ms] of Object.entries(others)) add(holder, ms);
  return { holder: to ?? "", since: upTo, booked: sum, ...(away === 0 ? {} : { daysAway: away }) };
}
