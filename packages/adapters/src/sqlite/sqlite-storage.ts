import type {
  Claim,
  CommandId,
  Commit,
  ContentRecord,
  DossierReader,
  LawDocument,
  OfficeId,
  Storage,
} from "../shared/core.ts";
import { assertGroup, assertResult, assertText } from "../shared/group.ts";
import { claimOutbox, claimWakes, nextDueAt, releaseParked, releaseWake, settleOutbox, settleWake } from "./claims.ts";
import { CommitWriter, FIND_NUMBER } from "./commit.ts";
import { type OpenSqlite, openNodeSqlite } from "./driver.ts";
import { openFile } from "./open-file.ts";
import { Session } from "./session.ts";
import { loadStored, sqliteReader } from "./sqlite-reader.ts";

export interface SqliteStorageOptions {
  /** Path of the database; made when absent. `:memory:` keeps it in this process. */
  readonly file: string;
  /** `read-only` for inboxes, verification and explanation beside a running engine. */
  readonly mode?: "read-write" | "read-only";
  /** How long to wait for other processes before `storage.busy`; 10 s unless told. */
  readonly busyTimeoutMs?: number;
  /** Another SQLite driver of the same shape. */
  readonly open?: OpenSqlite;
  /** Wall clock of the leases, in milliseconds. */
  readonly now?: () => number;
}

/**
 * Dossiers in one SQLite file: write-ahead log, every answer synchronised to disk. Several processes may share it.
 * @throws AdapterError `storage.foreign_file`, `storage.newer_schema`, `storage.damaged_file`, `storage.read_only`,
 *   `storage.not_found`, … when the file cannot be used; it is left as it is
 */
export function sqliteStorage(options: SqliteStorageOptions): Storage {
  const { file, mode = "read-write", busyTimeoutMs = 10_000, open = openNodeSqlite, now = Date.now } = options;
  const driver = openFile({ file, readOnly: mode === "read-only", open, busyTimeoutMs });
  return new SqliteStorage(new Session(driver, file, busyTimeoutMs), file !== ":memory:", now);
}

const CONTENT = `SELECT content_id AS contentId, content.version AS version, dossier_id AS dossierId, kind, body,
  search_tokens AS searchTokens FROM content JOIN dossier USING (dossier_no)`;
type ContentRow = Omit<ContentRecord, "searchTokens"> & { readonly searchTokens: string };

const toContent = (row: ContentRow): ContentRecord => ({
  ...row,
  searchTokens: JSON.parse(row.searchTokens) as readonly string[],
});

// Search words have no index by dossier: those of a content record stand in the record.
const DELETE_TOKENS = `
  DELETE FROM search_token WHERE (office_id, token, dossier_no, content_no) IN (
    SELECT office_id, value, dossier_no, content_no FROM content, json_each(content.search_tokens) WHERE dossier_no = ?)`;

class SqliteStorage implements Storage {
  readonly supports: Storage["supports"];
  readonly reader: DossierReader;
  readonly #session: Session;
  readonly #writer: CommitWriter;
  readonly #now: () => number;

  constructor(session: Session, onDisk: boolean, now: () => number) {
    this.supports = { sharedWriters: onDisk, survivesRestart: onDisk };
    this.reader = sqliteReader(session);
    this.#session = session;
    this.#writer = new CommitWriter(session);
    this.#now = now;
  }

  load(ids: Parameters<Storage["load"]>[0]) {
    return this.#session.read(() => loadStored(this.#session, ids));
  }

  async commit(group: readonly Commit[]) {
    assertGroup(group);
    return this.#writer.writeGroup(group);
  }

  findCommand(officeId: OfficeId, commandId: CommandId) {
    return this.#session.read(() => this.#writer.findCommand(officeId, commandId));
  }

