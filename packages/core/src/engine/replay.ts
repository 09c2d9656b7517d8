import { canonicalJson, type Json } from "../base/canonical-json.ts";
import type { DossierId, OfficeId } from "../base/ids.ts";
import type { DossierEvent } from "../dossier/events.ts";
import { evolve } from "../dossier/evolve.ts";
import type { LawHashes, PinnedLaw } from "../dossier/law.ts";
import { ladderOf, principalProjection } from "../dossier/limits.ts";
import { nextWake } from "../dossier/next-wake.ts";
import type { DossierState } from "../dossier/state.ts";
import { summarize } from "../dossier/summary.ts";
import { explainLimit } from "../limit/explain.ts";
import { rungDueAt } from "../limit/rungs.ts";
import type { DossierRow, Storage, StoredDossier, StoredEvent } from "../ports/storage.ts";
import { LawBook } from "./law-book.ts";
import { pagesOf } from "./open-dossiers.ts";
import { storedState } from "./stored-state.ts";
import { wholeHistory } from "./whole-history.ts";

/**
 * What today's code makes of a recorded dossier differently: `fold` an event does not fold any more; `promise` the date
 * promised then is not the one the ledger gives now; `rung` a rung taken then has another instant now; `snapshot`, `state`
 * the state kept, or the one read from the row, is another; `summary` a column of the desk says something else; `wake` it
 * would be woken at another time; `law` the law it lives under cannot be loaded; `explain` its limits cannot be explained.
 */
export type DifferenceKind =
  | "fold"
  | "promise"
  | "rung"
  | "snapshot"
  | "state"
  | "summary"
  | "wake"
  | "law"
  | "explain";

export interface Difference {
  readonly dossierId: DossierId;
  readonly officeId: OfficeId;
  /** Event at which it shows; the last one where it shows in what is kept beside the events. */
  readonly seq: number;
  readonly kind: DifferenceKind;
}

export interface Replay {
  readonly dossiers: number;
  readonly events: number;
  readonly differences: readonly Difference[];
}

export interface ReplayOptions {
  /** Today's fold by default; another one to compare releases with, or to see that a faulty one is found. */
  readonly fold?: typeof evolve;
  /** Told as they are found, page by page. */
  readonly onDifference?: (difference: Difference) => void;
}

const pageSize = 500;

/**
 * Folds every recorded dossier again with today's code and reports every difference to what is kept. `verifyStorage` asks
 * whether the record is unbroken; this asks whether this release still reads it as it was meant. Reads only, page by page.
 * @throws AdapterError when the storage is broken
 */
export async function replayStorage(storage: Storage, options: ReplayOptions = {}): Promise<Replay> {
  const differences: Difference[] = [];
  const laws = new LawBook(storage, undefined);
  let dossiers = 0;
  let events = 0;
  for await (const offices of pagesOf((page) => storage.reader.offices(page), 1000))
    for (const officeId of offices)
      for await (const rows of pagesOf((page) => storage.reader.list({ officeId, order: "id" }, page), pageSize)) {
        const stored = await storage.load(rows.map((row) => row.dossierId));
        for (const [index, dossier] of stored.entries()) {
          const row = rows[index];
          if (dossier === undefined || row === undefined) continue;
          const history = await wholeHistory(storage, dossier.dossierId);
          for (const difference of await replayOne(laws, { row, dossier, history }, options)) {
            differences.push(difference);
            options.onDifference?.(difference);
          }
          dossiers += 1;
          events += history.length;
        }
      }
  return { dossiers, events, differences };
}

/** Columns, row and events as they were read. Beside a running writer each may be of a later moment than the one before:
 *  the events come last, so that they hold the version of both. */
interface Recorded {
  readonly row: DossierRow;
  readonly dossier: StoredDossier;
  readonly history: readonly StoredEvent[];
}

