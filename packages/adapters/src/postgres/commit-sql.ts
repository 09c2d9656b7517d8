// The one statement that writes a group of commits. Its text depends on the shape of the group only, so a connection
// prepares a handful of them once.

import type { ElementType } from "./binary-array.ts";

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
  // See `shared/event-lines.ts`.
  ["events", "text"],
  ["wake_at", "bigint"],
  ...summaryColumns,
] as const;

// Each row says by `ord` which commit of the group it belongs to, and brings along what it needs of it: see `rowsOf`.
export const snapshotColumns = [
  ["ord", "bigint"],
  ["version", "bigint"],
  ["state", "text"],
] as const;
export const messageColumns = [
  ["ord", "bigint"],
  ["office_id", "text"],
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
  ["ord", "bigint"],
  ["office_id", "text"],
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

export type Columns = readonly (readonly [name: string, type: ElementType])[];
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
    return `${this.#unnest(columns)} AS ${alias}(${namesOf(columns)})`;
  }

  /** The same, and each row knows its place from 1. */
  numbered(columns: Columns, alias: string): string {
    return `${this.#unnest(columns)} WITH ORDINALITY AS ${alias}(${namesOf(columns)}, ord)`;
  }

  #unnest(columns: Columns): string {
    return `unnest(${columns.map(([, type]) => this.one(`${type}[]`)).join(", ")})`;
  }
}

// Rows find the dossier of their commit by looking its place up in a sorted array. A join would compare every row with
// every commit of the group: our sessions plan without hash joins, so that no plan made on an empty table outlives it.
const PLACES = `
places AS MATERIALIZED (
  SELECT array_agg(ord ORDER BY ord) AS ords, array_agg(dossier_no ORDER BY ord) AS nos FROM done
)`;
const place = (alias: string): string => `width_bucket(${alias}.ord, places.ords)`;

/** Rows of the commits that were written, joined with what `also` says. `no` is the number of the dossier of each. */
function rowsOf(
  p: Parameters,
  single: boolean,
  columns: Columns,
  alias: string,
  also = "",
): { no: string; from: string } {
  const rows = `${p.rows(columns, alias)} ${also}`;
  if (single) return { no: "done.dossier_no", from: `done CROSS JOIN ${rows}` };
  return {
    no: `places.nos[${place(alias)}]`,
    from: `places CROSS JOIN ${rows} WHERE places.ords[${place(alias)}] = ${alias}.ord`,
  };
}

// A snapshot of the database shows a dossier and its commands either among the live or in the archive, never in neither:
// both are asked in one statement. Each question is a lookup of its own (LIMIT): as a join, it could be planned as a walk
// through the whole archive.
const absent = (from: string, where: string): string => `(SELECT 1 FROM ${from} x WHERE ${where} LIMIT 1) IS NULL`;
const thisCommand = "x.office_id = c.office_id AND x.command_id = c.command_id";
const thisDossier = "x.dossier_id = c.dossier_id";
const unknownCommand = `${absent("@commit", thisCommand)} AND ${absent("@commit_archive", thisCommand)}`;
// The unique index by code knows the live ones, but no more the one that is archived while this statement waits for a lock:
// the statement's own view of both does. Only the index by code fits a condition that hides the office.
const codeIsFree = `${absent("@dossier", "x.office_id = c.office_id AND x.code = c.code AND x.dossier_id <> c.dossier_id")}
      AND ${absent("@dossier_archive", "x.code = c.code AND x.office_id || '' = c.office_id")}`;

// Asked once per commit, before any join: what stands inside a join may be asked again for every pair.
const FRESH = `fresh AS MATERIALIZED (SELECT * FROM c WHERE ${unknownCommand})`;

const MADE = `
made AS (
  INSERT INTO @dossier (dossier_id, office_id, version, head, wake_at, ${namesOf(summaryColumns)})
  SELECT c.dossier_id, c.office_id, c.version, c.head, c.wake_at, ${summaryColumns.map(([name]) => `c.${name}`).join(", ")}
  FROM fresh c WHERE c.expected = 0
    AND ${absent("@dossier", thisDossier)} AND ${absent("@dossier_archive", thisDossier)}
    AND (c.code IS NULL OR (${codeIsFree}))
  ON CONFLICT DO NOTHING
  RETURNING dossier_no, dossier_id, office_id, version, wake_at
)`;

// The guard holds after waiting for another writer too: PostgreSQL looks at the row again as it then is. The ids are named
// a second time, because a condition on a value is always a lookup, and one on another row may be planned as a walk.
const moved = (ids: string): string => `
moved AS (
  UPDATE @dossier d SET version = c.version, head = c.head, wake_at = c.wake_at,
    ${summaryColumns.map(([name]) => `${name} = c.${name}`).join(", ")}
  FROM fresh c WHERE c.expected > 0 AND d.dossier_id = c.dossier_id AND d.office_id = c.office_id
    AND d.version = c.expected AND d.dossier_id ${ids}
    AND (c.code IS NULL OR d.code = c.code OR (${codeIsFree}))
  RETURNING d.dossier_no, d.dossier_id, d.office_id, d.version, d.wake_at, c.ord, c.command_id, c.body_hash, c.events
)`;

