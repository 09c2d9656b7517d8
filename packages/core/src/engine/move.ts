import type { CommandId, DossierId, Hash, OfficeId } from "../base/ids.ts";
import type { DossierEvent } from "../dossier/events.ts";
import { evolve } from "../dossier/evolve.ts";
import type { DossierState } from "../dossier/state.ts";
import { summarize } from "../dossier/summary.ts";
import type {
  Commit,
  LawDocument,
  Leased,
  OutboxMessage,
  Storage,
  StoredDossier,
  StoredEvent,
} from "../ports/storage.ts";
import type { Announcement } from "./announcement.ts";
import { sha256 } from "./chain.ts";
import { commitsOf } from "./commits-of.ts";
import { LawBook } from "./law-book.ts";
import { writeMovedMark } from "./moved-away.ts";
import { storedState } from "./stored-state.ts";
import { lawNamedIn, steadyHistory, verifyDossier } from "./verify.ts";
import { wholeHistory } from "./whole-history.ts";

export interface MoveOptions {
  /** Said in the mark that stays behind, for people: never a password. Absent: nothing is marked, and both databases go
   *  on as they are (a copy to look at). */
  readonly to?: string;
  /** Only dossiers with something still to happen. The ended ones stay, and so nothing is marked: a later move without this
   *  brings them and marks the office. Default false. */
  readonly openOnly?: boolean;
  /** Only looks and counts. */
  readonly dryRun?: boolean;
  /** Told after every page. */
  readonly onProgress?: (moved: number) => void;
}

/** Why a dossier stayed where it was. */
export interface NotMoved {
  readonly dossierId: DossierId;
  readonly officeId: OfficeId;
  /** `damaged`: verify names what is wrong. `unlike`: the target holds another dossier of this id, command or code.
   *  `moving`: it changed while it was read. */
  readonly because: "damaged" | "unlike" | "moving";
}

export interface MoveReport {
  readonly dossiers: number;
  /** Of them, those that the target held already. */
  readonly alreadyThere: number;
  /** Ended ones left behind, where only open ones were asked for. */
  readonly endedLeft: number;
  readonly events: number;
  readonly messages: number;
  readonly notMoved: readonly NotMoved[];
  /** SHA-256 over `id:version:head` lines in order of id, of what was carried: the same computed from either side. */
  readonly anchorFrom: Hash;
  readonly anchorTo: Hash;
}

const pageSize = 100;

/**
 * Carries dossiers from one storage to another: the law they live under and what was announced, every event with its exact bytes and hash, the
 * record of every command, clocks, content and undelivered messages. Both sides are verified dossier by dossier. Nobody
 * may work on either database meanwhile. Cut off anywhere, it is simply begun again: what is there already is known by its
 * commands. Delivered messages, attempts and leases stay behind; parked messages are tried anew.
 * @throws AdapterError when either database fails; begin again
 */
export async function moveDossiers(from: Storage, to: Storage, options: MoveOptions = {}): Promise<MoveReport> {
  const mover = new Mover(from, to, options);
  await mover.carryAnnouncements();
  let after: string | undefined;
  do {
    const page = await from.reader.scan({ limit: pageSize, ...(after === undefined ? {} : { after }) });
    await mover.take(page.items);
    options.onProgress?.(mover.moved);
    after = page.next;
  } while (after !== undefined);
  await mover.seal();
  return mover.report();
}

/** A dossier on its way. */
interface Carried {
  readonly row: StoredDossier;
  readonly commits: readonly Commit[];
  readonly pending: readonly OutboxMessage[];
}

class Mover {
  readonly #from: Storage;
  readonly #to: Storage;
  readonly #options: MoveOptions;
  readonly #laws: LawBook;
  readonly #lawThere = new Set<Hash>();
  readonly #offices = new Set<OfficeId>();
  readonly #notMoved: NotMoved[] = [];
  readonly #lines = { from: "", to: "" };
  readonly #counts = { dossiers: 0, alreadyThere: 0, endedLeft: 0, events: 0, messages: 0 };

  constructor(from: Storage, to: Storage, options: MoveOptions) {
    this.#from = from;
    this.#to = to;
    this.#options = options;
    this.#laws = new LawBook(from, undefined);
  }

  get moved(): number {
    return this.#counts.dossiers;
  }