  claimWakes(claim: Claim) {
    return claimWakes(this.#session, claim, this.#now());
  }

  async settleWake(token: string, result: Parameters<Storage["settleWake"]>[1]) {
    assertResult(result);
    return this.#session.transactTogether(() => settleWake(this.#session, token, result));
  }

  releaseWake(dossierId: string) {
    return this.#session.transactTogether(() => releaseWake(this.#session, dossierId));
  }

  nextDueAt(adapters?: readonly string[]) {
    return this.#session.read(() => nextDueAt(this.#session, this.#now(), adapters));
  }

  claimOutbox(claim: Parameters<Storage["claimOutbox"]>[0]) {
    return claimOutbox(this.#session, claim, this.#now());
  }

  async settleOutbox(token: string, result: Parameters<Storage["settleOutbox"]>[1]) {
    assertResult(result);
    return this.#session.transactTogether(() => settleOutbox(this.#session, token, result));
  }

  releaseParked(messageId: string, how: Parameters<Storage["releaseParked"]>[1]) {
    return this.#session.transactTogether(() => releaseParked(this.#session, messageId, how));
  }

  putLaw(documents: readonly LawDocument[]) {
    // A key of our own takes the place of one that came from elsewhere.
    const sql = `INSERT INTO law (hash, kind, key, bytes) VALUES (?, ?, ?, ?) ON CONFLICT (hash)
      DO UPDATE SET kind = excluded.kind, key = excluded.key
      WHERE instr(law.key, '~') > 0 AND instr(excluded.key, '~') = 0`;
    return this.#session.transact(() => {
      for (const { hash, kind, key, bytes } of documents) this.#session.run(sql, hash, kind, key, bytes);
    });
  }

  loadLaw(hashes: Parameters<Storage["loadLaw"]>[0]) {
    const sql = "SELECT hash, kind, key, bytes FROM law WHERE hash = ?";
    return this.#session.read(() =>
      hashes.map((hash) => {
        const row = this.#session.get<LawDocument>(sql, hash);
        return row && { ...row };
      }),
    );
  }

  findLaw(kind: LawDocument["kind"], key?: string) {
    const sql = `SELECT hash, kind, key, bytes FROM law WHERE kind = ? ${key === undefined ? "" : "AND key = ?"} ORDER BY hash`;
    const values = key === undefined ? [kind] : [kind, key];
    return this.#session.read(() => this.#session.all<LawDocument>(sql, ...values).map((row) => ({ ...row })));
  }

  async loadContent({ contentId, version }: Parameters<Storage["loadContent"]>[0]) {
    const sql = `${CONTENT} WHERE content_id = ? AND content.version = ?`;
    const row = await this.#session.read(() => this.#session.get<ContentRow>(sql, contentId, version));
    return row && toContent(row);
  }

  async contentOf(dossierId: string) {
    const sql = `${CONTENT} WHERE dossier_id = ? ORDER BY content_id, content.version`;
    return (await this.#session.read(() => this.#session.all<ContentRow>(sql, dossierId))).map(toContent);
  }

  async eraseContent(dossierId: string) {
    const erased = await this.#session.transact(() => {
      const dossierNo = this.#session.get<{ no: number }>(FIND_NUMBER, dossierId)?.no;
      if (dossierNo === undefined) return 0;
      this.#session.run(DELETE_TOKENS, dossierNo);
      return this.#session.run("DELETE FROM content WHERE dossier_no = ?", dossierNo);
    });
    // The log still holds earlier copies. Also when nothing was left to erase: an attempt before may have failed here.
    await this.#session.emptyLog();
    return erased;
  }

  async readHostRecord(officeId: OfficeId, key: string) {
    const sql = "SELECT text FROM host_record WHERE office_id = ? AND key = ?";
    return (await this.#session.read(() => this.#session.get<{ text: string }>(sql, officeId, key)))?.text;
  }

  async writeHostRecord(officeId: OfficeId, key: string, text: string) {
    assertText(text);
    const sql = `INSERT INTO host_record (office_id, key, text) VALUES (?, ?, ?)
      ON CONFLICT (office_id, key) DO UPDATE SET text = excluded.text`;
    return this.#session.transactTogether(() => void this.#session.run(sql, officeId, key, text));
  }

  close() {
    return this.#session.close();
  }
}
