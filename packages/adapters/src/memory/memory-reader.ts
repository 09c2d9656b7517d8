import type { DossierFilter, DossierReader, DossierSummary, Page, PageRequest } from "../shared/core.ts";
import { type CursorKey, decodeCursor, toPage } from "../shared/cursor.ts";
import {
  type DossierEntry,
  type MessageEntry,
  type Offices,
  storedOf,
  toOutboxRow,
  toRow,
  type WakeEntry,
} from "./rows.ts";

export function memoryReader(
  offices: Offices,
  parkedWakes: ReadonlySet<WakeEntry>,
  parkedMessages: ReadonlySet<MessageEntry>,
): DossierReader {
  return {
    async list(filter, page) {
      const after = decodeCursor(page, filter.order === "due" ? "?s" : "s");
      const office = offices.get(filter.officeId);
      if (office === undefined) return { items: [] };
      const keyOf = filter.order === "due" ? dueKey : idKey;
      const pools = filter.phase === undefined ? [office.live, office.ended] : [poolOf(office, filter.phase)];
      const entries = pools.flatMap((pool) => [...pool].filter(({ summary }) => matches(filter, summary)));
      return mapPage(pageOf(entries, page, after, keyOf), toRow);
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
  };
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
