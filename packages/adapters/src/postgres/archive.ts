import { assertInstant, assertLimit } from "../shared/group.ts";
import { attemptsMax, contended, letOthersPass } from "./contention.ts";
import type { Run, Session } from "./session.ts";

/**
 * Ended dossiers move to tables of their own, so that what a command touches stays as small as what is open. The row of
 * the dossier is locked first, looked at again in the next statement, and moved in the one after: those see whatever was
 * committed before the lock was got.
 */
const tables = ["dossier", "commit", "snapshot", "outbox", "content"] as const;

const move = (from: string, to: string): string => {
  const parts = tables.flatMap((table) => [
    `${table}_gone AS (DELETE FROM @${table}${from} WHERE dossier_no = ANY ($1::bigint[]) RETURNING *)`,
    `${table}_kept AS (INSERT INTO @${table}${to} SELECT * FROM ${table}_gone)`,
  ]);
  return `WITH ${parts.join(", ")}, token_gone AS (${deleteTokens(from, "content_gone")} RETURNING t.*),
    token_kept AS (INSERT INTO @search_token${to} SELECT * FROM token_gone)
  SELECT count(*) AS moved FROM dossier_gone`;
};

/** Search words have no index by dossier: those of a content record stand in the record. Each is looked up (LATERAL with an
 *  OFFSET): as a plain join, a plan made while the table was empty could walk through all of it. */
function deleteTokens(world: string, records: string): string {
  return `DELETE FROM @search_token${world} t WHERE t.ctid = ANY (ARRAY(
    SELECT found.ctid FROM ${records} k CROSS JOIN LATERAL jsonb_array_elements_text(k.search_tokens::jsonb) AS word
      CROSS JOIN LATERAL (SELECT x.ctid FROM @search_token${world} x
        WHERE x.office_id = k.office_id AND x.token = word AND x.dossier_no = k.dossier_no AND x.content_no = k.content_no
        OFFSET 0) found))`;
}

const TO_ARCHIVE = move("", "_archive");
const FROM_ARCHIVE = move("_archive", "");

// A dossier with a timer or a message on its way is not finished, whatever its phase says.
const NOTHING_WAITS = `(SELECT 1 FROM @wake w WHERE w.dossier_no = d.dossier_no) IS NULL
    AND (SELECT 1 FROM @outbox o WHERE o.dossier_no = d.dossier_no AND o.status IN ('pending', 'parked') LIMIT 1) IS NULL`;

const LOCK_ENDED = `
  SELECT dossier_no AS no FROM @dossier d
  WHERE phase = 'ended' AND ended_at < $1 AND ${NOTHING_WAITS}
  ORDER BY ended_at, dossier_no LIMIT $2 FOR UPDATE SKIP LOCKED`;

// A row that changed before it was locked is looked at again as it then is, but timers and messages still as they were when
// the statement began. Both come only with a commit, which needs the row: under the lock, a new look is the last word.
const STILL_FINISHED = `
  SELECT dossier_no AS no FROM @dossier d WHERE dossier_no = ANY ($1::bigint[]) AND ${NOTHING_WAITS}`;

const LOCK_LIVE = "SELECT dossier_no AS no FROM @dossier WHERE dossier_id = $1 FOR UPDATE";
const LOCK_ARCHIVED = "SELECT dossier_no AS no FROM @dossier_archive WHERE dossier_id = $1 FOR UPDATE";

interface Numbered {
  readonly no: number;
}

export interface ArchiveRequest {
  /** Dossiers that ended before this instant of law time. */
  readonly endedBefore: number;
  /** At most so many in this transaction: 1 to 1000. */
  readonly limit: number;
}

/** Moves one batch. @returns how many dossiers were moved; fewer than `limit` when there are no more for now */
export async function archiveEnded(session: Session, { endedBefore, limit }: ArchiveRequest): Promise<number> {
  assertLimit({ limit });
  assertInstant(endedBefore, "archive");
  return session.transact(async (run) => {
    const ended = await run<Numbered>(LOCK_ENDED, [endedBefore, limit]);
    if (ended.length === 0) return 0;
    const finished = await run<Numbered>(STILL_FINISHED, [ended.map(({ no }) => no)]);
    const [answer] = await run<{ readonly moved: number }>(TO_ARCHIVE, [finished.map(({ no }) => no)]);
    return answer?.moved ?? 0;
  });
}

/**
 * Brings a dossier back among the live ones, in a transaction of the caller's that goes on to use it there: left alone it
 * could be archived again at once.
 * @returns false when it is not in the archive any more
 */
export async function reviveDossier(run: Run, dossierId: string): Promise<boolean> {
  const [found] = await run<Numbered>(LOCK_ARCHIVED, [dossierId]);
  if (found !== undefined) await run(FROM_ARCHIVE, [[found.no]]);
  return found !== undefined;
}

/** Locks the row of a dossier wherever it is. It may move between two looks, but not all the time. */
async function lockAnywhere(run: Run, dossierId: string): Promise<number | undefined> {
  for (let attempt = 1; attempt <= attemptsMax; attempt++) {
    for (const sql of [LOCK_LIVE, LOCK_ARCHIVED]) {
      const [found] = await run<Numbered>(sql, [dossierId]);
      if (found !== undefined) return found.no;
    }
    const [there] = await run("SELECT 1 AS there FROM @any_dossier WHERE dossier_id = $1", [dossierId]);
    if (there === undefined) return undefined;
    await letOthersPass(attempt);
  }
  throw contended();
}

const ERASE = `
  WITH live AS (DELETE FROM @content WHERE dossier_no = $1 RETURNING *),
    archived AS (DELETE FROM @content_archive WHERE dossier_no = $1 RETURNING *),
    tokens AS (${deleteTokens("", "live")}),
    archived_tokens AS (${deleteTokens("_archive", "archived")})
  SELECT (SELECT count(*) FROM live) + (SELECT count(*) FROM archived) AS erased`;

/** Content and its search words, live or archived. @returns how many records there were */
export function eraseContent(session: Session, dossierId: string): Promise<number> {
  return session.transact(async (run) => {
    const no = await lockAnywhere(run, dossierId);
    if (no === undefined) return 0;
    const [answer] = await run<{ readonly erased: number }>(ERASE, [no]);
    return answer?.erased ?? 0;
  });
}
