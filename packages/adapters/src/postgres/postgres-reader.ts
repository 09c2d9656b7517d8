import type {
  DossierReader,
  DossierSearch,
  OfficeId,
  OutboxRow,
  PageRequest,
  ParkedWake,
  StorageGauges,
  StoredDossier,
  StoredEvent,
} from "../shared/core.ts";
import { decodeCursor, toPage } from "../shared/cursor.ts";
import { type CommitRow, readLines } from "../shared/event-lines.ts";
import { assertSearch } from "../shared/group.ts";
import type { PgValue } from "./driver.ts";
import { countRows, keyOf, listRows, ROW_COLUMNS, type Row, toRow } from "./list-sql.ts";
import { inOurTerms, type Session } from "./session.ts";

// Rows of a dossier are looked up dossier by dossier (LATERAL with a LIMIT or OFFSET): as a plain join, a plan made while a
// table was empty could walk through all of it.
const STORED = `SELECT d.dossier_no AS no, d.dossier_id AS "dossierId", d.office_id AS "officeId", d.version, d.head,
    d.wake_at AS "wakeAt", s.version AS "snapshotVersion", s.state
  FROM @any_dossier d LEFT JOIN LATERAL
    (SELECT version, state FROM @any_snapshot x WHERE x.dossier_no = d.dossier_no LIMIT 1) s ON true`;
const COMMIT_COLUMNS = 'version, command_id AS "commandId", events';

// Up to the version read before: another process may have added more since.
const SINCE = `
  SELECT r.no, ${COMMIT_COLUMNS} FROM unnest($1::bigint[], $2::bigint[], $3::bigint[]) AS r(no, kept, upto)
    CROSS JOIN LATERAL (
      SELECT * FROM @any_commit x WHERE x.dossier_no = r.no AND x.version > r.kept AND x.version <= r.upto OFFSET 0) k
  ORDER BY r.no, version`;

interface StoredRow extends Pick<StoredDossier, "dossierId" | "officeId" | "version" | "head"> {
  readonly no: number;
  readonly wakeAt: number | null;
  readonly snapshotVersion: number | null;
  readonly state: string | null;
}

/** Rows as stored, in the order of `ids`. */
export async function loadStored(
  session: Session,
  ids: readonly string[],
): Promise<readonly (StoredDossier | undefined)[]> {
  if (ids.length === 0) return [];
  const rows = await session.run<StoredRow>(`${STORED} WHERE d.dossier_id = ANY ($1)`, [ids]);
  const stored = new Map((await withEvents(session, rows)).map((row) => [row.dossierId as string, row]));
  return ids.map((id) => stored.get(id));
}

async function withEvents(session: Session, rows: readonly StoredRow[]): Promise<readonly StoredDossier[]> {
  const behind = rows.filter((row) => (row.snapshotVersion ?? 0) < row.version);
  const since = new Map<number, StoredEvent[]>();
  if (behind.length > 0) {
    const found = await session.run<CommitRow & { readonly no: number }>(SINCE, [
      behind.map((row) => row.no),
      behind.map((row) => row.snapshotVersion ?? 0),
      behind.map((row) => row.version),
    ]);
    for (const { no, ...row } of found) {
      const events = since.get(no);
      if (events === undefined) since.set(no, readLines(row));
      else events.push(...readLines(row));
    }
  }
  return rows.map(({ no, snapshotVersion, state, wakeAt, dossierId, officeId, version, head }) => {
    const snapshot = snapshotVersion === null || state === null ? undefined : { version: snapshotVersion, state };
    return { dossierId, officeId, version, head, wakeAt: wakeAt ?? undefined, snapshot, since: since.get(no) ?? [] };
  });
}

// From one office to the next through the indexes, never over the dossiers between.
const nextOffice = (after: string): string => `least(
  (SELECT min(office_id) FROM @dossier WHERE phase <> 'ended' AND office_id > ${after}),
  (SELECT min(office_id) FROM @dossier WHERE phase = 'ended' AND office_id > ${after}),
  (SELECT min(office_id) FROM @dossier_archive WHERE office_id > ${after}))`;
