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
import { assertGroup, assertText } from "../shared/group.ts";
import { type ArchiveRequest, archiveEnded, eraseContent } from "./archive.ts";
import {
  claimOutbox,
  claimWakes,
  MessageSettler,
  nextDueAt,
  releaseParked,
  releaseWake,
  settleWake,
} from "./claims.ts";
import { CommitWriter } from "./commit.ts";
import { clientConfig, type PgClient, type PostgresOptions, type Settings, settingsOf } from "./driver.ts";
import { HostSession } from "./host-session.ts";
import { inspect } from "./migrate.ts";
import { News } from "./news.ts";
import { loadStored, postgresReader } from "./postgres-reader.ts";
import { inOurTerms, PoolSession, type Session } from "./session.ts";

export interface PostgresStorage extends Storage {
  /**
   * Moves dossiers that ended to tables of their own, where they cost commands and lists of open ones nothing; every
   * reader still finds them, and a later command brings one back. One batch, one transaction; call until it moves fewer
   * than `limit`.
   * @returns how many dossiers were moved
   * @throws AdapterError nothing of the batch was moved, or it is unknown whether it was
   */
  archive(request: ArchiveRequest): Promise<number>;
  /**
   * The same storage inside a transaction of the host's, on the host's own `pg` client: what is written is there when the
   * host commits, and gone when it rolls back. Make an engine of its own with it, and throw both away afterwards.
   */
  within(client: PgClient): HostedStorage;
}

/** Storage in the middle of a transaction of the host's. */
export interface HostedStorage extends Storage {
  /** The host's COMMIT was answered: observers and workers are told now. */
  committed(): void;
  /** The host rolled back: nobody is told anything. */
  rolledBack(): void;
}

/**
 * Dossiers in a schema of a PostgreSQL database, for any number of processes. A commit is one statement and one round
 * trip, durable when it is answered.
 * @throws AdapterError when the database cannot be reached, or there is no motcua of this release in the schema
 */
export async function postgresStorage(options: PostgresOptions): Promise<PostgresStorage> {
  const settings = settingsOf(options);
  const session = await openSession(settings, false);
  const news = new News(session, clientConfig(settings, false), settings.schemaName);
  return new PooledStorage(session, settings, news);
}

async function openSession(settings: Settings, durable: boolean): Promise<PoolSession> {
  const session = new PoolSession(settings, clientConfig(settings, durable));
  try {
    const look = session.lend((client) => inspect(client, settings.schemaName));
    if (!(await inOurTerms(look)).mustAskForDurability) return session;
  } catch (error) {
    await session.close();
    throw error;
  }
  // A server or a role that was told to answer before it has written: what is answered here must last.
  await session.close();
  return openSession(settings, true);
}

const CONTENT = `
  SELECT k.content_id AS "contentId", k.version, k.kind, k.body, k.search_tokens AS "searchTokens",
    (SELECT d.dossier_id FROM @any_dossier d WHERE d.dossier_no = k.dossier_no) AS "dossierId"
  FROM @any_content k`;
type ContentRow = Omit<ContentRecord, "searchTokens"> & { readonly searchTokens: string };

const toContent = (row: ContentRow): ContentRecord => ({
  ...row,
  searchTokens: JSON.parse(row.searchTokens) as readonly string[],
});

const PUT_LAW = `
  INSERT INTO @law AS stored (hash, kind, key, bytes)
  SELECT DISTINCT ON (hash) * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[]) AS given (hash, kind, key, bytes)
  ORDER BY hash, strpos(key, '~')
  ON CONFLICT (hash) DO UPDATE SET kind = excluded.kind, key = excluded.key
  WHERE strpos(stored.key, '~') > 0 AND strpos(excluded.key, '~') = 0`;

/** More lines only make smaller groups, which cost the server more a commit: four keep it and the disk busy. */
const groupsAtOnceMax = 4;

/** Everything that is the same whether the connection is ours or the host's. */
class SessionStorage implements Storage {
  readonly supports: Storage["supports"];
  readonly reader: DossierReader;
  protected readonly session: Session;
  readonly #writer: CommitWriter;
  readonly #settler: MessageSettler;

  constructor(session: Session, groupsAtOnce: number) {
    this.supports = { sharedWriters: true, survivesRestart: true, groupsAtOnce };
    this.reader = postgresReader(session);
    this.session = session;
    this.#writer = new CommitWriter(session);
    this.#settler = new MessageSettler(session);
  }

  load(ids: Parameters<Storage["load"]>[0]) {
    return inOurTerms(loadStored(this.session, ids));
  }