const done = ({ creates, changes }: GroupShape): string => {
  const parts = [
    ...(creates
      ? ["SELECT made.*, c.ord, c.command_id, c.body_hash, c.events FROM made JOIN c ON c.dossier_id = made.dossier_id"]
      : []),
    ...(changes ? ["SELECT * FROM moved"] : []),
  ];
  return `done AS MATERIALIZED (${parts.join(" UNION ALL ")})`;
};

const COMMITS = `
commits AS (
  INSERT INTO @commit (dossier_no, version, office_id, command_id, body_hash, events)
  SELECT dossier_no, version, office_id, command_id, body_hash, events FROM done
)`;

// A new version is a new row to the lease: an old token names the old version and fits no more.
const WAKES = `
wakes AS (
  INSERT INTO @wake (dossier_no, version, wake_at, due_at, office_id, dossier_id)
  SELECT dossier_no, version, wake_at, wake_at, office_id, dossier_id FROM done WHERE wake_at IS NOT NULL
  ON CONFLICT (dossier_no) DO UPDATE SET version = excluded.version, wake_at = excluded.wake_at,
    due_at = excluded.due_at, fence = 0, lease_until = 0, attempts = 0, code = NULL, parked = false
)`;

const CLEARED = `
cleared AS (
  DELETE FROM @wake WHERE dossier_no = ANY (ARRAY(SELECT dossier_no FROM moved WHERE wake_at IS NULL))
)`;

const snapshots = (p: Parameters, { single }: GroupShape): string => {
  const { no, from } = rowsOf(p, single, snapshotColumns, "s");
  return `
snapshots AS (
  INSERT INTO @snapshot (dossier_no, version, state) SELECT ${no}, s.version, s.state FROM ${from}
  ON CONFLICT (dossier_no) DO UPDATE SET version = excluded.version, state = excluded.state
)`;
};

// Messages leave a lane in order, so a lane is busy while its last message waits. That one is locked: a delivery of it
// under way is waited for and seen, and one that begins later waits for this commit and finds what follows.
const messages = (p: Parameters, { single, changes }: GroupShape): string => {
  const { no, from } = rowsOf(p, single, messageColumns, "m");
  const given = `given AS MATERIALIZED (SELECT ${no} AS dossier_no, m.* FROM ${from})`;
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

// A version of content is written once for ever. One that rests in the archive, or is on its way there, is written twice, so
// that the unique index of the live ones refuses it as it refuses theirs.
const thisRecord = "x.content_id = k.content_id AND x.version = k.version";
const TWICE_IF_KNOWN = `JOIN (VALUES (false), (true)) AS again(yes)
    ON NOT again.yes OR NOT (${absent("@content", thisRecord)} AND ${absent("@content_archive", thisRecord)})`;

const content = (p: Parameters, { single }: GroupShape): string => {
  const { no, from } = rowsOf(p, single, contentColumns, "k", TWICE_IF_KNOWN);
  return `
kept AS (
  INSERT INTO @content (dossier_no, version, content_id, office_id, kind, search_tokens, body)
  SELECT ${no}, k.version, k.content_id, k.office_id, k.kind, k.search_tokens, k.body FROM ${from}
  RETURNING content_no, dossier_no, office_id, content_id, version
), tokens AS (
  INSERT INTO @search_token (office_id, token, dossier_no, content_no)
  SELECT kept.office_id, t.token, kept.dossier_no, kept.content_no
  FROM kept JOIN ${p.rows(tokenColumns, "t")} ON t.content_id = kept.content_id AND t.version = kept.version
)`;
};

/** Answers the places (`ord`, from 1) of the commits it wrote; the others were refused and changed nothing. */
export function commitStatement(shape: GroupShape): string {
  const p = new Parameters();
  const values = shape.single
    ? `SELECT ${commitColumns.map(([name, type]) => `${p.one(type)} AS ${name}`).join(", ")}, 1::bigint AS ord`
    : `SELECT * FROM ${p.numbered(commitColumns, "c")}`;
  const parts = [
    `c AS MATERIALIZED (${values})`,
    FRESH,
    ...(shape.creates ? [MADE] : []),
    ...(shape.changes ? [moved(shape.single ? "= $1::text" : "= ANY ($1::text[])")] : []),
    done(shape),
    COMMITS,
    ...(shape.single || !(shape.snapshots || shape.messages || shape.content) ? [] : [PLACES]),
    ...(shape.wakes ? [WAKES] : []),
    ...(shape.clearsWakes ? [CLEARED] : []),
    ...(shape.snapshots ? [snapshots(p, shape)] : []),
    ...(shape.messages ? [messages(p, shape)] : []),
    ...(shape.content ? [content(p, shape)] : []),
  ];
  return `WITH ${parts.join(", ")} SELECT ord FROM done`;
}