  /** Which calendar is in force for dossiers still to come. A target that has announcements of its own keeps to them. */
  async carryAnnouncements(): Promise<void> {
    if (this.#options.dryRun === true) return;
    const there = new Set((await this.#to.findLaw("announcement")).map(({ key }) => key));
    const announcements = (await this.#from.findLaw("announcement")).filter(({ key }) => !there.has(key));
    const calendars = await this.#from.loadLaw(announcements.map(calendarOf));
    await this.#to.putLaw([...calendars.filter((calendar) => calendar !== undefined), ...announcements]);
  }

  async take(rows: readonly StoredDossier[]): Promise<void> {
    const carried: Carried[] = [];
    for (const row of rows) {
      this.#offices.add(row.officeId);
      const one = await this.#read(row);
      if (one !== undefined) carried.push(one);
    }
    if (this.#options.dryRun === true) for (const one of carried) this.#count(one, one.row.head);
    else await this.#write(carried);
  }

  /** Only what is wholly moved is marked: where something stayed behind, the office goes on where it is. */
  async seal(): Promise<void> {
    const { to, dryRun } = this.#options;
    if (to === undefined || dryRun === true || this.#notMoved.length + this.#counts.endedLeft > 0) return;
    for (const officeId of this.#offices) {
      await writeMovedMark(this.#to, officeId, "");
      await writeMovedMark(this.#from, officeId, to);
    }
  }

  report(): MoveReport {
    const { from, to } = this.#lines;
    return { ...this.#counts, notMoved: this.#notMoved, anchorFrom: sha256(from), anchorTo: sha256(to) };
  }

  /** Checks a dossier and spells it out as the commits it was made by. */
  async #read(row: StoredDossier): Promise<Carried | undefined> {
    const { dossier, history } = await steadyHistory(this.#from, row);
    const state = verifyDossier(dossier, history).length === 0 ? storedState(dossier) : undefined;
    if (state === undefined) return this.#leave(dossier, "damaged");
    const pending = await this.#pending(dossier.dossierId);
    const over = state.endedAt !== undefined && dossier.wakeAt === undefined && pending.length === 0;
    if (over && this.#options.openOnly === true) {
      this.#counts.endedLeft += 1;
      return undefined;
    }
    if (!(await this.#carryLaw(history))) return this.#leave(dossier, "damaged");
    const commits = await this.#commitsOf(dossier, history, pending);
    return commits === undefined ? this.#leave(dossier, "damaged") : { row: dossier, commits, pending };
  }

  #leave({ dossierId, officeId }: StoredDossier, because: NotMoved["because"]): undefined {
    this.#notMoved.push({ dossierId, officeId, because });
    return undefined;
  }

  async #pending(dossierId: DossierId): Promise<readonly OutboxMessage[]> {
    const rows = await this.#from.reader.messages(dossierId);
    return rows
      .filter(({ status }) => status === "pending" || status === "parked")
      .map(({ status: _status, attempts: _attempts, code: _code, ...message }) => message);
  }

  async #carryLaw(history: readonly StoredEvent[]): Promise<boolean> {
    const missing = history.flatMap(lawNamedIn).filter((hash) => !this.#lawThere.has(hash));
    if (missing.length === 0) return true;
    const documents = await this.#from.loadLaw(missing);
    const found = documents.filter((document) => document !== undefined);
    if (found.length < missing.length || found.some(({ hash, bytes }) => sha256(bytes) !== hash)) return false;
    if (this.#options.dryRun !== true) await this.#to.putLaw(found);
    for (const hash of missing) this.#lawThere.add(hash);
    return true;
  }

  /** One commit for each command, in order. What hangs on the dossier as it is now (clock, messages, content) comes with
   *  the last; before it nothing is due, so a dossier carried half way does nothing yet. */
  async #commitsOf(
    { dossierId, officeId, wakeAt }: StoredDossier,
    history: readonly StoredEvent[],
    pending: readonly OutboxMessage[],
  ): Promise<readonly Commit[] | undefined> {
    const content = await this.#from.contentOf(dossierId);
    const commits: Commit[] = [];
    let state: DossierState | undefined;
    for (const events of commitsOf(history, officeId)) {
      const [first] = events;
      const last = events.at(-1);
      if (first === undefined || last === undefined) return undefined;
      for (const { bytes } of events) state = evolve(state, JSON.parse(bytes) as DossierEvent, { dossierId, officeId });
      const command = await this.#from.findCommand(officeId, last.commandId);
      if (state === undefined || command?.version !== last.seq || command.dossierId !== dossierId) return undefined;
      const { procedure } = await this.#laws.load(state.law);
      const whole = last.seq === history.length;
      commits.push({
        dossierId,
        officeId,
        commandId: last.commandId,
        bodyHash: command.bodyHash,
        expectedVersion: first.seq - 1,
        events,
        ...arrivedIn(events, last.commandId),
        snapshot: whole ? JSON.stringify(state) : undefined,
        head: last.hash,
        wakeAt: whole ? wakeAt : undefined,
        outbox: whole ? pending : [],
        content: whole ? content : [],
        summary: summarize(state, procedure),
      });
    }
    return commits;
  }

  /** Waves: the first commit of every dossier in one transaction, then the second of each. */
  async #write(carried: readonly Carried[]): Promise<void> {
    const before = await this.#to.load(carried.map(({ row }) => row.dossierId));
    // One that has gone on there holds all that is here; the checks at the end say whether it does.
    const isThere = (row: StoredDossier, i: number): boolean => (before[i]?.version ?? 0) >= row.version;
    const whole = new Set(carried.filter(({ row }, i) => isThere(row, i)).map(({ row }) => row.dossierId));
    this.#counts.alreadyThere += whole.size;
    let under = carried.filter(({ row }) => !whole.has(row.dossierId));
    for (let wave = 0; under.length > 0; wave += 1) {
      const group = under.flatMap(({ commits }) => commits[wave] ?? []);
      if (group.length === 0) break;
      const outcomes = await this.#to.commit(await Promise.all(group.map((commit) => this.#withoutKnown(commit))));
      const refused = new Set(group.filter((_, i) => !arrived(outcomes[i]?.kind)).map(({ dossierId }) => dossierId));
      for (const { row } of under) if (refused.has(row.dossierId)) this.#leave(row, "unlike");
      under = under.filter(({ row, commits }) => !refused.has(row.dossierId) && commits.length > wave + 1);
    }
    await this.#settleThere(carried.filter((_, i) => before[i] !== undefined));
    for (const one of carried) await this.#check(one);
  }

  /** A dossier that comes back: what was delivered where it lived meanwhile is waiting here still, and must not go out
   *  again. Nobody else works here, so every head may be looked at. */
  async #settleThere(cameBack: readonly Carried[]): Promise<void> {
    const done = new Set<string>();
    for (const { row, pending } of cameBack) {
      const waiting = new Set(pending.map(({ messageId }) => messageId));
      for (const { messageId, status } of await this.#to.reader.messages(row.dossierId)) {
        if (waiting.has(messageId) || (status !== "pending" && status !== "parked")) continue;
        if (status === "parked") await this.#to.releaseParked(messageId, { kind: "retry" });
        done.add(messageId);
      }
    }
    const others: Leased<OutboxMessage>[] = [];
    const claim = { dueThrough: Number.MAX_SAFE_INTEGER, leaseMs: 60_000, limit: 1_000 };
    while (done.size > 0) {
      const heads = await this.#to.claimOutbox(claim);
      if (heads.length === 0) break;
      for (const head of heads)
        if (done.delete(head.messageId)) await this.#to.settleOutbox(head.token, { kind: "delivered" });
        else others.push(head);
    }
    for (const { token, notBefore } of others)
      await this.#to.settleOutbox(token, { kind: "retry", at: notBefore, code: "office.moved" });
  }

  /** A dossier moved before, that went on at the old place, brings only messages and content that are new. */
  async #withoutKnown(commit: Commit): Promise<Commit> {
    if (commit.outbox.length + commit.content.length === 0) return commit;
    const messages = new Set((await this.#to.reader.messages(commit.dossierId)).map(({ messageId }) => messageId));
    const content = new Set((await this.#to.contentOf(commit.dossierId)).map(contentKey));
    return {
      ...commit,
      outbox: commit.outbox.filter(({ messageId }) => !messages.has(messageId)),
      content: commit.content.filter((record) => !content.has(contentKey(record))),
    };
  }

  /** What arrived is judged by itself, against the head and version that left; and what left may not have moved since. */
  async #check(one: Carried): Promise<void> {
    const { dossierId, version, head, wakeAt } = one.row;
    if (this.#notMoved.some((left) => left.dossierId === dossierId)) return;
    const [there] = await this.#to.load([dossierId]);
    const [here] = await this.#from.load([dossierId]);
    const history = there === undefined ? [] : await wholeHistory(this.#to, dossierId);
    // It may have gone on there since an earlier move: then what left is a part of what is there.
    const sound = there !== undefined && verifyDossier(there, history, { version, head }).length === 0;
    const same = there?.head === head && there.wakeAt === wakeAt;
    const headThere = history[version - 1]?.hash;
    if (!sound || !(same || there.version > version) || headThere === undefined || storedState(there) === undefined)
      this.#leave(one.row, "unlike");
    else if (here?.head !== head) this.#leave(one.row, "moving");
    else this.#count(one, headThere);
  }

  #count({ row, pending }: Carried, headThere: Hash): void {
    const { dossierId, version, head } = row;
    this.#counts.dossiers += 1;
    this.#counts.events += version;
    this.#counts.messages += pending.length;
    this.#lines.from += `${dossierId}:${version}:${head}\n`;
    this.#lines.to += `${dossierId}:${version}:${headThere}\n`;
  }
}

const calendarOf = ({ bytes }: LawDocument): Hash => (JSON.parse(bytes) as Announcement).calendar;

/** What came from another engine keeps the commands it had there. */
function arrivedIn(events: readonly StoredEvent[], ours: CommandId): Pick<Commit, "arrived"> {
  const arrived = events.findLastIndex(({ commandId }) => commandId !== ours) + 1;
  return arrived === 0 ? {} : { arrived };
}

const arrived = (kind: string | undefined): boolean => kind === "committed" || kind === "duplicate_command";

const contentKey = ({ contentId, version }: { readonly contentId: string; readonly version: number }): string =>
  `${contentId}#${version}`;
