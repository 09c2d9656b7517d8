import type {
  DossierFilter,
  DossierReader,
  DossierRow,
  DossierSearch,
  OfficeId,
  OutboxRow,
  PageRequest,
  ParkedWake,
  StorageGauges,
  StoredDossier,
} from "../shared/core.ts";
import { type CursorKey, decodeCursor, toPage } from "../shared/cursor.ts";
import { type CommitRow, readLines } from "../shared/event-lines.ts";
import { assertSearch } from "../shared/group.ts";
import type { SqliteValue } from "./driver.ts";
import type { Session } from "./session.ts";

const ROW_COLUMNS = `dossier_id AS dossierId, office_id AS officeId, version, phase, procedure, code,
  intake_ref AS intakeRef, step_id AS stepId, received_at AS receivedAt, promise_on AS promiseOn, due_at AS dueAt,
  suspended, holder_unit AS holderUnit, holder_person AS holderPerson, outcome, ended_at AS endedAt`;

const STORED = `SELECT dossier_no AS no, dossier_id AS dossierId, office_id AS officeId, dossier.version AS version, head,
  wake_at AS wakeAt, snapshot.version AS snapshotVersion, state FROM dossier LEFT JOIN snapshot USING (dossier_no)`;
const COMMIT_COLUMNS = "version, command_id AS commandId, events";
// Up to the version read before: another process may have added more since.
const SINCE = `SELECT ${COMMIT_COLUMNS} FROM "commit" WHERE dossier_no = ? AND version > ? AND version <= ? ORDER BY version`;

interface StoredRow extends Pick<StoredDossier, "dossierId" | "officeId" | "version" | "head"> {
  readonly no: number;
  readonly wakeAt: number | null;
  readonly snapshotVersion: number | null;
  readonly state: string | null;
}

/** Rows as stored, in the order of `ids`. Inside a read of the session. */
export function loadStored(session: Session, ids: readonly string[]): readonly (StoredDossier | undefined)[] {
  const statement = session.statement(`${STORED} WHERE dossier_id = ?`);
  return ids.map((id) => {
    const row = statement.get(id) as StoredRow | undefined;
    return row && toStored(session, row);
  });
}

function toStored(session: Session, row: StoredRow): StoredDossier {
  const { no, snapshotVersion, state, wakeAt, dossierId, officeId, version, head } = row;
  const snapshot = snapshotVersion === null || state === null ? undefined : { version: snapshotVersion, state };
  const kept = snapshot?.version ?? 0;
  const since =
    kept === version ? [] : session.all<CommitRow>(SINCE, no, kept, version).flatMap((row) => readLines(row));
  return { dossierId, officeId, version, head, wakeAt: wakeAt ?? undefined, snapshot, since };
}

const MESSAGE_COLUMNS = `message_id AS messageId, dossier_id AS dossierId, outbox.office_id AS officeId, adapter, position,
  kind, body, not_before AS notBefore, status, attempts, outbox.code AS code`;

export const sqliteReader = (session: Session): DossierReader => ({
  async list(filter, page) {
    const after = decodeCursor(page, filter.order === "due" ? "?s" : "s");
    // Several statements: a row that another process moves between them would be seen twice, or not at all.
    const rows = await session.readAtOnce(() => listRows(session, filter, page, after));
    return toPage(rows, page.limit, (row) => keyOf(filter, row));
  },
  count(filter) {
    return session.readAtOnce(() => countRows(session, filter));
  },
  async search(query, page) {
    assertSearch(query);
    const rows = await session.read(() => searchRows(session, query, page));
    return toPage(rows, page.limit, (row) => [row.dossierId]);
  },
  async findByCode(officeId, code) {
    const sql = `SELECT ${ROW_COLUMNS} FROM dossier WHERE office_id = ? AND code = ?`;
    const row = await session.read(() => session.get<Row>(sql, officeId, code));
    return row && toRow(row);
  },
  async history(dossierId, page) {
    const after = Number(decodeCursor(page, "n")?.[0] ?? 0);
    const sql = `SELECT ${COMMIT_COLUMNS} FROM "commit"
      WHERE dossier_no = (SELECT dossier_no FROM dossier WHERE dossier_id = ?) AND version > ? ORDER BY version LIMIT ?`;
    // Every commit has an event, so there are enough for the page and one more.
    const commits = await session.read(() => session.all<CommitRow>(sql, dossierId, after, page.limit + 1));
    const events = commits.flatMap((row) => readLines(row, after)).slice(0, page.limit + 1);
    return toPage(events, page.limit, ({ seq }) => [seq]);
  },
  async offices(page) {
    const after = String(decodeCursor(page, "s")?.[0] ?? "");
    const ids = await session.readAtOnce(() => officesAfter(session, after, page.limit + 1));
    return toPage(ids, page.limit, (id) => [id]);
  },
  async scan(page) {
    const sql = `${STORED} WHERE dossier_id > ? ORDER BY dossier_id LIMIT ?`;
    const rows = await session.read(() =>
      session.all<StoredRow>(sql, ...afterText(page)).map((row) => toStored(session, row)),
    );
    return toPage(rows, page.limit, (row) => [row.dossierId]);
  },
  async messages(dossierId) {
    const sql = `SELECT ${MESSAGE_COLUMNS} FROM outbox JOIN dossier USING (dossier_no)
      WHERE dossier_no = (SELECT dossier_no FROM dossier WHERE dossier_id = ?) ORDER BY adapter, position`;
    return (await session.read(() => session.all<OutboxRow>(sql, dossierId))).map(toOutboxRow);
  },
  async parkedWakes(page) {
    const sql = `SELECT dossier_id AS dossierId, office_id AS officeId, wake_at AS wakeAt, code FROM wake
      WHERE parked = 1 AND dossier_id > ? ORDER BY dossier_id LIMIT ?`;
    const rows = await session.read(() => session.all<ParkedWake>(sql, ...afterText(page)));
    return toPage(rows.map(plain), page.limit, (row) => [row.dossierId]);
  },
  async parkedMessages(page) {
    const sql = `SELECT ${MESSAGE_COLUMNS} FROM outbox JOIN dossier USING (dossier_no)
      WHERE status = 'parked' AND message_id > ? ORDER BY message_id LIMIT ?`;
    const rows = await session.read(() => session.all<OutboxRow>(sql, ...afterText(page)));
    return toPage(rows.map(toOutboxRow), page.limit, (row) => [row.messageId]);
  },
  gauges(at) {
    return session.readAtOnce(() => gaugesOf(session, at));
  },
});