const OFFICES = `
  WITH RECURSIVE reached AS (
    SELECT ${nextOffice("$1")} AS id UNION ALL SELECT ${nextOffice("reached.id")} FROM reached WHERE reached.id IS NOT NULL
  )
  SELECT id FROM reached WHERE id IS NOT NULL LIMIT $2`;

const MESSAGES = `
  SELECT o.message_id AS "messageId", d.dossier_id AS "dossierId", o.office_id AS "officeId", o.adapter, o.position, o.kind,
    o.body, o.not_before AS "notBefore", o.status, o.attempts, o.code`;

const toOutboxRow = (row: OutboxRow): OutboxRow => ({ ...row, code: row.code ?? undefined });

export function postgresReader(session: Session): DossierReader {
  const ask = <T>(sql: string, values: PgValue[] = []): Promise<T[]> => inOurTerms(session.run<T>(sql, values));
  return {
    async list(filter, page) {
      const after = decodeCursor(page, filter.order === "due" ? "?s" : "s");
      const rows = await inOurTerms(listRows(session, filter, page.limit + 1, after));
      return toPage(rows, page.limit, (row) => keyOf(filter, row));
    },
    count(filter) {
      return inOurTerms(countRows(session, filter));
    },
    async search(query, page) {
      assertSearch(query);
      const rows = await ask<Row>(...searchStatement(query, page));
      return toPage(rows.map(toRow), page.limit, (row) => [row.dossierId]);
    },
    async findByCode(officeId, code) {
      const sql = `SELECT ${ROW_COLUMNS} FROM @any_dossier WHERE office_id = $1 AND code = $2`;
      const [row] = await ask<Row>(sql, [officeId, code]);
      return row && toRow(row);
    },
    async history(dossierId, page) {
      const after = Number(decodeCursor(page, "n")?.[0] ?? 0);
      const sql = `SELECT ${COMMIT_COLUMNS} FROM @any_commit
        WHERE dossier_no = (SELECT dossier_no FROM @any_dossier WHERE dossier_id = $1) AND version > $2
        ORDER BY version LIMIT $3`;
      // Every commit has an event, so there are enough for the page and one more.
      const commits = await ask<CommitRow>(sql, [dossierId, after, page.limit + 1]);
      const events = commits.flatMap((row) => readLines(row, after)).slice(0, page.limit + 1);
      return toPage(events, page.limit, ({ seq }) => [seq]);
    },
    async scan(page) {
      const sql = `${STORED} WHERE d.dossier_id > $1 ORDER BY d.dossier_id LIMIT $2`;
      const rows = await ask<StoredRow>(sql, afterText(page));
      return toPage(await inOurTerms(withEvents(session, rows)), page.limit, (row) => [row.dossierId]);
    },
    async offices(page) {
      const rows = await ask<{ readonly id: OfficeId }>(OFFICES, afterText(page));
      return toPage(
        rows.map(({ id }) => id),
        page.limit,
        (id) => [id],
      );
    },
    async messages(dossierId) {
      const sql = `${MESSAGES} FROM @any_dossier d
        CROSS JOIN LATERAL (SELECT * FROM @any_outbox x WHERE x.dossier_no = d.dossier_no OFFSET 0) o
        WHERE d.dossier_id = $1 ORDER BY o.adapter, o.position`;
      return (await ask<OutboxRow>(sql, [dossierId])).map(toOutboxRow);
    },
    async parkedWakes(page) {
      const sql = `SELECT dossier_id AS "dossierId", office_id AS "officeId", wake_at AS "wakeAt", code FROM @wake
        WHERE parked AND dossier_id > $1 ORDER BY dossier_id LIMIT $2`;
      return toPage(await ask<ParkedWake>(sql, afterText(page)), page.limit, (row) => [row.dossierId]);
    },
    async parkedMessages(page) {
      const sql = `${MESSAGES} FROM @outbox o
        CROSS JOIN LATERAL (SELECT dossier_id FROM @dossier x WHERE x.dossier_no = o.dossier_no LIMIT 1) d
        WHERE o.status = 'parked' AND o.message_id > $1 ORDER BY o.message_id LIMIT $2`;
      const rows = await ask<OutboxRow>(sql, afterText(page));
      return toPage(rows.map(toOutboxRow), page.limit, (row) => [row.messageId]);
    },
    async gauges(at) {
      const [row] = await ask<GaugeRow>(GAUGES, [at]);
      const { oldestWakeAt, firstHeadAt, ...counts } = row as GaugeRow;
      const oldestMessageAt = firstHeadAt !== null && firstHeadAt <= at ? firstHeadAt : undefined;
      return { ...counts, oldestWakeAt: oldestWakeAt ?? undefined, oldestMessageAt };
    },
  };
}

