import type { DossierFilter, DossierRow } from "../shared/core.ts";
import type { CursorKey } from "../shared/cursor.ts";
import type { PgValue } from "./driver.ts";
import type { Session } from "./session.ts";

export const ROW_COLUMNS = `dossier_id AS "dossierId", office_id AS "officeId", version, phase, procedure, code,
  intake_ref AS "intakeRef", step_id AS "stepId", received_at AS "receivedAt", promise_on AS "promiseOn", due_at AS "dueAt",
  suspended, holder_unit AS "holderUnit", holder_person AS "holderPerson", outcome, ended_at AS "endedAt"`;

export type Row = { readonly [name in keyof DossierRow]: string | number | boolean | null };

export function toRow(row: Row): DossierRow {
  const made: { [name: string]: unknown } = {};
  for (const [name, value] of Object.entries(row)) made[name] = value ?? undefined;
  return made as unknown as DossierRow;
}

export const keyOf = (filter: DossierFilter, row: DossierRow): CursorKey =>
  filter.order === "due" ? [row.dueAt ?? null, row.dossierId] : [row.dossierId];

// Live, ended and archived dossiers are asked for apart, so each part is served by an index of its own, and the one of
// the live does not grow with what is closed. One statement sees them all at one instant.
const LIVE = "@dossier WHERE phase <> 'ended' AND";
const ENDED = "@dossier WHERE phase = 'ended' AND";
const ARCHIVED = "@dossier_archive WHERE";

const partsOf = ({ phase }: DossierFilter): readonly string[] =>
  phase === undefined ? [LIVE, ENDED, ARCHIVED] : phase === "ended" ? [ENDED, ARCHIVED] : [LIVE];

/** Conditions with their values, in step. */
class Where {
  readonly values: PgValue[] = [];
  readonly #conditions: string[] = [];

  constructor(filter: DossierFilter) {
    this.and(`office_id = ${this.value(filter.officeId)}`);
    if (filter.phase !== undefined && filter.phase !== "ended") this.and(`phase = ${this.value(filter.phase)}`);
    if (filter.procedure !== undefined) this.and(`procedure = ${this.value(filter.procedure)}`);
    if (filter.holderPerson !== undefined) this.and(`holder_person = ${this.value(filter.holderPerson)}`);
    if (filter.holderUnit !== undefined) this.and(`holder_unit = ${this.value(filter.holderUnit)}`);
    if (filter.dueBefore !== undefined) this.and(`due_at < ${this.value(filter.dueBefore)}`);
    if (filter.dueFrom !== undefined) this.and(`due_at >= ${this.value(filter.dueFrom)}`);
  }

  value(value: PgValue): string {
    this.values.push(value);
    return `$${this.values.length}`;
  }

  and(condition: string): void {
    this.#conditions.push(condition);
  }

  get sql(): string {
    return this.#conditions.join(" AND ");
  }
}

export async function countRows(session: Session, filter: DossierFilter): Promise<number> {
  const where = new Where(filter);
  const counts = partsOf(filter).map((part) => `(SELECT count(*) FROM ${part} ${where.sql})`);
  const [row] = await session.run<{ readonly n: number }>(`SELECT ${counts.join(" + ")} AS n`, where.values);
  return row?.n ?? 0;
}

/** @param limit rows at most */
export async function listRows(
  session: Session,
  filter: DossierFilter,
  limit: number,
  after: CursorKey | undefined,
): Promise<DossierRow[]> {
  const where = new Where(filter);
  const most = where.value(limit);
  const conditions = filter.order === "id" ? [byId(where, after)] : byDue(filter, where, after);
  const order = filter.order === "id" ? "dossier_id" : "due_at, dossier_id";
  const parts = partsOf(filter).flatMap((part) =>
    conditions.map(
      (condition) => `(SELECT ${ROW_COLUMNS} FROM ${part} ${where.sql} ${condition} ORDER BY ${order} LIMIT ${most})`,
    ),
  );
  const outer = filter.order === "id" ? '"dossierId"' : '"dueAt", "dossierId"';
  const sql = `SELECT * FROM (${parts.join(" UNION ALL ")}) AS rows ORDER BY ${outer} LIMIT ${most}`;
  return (await session.run<Row>(sql, where.values)).map(toRow);
}

const byId = (where: Where, after: CursorKey | undefined): string =>
  after === undefined ? "" : `AND dossier_id > ${where.value(after[0] ?? "")}`;

/** Rows with a due instant, then those without one: two walks through one index. */
function byDue(filter: DossierFilter, where: Where, after: CursorKey | undefined): readonly string[] {
  const dated = filter.dueBefore !== undefined || filter.dueFrom !== undefined;
  const [dueAt, id] = after ?? [];
  const undated = "AND due_at IS NULL";
  if (dueAt === null) return [`${undated} AND dossier_id > ${where.value(id ?? "")}`];
  const further =
    dueAt === undefined ? "" : `AND (due_at, dossier_id) > (${where.value(dueAt)}, ${where.value(id ?? "")})`;
  return [`AND due_at IS NOT NULL ${further}`, ...(dated ? [] : [undated])];
}