/** From one office to the next through the index, never over the dossiers between. */
function officesAfter(session: Session, after: string, limit: number): OfficeId[] {
  const next = [LIVE, ENDED].map((kind) => `SELECT min(office_id) AS id FROM dossier WHERE office_id > ? AND ${kind}`);
  const ids: OfficeId[] = [];
  for (let last = after; ids.length < limit; ) {
    const found = next.map((sql) => session.get<{ readonly id: OfficeId | null }>(sql, last)?.id ?? null);
    const [first] = found.filter((id) => id !== null).sort();
    if (first === undefined) break;
    ids.push(first);
    last = first;
  }
  return ids;
}

function gaugesOf(session: Session, at: number): StorageGauges {
  const one = <Row>(sql: string, ...values: SqliteValue[]) => session.get<Row>(sql, ...values) as Row;
  const open = "SELECT count(*) AS n FROM dossier WHERE phase <> 'ended' AND phase = 'open'";
  const wakes = one<Due>("SELECT count(*) AS n, min(due_at) AS first FROM wake WHERE parked = 0 AND due_at <= ?", at);
  const head = "is_head = 1 AND status = 'pending'";
  const heads = one<Due>(`SELECT count(*) AS n, min(due_at) AS first FROM outbox WHERE ${head}`);
  const behind = one<Due>("SELECT count(*) AS n FROM outbox WHERE is_head = 0 AND status = 'pending'");
  const count = (sql: string, ...values: SqliteValue[]): number => one<Due>(sql, ...values).n;
  return {
    openDossiers: count(open),
    overdueDossiers: count(`${open} AND due_at < ?`, at),
    dueWakes: wakes.n,
    oldestWakeAt: wakes.first ?? undefined,
    pendingMessages: heads.n + behind.n,
    oldestMessageAt: heads.first !== null && heads.first <= at ? heads.first : undefined,
    parkedWakes: count("SELECT count(*) AS n FROM wake WHERE parked = 1"),
    parkedMessages: count("SELECT count(*) AS n FROM outbox WHERE status = 'parked'"),
  };
}

interface Due {
  readonly n: number;
  readonly first: number | null;
}

// Folded words hold letters and digits only, so nothing sorts after this and still begins like them.
const LAST_LETTER = "\u{10ffff}";

/** The first word leads through the index of the office; the others are looked up dossier by dossier. */
function searchRows(session: Session, { officeId, words }: DossierSearch, page: PageRequest): DossierRow[] {
  const [first = "", ...others] = [...words].sort((a, b) => b.length - a.length);
  const range = (word: string): string[] => [word, word + LAST_LETTER];
  const also = others.map(
    () =>
      "AND EXISTS (SELECT 1 FROM content WHERE content.dossier_no = dossier.dossier_no AND instr(search_tokens, ?))",
  );
  const sql = `SELECT ${ROW_COLUMNS} FROM dossier WHERE dossier_no IN (
      SELECT dossier_no FROM search_token WHERE office_id = ? AND token >= ? AND token < ?)
    ${also.join(" ")} AND dossier_id > ? ORDER BY dossier_id LIMIT ?`;
  const values = [officeId, ...range(first), ...others.map((word) => `"${word}`), ...afterText(page)];
  return session.all<Row>(sql, ...values).map(toRow);
}

