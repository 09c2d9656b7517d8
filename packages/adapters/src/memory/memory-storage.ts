import type {
  Claim,
  CommandRecord,
  Commit,
  CommitOutcome,
  ContentRecord,
  DossierReader,
  LawDocument,
  OutboxMessage,
  Settled,
  Storage,
} from "../shared/core.ts";
import { invariant } from "../shared/core.ts";
import { assertClaim, assertGroup, assertResult, assertText, versionAfter } from "../shared/group.ts";
import { DueQueue } from "./due-queue.ts";
import { memoryReader } from "./memory-reader.ts";
import {
  type DossierEntry,
  Lane,
  type MessageEntry,
  newDossier,
  newMessage,
  Offices,
  storedOf,
  type WakeEntry,
} from "./rows.ts";

export interface MemoryStorageOptions {
  /** Wall clock of the leases, in milliseconds. */
  readonly now?: () => number;
}

/** Keeps dossiers in this process: for tests, simulations and trials. Gone when the process ends. */
export function memoryStorage(options: MemoryStorageOptions = {}): Storage {
  return new MemoryStorage(options.now ?? Date.now);
}

const SETTLED: Settled = "settled";
const LEASE_LOST: Settled = "lease_lost";

class MemoryStorage implements Storage {
  readonly supports = { sharedWriters: false, survivesRestart: false };
  readonly reader: DossierReader;
  readonly #now: () => number;
  readonly #offices = new Offices();
  readonly #wakes = new DueQueue<WakeEntry>();
  readonly #heads = new DueQueue<MessageEntry>();
  readonly #parkedWakes = new Set<WakeEntry>();
  readonly #messages = new Map<string, MessageEntry>();
  readonly #parkedMessages = new Set<MessageEntry>();
  readonly #content = new Map<string, ContentRecord>();
  readonly #law = new Map<string, LawDocument>();
  #messagesSoFar = 0;

  constructor(now: () => number) {
    this.#now = now;
    this.reader = memoryReader({
      offices: this.#offices,
      messages: this.#messages,
      content: this.#content,
      parkedWakes: this.#parkedWakes,
      parkedMessages: this.#parkedMessages,
    });
  }

  async load(ids: Parameters<Storage["load"]>[0]) {
    return ids.map((id) => {
      const entry = this.#offices.dossiers.get(id);
      return entry && storedOf(entry);
    });
  }