function afterText(page: PageRequest): [string, number] {
  return [String(decodeCursor(page, "s")?.[0] ?? ""), page.limit + 1];
}

// Folded words hold letters and digits only, so nothing sorts after this and still begins like them.
const LAST_LETTER = "\u{10ffff}";

/** The longest word leads through the index of the office; the others are looked for in the content of each dossier, whose
 *  words stand there as a JSON array. */
function searchStatement({ officeId, words }: DossierSearch, page: PageRequest): [string, PgValue[]] {
  const [first = "", ...others] = [...words].sort((a, b) => b.length - a.length);
  const values: PgValue[] = [officeId, first, first + LAST_LETTER];
  for (const word of others) values.push(`%"${word}%`);
  values.push(...afterText(page));
  const world = (suffix: string): string => {
    const also = others.map(
      (_, i) => `AND (SELECT 1 FROM @content${suffix} k WHERE k.dossier_no = d.dossier_no
        AND k.search_tokens LIKE $${4 + i} LIMIT 1) IS NOT NULL`,
    );
    return `(SELECT ${ROW_COLUMNS} FROM @dossier${suffix} d WHERE d.dossier_no = ANY (ARRAY(
        SELECT dossier_no FROM @search_token${suffix} WHERE office_id = $1 AND token >= $2 AND token < $3))
      ${also.join(" ")} AND d.dossier_id > $${values.length - 1} ORDER BY d.dossier_id LIMIT $${values.length})`;
  };
  return [`${world("")} UNION ALL ${world("_archive")} ORDER BY "dossierId" LIMIT $${values.length}`, values];
}

interface GaugeRow extends Omit<StorageGauges, "oldestWakeAt" | "oldestMessageAt"> {
  readonly oldestWakeAt: number | null;
  readonly firstHeadAt: number | null;
}

const LIVE_OPEN = "FROM @dossier WHERE phase <> 'ended' AND phase = 'open'";
const HEADS = "FROM @outbox WHERE is_head AND status = 'pending'";
const GAUGES = `
  SELECT o.n AS "openDossiers", o.overdue AS "overdueDossiers",
    w.n AS "dueWakes", w.first AS "oldestWakeAt",
    h.n + b.n AS "pendingMessages", h.first AS "firstHeadAt",
    (SELECT count(*) FROM @wake WHERE parked) AS "parkedWakes",
    (SELECT count(*) FROM @outbox WHERE status = 'parked') AS "parkedMessages"
  FROM (SELECT count(*) AS n, count(*) FILTER (WHERE due_at < $1) AS overdue ${LIVE_OPEN}) o,
    (SELECT count(*) AS n, min(due_at) AS first FROM @wake WHERE NOT parked AND due_at <= $1) w,
    (SELECT count(*) AS n, min(due_at) AS first ${HEADS}) h,
    (SELECT count(*) AS n FROM @outbox WHERE NOT is_head AND status = 'pending') b`;