function countRows(session: Session, filter: DossierFilter): number {
  const kinds = filter.phase === undefined ? [LIVE, ENDED] : [filter.phase === "ended" ? ENDED : LIVE];
  return kinds.reduce((sum, kind) => sum + new Where(kind, filter).count(session), 0);
}

type Row = { readonly [name in keyof DossierRow]: SqliteValue };

function afterText(page: PageRequest): [string, number] {
  return [String(decodeCursor(page, "s")?.[0] ?? ""), page.limit + 1];
}

const keyOf = (filter: DossierFilter, row: DossierRow): CursorKey =>
  filter.order === "due" ? [row.dueAt ?? null, row.dossierId] : [row.dossierId];

// Live and ended dossiers are asked for apart and merged, so each query is served by an index of its own kind, and the
// one for live rows does not grow with what is closed.
const LIVE = "phase <> 'ended'";
const ENDED = "phase = 'ended'";

function listRows(
  session: Session,
  filter: DossierFilter,
  page: PageRequest,
  after: CursorKey | undefined,
): DossierRow[] {
  const kinds = filter.phase === undefined ? [LIVE, ENDED] : [filter.phase === "ended" ? ENDED : LIVE];
  const rows = kinds.flatMap((kind) => rowsOfKind(session, kind, filter, page.limit + 1, after));
  if (kinds.length > 1) rows.sort((a, b) => compareRows(filter, a, b));
  return rows.slice(0, page.limit + 1);
}

function rowsOfKind(
  session: Session,
  kind: string,
  filter: DossierFilter,
  limit: number,
  after: CursorKey | undefined,
): DossierRow[] {
  const where = new Where(kind, filter);
  if (filter.order === "id") {
    if (after !== undefined) where.and("dossier_id > ?", after[0] ?? null);
    return where.rows(session, "dossier_id", limit);
  }
  const [dueAt, id] = after ?? [];
  const dated = dueAt === null ? [] : datedRows(session, new Where(kind, filter), limit, dueAt, id);
  if (dated.length === limit || filter.dueBefore !== undefined || filter.dueFrom !== undefined) return dated;
  where.and("due_at IS NULL");
  if (dueAt === null && id !== undefined) where.and("dossier_id > ?", id);
  return [...dated, ...where.rows(session, "dossier_id", limit - dated.length)];
}

function datedRows(
  session: Session,
  where: Where,
  limit: number,
  dueAt: string | number | undefined,
  id: string | number | null | undefined,
): DossierRow[] {
  where.and("due_at IS NOT NULL");
  if (dueAt !== undefined) where.and("(due_at, dossier_id) > (?, ?)", dueAt, id ?? null);
  return where.rows(session, "due_at, dossier_id", limit);
}

/** Conditions with their values, in step. */
class Where {
  #sql: string;
  readonly #values: SqliteValue[];

  constructor(kind: string, filter: DossierFilter) {
    this.#sql = `office_id = ? AND ${kind}`;
    this.#values = [filter.officeId];
    // The condition `phase <> 'ended'` above stays beside it: it is what makes the partial index fit.
    if (filter.phase !== undefined && filter.phase !== "ended") this.and("phase = ?", filter.phase);
    if (filter.procedure !== undefined) this.and("procedure = ?", filter.procedure);
    if (filter.holderPerson !== undefined) this.and("holder_person = ?", filter.holderPerson);
    if (filter.holderUnit !== undefined) this.and("holder_unit = ?", filter.holderUnit);
    if (filter.dueBefore !== undefined) this.and("due_at < ?", filter.dueBefore);
    if (filter.dueFrom !== undefined) this.and("due_at >= ?", filter.dueFrom);
  }

  and(condition: string, ...values: SqliteValue[]): void {
    this.#sql += ` AND ${condition}`;
    this.#values.push(...values);
  }

  count(session: Session): number {
    return session.get<Due>(`SELECT count(*) AS n FROM dossier WHERE ${this.#sql}`, ...this.#values)?.n ?? 0;
  }

  rows(session: Session, order: string, limit: number): DossierRow[] {
    const sql = `SELECT ${ROW_COLUMNS} FROM dossier WHERE ${this.#sql} ORDER BY ${order} LIMIT ?`;
    return session.all<Row>(sql, ...this.#values, limit).map(toRow);
  }
}

function compareRows(filter: DossierFilter, a: DossierRow, b: DossierRow): number {
  if (filter.order === "due" && a.dueAt !== b.dueAt) return (a.dueAt ?? Infinity) - (b.dueAt ?? Infinity);
  return a.dossierId < b.dossierId ? -1 : 1;
}

/** Drivers make rows without a prototype; callers get plain objects. */
const plain = <T extends object>(row: T): T => ({ ...row });

function toRow(row: Row): DossierRow {
  const made: { [name: string]: unknown } = {};
  for (const [name, value] of Object.entries(row)) made[name] = value ?? undefined;
  made.suspended = row.suspended === 1;
  return made as unknown as DossierRow;
}

const toOutboxRow = (row: OutboxRow): OutboxRow => ({ ...row, code: row.code ?? undefined });
