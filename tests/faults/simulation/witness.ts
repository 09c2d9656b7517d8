import {
  type Commit,
  type CommitOutcome,
  canonicalJson,
  type DossierEvent,
  type DossierId,
  type DossierState,
  evolve,
  type Hash,
  type Json,
  LawBook,
  type Storage,
  type StoredDossier,
  sha256,
} from "@motcua/core";
import { Watch } from "../../dossier/invariants.ts";
import type { Arrived } from "../history-checker.ts";

/** What must hold (design §8) does not. */
export class Broken extends Error {
  readonly invariant: number;
  readonly dossierId: string;

  /** @param invariant its number in docs/reliability.md */
  constructor(invariant: number, dossierId: string, what: string) {
    super(`invariant ${invariant}: ${what} (${dossierId})`);
    this.invariant = invariant;
    this.dossierId = dossierId;
  }
}

/** Stands in everything personal that clients send along; no event, message, or error may hold it. */
export const personalMark = "Nguyễn Thị Đào";

/** A dossier as it must be, folded from what was committed by somebody who keeps books beside the store. */
export interface Shadow {
  readonly watch: Watch;
  state: DossierState;
  /** A little older: what a slow client still believes. */
  before: DossierState;
  head: Hash;
  messages: number;
}

/**
 * Keeps books beside the store and compares after every step. Reads the store with the same port as everybody, below the
 * scheduler: at once, and without faults of the network.
 */
export class Witness {
  readonly shadows = new Map<DossierId, Shadow>();
  readonly #store: Storage;
  readonly #laws: LawBook;
  readonly #announcedThrough: string;
  readonly #outside = new Set<string>();

  constructor(store: Storage, announcedThrough: string) {
    this.#store = store;
    this.#laws = new LawBook(store, undefined);
    this.#announcedThrough = announcedThrough;
  }

  /** A group happened at the store.
   *  @param latest the latest instant the committing process can have stamped */
  async committed(group: readonly Commit[], outcomes: readonly CommitOutcome[] | undefined, latest: number) {
    for (const [index, commit] of group.entries()) {
      const outcome = outcomes?.[index];
      if (outcome?.kind === "committed") await this.#grown(commit, outcome.version, latest);
      else await this.#untouched(commit.dossierId);
    }
  }

  /** Invariant 1: whatever was refused, or failed, changed nothing. */
  async #untouched(id: DossierId): Promise<void> {
    await this.unchanged(id);
    const messages = (await this.#store.reader.messages(id)).length;
    if (messages !== (this.shadows.get(id)?.messages ?? 0)) throw new Broken(1, id, "a message without its event");
  }

  /** What nobody asked to change stands where it stood. */
  async unchanged(id: DossierId): Promise<void> {
    const [row] = await this.#store.load([id]);
    const shadow = this.shadows.get(id);
    if (row?.version !== shadow?.state.version || row?.head !== shadow?.head)
      throw new Broken(1, id, `stored at ${row?.version}, last committed ${shadow?.state.version}`);
  }

