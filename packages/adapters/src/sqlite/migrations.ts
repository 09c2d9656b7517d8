import type { SqliteDriver } from "./driver.ts";

/** Marks a file as ours: "MOTC" in ASCII. */
export const APPLICATION_ID = 0x4d4f5443;

/**
 * Forward only, numbered from 1; a released one is never edited. Names are for ever: they are in people's files.
 *
 * Why a number beside `dossier_id`: events, wakes and messages refer to it in one to five bytes, and new rows are added
 * at the end of their table. Why states stand apart: they are two kilobytes each and kept only now and then, while the
 * row of a dossier changes with every command.
 * Why the command's body hash is with its events: the record of a command lives exactly as long as they do, and costs no
 * row of its own. Why wakes stand apart: a lease rewrites forty bytes instead of the whole row.
 */
export const migrations: readonly string[] = [
  `
  CREATE TABLE dossier (
    dossier_no INTEGER PRIMARY KEY,
    dossier_id TEXT NOT NULL UNIQUE,
    office_id TEXT NOT NULL,
    version INTEGER NOT NULL,
    head TEXT NOT NULL,
    wake_at INTEGER,
    phase TEXT NOT NULL,
    procedure TEXT NOT NULL,
    code TEXT,
    intake_ref TEXT NOT NULL,
    step_id TEXT NOT NULL,
    received_at INTEGER,
    promise_on TEXT,
    due_at INTEGER,
    suspended INTEGER NOT NULL,
    holder_unit TEXT,
    holder_person TEXT,
    outcome TEXT,
    ended_at INTEGER
  ) STRICT;
  CREATE UNIQUE INDEX dossier_by_code ON dossier (office_id, code) WHERE code IS NOT NULL;
  CREATE INDEX dossier_live_by_id ON dossier (office_id, dossier_id) WHERE phase <> 'ended';
  CREATE INDEX dossier_ended_by_id ON dossier (office_id, dossier_id) WHERE phase = 'ended';
  CREATE INDEX dossier_live_by_due ON dossier (office_id, due_at, dossier_id) WHERE phase <> 'ended';
  CREATE INDEX dossier_live_by_person ON dossier (office_id, holder_person, due_at, dossier_id)
    WHERE phase <> 'ended' AND holder_person IS NOT NULL;
  CREATE INDEX dossier_live_by_unit ON dossier (office_id, holder_unit, due_at, dossier_id)
    WHERE phase <> 'ended' AND holder_unit IS NOT NULL;
  CREATE INDEX dossier_ended_by_due ON dossier (office_id, due_at, dossier_id) WHERE phase = 'ended';

  CREATE TABLE event (
    event_no INTEGER PRIMARY KEY,
    office_id TEXT NOT NULL,
    dossier_no INTEGER NOT NULL REFERENCES dossier,
    seq INTEGER NOT NULL,
    type TEXT NOT NULL,
    at INTEGER NOT NULL,
    hash TEXT NOT NULL,
    command_id TEXT NOT NULL,
    command_body_hash TEXT,
    bytes TEXT NOT NULL
  ) STRICT;
  CREATE UNIQUE INDEX event_by_seq ON event (dossier_no, seq);
  CREATE UNIQUE INDEX event_by_command ON event (office_id, command_id) WHERE command_body_hash IS NOT NULL;

  CREATE TABLE snapshot (
    dossier_no INTEGER PRIMARY KEY REFERENCES dossier,
    version INTEGER NOT NULL,
    state TEXT NOT NULL
  ) STRICT;

  CREATE TABLE wake (
    dossier_no INTEGER PRIMARY KEY REFERENCES dossier,
    office_id TEXT NOT NULL,
    dossier_id TEXT NOT NULL,
    version INTEGER NOT NULL,
    wake_at INTEGER NOT NULL,
    due_at INTEGER NOT NULL,
    fence INTEGER NOT NULL DEFAULT 0,
    lease_until INTEGER NOT NULL DEFAULT 0,
    attempts INTEGER NOT NULL DEFAULT 0,
    code TEXT,
    parked INTEGER NOT NULL DEFAULT 0
  ) STRICT;
  CREATE INDEX wake_by_due ON wake (due_at, dossier_id) WHERE parked = 0;
  CREATE INDEX wake_parked ON wake (dossier_id) WHERE parked = 1;

  CREATE TABLE outbox (
    message_no INTEGER PRIMARY KEY,
    message_id TEXT NOT NULL,
    office_id TEXT NOT NULL,
    dossier_no INTEGER NOT NULL REFERENCES dossier,
    adapter TEXT NOT NULL,
    position INTEGER NOT NULL,
    kind TEXT NOT NULL,
    not_before INTEGER NOT NULL,
    status TEXT NOT NULL DEFAULT 'pending',
    is_head INTEGER NOT NULL,
    due_at INTEGER NOT NULL,
    fence INTEGER NOT NULL DEFAULT 0,
    lease_until INTEGER NOT NULL DEFAULT 0,
    attempts INTEGER NOT NULL DEFAULT 0,
    code TEXT,
    provider_ref TEXT,
    body TEXT NOT NULL
  ) STRICT;
  CREATE UNIQUE INDEX outbox_by_lane ON outbox (dossier_no, adapter, position);
  CREATE INDEX outbox_by_due ON outbox (due_at, message_no) WHERE is_head = 1 AND status = 'pending';
  CREATE INDEX outbox_parked ON outbox (message_id) WHERE status = 'parked';

  CREATE TABLE content (
    content_no INTEGER PRIMARY KEY,
    content_id TEXT NOT NULL,
    version INTEGER NOT NULL,
    office_id TEXT NOT NULL,
    dossier_no INTEGER NOT NULL REFERENCES dossier,
    kind TEXT NOT NULL,
    search_tokens TEXT NOT NULL,
    body TEXT NOT NULL
  ) STRICT;
  CREATE UNIQUE INDEX content_by_id ON content (content_id, version);
  CREATE INDEX content_by_dossier ON content (dossier_no);

  CREATE TABLE law (
    hash TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    bytes TEXT NOT NULL
  ) STRICT;

  CREATE TABLE host_record (
    office_id TEXT NOT NULL,
    key TEXT NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (office_id, key)
  ) STRICT, WITHOUT ROWID;
  `,
  // Search words get rows of their own: found by their beginning through an index, gone with the content they come from.
  // Law is looked up by its key as well, whenever a definition comes into use and a dossier is received.
  `
  CREATE TABLE search_token (
    office_id TEXT NOT NULL,
    token TEXT NOT NULL,
    dossier_no INTEGER NOT NULL REFERENCES dossier,
    content_no INTEGER NOT NULL REFERENCES content ON DELETE CASCADE,
    PRIMARY KEY (office_id, token, dossier_no, content_no)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX law_by_key ON law (kind, key);
  CREATE INDEX outbox_behind ON outbox (dossier_no) WHERE is_head = 0 AND status = 'pending';
  CREATE INDEX search_token_by_content ON search_token (content_no);
  CREATE INDEX search_token_by_dossier ON search_token (dossier_no, token);
  INSERT INTO search_token (office_id, token, dossier_no, content_no)
    SELECT DISTINCT office_id, value, dossier_no, content_no FROM content, json_each(content.search_tokens);
  `,
  // The events of a commit stand in one row, a line each (`shared/event-lines.ts`): they are written together and read in
  // order, and what a row and its index entries cost is paid once. Search words of a record are found through the record,
  // where they stand too: one index leads from a word to its dossiers, and none back. Nothing is sorted or gathered on the
  // way but the events of one commit, whose last one has the body's hash: a sort would hold the whole history in memory.
  // A last event without it is damage: the file stays as it is.
  `
  CREATE TABLE "commit" (
    commit_no INTEGER PRIMARY KEY,
    dossier_no INTEGER NOT NULL REFERENCES dossier,
    version INTEGER NOT NULL,
    office_id TEXT NOT NULL,
    command_id TEXT NOT NULL,
    body_hash TEXT NOT NULL,
    events TEXT NOT NULL
  ) STRICT;
  INSERT INTO "commit" (dossier_no, version, office_id, command_id, body_hash, events)
    SELECT dossier_no, seq, office_id, command_id, command_body_hash, (
        SELECT group_concat(type || ' ' || at || ' ' || hash || ' ' || bytes, char(10) ORDER BY seq) FROM event
        WHERE dossier_no = last.dossier_no AND seq <= last.seq AND seq > coalesce((
          SELECT seq FROM event WHERE dossier_no = last.dossier_no AND seq < last.seq AND command_body_hash IS NOT NULL
          ORDER BY seq DESC LIMIT 1), 0))
    FROM event AS last NOT INDEXED
    WHERE command_body_hash IS NOT NULL
      OR NOT EXISTS (SELECT 1 FROM event WHERE dossier_no = last.dossier_no AND seq > last.seq)
    ORDER BY event_no;
  CREATE UNIQUE INDEX commit_by_version ON "commit" (dossier_no, version);
  CREATE UNIQUE INDEX commit_by_command ON "commit" (office_id, command_id);
  DROP TABLE event;
  DROP TABLE search_token;
  CREATE TABLE search_token (
    office_id TEXT NOT NULL,
    token TEXT NOT NULL,
    dossier_no INTEGER NOT NULL,
    content_no INTEGER NOT NULL,
    PRIMARY KEY (office_id, token, dossier_no, content_no)
  ) STRICT, WITHOUT ROWID;
  INSERT OR IGNORE INTO search_token (office_id, token, dossier_no, content_no)
    SELECT office_id, value, dossier_no, content_no FROM content, json_each(content.search_tokens);
  `,
];

export const SCHEMA_VERSION = migrations.length;

/** Brings an empty or older file of ours up to date inside the caller's transaction, marks included. */
export function migrate(driver: SqliteDriver, from: number): void {
  for (const sql of migrations.slice(from)) driver.exec(sql);
  driver.exec(`PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${SCHEMA_VERSION};`);
}
