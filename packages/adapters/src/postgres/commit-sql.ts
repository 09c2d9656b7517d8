// The one statement that writes a group of commits. Its text depends on the shape of the group only, so a connection
// prepares a handful of them once.

/** What a group holds; a part that it does not hold is not in the statement. */
export interface GroupShape {
  /** One commit: its values stand in the statement one by one. Several: as columns, in order of dossier id. */
  readonly single: boolean;
  readonly creates: boolean;
  readonly changes: boolean;
  readonly wakes: boolean;
  readonly clearsWakes: boolean;
  readonly snapshots: boolean;
  readonly messages: boolean;
  readonly content: boolean;
}

export const summaryColumns = [
  ["phase", "text"],
  ["procedure", "text"],
  ["code", "text"],
  ["intake_ref", "text"],
  ["step_id", "text"],
  ["received_at", "bigint"],
  ["promise_on", "text"],
  ["due_at", "bigint"],
  ["suspended", "boolean"],
  ["holder_unit", "text"],
  ["holder_person", "text"],
  ["outcome", "text"],
  ["ended_at", "bigint"],
] as const;

export const commitColumns = [
  ["dossier_id", "text"],
  ["office_id", "text"],
  ["command_id", "text"],
  ["body_hash", "text"],
  ["expected", "bigint"],
  ["version", "bigint"],
  ["head", "text"],
  ["wake_at", "bigint"],
  ...summaryColumns,
] as const;

// Each row says by `ord` which commit of the group it belongs to.
export const eventColumns = [
  ["ord", "integer"],
  ["seq", "bigint"],
  ["type", "text"],
  ["at", "bigint"],
  ["hash", "text"],
  ["bytes", "text"],
] as const;
export const snapshotColumns = [
  ["ord", "integer"],
  ["state", "text"],
] as const;
export const messageColumns = [
  ["ord", "integer"],
  ["message_id", "text"],
  ["adapter", "text"],
  ["position", "bigint"],
  ["kind", "text"],
  ["not_before", "bigint"],
  ["body", "text"],
  // Of its lane within this commit.
  ["is_first", "boolean"],
] as const;
export const contentColumns = [
  ["ord", "integer"],
  ["content_id", "text"],
  ["version", "bigint"],
  ["kind", "text"],
  ["search_tokens", "text"],
  ["body", "text"],
] as const;
export const tokenColumns = [
  ["content_id", "text"],
  ["version", "bigint"],
  ["token", "text"],
] as const;

type Columns = readonly (readonly [name: string, type: string])[];
const namesOf = (columns: Columns): string => columns.map(([name]) => name).join(", ");

/** Gives out `$1`, `$2`, … in the order in which `commit.ts` lines up the values. */
class Parameters {
  #given = 0;

  one(type: string): string {
    this.#given += 1;
    return `$${this.#given}::${type}`;
  }

  /** Columns side by side as rows. */
  rows(columns: Columns, alias: string): string {
    return `unnest(${columns.map(([, type]) => this.one(`${type}[]`)).join(", ")}) AS ${alias}(${namesOf(columns)})`;
  }
}

// A snapshot of the database shows a dossier and its commands either among the live or in the archive, never in neither:
// both are asked in one statement. Each question is a lookup of its own (LIMIT): as a join, it could be planned as a walk
// through the whole archive.
const absent = (from: string, where: string): string => `(SELECT 1 FROM ${from} x WHERE ${where} LIMIT 1) IS NULL`;
const thisCommand = "x.office_id = c.office_id AND x.command_id = c.command_id AND x.command_body_hash IS NOT NULL";
const thisDossier = "x.dossier_id = c.dossier_id";
const unknownCommand = `${absent("@event", thisCommand)} AND ${absent("@event_archive", thisCommand)}`;
const freeInArchive = absent("@dossier_archive", "x.office_id = c.office_id AND x.code = c.code");

const MADE = `
made AS (
  INSERT INTO @dossier (dossier_id, office_id, version, head, wake_at, ${namesOf(summaryColumns)})
  SELECT c.dossier_id, c.office_id, c.version, c.head, c.wake_at, ${summaryColumns.map(([name]) => `c.${name}`).join(", ")}
  FROM c WHERE c.expected = 0 AND ${unknownCommand}
    AND ${absent("@dossier", thisDossier)} AND ${absent("@dossier_archive", thisDossier)}
    AND (c.code IS NULL OR ${freeInArchive})
  ON CONFLICT DO NOTHING
  RETURNING dossier_no, dossier_id
)`;

// The guard holds after waiting for another writer too: PostgreSQL looks at the row again as it then is.
const MOVED = `
moved AS (
  UPDATE @dossier d SET version = c.version, head = c.head, wake_at = c.wake_at,
    ${summaryColumns.map(([name]) => `${name} = c.${name}`).join(", ")}
  FROM c WHERE c.expected > 0 AND d.dossier_id = c.dossier_id AND d.office_id = c.office_id AND d.version = c.expected
    AND ${unknownCommand}
    AND (c.code IS NULL OR d.code = c.code OR ${freeInArchive})
  RETURNING d.dossier_no, c.ord
)`;

const done = ({ creates, changes }: GroupShape): string => {
  const parts = [
    ...(creates ? ["SELECT made.dossier_no, c.ord FROM made JOIN c ON c.dossier_id = made.dossier_id"] : []),
    ...(changes ? ["SELECT dossier_no, ord FROM moved"] : []),
  ];
  return `done AS (${parts.join(" UNION ALL ")})`;
};

