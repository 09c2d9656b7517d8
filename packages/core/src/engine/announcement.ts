import type { Json } from "../base/canonical-json.ts";
import type { Hash } from "../base/ids.ts";
import { InvariantError } from "../base/invariant.ts";
import type { EpochMs, WorkCalendar } from "../calendar/types.ts";
import type { LawDocument } from "../ports/storage.ts";
import { contentHash } from "./chain.ts";
import type { LawStore } from "./law-book.ts";

/**
 * That a calendar was announced: every dossier received afterwards is pinned to it. Kept among the law by content hash,
 * so announcements are never changed and never forgotten; undoing one is announcing the calendar before again.
 */
export interface Announcement {
  readonly format: "motcua-announcement/1";
  /** Id of the calendar, e.g. `vn`. */
  readonly calendarId: string;
  readonly revision: string;
  /** Content hash of the calendar, stored beside. */
  readonly calendar: Hash;
  /** 1, 2, 3 … within a database. */
  readonly number: number;
  /** Law time. */
  readonly at: EpochMs;
}

/** What was announced for a calendar, in order; the last one is in force. */
export async function announcementsOf(storage: LawStore, calendarId: string): Promise<readonly Announcement[]> {
  const documents = await storage.findLaw("announcement", calendarId);
  const found = documents.map((document) => JSON.parse(document.bytes) as Announcement);
  // Two operators at one moment draw the same number: the order is the same for everybody all the same.
  return found.sort((a, b) => a.number - b.number || a.at - b.at || (a.calendar < b.calendar ? -1 : 1));
}

/**
 * The calendar announced last in this database; `undefined` where none ever was, and the host's own stands.
 * @param known calendars read before, by hash; filled here
 * @throws InvariantError when the announced calendar itself is not stored
 */
export async function announcedCalendar(
  storage: LawStore,
  calendarId: string,
  known: Map<Hash, WorkCalendar> = new Map(),
): Promise<WorkCalendar | undefined> {
  const last = (await announcementsOf(storage, calendarId)).at(-1);
  if (last === undefined) return undefined;
  let calendar = known.get(last.calendar);
  if (calendar === undefined) {
    const [document] = await storage.loadLaw([last.calendar]);
    if (document === undefined) throw new InvariantError(`announced calendar ${last.revision} is not stored`);
    calendar = JSON.parse(document.bytes) as WorkCalendar;
    known.set(last.calendar, calendar);
  }
  return calendar;
}

/** Records that a calendar is in force from now on, with the calendar itself. Both are stored in one call. */
export async function recordAnnouncement(
  storage: LawStore,
  calendar: WorkCalendar,
  at: EpochMs,
): Promise<Announcement> {
  const before = (await announcementsOf(storage, calendar.id)).at(-1);
  const content = contentHash(calendar);
  const announcement: Announcement = {
    format: "motcua-announcement/1",
    calendarId: calendar.id,
    revision: calendar.revision,
    calendar: content.hash,
    number: (before?.number ?? 0) + 1,
    at,
  };
  const documents: readonly LawDocument[] = [
    { kind: "calendar", key: calendar.revision, ...content },
    { kind: "announcement", key: calendar.id, ...contentHash(announcement as unknown as Json) },
  ];
  await storage.putLaw(documents);
  return announcement;
}
