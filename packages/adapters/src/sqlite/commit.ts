import {
  type CommandRecord,
  type Commit,
  type CommitOutcome,
  type DossierSummary,
  InvariantError,
  invariant,
} from "../shared/core.ts";
import { writeLines } from "../shared/event-lines.ts";
import { versionAfter } from "../shared/group.ts";
import type { SqliteStatement, SqliteValue } from "./driver.ts";
import { isConstraint } from "./errors.ts";
import { RecentDossiers } from "./recent.ts";
import type { Session } from "./session.ts";

// The command is looked up inside the guarded write, so the common case needs no statement that only reads.
const UNKNOWN_COMMAND = `NOT EXISTS (
  SELECT 1 FROM "commit" WHERE office_id = ? AND command_id = ?)`;

// Columns of the summary in groups, one bit each. Every group but the first is what an index is made of: an update names
// only groups that change, and so leaves the other indexes alone.
const DESK = 1;
const CODE = 2;
const PHASE = 4;
const DUE = 8;
const UNIT = 16;
const PERSON = 32;
const ALL = DESK | CODE | PHASE | DUE | UNIT | PERSON;
const groupColumns: readonly (readonly [number, readonly string[]])[] = [
  [DESK, ["procedure", "intake_ref", "step_id", "received_at", "promise_on", "suspended", "outcome", "ended_at"]],
  [CODE, ["code"]],
  [PHASE, ["phase"]],
  [DUE, ["due_at"]],
  [UNIT, ["holder_unit"]],
  [PERSON, ["holder_person"]],
];
const columnsOf = (mask: number): string[] => groupColumns.flatMap(([bit, names]) => (mask & bit ? names : []));

/** Values in the order of `columnsOf`. */
function addValues(values: SqliteValue[], s: DossierSummary, mask: number): void {
  if (mask & DESK)
    values.push(
      s.procedure,
      s.intakeRef,
      s.stepId,
      s.receivedAt ?? null,
      s.promiseOn ?? null,
      s.suspended ? 1 : 0,
      s.outcome ?? null,
      s.endedAt ?? null,
    );
  if (mask & CODE) values.push(s.code ?? null);
  if (mask & PHASE) values.push(s.phase);
  if (mask & DUE) values.push(s.dueAt ?? null);
  if (mask & UNIT) values.push(s.holderUnit ?? null);
  if (mask & PERSON) values.push(s.holderPerson ?? null);
}

function changedGroups(a: DossierSummary, b: DossierSummary): number {
  const desk =
    a.stepId === b.stepId &&
    a.suspended === b.suspended &&
    a.promiseOn === b.promiseOn &&
    a.procedure === b.procedure &&
    a.intakeRef === b.intakeRef &&
    a.receivedAt === b.receivedAt &&
    a.outcome === b.outcome &&
    a.endedAt === b.endedAt;
  return (
    (desk ? 0 : DESK) |
    (a.code === b.code ? 0 : CODE) |
    (a.phase === b.phase ? 0 : PHASE) |
    (a.dueAt === b.dueAt ? 0 : DUE) |
    (a.holderUnit === b.holderUnit ? 0 : UNIT) |
    (a.holderPerson === b.holderPerson ? 0 : PERSON)
  );
}

const INSERT_DOSSIER = `
  INSERT INTO dossier (dossier_id, office_id, version, head, wake_at, ${columnsOf(ALL).join(", ")})
  SELECT ?, ?, ?, ?, ?${", ?".repeat(columnsOf(ALL).length)} WHERE ${UNKNOWN_COMMAND}
  ON CONFLICT (dossier_id) DO NOTHING`;

const updateDossier = (mask: number): string => `
  UPDATE dossier SET version = ?, head = ?, wake_at = ?${columnsOf(mask)
    .map((name) => `, ${name} = ?`)
    .join("")}
  WHERE dossier_id = ? AND office_id = ? AND version = ? AND ${UNKNOWN_COMMAND}`;

export const FIND_NUMBER = "SELECT dossier_no AS no FROM dossier WHERE dossier_id = ?";

const INSERT_COMMIT = `
  INSERT INTO "commit" (dossier_no, version, office_id, command_id, body_hash, events) VALUES (?, ?, ?, ?, ?, ?)`;

