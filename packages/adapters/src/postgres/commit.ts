import { type CommandRecord, type Commit, type CommitOutcome, InvariantError, invariant } from "../shared/core.ts";
import { writeLines } from "../shared/event-lines.ts";
import { versionAfter } from "../shared/group.ts";
import { reviveDossier } from "./archive.ts";
import { binaryArray, type Element } from "./binary-array.ts";
import {
  type Columns,
  commitColumns,
  commitStatement,
  contentColumns,
  type GroupShape,
  messageColumns,
  snapshotColumns,
  tokenColumns,
} from "./commit-sql.ts";
import { attemptsMax, contended, letOthersPass } from "./contention.ts";
import type { PgValue } from "./driver.ts";
import { isCollision, toAdapterError } from "./errors.ts";
import type { Run, Session } from "./session.ts";

// The command comes before the version, and the version before the code.
const WHY_REFUSED = `
  SELECT k.body_hash AS "bodyHash", k.version AS "commandVersion", d.office_id AS "officeId", d.version, d.archived,
    t.taken
  FROM (SELECT 1) AS one
  LEFT JOIN LATERAL (SELECT body_hash, version FROM @any_commit
    WHERE office_id = $1 AND command_id = $2 LIMIT 1) k ON true
  LEFT JOIN LATERAL (SELECT office_id, version, archived FROM @any_dossier WHERE dossier_id = $3 LIMIT 1) d ON true
  LEFT JOIN LATERAL (SELECT true AS taken FROM @any_dossier
    WHERE office_id = $1 AND code = $4 AND dossier_id <> $3 LIMIT 1) t ON true`;

interface Reasons {
  readonly bodyHash: string | null;
  readonly commandVersion: number | null;
  readonly officeId: string | null;
  readonly version: number | null;
  readonly archived: boolean | null;
  readonly taken: boolean | null;
}

const FIND_COMMAND = `
  SELECT (SELECT d.dossier_id FROM @any_dossier d WHERE d.dossier_no = k.dossier_no) AS "dossierId",
    k.body_hash AS "bodyHash", k.version
  FROM @any_commit k WHERE k.office_id = $1 AND k.command_id = $2`;

/** Writes groups of commits, each group with one statement. */
export class CommitWriter {
  readonly #session: Session;
  readonly #statements = new Map<number, string>();

  constructor(session: Session) {
    this.#session = session;
  }

  async writeGroup(group: readonly Commit[]): Promise<readonly CommitOutcome[]> {
    if (group.length === 0) return [];
    let written: ReadonlySet<Commit>;
    try {
      written = await this.#write(group);
    } catch (error) {
      if (!isCollision(error)) throw error;
      // Nothing was written. One by one, in order, each has its own answer.
      return await inTurn(group, (commit) => this.#writeOne(commit));
    }
    return await inTurn(group, (commit) =>
      written.has(commit) ? committed(commit) : this.#answerRefused(commit, undefined),
    );
  }

  async findCommand(
    officeId: CommandRecord["officeId"],
    commandId: CommandRecord["commandId"],
  ): Promise<CommandRecord | undefined> {
    const [row] = await this.#session.run<Pick<CommandRecord, "dossierId" | "bodyHash" | "version">>(FIND_COMMAND, [
      officeId,
      commandId,
    ]);
    return row && { officeId, commandId, ...row };
  }

  async #write(group: readonly Commit[], run: Run = this.#session.run): Promise<ReadonlySet<Commit>> {
    // Rows are locked in the order in which the statement comes to them, so that groups that share dossiers queue up.
    const sorted = [...group].sort((a, b) => (a.dossierId < b.dossierId ? -1 : 1));
    const shape = shapeOf(sorted);
    const rows = await run<{ readonly ord: number }>(this.#statement(shape), valuesOf(sorted, shape));
    return new Set(rows.map(({ ord }) => sorted[ord - 1]).filter((commit) => commit !== undefined));
  }

  #statement(shape: GroupShape): string {
    const bits = Object.values(shape).reduce((sum: number, set: boolean, i) => (set ? sum | (1 << i) : sum), 0);
    const sql = this.#statements.get(bits) ?? commitStatement(shape);
    this.#statements.set(bits, sql);
    return sql;
  }

  async #writeOne(commit: Commit): Promise<CommitOutcome> {
    let collision: unknown;
    try {
      if ((await this.#write([commit])).has(commit)) return committed(commit);
    } catch (error) {
      if (!isCollision(error)) throw error;
      collision = error;
    }
    return this.#answerRefused(commit, collision);
  }

  /**
   * Says why a commit was not written, or writes it after all. Without a reason somebody was in the way: a writer who has
   * gone by now, or the archive, which took the dossier while it is needed again. Whoever brings one back moves it on in
   * the same transaction, so each time another was quicker there is a reason the next time.
   */
  async #answerRefused(commit: Commit, collision: unknown): Promise<CommitOutcome> {
    let failure = collision;
    for (let attempt = 1; ; attempt++) {
      const reasons = await this.#reasons(commit);
      const outcome = outcomeOf(commit, reasons);
      if (outcome !== undefined) return outcome;
      if (attempt >= attemptsMax) throw failure === undefined ? contended() : toAdapterError(failure);
      await letOthersPass(attempt);
      try {
        const write = reasons.archived === true ? this.#writeRevived(commit) : this.#write([commit]);
        if ((await write).has(commit)) return committed(commit);
        failure = undefined;
      } catch (error) {
        if (!isCollision(error)) throw error;
        failure = error;
      }
    }
  }

  #writeRevived(commit: Commit): Promise<ReadonlySet<Commit>> {
    return this.#session.transact(async (run) =>
      (await reviveDossier(run, commit.dossierId)) ? await this.#write([commit], run) : new Set(),
    );
  }

  async #reasons({ officeId, commandId, dossierId, summary }: Commit): Promise<Reasons> {
    const values = [officeId, commandId, dossierId, summary.code ?? null];
    const [reasons] = await this.#session.run<Reasons>(WHY_REFUSED, values);
    invariant(reasons !== undefined, "one row says why");
    return reasons;
  }
}