  async commit(group: readonly Commit[]): Promise<readonly CommitOutcome[]> {
    assertGroup(group);
    return group.map((commit) => this.#refusal(commit) ?? this.#write(commit));
  }

  async findCommand(officeId: CommandRecord["officeId"], commandId: CommandRecord["commandId"]) {
    return this.#offices.get(officeId)?.commands.get(commandId);
  }

  async claimWakes(claim: Claim) {
    assertClaim(claim);
    const now = this.#now();
    const claimed = this.#wakes.claim(claim.dueThrough, now + claim.leaseMs, claim.limit, now);
    return claimed.map(({ tie: dossierId, officeId, wakeAt, fence, attempts }) => {
      const version = this.#offices.dossiers.get(dossierId)?.row.version ?? 0;
      return { dossierId, officeId, wakeAt, version, token: `${dossierId}#${fence}`, attempts };
    });
  }

  async settleWake(token: string, result: Parameters<Storage["settleWake"]>[1]): Promise<Settled> {
    assertResult(result);
    const [id, fence] = readToken(token);
    const wake = this.#offices.dossiers.get(id)?.wake;
    if (wake === undefined || wake.place < 0 || wake.fence !== fence) return LEASE_LOST;
    this.#wakes.remove(wake);
    wake.fence += 1;
    if (result.kind === "parked") {
      wake.parkedCode = result.code;
      this.#parkedWakes.add(wake);
    } else {
      wake.dueAt = result.at;
      this.#wakes.add(wake);
    }
    return SETTLED;
  }

  async releaseWake(dossierId: string): Promise<boolean> {
    const wake = this.#offices.dossiers.get(dossierId)?.wake;
    if (wake === undefined || !this.#parkedWakes.delete(wake)) return false;
    this.#arm(wake, wake.wakeAt);
    return true;
  }

  async nextDueAt(adapters?: readonly string[]): Promise<number | undefined> {
    const now = this.#now();
    const wake = this.#wakes.nextDueAt(now);
    const head = this.#heads.nextDueAt(now, servedBy(adapters));
    return wake === undefined || (head !== undefined && head < wake) ? head : wake;
  }

  async claimOutbox(claim: Parameters<Storage["claimOutbox"]>[0]) {
    assertClaim(claim);
    const now = this.#now();
    const claimed = this.#heads.claim(
      claim.dueThrough,
      now + claim.leaseMs,
      claim.limit,
      now,
      servedBy(claim.adapters),
    );
    return claimed.map(({ message, fence, attempts }) => {
      return { ...message, token: `${message.messageId}#${fence}`, attempts };
    });
  }

  async settleOutbox(token: string, result: Parameters<Storage["settleOutbox"]>[1]): Promise<Settled> {
    assertResult(result);
    const [id, fence] = readToken(token);
    const entry = this.#messages.get(id);
    if (entry === undefined || entry.place < 0 || entry.fence !== fence) return LEASE_LOST;
    this.#heads.remove(entry);
    entry.fence += 1;
    if (result.kind === "delivered") {
      this.#leaveLane(entry, "delivered", undefined);
    } else if (result.kind === "parked") {
      entry.status = "parked";
      entry.code = result.code;
      this.#parkedMessages.add(entry);
    } else {
      entry.code = result.code;
      entry.dueAt = result.at;
      if (result.afresh === true) entry.attempts = 0;
      this.#heads.add(entry);
    }
    return SETTLED;
  }

  async releaseParked(messageId: string, how: Parameters<Storage["releaseParked"]>[1]): Promise<boolean> {
    const entry = this.#messages.get(messageId);
    if (entry === undefined || !this.#parkedMessages.delete(entry)) return false;
    if (how.kind === "skip") {
      this.#leaveLane(entry, "skipped", how.reason);
      return true;
    }
    entry.status = "pending";
    entry.attempts = 0;
    entry.dueAt = entry.message.notBefore;
    this.#heads.add(entry);
    return true;
  }

  async putLaw(documents: readonly LawDocument[]): Promise<void> {
    for (const document of documents) {
      const known = this.#law.get(document.hash);
      // A key of our own takes the place of one that came from elsewhere.
      if (known === undefined || (known.key.includes("~") && !document.key.includes("~")))
        this.#law.set(document.hash, document);
    }
  }

  async loadLaw(hashes: readonly string[]) {
    return hashes.map((hash) => this.#law.get(hash));
  }

  async findLaw(kind: LawDocument["kind"], key?: string) {
    return [...this.#law.values()]
      .filter((document) => document.kind === kind && (key === undefined || document.key === key))
      .sort((a, b) => (a.hash < b.hash ? -1 : 1));
  }

  async loadContent(ref: Parameters<Storage["loadContent"]>[0]) {
    return this.#content.get(contentKey(ref));
  }

  async contentOf(dossierId: string): Promise<readonly ContentRecord[]> {
    const keys = this.#offices.dossiers.get(dossierId)?.contentKeys ?? [];
    const records = keys.flatMap((key) => this.#content.get(key) ?? []);
    return records.sort((a, b) =>
      a.contentId === b.contentId ? a.version - b.version : a.contentId < b.contentId ? -1 : 1,
    );
  }

  async eraseContent(dossierId: string): Promise<number> {
    const entry = this.#offices.dossiers.get(dossierId);
    const keys = entry?.contentKeys ?? [];
    for (const key of keys) this.#content.delete(key);
    if (entry !== undefined) entry.contentKeys = [];
    return keys.length;
  }

  async readHostRecord(officeId: string, key: string) {
    return this.#offices.get(officeId)?.hostRecords.get(key);
  }

  async writeHostRecord(officeId: string, key: string, text: string): Promise<void> {
    assertText(text);
    this.#offices.open(officeId).hostRecords.set(key, text);
  }

  async close(): Promise<void> {}

  #refusal(commit: Commit): CommitOutcome | undefined {
    const office = this.#offices.get(commit.officeId);
    const command = office?.commands.get(commit.commandId);
    if (command !== undefined) {
      if (command.bodyHash !== commit.bodyHash) return { kind: "command_reused" };
      return { kind: "duplicate_command", version: command.version };
    }
    const actual = this.#offices.dossiers.get(commit.dossierId)?.row.version ?? 0;
    if (actual !== commit.expectedVersion) return { kind: "version_conflict", actual };
    const { code } = commit.summary;
    const holder = code === undefined ? undefined : office?.codes.get(code);
    return holder === undefined || holder === commit.dossierId ? undefined : { kind: "code_taken" };
  }

  #write(commit: Commit): CommitOutcome {
    const { dossierId, officeId, commandId, bodyHash, summary, snapshot, head, wakeAt } = commit;
    const version = versionAfter(commit);
    const office = this.#offices.open(officeId);
    let entry = this.#offices.dossiers.get(dossierId);
    this.#assertNewRows(entry, commit);
    if (entry === undefined) {
      entry = newDossier(commit);
      this.#offices.add(office, entry);
    }
    const before = entry.summary.code;
    if (before !== summary.code) {
      if (before !== undefined) office.codes.delete(before);
      if (summary.code !== undefined) office.codes.set(summary.code, dossierId);
    }
    entry.row = { dossierId, officeId, version, head, wakeAt };
    if (snapshot !== undefined) entry.snapshot = { version, state: snapshot };
    entry.summary = summary;
    office.place(entry);
    for (const event of commit.events) entry.events.push(event);
    office.commands.set(commandId, { officeId, commandId, dossierId, bodyHash, version });
    this.#replaceWake(entry, wakeAt);
    for (const message of commit.outbox) this.#enqueue(entry, message);
    for (const record of commit.content) this.#keep(entry, record);
    return { kind: "committed", version };
  }

  /** What a database finds through its unique keys. Before the first write, so a faulty commit leaves nothing. */
  #assertNewRows(entry: DossierEntry | undefined, commit: Commit): void {
    const { dossierId } = commit;
    invariant(entry === undefined || entry.row.officeId === commit.officeId, `${dossierId}: it stays in its office`);
    for (const { adapter, position, messageId } of commit.outbox) {
      const last = entry?.lanes?.get(adapter)?.lastPosition ?? -1;
      invariant(position > last && !this.#messages.has(messageId), `${dossierId}: positions grow within a lane`);
    }
    for (const record of commit.content)
      invariant(!this.#content.has(contentKey(record)), `${dossierId}: a content version is written once`);
  }

  #replaceWake(entry: DossierEntry, wakeAt: number | undefined): void {
    const { wake } = entry;
    this.#wakes.remove(wake);
    if (wake.parkedCode !== undefined) this.#parkedWakes.delete(wake);
    if (wakeAt === undefined) {
      wake.fence += 1;
      wake.parkedCode = undefined;
    } else this.#arm(wake, wakeAt);
  }

  #arm(wake: WakeEntry, wakeAt: number): void {
    wake.parkedCode = undefined;
    wake.fence += 1;
    wake.attempts = 0;
    wake.wakeAt = wakeAt;
    wake.dueAt = wakeAt;
    this.#wakes.add(wake);
  }

  #enqueue(entry: DossierEntry, message: OutboxMessage): void {
    entry.lanes ??= new Map();
    let lane = entry.lanes.get(message.adapter);
    if (lane === undefined) {
      lane = new Lane();
      entry.lanes.set(message.adapter, lane);
    }
    this.#messagesSoFar += 1;
    const row = newMessage(message, this.#messagesSoFar, lane);
    this.#messages.set(message.messageId, row);
    if (lane.add(row)) this.#heads.add(row);
  }

  #leaveLane(entry: MessageEntry, status: "delivered" | "skipped", code: string | undefined): void {
    entry.status = status;
    entry.code = code;
    const next = entry.lane.advance();
    if (next !== undefined) this.#heads.add(next);
  }

  #keep(entry: DossierEntry, record: ContentRecord): void {
    const key = contentKey(record);
    this.#content.set(key, record);
    entry.contentKeys.push(key);
  }
}

const servedBy = (adapters: readonly string[] | undefined) =>
  adapters && ((entry: MessageEntry) => adapters.includes(entry.message.adapter));

const contentKey = (ref: { readonly contentId: string; readonly version: number }): string =>
  `${ref.contentId}#${ref.version}`;

function readToken(token: string): readonly [string, number] {
  const cut = token.lastIndexOf("#");
  return [token.slice(0, cut), Number(token.slice(cut + 1))];
}
