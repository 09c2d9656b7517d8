import type {
  CommandId,
  DossierCode,
  DossierId,
  Hash,
  OfficeId,
  PersonId,
  ProcedureCode,
  UnitId,
} from "../base/ids.ts";
import type { CivilDate, EpochMs } from "../calendar/types.ts";

/**
 * What a backend must do to keep dossiers. Narrow on purpose: every rule is applied before `commit`, which arrives with
 * every field set. Stale versions, duplicates and lost leases are results; only broken surroundings throw `AdapterError`.
 */
export interface Storage {
  readonly supports: StorageSupports;
  /** The stored rows in the order of `ids`, `undefined` where there is none. */
  load(ids: readonly DossierId[]): Promise<readonly (StoredDossier | undefined)[]>;
  /**
   * One durable transaction for a group of distinct dossiers. Each commit is all or none of it, under its own version
   * check, with its own outcome in order; a refused one leaves the others standing. The command record is looked up
   * before the version: a duplicate is answered as such even when its version is stale.
   * @throws AdapterError outcome unknown for the whole group
   */
  commit(group: readonly Commit[]): Promise<readonly CommitOutcome[]>;
  /** The record of a command id, kept for ever with its events. */
  findCommand(officeId: OfficeId, commandId: CommandId): Promise<CommandRecord | undefined>;

  /** Dossiers whose wake is due, earliest first (`wakeAt` or the instant of its retry, then id by bytes), across
   *  offices; leased, not removed. */
  claimWakes(claim: Claim): Promise<readonly Leased<DueWake>[]>;
  /** Gives a claimed wake back: to be tried later, or parked as an incident until an operator retries it. A commit of
   *  the dossier settles its wake by itself. */
  settleWake(token: LeaseToken, result: RetryAt | Parked): Promise<Settled>;
  /** An operator's word on a parked wake: due again at its own instant. False when it is not parked (any more). */
  releaseWake(dossierId: DossierId): Promise<boolean>;
  /** The earliest instant of a wake or a head of a lane that is neither parked nor under a running lease: what a driver
   *  sleeps until. Leases run out without notice, so a driver never sleeps longer than a lease.
   *  @param adapters the lanes the driver serves, as for `claimOutbox`: heads of others do not wake it */
  nextDueAt(adapters?: readonly string[]): Promise<EpochMs | undefined>;
  /** Calls back soon after another process made work that may be due earlier than `nextDueAt` said. A hint that saves
   *  waiting for the next look, never a guarantee: drivers look now and then anyway. Absent where nobody can tell.
   *  @returns takes the listener off */
  subscribe?(onWork: () => void): () => void;

  /** Heads of lanes only (lane = dossier × adapter): the oldest message of the lane that is not delivered or skipped.
   *  A parked head holds its own lane and no other. */
  claimOutbox(claim: Claim & { readonly adapters?: readonly string[] }): Promise<readonly Leased<OutboxMessage>[]>;
  settleOutbox(token: LeaseToken, result: Delivered | RetryAt | Parked): Promise<Settled>;
  /** An operator's word on a parked message: try again now, or skip it with a reason code. */
  releaseParked(
    messageId: string,
    how: { readonly kind: "retry" } | { readonly kind: "skip"; readonly reason: string },
  ): Promise<boolean>;

  /** Definitions, rule sets, calendars by content hash; storing the same hash twice is nothing, but that a key without `~`
   *  takes the place, with its kind, of one with it: what came from elsewhere does not stand for what is our own. */
  putLaw(documents: readonly LawDocument[]): Promise<void>;
  loadLaw(hashes: readonly Hash[]): Promise<readonly (LawDocument | undefined)[]>;
  /** Documents of a kind, all or those of one key, by hash: several share a key when what it names was changed. */
  findLaw(kind: LawDocument["kind"], key?: string): Promise<readonly LawDocument[]>;

