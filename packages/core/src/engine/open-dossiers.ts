import type { OfficeId, ProcedureCode } from "../base/ids.ts";
import { err, type Result } from "../base/result.ts";
import type { EpochMs } from "../calendar/types.ts";
import type { Decision } from "../dossier/decide.ts";
import { isElsewhere } from "../dossier/holding.ts";
import type { Actor, ResolvedFacts } from "../dossier/people.ts";
import { type Refusal, refuse } from "../dossier/refusal.ts";
import type { DossierState } from "../dossier/state.ts";
import type {
  DossierFilter,
  DossierPhase,
  LawDocument,
  Page,
  PageRequest,
  Storage,
  StoredDossier,
} from "../ports/storage.ts";
import { decideCommit, lawOf } from "./decide-commit.ts";
import type { CommandRequest, Directory, Engine } from "./engine-types.ts";
import { hashOfBody, resolveFacts } from "./facts.ts";
import { servedLanes } from "./lanes.ts";
import type { LawBook, LawStore } from "./law-book.ts";
import { storedState } from "./stored-state.ts";

// What migration and announcement share: they walk over the open dossiers of every office and send each one command,
// or only try what it would do.

/** An operator's work on many dossiers. */
export interface ManyDossiers {
  readonly storage: Storage;
  /** Who does it; stands in every event. */
  readonly by: Actor;
  /** Law time now. */
  readonly now: () => EpochMs;
  /** Knows the people of the offices. Without one, a dossier with a rung due is left to a worker, which knows them. */
  readonly directory?: Directory;
  /** Dossiers read and sent together. Default 100, at most 1000. */
  readonly batchSize?: number;
}

export interface OpenDossier {
  readonly row: StoredDossier;
  readonly state: DossierState;
}

/** A dossier that stays as it is, and why. */
export interface StayedDossier {
  readonly dossierId: string;
  readonly officeId: string;
  readonly reason: Refusal;
}

const livePhases: readonly DossierPhase[] = ["intake", "open", "ready"];

/** Every dossier that has not ended and is not elsewhere, of every office, batch by batch; those whose row cannot be read are told apart. */
export async function* openDossiers(
  storage: Storage,
  batchSize: number,
  procedure?: ProcedureCode,
): AsyncGenerator<{ readonly dossiers: readonly OpenDossier[]; readonly unreadable: readonly StoredDossier[] }> {
  for await (const offices of pagesOf((page) => storage.reader.offices(page), 1000))
    for (const officeId of offices)
      for (const phase of livePhases) {
        const filter: DossierFilter = {
          officeId,
          phase,
          order: "id",
          ...(procedure === undefined ? {} : { procedure }),
        };
        for await (const rows of pagesOf((page) => storage.reader.list(filter, page), batchSize)) {
          const found = await storage.load(rows.map((row) => row.dossierId));
          yield sorted(found.filter((row) => row !== undefined));
        }
      }
}

function sorted(rows: readonly StoredDossier[]) {
  const dossiers: OpenDossier[] = [];
  const unreadable: StoredDossier[] = [];
  for (const row of rows) {
    const state = storedState(row);
    if (state === undefined) unreadable.push(row);
    // Rows written before there was a phase for it.
    else if (!isElsewhere(state)) dossiers.push({ row, state });
  }
  return { dossiers, unreadable };
}

/** Pages one after the other. */
export async function* pagesOf<T>(
  ask: (page: PageRequest) => Promise<Page<T>>,
  limit: number,
): AsyncGenerator<readonly T[]> {
  let after: string | undefined;
  do {
    const page = await ask(after === undefined ? { limit } : { limit, after });
    yield page.items;
    after = page.next;
  } while (after !== undefined);
}

export const cannotBeRead = ({ dossierId, officeId }: StoredDossier): StayedDossier => ({
  dossierId,
  officeId,
  reason: refuse(
    "internal.invariant",
    "Hồ sơ không đọc được, hãy chạy verify",
    "the dossier cannot be read, run verify",
  ).error,
});

/** Without people to tell, a rung that is due must not be taken by the way. */
export function rungsDue({ row }: OpenDossier, { directory, now }: ManyDossiers): Refusal | undefined {
  if (directory !== undefined || row.wakeAt === undefined || row.wakeAt >= now()) return undefined;
  return refuse(
    "office.rungs_due",
    "Hồ sơ có mốc đến hạn chưa báo cho ai; hãy để tiến trình thực hiện mốc trước, hoặc đưa danh bạ",
    "a rung is due that nobody was told of; let a worker take it first, or give a directory",
  ).error;
}

/** What a command would do to a dossier; nothing is written. */
export async function tryOut(
  laws: LawBook,
  { row, state }: OpenDossier,
  request: CommandRequest,
  { directory, now }: ManyDossiers,
): Promise<Result<Decision, Refusal>> {
  const at = now();
  const body = hashOfBody(request);
  if (!body.ok) return body;
  const procedureOf = async (): Promise<string> => state.procedure;
  const resolved: ResolvedFacts = await resolveFacts({ directory, numbering: undefined, procedureOf }, request, at);
  const command = { ...request, at, resolved };
  const known = { state, head: row.head, kept: row.snapshot?.version ?? 0 };
  const law = await lawOf(laws, known, undefined, command);
  if (!law.ok) return law;
  const asked = { known, ...law.value, command, bodyHash: body.value, content: [], lanes: servedLanes([]) };
  const decided = decideCommit(asked);
  return decided.ok ? { ok: true, value: decided.value.decision } : err(decided.error);
}

/** Sends one command to each dossier and waits for all. A throw of the storage is thrown on: what was answered before
 *  stands, and sending all again does nothing twice. */
export async function sendAll<T>(
  engine: Engine,
  dossiers: readonly OpenDossier[],
  requestFor: (dossier: OpenDossier) => CommandRequest,
  told: (dossier: OpenDossier, answer: Awaited<ReturnType<Engine["submit"]>>) => T,
): Promise<readonly T[]> {
  return await Promise.all(dossiers.map(async (dossier) => told(dossier, await engine.submit(requestFor(dossier)))));
}

/** A place for law where what is put stays in memory: a trial leaves nothing behind. */
export function lawOnTrial(store: LawStore): LawStore {
  const tried = new Map<string, LawDocument>();
  return {
    async putLaw(documents) {
      for (const document of documents) tried.set(document.hash, document);
    },
    async loadLaw(hashes) {
      const stored = await store.loadLaw(hashes);
      return stored.map((document, index) => document ?? tried.get(hashes[index] ?? ""));
    },
    async findLaw(kind, key) {
      const stored = await store.findLaw(kind, key);
      const known = new Set(stored.map((document) => document.hash));
      const more = [...tried.values()].filter(
        (document) =>
          document.kind === kind && (key === undefined || document.key === key) && !known.has(document.hash),
      );
      return [...stored, ...more].sort((a, b) => (a.hash < b.hash ? -1 : 1));
    },
  };
}

/** Offices stand in requests as they stand in rows. */
export const envelopeOf = ({ state }: OpenDossier, by: Actor) => ({
  dossierId: state.dossierId,
  officeId: state.officeId as OfficeId,
  by,
});