// A new version is a new row to the lease: an old token names the old version and fits no more.
const REPLACE_WAKE = `
  INSERT INTO wake (dossier_no, office_id, dossier_id, version, wake_at, due_at) VALUES (?1, ?2, ?3, ?4, ?5, ?5)
  ON CONFLICT (dossier_no) DO UPDATE SET version = excluded.version, wake_at = excluded.wake_at,
    due_at = excluded.due_at, fence = 0, lease_until = 0, attempts = 0, code = NULL, parked = 0`;

const KEEP_SNAPSHOT = `
  INSERT INTO snapshot (dossier_no, version, state) VALUES (?, ?, ?)
  ON CONFLICT (dossier_no) DO UPDATE SET version = excluded.version, state = excluded.state`;

// Messages leave a lane in order: when its last one is done, all are, and the new one is the head.
const INSERT_MESSAGE = `
  INSERT INTO outbox (message_id, office_id, dossier_no, adapter, position, kind, not_before, due_at, body, is_head)
  VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?7, ?8, coalesce(
    (SELECT status IN ('delivered', 'skipped') FROM outbox WHERE dossier_no = ?3 AND adapter = ?4
      ORDER BY position DESC LIMIT 1), 1))`;

const INSERT_CONTENT = `
  INSERT INTO content (content_id, version, office_id, dossier_no, kind, search_tokens, body) VALUES (?, ?, ?, ?, ?, ?, ?)`;

const INSERT_TOKEN = `
  INSERT INTO search_token (office_id, token, dossier_no, content_no) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING`;

const FIND_COMMAND = `
  SELECT dossier_id AS dossierId, body_hash AS bodyHash, c.version
  FROM "commit" c JOIN dossier USING (dossier_no) WHERE c.office_id = ? AND command_id = ?`;

/** Writes one commit inside the caller's transaction, or answers why not, having written nothing. */
export class CommitWriter {
  readonly #session: Session;
  readonly #insertDossier;
  readonly #updateDossier: SqliteStatement[] = [];
  readonly #recent = new RecentDossiers();
  readonly #insertCommit;
  readonly #replaceWake;
  readonly #clearWake;
  readonly #insertMessage;
  readonly #keepSnapshot;

  constructor(session: Session) {
    this.#session = session;
    this.#insertDossier = session.statement(INSERT_DOSSIER);
    this.#insertCommit = session.statement(INSERT_COMMIT);
    this.#replaceWake = session.statement(REPLACE_WAKE);
    this.#clearWake = session.statement("DELETE FROM wake WHERE dossier_no = ?");
    this.#insertMessage = session.statement(INSERT_MESSAGE);
    this.#keepSnapshot = session.statement(KEEP_SNAPSHOT);
  }