  /** A content record by id and version; `undefined` once erased. */
  loadContent(ref: ContentRef): Promise<ContentRecord | undefined>;
  /** Every content record of a dossier that is not erased, by id (bytes) and version. */
  contentOf(dossierId: DossierId): Promise<readonly ContentRecord[]>;
  /** Erases personal data of a dossier with its search tokens. Events and hashes stay.
   *  @returns how many records there were
   *  @throws AdapterError what was erased may still be found in the medium: ask again until it answers */
  eraseContent(dossierId: DossierId): Promise<number>;

  /** A small durable document of the embedding program (its position, its arguments), not of a dossier. Well-formed
   *  text without NUL. */
  readHostRecord(officeId: OfficeId, key: string): Promise<string | undefined>;
  writeHostRecord(officeId: OfficeId, key: string, text: string): Promise<void>;

  readonly reader: DossierReader;
  /** Where writes join a transaction of the host's, `commit` answers before they are durable: what is told about them
   *  waits until the host says so, or is dropped. Absent: they are durable, tell at once. */
  whenDurable?(tell: () => void): void;

  /** Finishes what was asked for; nothing may be asked afterwards. */
  close(): Promise<void>;
}

export interface StorageSupports {
  /** Several processes may write at once. */
  readonly sharedWriters: boolean;
  /** What was answered is still there after the process ends. */
  readonly survivesRestart: boolean;
  /** Groups an engine has under way at once, each of other dossiers: as many as the backend commits side by side.
   *  1 where transactions stand in line anyway, and when absent. */
  readonly groupsAtOnce?: number;
}

/** Queries for desks and reports. Every call names its office; pages are keyset pages in a stable order by bytes. */
export interface DossierReader {
  list(filter: DossierFilter, page: PageRequest): Promise<Page<DossierRow>>;
  /** How many dossiers `list` gives in all, whatever the order. */
  count(filter: DossierFilter): Promise<number>;
  /** Dossiers of an office by the words of their content, by id. What was erased is not found. */
  search(query: DossierSearch, page: PageRequest): Promise<Page<DossierRow>>;
  findByCode(officeId: OfficeId, code: DossierCode): Promise<DossierRow | undefined>;
  /** Events in order of sequence. */
  history(dossierId: DossierId, page: PageRequest): Promise<Page<StoredEvent>>;
  /** Every office that has a dossier, by id. Its cost grows with offices, not with dossiers. */
  offices(page: PageRequest): Promise<Page<OfficeId>>;
  /** Every stored dossier of every office in order of id, for `verify` and `replay`. */
  scan(page: PageRequest): Promise<Page<StoredDossier>>;
  /** Messages of a dossier in lane order with their delivery state. */
  messages(dossierId: DossierId): Promise<readonly OutboxRow[]>;
  /** Incidents of every office, by dossier id. */
  parkedWakes(page: PageRequest): Promise<Page<ParkedWake>>;
  /** Messages that wait for an operator, of every office, by message id. */
  parkedMessages(page: PageRequest): Promise<Page<OutboxRow>>;
  /** How the whole database stands at an instant of law time: for metrics and health, not for desks. Its cost grows with
   *  open dossiers, never with ended ones: asked now and then. */
  gauges(at: EpochMs): Promise<StorageGauges>;
}

/** Every word must begin one of the dossier's search words, in any of its content records. */
export interface DossierSearch {
  readonly officeId: OfficeId;
  /** One or more, folded as search words are (`searchTokens`). */
  readonly words: readonly string[];
}

/** Of every office. Parked rows are counted apart and are not due. */
export interface StorageGauges {
  /** Dossiers in phase `open`. */
  readonly openDossiers: number;
  /** Of them, those whose principal due instant lies before. */
  readonly overdueDossiers: number;
  readonly dueWakes: number;
  /** The earliest instant of a due wake: how far the timers lag. */
  readonly oldestWakeAt: EpochMs | undefined;
  /** Messages not yet delivered, heads of lanes and those behind them. */
  readonly pendingMessages: number;
  /** The earliest instant of a head that is due. */
  readonly oldestMessageAt: EpochMs | undefined;
  readonly parkedWakes: number;
  readonly parkedMessages: number;
}

