import { type Fault, fault } from "../base/errors.ts";
import type { DossierId, OfficeId } from "../base/ids.ts";
import { err, ok, type Result } from "../base/result.ts";
import type { EpochMs } from "../calendar/types.ts";
import type { Clock } from "../ports/clock.ts";
import type { DossierPhase, Storage, StoredDossier } from "../ports/storage.ts";
import type { LawBook } from "./law-book.ts";
import { concerns, type DossierStanding, standingOf } from "./standing.ts";
import { storedState } from "./stored-state.ts";

/** What one office asks another: how dossiers stand that it knows by id, or all that concern it, page by page. */
export interface StandingQuery {
  readonly query: "standing";
  /** Offices of who is asked, as the asker knows them: nobody passes a question on and hears the answer. */
  readonly to: readonly OfficeId[];
  /** Law time of who asks: an older question is not answered again. */
  readonly at: EpochMs;
  readonly dossierIds?: readonly DossierId[];
  /** Opaque, from the answer before; of a question without ids. */
  readonly after?: string;
}

export interface StandingAnswer {
  readonly result: "standing";
  readonly items: readonly DossierStanding[];
  /** Absent on the last page. A page may be empty and not be the last. */
  readonly next?: string;
}

/** Dossiers looked at for one question. */
export const standingsMax = 200;
/** How far apart the two clocks may be. */
const apartMsMax = 300_000;

/** Signed apart from steps of a transfer: neither passes for the other. */
export const standingText = (body: string): string => `motcua standing request 1\n${body}`;

/** A question, by its first letters: nothing else of it is looked at before its signature. */
export const isStandingQuery = (body: string): boolean => body.startsWith('{"query":"standing"');

export function readStandingQuery(body: string, now: EpochMs): Result<StandingQuery, Fault> {
  const query = parsed(body);
  if (query === undefined) return err(fault("transfer.malformed", "Tin hỏi sai dạng", "the question is malformed"));
  if (Math.abs(query.at - now) > apartMsMax)
    return err(
      fault(
        "transfer.stale_question",
        "Câu hỏi quá cũ, hoặc hai đồng hồ lệch nhau",
        "the question is too old, or the two clocks are apart",
      ),
    );
  return ok(query);
}

function parsed(body: string): StandingQuery | undefined {
  try {
    const query = JSON.parse(body) as StandingQuery;
    const { to, at, dossierIds = [], after = "" } = query;
    const areIds = areTexts(dossierIds, standingsMax);
    return areTexts(to, officesMax) && Number.isSafeInteger(at) && areIds && isText(after) ? query : undefined;
  } catch {
    return undefined;
  }
}

/** A province has some hundreds. */
const officesMax = 10_000;

const areTexts = (value: unknown, most: number): boolean =>
  Array.isArray(value) && value.length <= most && value.every(isText);

const isText = (value: unknown): value is string =>
  typeof value === "string" && value.length <= 2_000 && !value.includes("\0") && value.isWellFormed();

interface Answering {
  readonly storage: Storage;
  readonly clock: Clock;
  readonly laws: LawBook;
}

/** What an office may know of ours. Of dossiers that do not concern it, as of those that do not exist, nothing is said. */
export async function answerStanding(
  { storage, clock, laws }: Answering,
  ours: ReadonlySet<OfficeId>,
  asks: readonly OfficeId[],
  { dossierIds, after }: StandingQuery,
): Promise<StandingAnswer> {
  const told = async (rows: readonly (StoredDossier | undefined)[]): Promise<readonly DossierStanding[]> => {
    const items: DossierStanding[] = [];
    for (const row of rows) {
      const state = row !== undefined && ours.has(row.officeId) ? storedState(row) : undefined;
      if (row !== undefined && state !== undefined && concerns(state, asks))
        items.push(await standingOf(laws, row, state, clock.now()));
    }
    return items;
  };
  if (dossierIds !== undefined) return { result: "standing", items: await told(await storage.load(dossierIds)) };
  const offices = [...ours].sort();
  const place = placeIn(after);
  const phase = livePhases[place.phase];
  const officeId = offices[place.office];
  if (phase === undefined || officeId === undefined) return { result: "standing", items: [] };
  const filter = { officeId, phase, order: "id" } as const;
  const page = await storage.reader.list(filter, {
    limit: standingsMax,
    ...(place.after === undefined ? {} : { after: place.after }),
  });
  const items = await told(await storage.load(page.items.map(({ dossierId }) => dossierId)));
  const next = placeAfter(place, page.next, offices.length);
  return { result: "standing", items, ...(next === undefined ? {} : { next: JSON.stringify(next) }) };
}

/** What has not ended: one that has is asked for by its id. */
const livePhases: readonly DossierPhase[] = ["intake", "open", "ready", "elsewhere"];

interface ListPlace {
  readonly office: number;
  readonly phase: number;
  readonly after?: string | undefined;
}

/** A place nobody gave is the beginning; the storage refuses a page that is none of its own. */
function placeIn(text: string | undefined): ListPlace {
  try {
    const { office, phase, after } = JSON.parse(text ?? "") as ListPlace;
    const isPlace = Number.isSafeInteger(office) && Number.isSafeInteger(phase);
    return isPlace && (after === undefined || isText(after)) ? { office, phase, after } : beginning;
  } catch {
    return beginning;
  }
}
const beginning: ListPlace = { office: 0, phase: 0 };

function placeAfter({ office, phase }: ListPlace, after: string | undefined, offices: number): ListPlace | undefined {
  if (after !== undefined) return { office, phase, after };
  if (phase + 1 < livePhases.length) return { office, phase: phase + 1 };
  return office + 1 < offices ? { office: office + 1, phase: 0 } : undefined;
}
