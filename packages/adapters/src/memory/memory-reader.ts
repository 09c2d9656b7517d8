import type {
  ContentRecord,
  DossierFilter,
  DossierReader,
  DossierSummary,
  Page,
  PageRequest,
  StorageGauges,
} from "../shared/core.ts";
import { type CursorKey, decodeCursor, toPage } from "../shared/cursor.ts";
import { assertSearch } from "../shared/group.ts";
import {
  type DossierEntry,
  type MessageEntry,
  type Offices,
  storedOf,
  toOutboxRow,
  toRow,
  type WakeEntry,
} from "./rows.ts";

/** What the reader looks at; the storage changes it. */
export interface ReadRows {
  readonly offices: Offices;
  readonly messages: ReadonlyMap<string, MessageEntry>;
  readonly content: ReadonlyMap<string, ContentRecord>;
  readonly parkedWakes: ReadonlySet<WakeEntry>;
  readonly parkedMessages: ReadonlySet<MessageEntry>;
}

export function memoryReader(rows: ReadRows): DossierReader {
  const { offices, content, parkedWakes, parkedMessages } = rows;
  return {
    async list(filter, page) {
      const after = decodeCursor(page, filter.order === "due" ? "?s" : "s");
      const keyOf = filter.order === "due" ? dueKey : idKey;
      return mapPage(pageOf(entriesOf(offices, filter), page, after, keyOf), toRow);
    },
    async count(filter) {
      return entriesOf(offices, filter).length;
    },
    async search(query, page) {
      assertSearch(query);
      const after = decodeCursor(page, "s");
      const office = offices.get(query.officeId);
      const entries = [...(office?.live ?? []), ...(office?.ended ?? [])];
      const found = entries.filter((entry) => holdsWords(entry, content, query.words));
      return mapPage(pageOf(found, page, after, idKey), toRow);
    },
    async findByCode(officeId, code) {
      const id = offices.get(officeId)?.codes.get(code);
      const entry = id === undefined ? undefined : offices.dossiers.get(id);
      return entry && toRow(entry);
    },
    async history(dossierId, page) {
      const after = Number(decodeCursor(page, "n")?.[0] ?? 0);
      const events = offices.dossiers.get(dossierId)?.events ?? [];
      return toPage(events.slice(after, after + page.limit + 1), page.limit, (event) => [event.seq]);
    },
    async offices(page) {
      const after = decodeCursor(page, "s")?.[0];
      const ids = offices.ids().filter((id) => after === undefined || id > String(after));
      return toPage(ids.slice(0, page.limit + 1), page.limit, (id) => [id]);
    },
    async scan(page) {
      const after = decodeCursor(page, "s")?.[0];
      const entries = offices.byId();
      const from = after === undefined ? 0 : firstAfter(entries, String(after));
      const rows = entries.slice(from, from + page.limit + 1).map(storedOf);
      return toPage(rows, page.limit, (row) => [row.dossierId]);
    },
    async messages(dossierId) {
      const lanes = [...(offices.dossiers.get(dossierId)?.lanes ?? [])].sort(([a], [b]) => (a < b ? -1 : 1));
      return lanes.flatMap(([, lane]) => lane.messages.map(toOutboxRow));
    },
    async parkedWakes(page) {
      const found = pageOf([...parkedWakes], page, decodeCursor(page, "s"), (wake) => [wake.tie]);
      return mapPage(found, ({ tie: dossierId, officeId, wakeAt, parkedCode }) => {
        return { dossierId, officeId, wakeAt, code: parkedCode ?? "" };
      });
    },
    async parkedMessages(page) {
      const found = pageOf([...parkedMessages], page, decodeCursor(page, "s"), (entry) => [entry.message.messageId]);
      return mapPage(found, toOutboxRow);
    },
    async gauges(at) {
      return gaugesOf(rows, at);
    },
  };
}