  async commit(group: readonly Commit[]) {
    assertGroup(group);
    return await inOurTerms(this.#writer.writeGroup(group));
  }

  findCommand(officeId: OfficeId, commandId: CommandId) {
    return inOurTerms(this.#writer.findCommand(officeId, commandId));
  }

  async claimWakes(claim: Claim) {
    return await inOurTerms(claimWakes(this.session, claim));
  }

  async settleWake(token: string, result: Parameters<Storage["settleWake"]>[1]) {
    return await inOurTerms(settleWake(this.session, token, result));
  }

  releaseWake(dossierId: string) {
    return inOurTerms(releaseWake(this.session, dossierId));
  }

  nextDueAt(adapters?: readonly string[]) {
    return inOurTerms(nextDueAt(this.session, adapters));
  }

  async claimOutbox(claim: Parameters<Storage["claimOutbox"]>[0]) {
    return await inOurTerms(claimOutbox(this.session, claim));
  }

  async settleOutbox(token: string, result: Parameters<Storage["settleOutbox"]>[1]) {
    return await this.#settler.settle(token, result);
  }

  releaseParked(messageId: string, how: Parameters<Storage["releaseParked"]>[1]) {
    return inOurTerms(releaseParked(this.session, messageId, how));
  }

  async putLaw(documents: readonly LawDocument[]) {
    if (documents.length === 0) return;
    // In one order, so that two processes that register the same law never wait for each other in a circle.
    const sorted = [...documents].sort((a, b) => (a.hash < b.hash ? -1 : 1));
    const columns = (["hash", "kind", "key", "bytes"] as const).map((name) => sorted.map((document) => document[name]));
    await inOurTerms(this.session.run(PUT_LAW, columns));
  }

  async loadLaw(hashes: Parameters<Storage["loadLaw"]>[0]) {
    const sql = "SELECT hash, kind, key, bytes FROM @law WHERE hash = ANY ($1)";
    const found = new Map(
      (await inOurTerms(this.session.run<LawDocument>(sql, [hashes]))).map((row) => [row.hash, row]),
    );
    return hashes.map((hash) => found.get(hash));
  }

  findLaw(kind: LawDocument["kind"], key?: string) {
    const sql = `SELECT hash, kind, key, bytes FROM @law WHERE kind = $1 ${key === undefined ? "" : "AND key = $2"} ORDER BY hash`;
    return inOurTerms(this.session.run<LawDocument>(sql, key === undefined ? [kind] : [kind, key]));
  }

  async loadContent({ contentId, version }: Parameters<Storage["loadContent"]>[0]) {
    const sql = `${CONTENT} WHERE k.content_id = $1 AND k.version = $2`;
    const [row] = await inOurTerms(this.session.run<ContentRow>(sql, [contentId, version]));
    return row && toContent(row);
  }

  async contentOf(dossierId: string) {
    const sql = `${CONTENT} WHERE k.dossier_no = (SELECT dossier_no FROM @any_dossier WHERE dossier_id = $1) ORDER BY k.content_id, k.version`;
    return (await inOurTerms(this.session.run<ContentRow>(sql, [dossierId]))).map(toContent);
  }

  eraseContent(dossierId: string) {
    return inOurTerms(eraseContent(this.session, dossierId));
  }

  async readHostRecord(officeId: OfficeId, key: string) {
    const sql = "SELECT text FROM @host_record WHERE office_id = $1 AND key = $2";
    return (await inOurTerms(this.session.run<{ readonly text: string }>(sql, [officeId, key])))[0]?.text;
  }

  async writeHostRecord(officeId: OfficeId, key: string, text: string) {
    assertText(text);
    const sql = `INSERT INTO @host_record (office_id, key, text) VALUES ($1, $2, $3)
      ON CONFLICT (office_id, key) DO UPDATE SET text = excluded.text`;
    await inOurTerms(this.session.run(sql, [officeId, key, text]));
  }

  close() {
    return this.session.close();
  }
}

class PooledStorage extends SessionStorage implements PostgresStorage {
  readonly #settings: Settings;
  readonly #news: News;

  constructor(session: Session, settings: Settings, news: News) {
    super(session, Math.min(settings.connections, groupsAtOnceMax));
    this.#settings = settings;
    this.#news = news;
  }

  override async commit(group: readonly Commit[]) {
    const outcomes = await super.commit(group);
    this.#news.committed(group);
    return outcomes;
  }

  override async nextDueAt(adapters?: readonly string[]) {
    const next = await super.nextDueAt(adapters);
    this.#news.said(adapters, next);
    return next;
  }

  subscribe(onWork: () => void): () => void {
    return this.#news.subscribe(onWork);
  }

  async archive(request: ArchiveRequest) {
    return await inOurTerms(archiveEnded(this.session, request));
  }

  within(client: PgClient): HostedStorage {
    return new StorageInTransaction(new HostSession(client, this.#settings.schema), this.#news);
  }

  override async close() {
    await this.#news.close();
    await super.close();
  }
}

class StorageInTransaction extends SessionStorage implements HostedStorage {
  readonly #news: News;
  #held: (() => void)[] = [];

  constructor(session: Session, news: News) {
    super(session, 1);
    this.#news = news;
  }

  override async commit(group: readonly Commit[]) {
    const outcomes = await super.commit(group);
    this.#held.push(() => this.#news.committed(group));
    return outcomes;
  }

  whenDurable(tell: () => void): void {
    this.#held.push(tell);
  }

  committed(): void {
    for (const tell of this.#held.splice(0)) tell();
  }

  rolledBack(): void {
    this.#held = [];
  }
}