const events = (p: Parameters): string => `
events AS (
  INSERT INTO @event (dossier_no, seq, at, office_id, type, hash, command_id, command_body_hash, bytes)
  SELECT done.dossier_no, e.seq, e.at, c.office_id, e.type, e.hash, c.command_id,
    CASE WHEN e.seq = c.version THEN c.body_hash END, e.bytes
  FROM done JOIN c ON c.ord = done.ord JOIN ${p.rows(eventColumns, "e")} ON e.ord = done.ord
)`;

// A new version is a new row to the lease: an old token names the old version and fits no more.
const WAKES = `
wakes AS (
  INSERT INTO @wake (dossier_no, version, wake_at, due_at, office_id, dossier_id)
  SELECT done.dossier_no, c.version, c.wake_at, c.wake_at, c.office_id, c.dossier_id
  FROM done JOIN c ON c.ord = done.ord WHERE c.wake_at IS NOT NULL
  ON CONFLICT (dossier_no) DO UPDATE SET version = excluded.version, wake_at = excluded.wake_at,
    due_at = excluded.due_at, fence = 0, lease_until = 0, attempts = 0, code = NULL, parked = false
)`;

const CLEARED = `
cleared AS (
  DELETE FROM @wake w USING done JOIN c ON c.ord = done.ord
  WHERE w.dossier_no = done.dossier_no AND c.wake_at IS NULL AND c.expected > 0
)`;

const snapshots = (p: Parameters): string => `
snapshots AS (
  INSERT INTO @snapshot (dossier_no, version, state)
  SELECT done.dossier_no, c.version, s.state
  FROM done JOIN c ON c.ord = done.ord JOIN ${p.rows(snapshotColumns, "s")} ON s.ord = done.ord
  ON CONFLICT (dossier_no) DO UPDATE SET version = excluded.version, state = excluded.state
)`;

// Messages leave a lane in order, so a lane is busy while its last message waits. That one is locked: a delivery of it
// under way is waited for and seen, and one that begins later waits for this commit and finds what follows.
const messages = (p: Parameters, { changes }: GroupShape): string => {
  const given = `given AS MATERIALIZED (
  SELECT done.dossier_no, c.office_id, m.* FROM done JOIN c ON c.ord = done.ord
    JOIN ${p.rows(messageColumns, "m")} ON m.ord = done.ord
)`;
  const busy = `busy AS MATERIALIZED (
  SELECT g.message_id FROM given g CROSS JOIN LATERAL (
    SELECT o.message_no FROM @outbox o WHERE o.message_no = (
        SELECT l.message_no FROM @outbox l WHERE l.dossier_no = g.dossier_no AND l.adapter = g.adapter
        ORDER BY l.position DESC LIMIT 1)
      AND o.status IN ('pending', 'parked')
    FOR SHARE
  ) last WHERE g.is_first
)`;
  const free = changes
    ? "g.is_first AND NOT EXISTS (SELECT FROM busy WHERE busy.message_id = g.message_id)"
    : "g.is_first";
  return `${given}, ${changes ? `${busy}, ` : ""}sent AS (
  INSERT INTO @outbox (dossier_no, position, not_before, due_at, is_head, message_id, office_id, adapter, kind, body)
  SELECT g.dossier_no, g.position, g.not_before, g.not_before, ${free}, g.message_id, g.office_id, g.adapter, g.kind, g.body
  FROM given g
)`;
};

const content = (p: Parameters): string => `
kept AS (
  INSERT INTO @content (dossier_no, version, content_id, office_id, kind, search_tokens, body)
  SELECT done.dossier_no, k.version, k.content_id, c.office_id, k.kind, k.search_tokens, k.body
  FROM done JOIN c ON c.ord = done.ord JOIN ${p.rows(contentColumns, "k")} ON k.ord = done.ord
  RETURNING content_no, dossier_no, office_id, content_id, version
), tokens AS (
  INSERT INTO @search_token (office_id, token, dossier_no, content_no)
  SELECT kept.office_id, t.token, kept.dossier_no, kept.content_no
  FROM kept JOIN ${p.rows(tokenColumns, "t")} ON t.content_id = kept.content_id AND t.version = kept.version
)`;

/** Answers the places (`ord`, from 1) of the commits it wrote; the others were refused and changed nothing. */
export function commitStatement(shape: GroupShape): string {
  const p = new Parameters();
  const values = shape.single
    ? `SELECT ${commitColumns.map(([name, type]) => `${p.one(type)} AS ${name}`).join(", ")}, 1 AS ord`
    : `SELECT c.*, row_number() OVER ()::integer AS ord FROM ${p.rows(commitColumns, "c")}`;
  const parts = [
    `c AS MATERIALIZED (${values})`,
    ...(shape.creates ? [MADE] : []),
    ...(shape.changes ? [MOVED] : []),
    done(shape),
    events(p),
    ...(shape.wakes ? [WAKES] : []),
    ...(shape.clearsWakes ? [CLEARED] : []),
    ...(shape.snapshots ? [snapshots(p)] : []),
    ...(shape.messages ? [messages(p, shape)] : []),
    ...(shape.content ? [content(p)] : []),
  ];
  return `WITH ${parts.join(", ")} SELECT ord FROM done`;
}