const committed = (commit: Commit): CommitOutcome => ({ kind: "committed", version: versionAfter(commit) });

function outcomeOf(commit: Commit, reasons: Reasons): CommitOutcome | undefined {
  if (reasons.bodyHash !== null && reasons.commandVersion !== null)
    return reasons.bodyHash === commit.bodyHash
      ? { kind: "duplicate_command", version: reasons.commandVersion }
      : { kind: "command_reused" };
  if (reasons.officeId !== null && reasons.officeId !== commit.officeId)
    throw new InvariantError(`${commit.dossierId}: a dossier stays in its office`);
  const actual = reasons.version ?? 0;
  if (actual !== commit.expectedVersion) return { kind: "version_conflict", actual };
  return reasons.taken === true ? { kind: "code_taken" } : undefined;
}

async function inTurn<T>(group: readonly Commit[], answer: (commit: Commit) => T | Promise<T>): Promise<readonly T[]> {
  const answers: T[] = [];
  for (const commit of group) answers.push(await answer(commit));
  return answers;
}

function shapeOf(group: readonly Commit[]): GroupShape {
  return {
    single: group.length === 1,
    creates: group.some((commit) => commit.expectedVersion === 0),
    changes: group.some((commit) => commit.expectedVersion > 0),
    wakes: group.some((commit) => commit.wakeAt !== undefined),
    clearsWakes: group.some((commit) => commit.wakeAt === undefined && commit.expectedVersion > 0),
    snapshots: group.some((commit) => commit.snapshot !== undefined),
    messages: group.some((commit) => commit.outbox.length > 0),
    content: group.some((commit) => commit.content.length > 0),
  };
}

type Row = readonly Element[];

/** Rows turned into columns, as `unnest` takes them. */
const columnsOf = (columns: Columns, rows: readonly Row[]): PgValue[] =>
  columns.map(([, type], i) =>
    binaryArray(
      type,
      rows.map((row) => row[i] ?? null),
    ),
  );

/** In the order in which `commitStatement` asks for them. */
function valuesOf(group: readonly Commit[], shape: GroupShape): PgValue[] {
  const commits = group.map(commitRow);
  const values: PgValue[] = shape.single ? [...(commits[0] ?? [])] : columnsOf(commitColumns, commits);
  if (shape.snapshots) values.push(...columnsOf(snapshotColumns, group.flatMap(snapshotRows)));
  if (shape.messages) values.push(...columnsOf(messageColumns, group.flatMap(messageRows)));
  if (shape.content) {
    values.push(...columnsOf(contentColumns, group.flatMap(contentRows)));
    values.push(...columnsOf(tokenColumns, group.flatMap(tokenRows)));
  }
  return values;
}

function commitRow(commit: Commit): Row {
  const { dossierId, officeId, commandId, bodyHash, expectedVersion, head, wakeAt, summary: s } = commit;
  return [
    dossierId,
    officeId,
    commandId,
    bodyHash,
    expectedVersion,
    versionAfter(commit),
    head,
    writeLines(commit),
    wakeAt ?? null,
    s.phase,
    s.procedure,
    s.code ?? null,
    s.intakeRef,
    s.stepId,
    s.receivedAt ?? null,
    s.promiseOn ?? null,
    s.dueAt ?? null,
    s.suspended,
    s.holderUnit ?? null,
    s.holderPerson ?? null,
    s.outcome ?? null,
    s.endedAt ?? null,
  ];
}

const snapshotRows = (commit: Commit, i: number): Row[] =>
  commit.snapshot === undefined ? [] : [[i + 1, versionAfter(commit), commit.snapshot]];

function messageRows({ officeId, outbox }: Commit, i: number): Row[] {
  const lanes = new Set<string>();
  return outbox.map(({ messageId, adapter, position, kind, notBefore, body }) => {
    const isFirst = !lanes.has(adapter);
    lanes.add(adapter);
    return [i + 1, officeId, messageId, adapter, position, kind, notBefore, body, isFirst];
  });
}

const contentRows = ({ officeId, content }: Commit, i: number): Row[] =>
  content.map(({ contentId, version, kind, searchTokens, body }) => [
    i + 1,
    officeId,
    contentId,
    version,
    kind,
    JSON.stringify(searchTokens),
    body,
  ]);

const tokenRows = ({ content }: Commit): Row[] =>
  content.flatMap(({ contentId, version, searchTokens }) =>
    [...new Set(searchTokens)].map((token) => [contentId, version, token]),
  );