function gaugesOf({ offices, messages, parkedWakes, parkedMessages }: ReadRows, at: number): StorageGauges {
  const dossiers = offices.byId();
  const open = dossiers.filter(({ summary }) => summary.phase === "open");
  const wakes = dossiers.map(({ wake }) => wake).filter(({ place, dueAt }) => place >= 0 && dueAt <= at);
  const pending = [...messages.values()].filter(({ status }) => status === "pending");
  const heads = pending.filter(({ place, dueAt }) => place >= 0 && dueAt <= at);
  return {
    openDossiers: open.length,
    overdueDossiers: open.filter(({ summary: { dueAt } }) => dueAt !== undefined && dueAt < at).length,
    dueWakes: wakes.length,
    oldestWakeAt: earliest(wakes),
    pendingMessages: pending.length,
    oldestMessageAt: earliest(heads),
    parkedWakes: parkedWakes.size,
    parkedMessages: parkedMessages.size,
  };
}

const earliest = (entries: readonly { readonly dueAt: number }[]): number | undefined =>
  entries.reduce<number | undefined>((first, { dueAt }) => Math.min(first ?? dueAt, dueAt), undefined);

function holdsWords(
  { contentKeys }: DossierEntry,
  content: ReadonlyMap<string, ContentRecord>,
  words: readonly string[],
): boolean {
  const tokens = contentKeys.flatMap((key) => content.get(key)?.searchTokens ?? []);
  return words.every((word) => tokens.some((token) => token.startsWith(word)));
}

function entriesOf(offices: Offices, filter: DossierFilter): readonly DossierEntry[] {
  const office = offices.get(filter.officeId);
  if (office === undefined) return [];
  const pools = filter.phase === undefined ? [office.live, office.ended] : [poolOf(office, filter.phase)];
  return pools.flatMap((pool) => [...pool].filter(({ summary }) => matches(filter, summary)));
}

const idKey = ({ row }: DossierEntry): CursorKey => [row.dossierId];
const dueKey = ({ row, summary }: DossierEntry): CursorKey => [summary.dueAt ?? null, row.dossierId];

const poolOf = <T>(office: { readonly live: T; readonly ended: T }, phase: DossierSummary["phase"]): T =>
  phase === "ended" ? office.ended : office.live;

function matches(filter: DossierFilter, summary: DossierSummary): boolean {
  const { phase, procedure, holderPerson, holderUnit, dueBefore, dueFrom } = filter;
  return (
    (phase === undefined || phase === summary.phase) &&
    (procedure === undefined || procedure === summary.procedure) &&
    (holderPerson === undefined || holderPerson === summary.holderPerson) &&
    (holderUnit === undefined || holderUnit === summary.holderUnit) &&
    (dueBefore === undefined || (summary.dueAt !== undefined && summary.dueAt < dueBefore)) &&
    (dueFrom === undefined || (summary.dueAt !== undefined && summary.dueAt >= dueFrom))
  );
}

/** Absent comes last. */
function compareKeys(a: CursorKey, b: CursorKey): number {
  for (const [i, left] of a.entries()) {
    const right = b[i] ?? null;
    if (left === right) continue;
    if (left === null) return 1;
    if (right === null) return -1;
    return left < right ? -1 : 1;
  }
  return 0;
}

function pageOf<T>(
  entries: readonly T[],
  page: PageRequest,
  after: CursorKey | undefined,
  keyOf: (entry: T) => CursorKey,
): Page<T> {
  const keyed = entries.map((entry) => ({ entry, key: keyOf(entry) }));
  const rest = after === undefined ? keyed : keyed.filter(({ key }) => compareKeys(key, after) > 0);
  rest.sort((a, b) => compareKeys(a.key, b.key));
  return mapPage(
    toPage(rest.slice(0, page.limit + 1), page.limit, (row) => row.key),
    (row) => row.entry,
  );
}

const mapPage = <T, U>(page: Page<T>, map: (item: T) => U): Page<U> => ({ ...page, items: page.items.map(map) });

function firstAfter(entries: readonly DossierEntry[], id: string): number {
  let low = 0;
  let high = entries.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const entry = entries[middle];
    if (entry !== undefined && entry.row.dossierId <= id) low = middle + 1;
    else high = middle;
  }
  return low;
}
