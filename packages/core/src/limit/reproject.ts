import { dayOf } from "../calendar/civil-date.ts";
import type { OfficeTime } from "../calendar/opening-hours.ts";
import type { CalendarEntry, Due, EpochDay, EpochMs } from "../calendar/types.ts";
import type { Run } from "./run.ts";
import { dueOfRun, runOf } from "./run.ts";
import type { LimitLedger } from "./types.ts";

/** A day that two revisions of a calendar tell differently. */
export interface CalendarChange {
  readonly change: "added" | "removed";
  readonly entry: CalendarEntry;
}

export interface LimitMoved {
  readonly from: Due | undefined;
  readonly to: Due | undefined;
  /** The days that differ between start and the later due date; empty when only opening hours differ. */
  readonly because: readonly CalendarChange[];
}

export interface Reprojection {
  readonly ledger: LimitLedger;
  /** Absent when neither the due date nor, while held, what is left has changed. */
  readonly moved: LimitMoved | undefined;
  /** The calendar this limit lives on from now on. An ended limit, and one past due at `at`, stays on the one it was
   *  promised with: an announcement made later neither heals nor harms it. */
  readonly calendar: "before" | "after";
}

/** Moves a limit to another revision of its calendar, on purpose. The generation grows only when something moved, so that
 *  asking again under the same calendar changes nothing.
 *  @param at law time of the announcement's effect
 *  @param carried the ledger with what it carries along, where other opening hours apply afterwards
 *  @throws CalendarHorizonError when a day needed lies outside either calendar */
export function reprojectLimit(
  before: OfficeTime,
  after: OfficeTime,
  ledger: LimitLedger,
  at: EpochMs,
  carried: LimitLedger = ledger,
): Reprojection {
  if (ledger.endedAt !== undefined) return { ledger: carried, moved: undefined, calendar: "before" };
  const old = runOf(before, ledger);
  const byTime = old.counting === "opening-ms" || old.counting === "plain-ms";
  if (old.due !== undefined && (byTime ? at > old.due.at : dayOf(at) > old.due.day))
    return { ledger: carried, moved: undefined, calendar: "before" };
  const now = runOf(after, carried);
  if (sameRun(old, now)) return { ledger: carried, moved: undefined, calendar: "after" };
  const last = Math.max(lastDay(ledger, old), lastDay(carried, now));
  const because = changedEntries(before, after, old.startDay, last);
  return {
    ledger: { ...carried, generation: carried.generation + 1 },
    moved: { from: dueOfRun(before, old), to: dueOfRun(after, now), because },
    calendar: "after",
  };
}

function sameRun(old: Run, now: Run): boolean {
  return (
    old.due?.day === now.due?.day && old.due?.at === now.due?.at && (old.due !== undefined || left(old) === left(now))
  );
}

const left = (run: Run): number => run.whole - run.consumed;

/** While held, the days counted so far are those before the suspension. */
function lastDay(ledger: LimitLedger, run: Run): EpochDay {
  return run.due?.day ?? dayOf(run.intervals[run.intervals.length - 2] ?? ledger.startAt);
}

function changedEntries(
  before: OfficeTime,
  after: OfficeTime,
  from: EpochDay,
  through: EpochDay,
): readonly CalendarChange[] {
  const changes: CalendarChange[] = [];
  for (let day = from; day <= through; day += 1) {
    const old = before.calendar.entries.get(day);
    const now = after.calendar.entries.get(day);
    if (old?.kind === now?.kind) continue;
    if (old !== undefined) changes.push({ change: "removed", entry: old });
    if (now !== undefined) changes.push({ change: "added", entry: now });
  }
  return changes;
}