export interface PageRequest {
  /** Opaque; from the page before. */
  readonly after?: string;
  /** 1 to 1000. */
  readonly limit: number;
}
export interface Page<T> {
  readonly items: readonly T[];
  /** Absent on the last page. */
  readonly next?: string;
}

export interface DossierFilter {
  readonly officeId: OfficeId;
  readonly phase?: DossierPhase;
  readonly procedure?: ProcedureCode;
  readonly holderPerson?: PersonId;
  readonly holderUnit?: UnitId;
  /** Principal due instant strictly before. Implies that there is one. */
  readonly dueBefore?: EpochMs;
  readonly dueFrom?: EpochMs;
  /** `due` = by due instant, then id (rows without one last); `id` = by id. */
  readonly order: "due" | "id";
}

/** `intake` before acceptance, `open` while the clock matters, `ready` when a result waits, `ended` after that; `elsewhere`
 *  from a hand-over to another office on, until the dossier comes back. */
export type DossierPhase = "intake" | "open" | "ready" | "ended" | "elsewhere";

/** The columns a backend keeps for queries, made in core from the state. No personal data. */
export interface DossierSummary {
  readonly phase: DossierPhase;
  readonly procedure: ProcedureCode;
  readonly code: DossierCode | undefined;
  readonly intakeRef: string;
  readonly stepId: string;
  readonly receivedAt: EpochMs | undefined;
  /** Promise in force. */
  readonly promiseOn: CivilDate | undefined;
  readonly dueAt: EpochMs | undefined;
  readonly suspended: boolean;
  readonly holderUnit: UnitId | undefined;
  readonly holderPerson: PersonId | undefined;
  readonly outcome: string | undefined;
  readonly endedAt: EpochMs | undefined;
}

export interface DossierRow extends DossierSummary {
  readonly dossierId: DossierId;
  readonly officeId: OfficeId;
  readonly version: number;
}

export interface StoredDossier {
  readonly dossierId: DossierId;
  readonly officeId: OfficeId;
  /** Sequence of the last event. */
  readonly version: number;
  readonly head: Hash;
  readonly wakeAt: EpochMs | undefined;
  /** The state last kept, a cache of the events up to its version; absent when none was kept yet. */
  readonly snapshot: Snapshot | undefined;
  /** Events after the snapshot, in order: folded over it they give the state at `version`. */
  readonly since: readonly StoredEvent[];
}

export interface Snapshot {
  readonly version: number;
  /** JSON of the state. */
  readonly state: string;
}

/** An event as it is hashed: exact bytes, made in the engine. */
export interface StoredEvent {
  /** 1, 2, 3 … without gaps within a dossier. */
  readonly seq: number;
  readonly type: string;
  readonly at: EpochMs;
  /** Canonical JSON. */
  readonly bytes: string;
  /** SHA-256(previous hash ‖ bytes). */
  readonly hash: Hash;
  readonly commandId: CommandId;
}

export interface Commit {
  readonly dossierId: DossierId;
  readonly officeId: OfficeId;
  readonly commandId: CommandId;
  /** The same id and body twice is one commit; the same id with another body is refused. */
  readonly bodyHash: Hash;
  /** Sequence of the last event; 0 = must not exist yet. */
  readonly expectedVersion: number;
  /** One or more, sequences expectedVersion+1 …; their `commandId` is this commit's. */
  readonly events: readonly StoredEvent[];
  /** How many of them, from the first, came from another engine: they keep the commands they had there, which are not
   *  looked up here. Absent: none. */
  readonly arrived?: number;
  /** JSON of the state after these events; absent when the snapshot before is kept and the events since are folded. */
  readonly snapshot: string | undefined;
  readonly head: Hash;
  readonly wakeAt: EpochMs | undefined;
  readonly outbox: readonly OutboxMessage[];
  readonly content: readonly ContentRecord[];
  readonly summary: DossierSummary;
}