async function replayOne(
  laws: LawBook,
  { row, dossier, history }: Recorded,
  { fold = evolve }: ReplayOptions,
): Promise<readonly Difference[]> {
  const differences: Difference[] = [];
  const { dossierId, officeId } = dossier;
  const differs = (kind: DifferenceKind, seq: number): void =>
    void differences.push({ dossierId, officeId, seq, kind });
  let state: DossierState | undefined;
  let law: PinnedLaw | undefined;
  for (const stored of history) {
    let event: DossierEvent;
    try {
      event = JSON.parse(stored.bytes) as DossierEvent;
      if (event.type === "rung-taken" && rungDiffers(law, state, event)) differs("rung", event.seq);
      state = fold(state, event, dossier);
    } catch {
      differs("fold", stored.seq);
      return differences;
    }
    if (law === undefined || !sameHashes(law.hashes, state.law)) law = await lawOrNone(laws, state.law);
    if (law === undefined) {
      differs("law", stored.seq);
      return differences;
    }
    if (event.type === "promised" && promiseDiffers(law, state, event)) differs("promise", event.seq);
    if (dossier.snapshot?.version === stored.seq && !sameState(state, dossier.snapshot.state))
      differs("snapshot", stored.seq);
    if (row.version === stored.seq && summaryDiffers(law, state, row)) differs("summary", stored.seq);
    if (dossier.version === stored.seq) for (const kind of keptDiffers(law, state, dossier)) differs(kind, stored.seq);
  }
  if (history.length < dossier.version) differs("fold", history.length);
  return differences;
}

async function lawOrNone(laws: LawBook, hashes: LawHashes): Promise<PinnedLaw | undefined> {
  try {
    return await laws.load(hashes);
  } catch {
    // Not stored, or not a law this release can compile: said as `law`.
    return undefined;
  }
}

const sameHashes = (a: LawHashes, b: LawHashes): boolean =>
  a === b ||
  (a.procedure === b.procedure &&
    a.rules === b.rules &&
    a.calendar === b.calendar &&
    a.hours === b.hours &&
    a.policies === b.policies);

/** Would today's ladder have taken it at that instant, before the event is folded? */
function rungDiffers(
  law: PinnedLaw | undefined,
  state: DossierState | undefined,
  event: DossierEvent & { readonly type: "rung-taken" },
): boolean {
  const limit = state?.limits[event.limit];
  if (law === undefined || limit === undefined) return true;
  const rung = ladderOf(law, limit).find((known) => known.id === event.rung);
  return rung === undefined || rungDueAt(law.time, limit.ledger, rung.point) !== event.dueAt;
}

function promiseDiffers(
  law: PinnedLaw,
  state: DossierState,
  event: DossierEvent & { readonly type: "promised" },
): boolean {
  const due = principalProjection(law, state)?.due;
  return due?.dueOn !== event.date || due.dueAt !== event.dueAt;
}

/** A state that the procedure of today does not have cannot be summed up either. */
function summaryDiffers(law: PinnedLaw, state: DossierState, row: DossierRow): boolean {
  const { dossierId, officeId, version } = state;
  const columns = tried(() => summarize(state, law.procedure));
  return columns === undefined || !same({ dossierId, officeId, version, ...columns }, row);
}

/** What is kept beside the events, held to what they give today. */
function keptDiffers(law: PinnedLaw, state: DossierState, dossier: StoredDossier): readonly DifferenceKind[] {
  const kinds: DifferenceKind[] = [];
  const kept = storedState(dossier);
  if (kept === undefined || !same(kept, state)) kinds.push("state");
  const wake = tried(() => ({ at: nextWake(law, state) }));
  if (wake === undefined || wake.at !== dossier.wakeAt) kinds.push("wake");
  const told = tried(() =>
    Object.values(state.limits).map(({ ledger }) => explainLimit(law.time, ledger, state.lastAt)),
  );
  if (told === undefined) kinds.push("explain");
  return kinds;
}

/** What today's code throws over an old dossier is a difference, not an end of the look. */
function tried<T>(what: () => T): T | undefined {
  try {
    return what();
  } catch {
    return undefined;
  }
}

const same = (a: object, b: object): boolean =>
  canonicalJson(a as unknown as Json) === canonicalJson(b as unknown as Json);

function sameState(state: DossierState, stored: string): boolean {
  return tried(() => same(state, JSON.parse(stored) as object)) ?? false;
}
