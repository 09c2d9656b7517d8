import { type Fault, fault } from "../base/errors.ts";
import type { CommandId, DossierId, Hash, OfficeId } from "../base/ids.ts";
import type { CivilDate, WorkCalendar } from "../calendar/types.ts";
import { validateCalendar } from "../calendar/work-calendar.ts";
import type { DossierEvent, EventOf } from "../dossier/events.ts";
import { announcementsOf, recordAnnouncement } from "./announcement.ts";
import { contentHash, sha256 } from "./chain.ts";
import type { CommandRequest, Engine } from "./engine-types.ts";
import { LawBook, type LawStore } from "./law-book.ts";
import {
  cannotBeRead,
  envelopeOf,
  lawOnTrial,
  type ManyDossiers,
  type OpenDossier,
  openDossiers,
  rungsDue,
  type StayedDossier,
  sendAll,
  tryOut,
} from "./open-dossiers.ts";

/** A limit whose date moved with the calendar. */
export type MovedLimit = Pick<EventOf<"limit-reprojected">, "limit" | "from" | "to" | "because">;

export interface ReprojectedDossier {
  readonly dossierId: DossierId;
  readonly officeId: OfficeId;
  /** Empty when the dossier lives on the new calendar and no date of it moved. */
  readonly limits: readonly MovedLimit[];
  /** Promise before and after, where it moved; the first one printed stays on record. */
  readonly promise: { readonly from: CivilDate | undefined; readonly to: CivilDate } | undefined;
}

export interface AnnouncementReport {
  readonly revision: string;
  /** Content hash of the calendar. */
  readonly calendar: Hash;
  /** What is wrong with the calendar; then nothing is announced. */
  readonly faults: readonly Fault[];
  /** Every dossier that moved to the calendar now; those that had moved already are not told again. */
  readonly moved: readonly ReprojectedDossier[];
  readonly notMoved: readonly StayedDossier[];
}

const batchSizeDefault = 100;

/**
 * Announces a calendar in this database: every dossier received from now on is pinned to it, and every open one of every
 * office moves to it, with its dates, as the office's policy says. Ends early without harm: doing it again goes on with the
 * rest. Undoing is announcing the calendar before again.
 * @throws AdapterError when the storage is broken; do it again
 */
export async function announceCalendar(
  engine: Engine,
  calendar: WorkCalendar,
  options: ManyDossiers,
): Promise<AnnouncementReport> {
  const { storage, now } = options;
  const begun = await begin(storage, calendar, now());
  if (begun.faults.length > 0) return { ...begun, moved: [], notMoved: [] };
  const swept = await sweep(calendar, begun.calendar, options, (dossiers, request) =>
    sendAll(engine, dossiers, request, (dossier, answer) =>
      answer.ok ? toldBy(dossier, answer.value.events) : stays(dossier, answer.error),
    ),
  );
  return { ...begun, ...swept };
}

/** What an announcement would move, and what not and why. Reads only. */
export async function previewAnnouncement(calendar: WorkCalendar, options: ManyDossiers): Promise<AnnouncementReport> {
  const store = lawOnTrial(options.storage);
  const begun = await begin(store, calendar, options.now());
  if (begun.faults.length > 0) return { ...begun, moved: [], notMoved: [] };
  const laws = new LawBook(store, undefined);
  const swept = await sweep(calendar, begun.calendar, options, (dossiers, request) =>
    Promise.all(
      dossiers.map(async (dossier) => {
        const decided = await tryOut(laws, dossier, request(dossier), options);
        return decided.ok ? toldBy(dossier, decided.value.events) : stays(dossier, decided.error);
      }),
    ),
  );
  return { ...begun, ...swept };
}

/** Stores the calendar and says that it is in force, unless that was said last already. */
async function begin(store: LawStore, calendar: WorkCalendar, at: number) {
  const { revision } = calendar;
  const hash = contentHash(calendar).hash;
  const known = await store.findLaw("calendar", revision);
  const faults = [...validateCalendar(calendar)];
  if (known.some((document) => document.hash !== hash))
    faults.push(
      fault(
        "calendar.revision_changed",
        `bản lịch "${revision}" đã có với nội dung khác; hãy đặt số hiệu khác`,
        `calendar revision "${revision}" is known with other content; give it another name`,
        "revision",
      ),
    );
  if (faults.length === 0 && (await announcementsOf(store, calendar.id)).at(-1)?.calendar !== hash)
    await recordAnnouncement(store, calendar, at);
  return { revision, calendar: hash, faults };
}

type Batch = (
  dossiers: readonly OpenDossier[],
  request: (dossier: OpenDossier) => CommandRequest,
) => Promise<readonly (ReprojectedDossier | StayedDossier)[]>;

/** Over all open dossiers, and again until a whole look finds nothing new: some were received while the first went on. */
async function sweep(calendar: WorkCalendar, hash: Hash, options: ManyDossiers, run: Batch) {
  const seen = new Set<string>();
  const moved: ReprojectedDossier[] = [];
  const notMoved: StayedDossier[] = [];
  for (let found = -1; found < seen.size; ) {
    found = seen.size;
    for await (const { dossiers, unreadable } of openDossiers(options.storage, options.batchSize ?? batchSizeDefault)) {
      for (const row of unreadable) if (isNew(seen, row.dossierId)) notMoved.push(cannotBeRead(row));
      const elsewhere = dossiers.filter(({ state }) => state.law.calendar !== hash && isNew(seen, state.dossierId));
      const ready = elsewhere.filter((dossier) => {
        const due = rungsDue(dossier, options);
        if (due !== undefined) notMoved.push(stays(dossier, due));
        return due === undefined;
      });
      const answers = await run(ready, (dossier) => requestFor(dossier, calendar, hash, options));
      for (const answer of answers) "reason" in answer ? notMoved.push(answer) : moved.push(answer);
    }
  }
  return { moved, notMoved };
}

const isNew = (seen: Set<string>, id: string): boolean => !seen.has(id) && seen.add(id).has(id);

/** The same announcement for the same dossier is the same command: after a crash it is not done twice. */
const requestFor = (
  dossier: OpenDossier,
  calendar: WorkCalendar,
  hash: Hash,
  { by }: ManyDossiers,
): CommandRequest => ({
  ...envelopeOf(dossier, by),
  type: "reproject",
  commandId:
    `announce:${sha256(`${hash} ${dossier.state.dossierId} ${dossier.state.version}`).slice(0, 40)}` as CommandId,
  calendarRevision: calendar.revision,
});

const stays = ({ state: { dossierId, officeId } }: OpenDossier, reason: Fault): StayedDossier => ({
  dossierId,
  officeId,
  reason,
});

function toldBy({ state }: OpenDossier, events: readonly DossierEvent[]): ReprojectedDossier {
  const { dossierId, officeId, promises } = state;
  const promised = events.findLast((event) => event.type === "promised" && event.cause === "calendar");
  return {
    dossierId,
    officeId,
    limits: events
      .filter((event) => event.type === "limit-reprojected")
      .map(({ limit, from, to, because }) => ({
        limit,
        ...(from === undefined ? {} : { from }),
        ...(to === undefined ? {} : { to }),
        because,
      })),
    promise: promised?.type === "promised" ? { from: promises.at(-1)?.date, to: promised.date } : undefined,
  };
}