export type CommitOutcome =
  /** For a duplicate: the version the original answer carried. */
  | { readonly kind: "committed" | "duplicate_command"; readonly version: number }
  | { readonly kind: "command_reused" }
  | { readonly kind: "version_conflict"; readonly actual: number }
  /** Another dossier of the office carries this code already. */
  | { readonly kind: "code_taken" };

export interface CommandRecord {
  readonly officeId: OfficeId;
  readonly commandId: CommandId;
  readonly dossierId: DossierId;
  readonly bodyHash: Hash;
  /** Version after the command. */
  readonly version: number;
}

/** `dueThrough` is law time, from the caller. Lease expiry is the storage's own clock, and correctness never rests on
 *  it: state writes are fenced by version, settling by the row's token, raised at each claim. */
export interface Claim {
  readonly dueThrough: EpochMs;
  readonly leaseMs: number;
  /** 1 to 1000. */
  readonly limit: number;
}
export type LeaseToken = string;
/** `attempts` counts the claims of this row so far, this one included: a crash counts as well, and a backoff survives a
 *  restart. A commit (wakes), an operator's release or a message put off `afresh` starts it again. */
export type Leased<T> = T & { readonly token: LeaseToken; readonly attempts: number };
export type Settled = "settled" | "lease_lost";

export interface Wake {
  readonly dossierId: DossierId;
  readonly officeId: OfficeId;
  readonly wakeAt: EpochMs;
}
export interface DueWake extends Wake {
  /** Of the dossier, when its last commit set this wake: another one since has replaced it. */
  readonly version: number;
}
export interface ParkedWake extends Wake {
  readonly code: string;
}

export interface OutboxMessage {
  /** Stable idempotency key. */
  readonly messageId: string;
  readonly dossierId: DossierId;
  readonly officeId: OfficeId;
  /** Names the lane together with the dossier. */
  readonly adapter: string;
  /** Order inside the lane: grows with event sequence; unique within (dossier, adapter). */
  readonly position: number;
  readonly kind: string;
  /** Canonical JSON; the event's own state, never today's. No personal data: refers to content by id and version. */
  readonly body: string;
  /** Not before this instant of law time. */
  readonly notBefore: EpochMs;
}
export interface OutboxRow extends OutboxMessage {
  readonly status: "pending" | "delivered" | "parked" | "skipped";
  readonly attempts: number;
  readonly code: string | undefined;
}
export interface Delivered {
  readonly kind: "delivered";
  readonly providerRef?: string;
}
export interface RetryAt {
  readonly kind: "retry";
  readonly at: EpochMs;
  readonly code: string;
  /** Of a message: nothing failed, the other side is at it. Its attempts are counted from the start again. */
  readonly afresh?: true;
}
export interface Parked {
  readonly kind: "parked";
  readonly code: string;
}

export interface ContentRef {
  readonly contentId: string;
  readonly version: number;
}
/** Personal data and free text: own records, referenced by id and version, erasable with their search tokens. */
export interface ContentRecord extends ContentRef {
  readonly dossierId: DossierId;
  readonly kind: string;
  /** Canonical JSON. */
  readonly body: string;
  /** Folded search words (NFD, đ→d), erased with the content. */
  readonly searchTokens: readonly string[];
}

export interface LawDocument {
  readonly hash: Hash;
  /** An `announcement` says which calendar new dossiers are received under from then on; its key is the calendar's id. */
  readonly kind: "procedure" | "rule-set" | "calendar" | "policies" | "hours" | "announcement";
  /** Human key, e.g. `1.001193@1`. */
  readonly key: string;
  /** Canonical JSON. */
  readonly bytes: string;
}
