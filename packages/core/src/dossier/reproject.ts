import { type LimitMoved, reprojectLimit } from "../limit/reproject.ts";
import type { Reproject } from "./commands.ts";
import { type Draft, done, emit, type Step, send, stateOf } from "./draft.ts";
import type { PinnedLaw } from "./law.ts";
import { keptRungs } from "./limits.ts";
import { reviewLateMembers } from "./member-late.ts";
import { renewPromise } from "./promise.ts";
import { refuse } from "./refusal.ts";
import { settleUnder } from "./responsibility.ts";
import { tellMovedLimit } from "./tell-agency.ts";

/**
 * Moves an open dossier to another revision of its calendar (model.md §2, an announced calendar). A promise already missed
 * stays as it is: an announcement neither heals nor harms it. Where the office lets printed promises stand, a dossier that
 * has one stays on the calendar it was promised under.
 * @param moveTo the same law with the other calendar, loaded by the caller
 */
export function reproject(draft: Draft, command: Reproject, moveTo: PinnedLaw | undefined): Step {
  if (moveTo === undefined || moveTo.time.calendar.data.revision !== command.calendarRevision)
    return refuse(
      "reproject.unknown_calendar",
      `Chưa có lịch "${command.calendarRevision}"`,
      `calendar revision "${command.calendarRevision}" is not in force here`,
    );
  return moveOpen(draft, moveTo);
}

/** Nobody announces to a dossier that is on its way: who takes it over does, where it would have moved had it been here. */
export function adoptAnnounced(draft: Draft, moveTo: PinnedLaw): void {
  moveOpen(draft, moveTo);
}

function moveOpen(draft: Draft, moveTo: PinnedLaw): Step {
  const state = stateOf(draft);
  if (moveTo.hashes.calendar === state.law.calendar)
    return refuse("reproject.same_calendar", "Hồ sơ đã theo lịch này", "the dossier lives on this calendar already");
  if (state.endedAt !== undefined || state.resolvedAt !== undefined)
    return refuse("command.not_available", "Hồ sơ đã có kết quả", "the result is out; its dates stand");
  if (state.promises.length > 0 && !draft.law.policies.calendarAnnouncementMovesPromise)
    return refuse(
      "reproject.promise_stands",
      "Theo chính sách, ngày đã hẹn không đổi khi có lịch mới",
      "by policy a promise already printed stands when a calendar is announced",
    );
  return moveLimits(draft, moveTo);
}

function moveLimits(draft: Draft, moveTo: PinnedLaw): Step {
  const before = draft.law;
  const { limits } = stateOf(draft);
  const at = draft.command.at;
  const projections = Object.keys(limits).map((limit) => {
    const known = limits[limit];
    return { limit, known, found: known && reprojectLimit(before.time, moveTo.time, known.ledger, at) };
  });
  if (projections.some(({ limit, found }) => limit === "principal" && found?.calendar === "before"))
    return refuse(
      "reproject.past_due",
      "Hồ sơ đã quá ngày hẹn; lịch mới không làm thay đổi",
      "the promise has passed; an announcement does not move it",
    );
  const { revision } = moveTo.time.calendar.data;
  draft.law = moveTo;
  emit(draft, { type: "calendar-adopted", calendar: moveTo.hashes.calendar, revision });
  settleUnder(before, draft);
  for (const { limit, known, found } of projections) {
    if (known === undefined || found?.moved === undefined) continue;
    const kept = keptRungs(moveTo, known, found.ledger, at);
    emit(draft, { type: "limit-reprojected", limit, ...toldOf(found.moved), kept });
    tellMovedLimit(draft, limit);
  }
  renewPromise(draft, "calendar", revision);
  const promised = stateOf(draft).promises.at(-1);
  if (promised?.cause === "calendar")
    send(draft, "citizen", "promise-moved", { code: stateOf(draft).code, promisedOn: promised.date });
  reviewLateMembers(draft);
  return done;
}

/** What an event says of a limit that was projected anew. */
export function toldOf({ from, to, because }: LimitMoved) {
  return {
    ...(from === undefined ? {} : { from: from.dueOn }),
    ...(to === undefined ? {} : { to: to.dueOn }),
    because: because.map(({ change, entry }) => ({ change, date: entry.date })),
  };
}
