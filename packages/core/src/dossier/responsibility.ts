import { type OfficeTime, openingMsBetween } from "../calendar/opening-hours.ts";
import { type Draft, effectiveAt, recordBooking, stateOf } from "./draft.ts";
import type { PinnedLaw } from "./law.ts";
import { followWhole } from "./member-grounds.ts";
import { settleTracks, settleTracksUnder } from "./member-time.ts";
import type { DossierState } from "./state.ts";

/**
 * Who answers for the dossier now (model.md §7): the ground's party while suspended, the person holding the task, or
 * the head of its unit while nobody does; nobody before acceptance and after the result.
 */
export function accountableHolder(state: DossierState): string | undefined {
  if (state.acceptedAt === undefined || state.resolvedAt !== undefined || state.endedAt !== undefined) return undefined;
  const ground = state.groundParties.at(-1);
  if (ground !== undefined) return `party:${ground.party}`;
  const task = state.task;
  if (task === undefined) return undefined;
  return `${task.unit}/${task.person ?? task.head}${atOffice(state)}`;
}

/** Units of two offices may have one name. Until somebody takes it over, the office that handed it over answers. */
function atOffice({ transfer }: DossierState): string {
  if (transfer === undefined) return "";
  const office = transfer.holder ?? transfer.from;
  return office === transfer.origin ? "" : `@${office}`;
}

/** Books the time since the last move when the holder has changed, so that sums hold at every event. */
export function settleResponsibility(draft: Draft): void {
  followWhole(draft);
  const state = stateOf(draft);
  const holder = accountableHolder(state);
  if ((state.responsibility?.holder ?? "") !== (holder ?? "")) bookTime(draft, draft.law.time, holder);
  settleTracks(draft);
}

/**
 * Books the time until now as it was counted until now, when the last event brought other hours or another calendar:
 * what somebody has answered for is not counted anew. The sum is the opening time of each stretch under its own law.
 * @param before the law the dossier has just left
 */
export function settleUnder(before: PinnedLaw, draft: Draft): void {
  const state = stateOf(draft);
  const { hours, calendar } = state.law;
  if (before.hashes.hours === hours && before.hashes.calendar === calendar) return;
  if ((state.responsibility?.holder ?? "") !== "") bookTime(draft, before.time, accountableHolder(state));
  settleTracksUnder(before, draft);
}

function bookTime(draft: Draft, time: OfficeTime, holder: string | undefined): void {
  const state = stateOf(draft);
  const before = state.responsibility;
  const start = before?.since ?? state.acceptedAt ?? draft.command.at;
  // A back-dated act cannot take time back from a holder it was already booked on.
  const upTo = Math.max(start, before === undefined ? start : effectiveAt(draft));
  const from = before === undefined || before.holder === "" ? undefined : before.holder;
  recordBooking(draft, {
    ...(from === undefined ? {} : { from }),
    workingMs: from === undefined ? 0 : openingMsBetween(time, start, upTo),
    ...(holder === undefined ? {} : { to: holder }),
    upTo,
  });
}