  /** One transaction for the group. */
  async writeGroup(group: readonly Commit[]): Promise<readonly CommitOutcome[]> {
    const written: (readonly [Commit, number])[] = [];
    const outcomes = await this.#session.transact(() => {
      written.length = 0;
      return group.map((commit) => this.#write(commit, written));
    });
    for (const [commit, dossierNo] of written)
      this.#recent.remember(commit.dossierId, { version: versionAfter(commit), dossierNo, summary: commit.summary });
    return outcomes;
  }

  #write(commit: Commit, written: (readonly [Commit, number])[]): CommitOutcome {
    const dossierNo = this.#writeDossier(commit);
    if (dossierNo === undefined) return this.#refusal(commit);
    const version = versionAfter(commit);
    const { dossierId, officeId, commandId, wakeAt, bodyHash, snapshot } = commit;
    this.#insertCommit.run(dossierNo, version, officeId, commandId, bodyHash, writeLines(commit));
    if (wakeAt !== undefined) this.#replaceWake.run(dossierNo, officeId, dossierId, version, wakeAt);
    else if (commit.expectedVersion > 0) this.#clearWake.run(dossierNo);
    if (snapshot !== undefined) this.#keepSnapshot.run(dossierNo, version, snapshot);
    if (commit.outbox.length > 0) this.#enqueue(commit, dossierNo);
    if (commit.content.length > 0) this.#keep(commit, dossierNo);
    written.push([commit, dossierNo]);
    return { kind: "committed", version };
  }

  findCommand(officeId: CommandRecord["officeId"], commandId: CommandRecord["commandId"]): CommandRecord | undefined {
    const row = this.#session.get<Pick<CommandRecord, "dossierId" | "bodyHash" | "version">>(
      FIND_COMMAND,
      officeId,
      commandId,
    );
    return row && { officeId, commandId, ...row };
  }

  /** The row's number, or nothing when the guarded write met a reason to refuse. */
  #writeDossier(commit: Commit): number | undefined {
    try {
      return commit.expectedVersion > 0 ? this.#change(commit) : this.#create(commit);
    } catch (error) {
      // The only other unique key of the row is its code; the statement undid itself.
      if (isConstraint(error) && commit.summary.code !== undefined) return undefined;
      throw error;
    }
  }

  #create(commit: Commit): number | undefined {
    const { dossierId, officeId, commandId, head, wakeAt, summary } = commit;
    const values: SqliteValue[] = [dossierId, officeId, versionAfter(commit), head, wakeAt ?? null];
    addValues(values, summary, ALL);
    values.push(officeId, commandId);
    const done = this.#insertDossier.run(...values);
    return done.changes === 0 ? undefined : Number(done.lastInsertRowid);
  }

  #change(commit: Commit): number | undefined {
    const { dossierId, officeId, commandId, expectedVersion, head, wakeAt, summary } = commit;
    const known = this.#recent.at(dossierId, expectedVersion);
    const mask = known === undefined ? ALL : changedGroups(known.summary, summary);
    const values: SqliteValue[] = [versionAfter(commit), head, wakeAt ?? null];
    addValues(values, summary, mask);
    values.push(dossierId, officeId, expectedVersion, officeId, commandId);
    const done = this.#update(mask).run(...values);
    if (done.changes === 0) return undefined;
    return known?.dossierNo ?? this.#session.get<{ no: number }>(FIND_NUMBER, dossierId)?.no;
  }

  #update(mask: number): SqliteStatement {
    const statement = this.#updateDossier[mask] ?? this.#session.statement(updateDossier(mask));
    this.#updateDossier[mask] = statement;
    return statement;
  }

  /** The command comes before the version, and the version before the code. */
  #refusal(commit: Commit): CommitOutcome {
    const command = this.findCommand(commit.officeId, commit.commandId);
    if (command !== undefined) {
      if (command.bodyHash !== commit.bodyHash) return { kind: "command_reused" };
      return { kind: "duplicate_command", version: command.version };
    }
    const stored = this.#session.get<{ office_id: string; version: number }>(
      "SELECT office_id, version FROM dossier WHERE dossier_id = ?",
      commit.dossierId,
    );
    const actual = stored?.version ?? 0;
    invariant(
      stored === undefined || stored.office_id === commit.officeId,
      `${commit.dossierId}: a dossier stays in its office`,
    );
    if (actual !== commit.expectedVersion) return { kind: "version_conflict", actual };
    if (this.#codeIsTaken(commit)) return { kind: "code_taken" };
    throw new InvariantError(`${commit.dossierId}: refused without a reason`);
  }

  #codeIsTaken({ officeId, dossierId, summary: { code } }: Commit): boolean {
    const sql = "SELECT 1 FROM dossier WHERE office_id = ? AND code = ? AND dossier_id <> ?";
    return code !== undefined && this.#session.get(sql, officeId, code, dossierId) !== undefined;
  }

  #enqueue(commit: Commit, dossierNo: number): void {
    for (const { messageId, officeId, adapter, position, kind, notBefore, body } of commit.outbox)
      this.#insertMessage.run(messageId, officeId, dossierNo, adapter, position, kind, notBefore, body);
  }

  #keep(commit: Commit, dossierNo: number): void {
    const insert = this.#session.statement(INSERT_CONTENT);
    const index = this.#session.statement(INSERT_TOKEN);
    for (const { contentId, version, kind, searchTokens, body } of commit.content) {
      const tokens = JSON.stringify(searchTokens);
      const { lastInsertRowid } = insert.run(contentId, version, commit.officeId, dossierNo, kind, tokens, body);
      for (const token of searchTokens) index.run(commit.officeId, token, dossierNo, lastInsertRowid);
    }
  }
}