  /** A message gets outside: as it was written, and after everything before it in its lane. */
  async arrived({ dossierId: id, messageId, adapter, position, body }: Arrived): Promise<void> {
    const rows = await this.#store.reader.messages(id);
    if (rows.find((row) => row.messageId === messageId)?.body !== body)
      throw new Broken(1, id, `${messageId} gets outside as it was never written`);
    const before = rows.filter((row) => row.adapter === adapter && row.position < position);
    if (before.some((row) => !this.#outside.has(row.messageId)))
      throw new Broken(1, id, `${messageId} gets outside before its time`);
    this.#outside.add(messageId);
  }

  async #grown(commit: Commit, version: number, latest: number): Promise<void> {
    const { dossierId: id } = commit;
    const shadow = this.shadows.get(id);
    const [row] = await this.#store.load([id]);
    if (row === undefined) throw new Broken(1, id, "committed, and not there");
    if (commit.expectedVersion !== (shadow?.state.version ?? 0))
      throw new Broken(2, id, `committed on ${commit.expectedVersion}, stood at ${shadow?.state.version}`);
    const events = await this.#newEvents(row, commit, version, shadow?.head);
    const before = shadow?.state;
    const after = events.reduce<DossierState | undefined>((state, event) => evolve(state, event, commit), before);
    const watch = shadow?.watch ?? (await this.#watchOf(id, events[0]));
    if (after === undefined) throw new Broken(2, id, "a commit without events");
    this.#hold(3, id, () => {
      for (const event of events)
        if (event.at > Math.max(latest, before?.lastAt ?? latest)) throw new Error("stamped ahead of every clock");
    });
    this.#hold(3, id, () =>
      watch.follow(before, events, after, { ...commit, at: events[0]?.at ?? 0, commandId: commit.commandId }),
    );
    this.#hold(3, id, () => watch.checkWake(after, row.wakeAt));
    this.#checkSnapshot(row, commit, after);
    this.#checkPromises(id, before, after);
    this.#checkPersonal(commit);
    await this.#checkRecord(commit, version);
    const messages = await this.#checkOutbox(commit, shadow?.messages ?? 0);
    this.shadows.set(id, { watch, state: after, before: before ?? after, head: commit.head, messages });
  }

  /** A rule of the house that throws says which one; the number is that of its family. */
  #hold(invariant: number, id: DossierId, rule: () => void): void {
    try {
      rule();
    } catch (error) {
      throw new Broken(invariant, id, error instanceof Error ? error.message : String(error));
    }
  }

  async #watchOf(id: DossierId, first: DossierEvent | undefined): Promise<Watch> {
    if (first?.type !== "submitted") throw new Broken(2, id, "it does not begin with its submission");
    return new Watch(await this.#laws.load(first.law));
  }

  /** Gapless, chained, and byte for byte what was committed. */
  async #newEvents(
    row: StoredDossier,
    commit: Commit,
    version: number,
    head: Hash | undefined,
  ): Promise<DossierEvent[]> {
    const { dossierId: id, expectedVersion } = commit;
    const last = expectedVersion + commit.events.length;
    if (row.version !== last || version !== last || row.head !== commit.head)
      throw new Broken(2, id, `stored at ${row.version}, answered ${version}, should be ${last}`);
    // A snapshot of this very commit leaves nothing since: then the whole history is read.
    const kept =
      row.snapshot?.version === last ? (await this.#store.reader.history(id, { limit: 1_000 })).items : row.since;
    const events = kept.filter((event) => event.seq > expectedVersion);
    if (events.length !== commit.events.length) throw new Broken(2, id, "events are missing");
    let link = head;
    for (const [index, event] of events.entries()) {
      if (event.seq !== expectedVersion + index + 1 || event.bytes !== commit.events[index]?.bytes)
        throw new Broken(2, id, `event ${event.seq} is not what was committed`);
      if (link !== undefined && sha256(link + event.bytes) !== event.hash)
        throw new Broken(2, id, `the chain breaks at ${event.seq}`);
      link = event.hash;
    }
    return events.map((event) => JSON.parse(event.bytes) as DossierEvent);
  }

  #checkSnapshot(row: StoredDossier, commit: Commit, after: DossierState): void {
    if (commit.snapshot === undefined) return;
    const plain = (state: unknown) => canonicalJson(state as Json);
    if (row.snapshot === undefined || plain(JSON.parse(row.snapshot.state)) !== plain(after))
      throw new Broken(2, commit.dossierId, "the snapshot is not the events folded");
  }

  /** Invariant 8: a promise into a year whose holidays are not announced says so. */
  #checkPromises(id: DossierId, before: DossierState | undefined, after: DossierState): void {
    for (const { date, provisional } of after.promises.slice(before?.promises.length ?? 0))
      if ((provisional === true) !== date > this.#announcedThrough)
        throw new Broken(8, id, `${date} is promised as ${provisional ? "provisional" : "announced"}`);
  }

  /** Invariant 10. */
  #checkPersonal(commit: Commit): void {
    const texts = [...commit.events.map(({ bytes }) => bytes), ...commit.outbox.map(({ body }) => body)];
    if (texts.some((text) => text.includes(personalMark)))
      throw new Broken(10, commit.dossierId, "personal data in an event or a message");
  }

  async #checkRecord(commit: Commit, version: number): Promise<void> {
    const record = await this.#store.findCommand(commit.officeId, commit.commandId);
    if (record?.version !== version || record.bodyHash !== commit.bodyHash)
      throw new Broken(1, commit.dossierId, `${commit.commandId} is not recorded as it was taken`);
  }

  async #checkOutbox(commit: Commit, before: number): Promise<number> {
    const rows = await this.#store.reader.messages(commit.dossierId);
    const stored = new Map(rows.map((row) => [row.messageId, row]));
    if (rows.length !== before + commit.outbox.length) throw new Broken(1, commit.dossierId, "a message is missing");
    for (const message of commit.outbox) {
      const row = stored.get(message.messageId);
      if (row?.body !== message.body || row.position !== message.position)
        throw new Broken(1, commit.dossierId, `${message.messageId} is not stored as it was sent`);
    }
    return rows.length;
  }
}
