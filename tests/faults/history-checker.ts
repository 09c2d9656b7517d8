import {
  type CommandId,
  type DossierEvent,
  type DossierId,
  type DossierState,
  evolve,
  type Hash,
  InvariantError,
  LawBook,
  type OfficeId,
  type OutboxMessage,
  type OutboxRow,
  type Storage,
  type StoredDossier,
  type StoredEvent,
  verifyDossier,
} from "@motcua/core";
import { Watch } from "../dossier/invariants.ts";

/** What a client heard about one sending of a command. */
export type Heard =
  | { readonly kind: "acknowledged"; readonly version: number; readonly duplicate: boolean }
  | { readonly kind: "refused"; readonly code: string }
  /** An error, or nothing at all: it may have been taken or not. */
  | { readonly kind: "unknown" };

/** One command as a client sent it, once or often, and what it heard; fewer answers than sendings are unknown outcomes. */
export interface SentCommand {
  readonly commandId: CommandId;
  readonly dossierId: DossierId;
  readonly officeId: OfficeId;
  readonly bodyHash: Hash;
  readonly sendings: number;
  readonly heard: readonly Heard[];
}

/** A commit on its way to storage: written down before it is asked for, whatever became of it. */
export interface Attempt {
  readonly dossierId: DossierId;
  readonly commandId: CommandId;
  /** Hash of its last event: names this attempt among those of the command. */
  readonly head: Hash;
  readonly messageIds: readonly string[];
}

/** A message as it reached the outside, in the order in which it did. */
export type Arrived = Pick<OutboxMessage, "messageId" | "dossierId" | "adapter" | "position" | "body">;

export interface History {
  readonly sent: readonly SentCommand[];
  /** Absent: the completeness of the outbox is not looked at. */
  readonly attempts?: readonly Attempt[];
  readonly arrived: readonly Arrived[];
}

/** What does not hold, in words for the person who looks for the cause. */
export interface HistoryFault {
  readonly rule:
    | "acknowledged command lost"
    | "acknowledged version differs"
    | "refused command took effect"
    | "command invented"
    | "command split"
    | "dossier damaged"
    | "rules broken"
    | "wake not armed"
    | "outbox incomplete"
    | "outbox out of order"
    | "delivery invented"
    | "delivery lost"
    | "delivery out of order"
    | "delivery changed";
  readonly dossierId: string;
  readonly detail: string;
}

export interface HistoryReport {
  readonly faults: readonly HistoryFault[];
  readonly dossiers: number;
  readonly events: number;
  readonly commands: number;
  readonly messages: number;
}

/**
 * Reads everything back through the port and compares it with what clients sent and heard: every acknowledged command is
 * there exactly once, none is invented, versions have no gaps, the chain is whole, no rung is early or taken twice, the
 * outbox is complete and in order, and what arrived outside is what was written, in order. Storage must be at rest.
 */
export async function checkHistory(storage: Storage, history: History): Promise<HistoryReport> {
  const check = new HistoryCheck(storage, history);
  return await check.run();
}

const pageSize = 500;

class HistoryCheck {
  readonly #storage: Storage;
  readonly #history: History;
  readonly #laws: LawBook;
  readonly #faults: HistoryFault[] = [];
  readonly #sent = new Map<string, SentCommand[]>();
  readonly #attempts = new Map<string, Attempt>();
  /** Sequence at which the events of a command end, by dossier and command. */
  readonly #endsAt = new Map<string, number>();
  readonly #count = { dossiers: 0, events: 0, commands: 0, messages: 0 };

  constructor(storage: Storage, history: History) {
    this.#storage = storage;
    this.#history = history;
    this.#laws = new LawBook(storage, undefined);
    for (const one of history.sent) {
      const key = keyOf(one.officeId, one.commandId);
      this.#sent.set(key, [...(this.#sent.get(key) ?? []), one]);
    }
    for (const attempt of history.attempts ?? []) this.#attempts.set(`${attempt.commandId} ${attempt.head}`, attempt);
  }

  async run(): Promise<HistoryReport> {
    let after: string | undefined;
    do {
      const page = await this.#storage.reader.scan({ limit: pageSize, ...(after === undefined ? {} : { after }) });
      for (const dossier of page.items) await this.#checkDossier(dossier);
      after = page.next;
    } while (after !== undefined);
    for (const one of this.#history.sent) await this.#checkSent(one);
    await this.#checkArrived();
    return { faults: this.#faults, ...this.#count };
  }

  #report(rule: HistoryFault["rule"], dossierId: string, detail: string): void {
    this.#faults.push({ rule, dossierId, detail });
  }

  async #checkDossier(dossier: StoredDossier): Promise<void> {
    const history = await this.#eventsOf(dossier.dossierId);
    this.#count.dossiers += 1;
    this.#count.events += history.length;
    for (const { kind, seq } of verifyDossier(dossier, history))
      this.#report("dossier damaged", dossier.dossierId, `${kind} at ${seq}`);
    const groups = byCommand(history);
    const seen = new Set<string>();
    for (const group of groups) {
      const [first] = group;
      if (first === undefined) continue;
      this.#endsAt.set(keyOf(dossier.dossierId, first.commandId), group.at(-1)?.seq ?? 0);
      if (seen.has(first.commandId)) this.#report("command split", dossier.dossierId, first.commandId);
      seen.add(first.commandId);
      this.#checkOrigin(dossier, first);
    }
    this.#count.commands += groups.length;
    await this.#checkRules(dossier, groups);
    await this.#checkOutbox(dossier, groups);
  }

  async #eventsOf(id: DossierId): Promise<readonly StoredEvent[]> {
    const events: StoredEvent[] = [];
    let after: string | undefined;
    do {
      const page = await this.#storage.reader.history(id, {
        limit: pageSize,
        ...(after === undefined ? {} : { after }),
      });
      events.push(...page.items);
      after = page.next;
    } while (after !== undefined);
    return events;
  }

  /** A command in the events was sent by somebody, on this dossier; or it is a wake of it. */
  #checkOrigin(dossier: StoredDossier, { commandId, seq }: StoredEvent): void {
    const wake = /^wake:(.+):(\d+):\d+$/.exec(commandId);
    if (wake !== null && wake[1] === dossier.dossierId && Number(wake[2]) < seq) return;
    const sent = this.#sent.get(keyOf(dossier.officeId, commandId)) ?? [];
    if (!sent.some((one) => one.dossierId === dossier.dossierId))
      this.#report("command invented", dossier.dossierId, `${commandId} at ${seq}`);
  }

  /** Folds the whole history anew under the stored law, command by command, with every rule that must hold. */
  async #checkRules(dossier: StoredDossier, groups: readonly (readonly StoredEvent[])[]): Promise<void> {
    let state: DossierState | undefined;
    let watch: Watch | undefined;
    try {
      for (const group of groups) {
        const events = group.map((stored) => JSON.parse(stored.bytes) as DossierEvent);
        const [first] = events;
        if (first === undefined) continue;
        if (first.type === "submitted") watch = new Watch(await this.#laws.load(first.law));
        if (watch === undefined) throw new InvariantError("it does not begin with its submission");
        const after = events.reduce<DossierState | undefined>((folded, event) => evolve(folded, event, dossier), state);
        if (after === undefined) continue;
        watch.follow(state, events, after, { ...dossier, at: first.at, commandId: first.commandId });
        state = after;
      }
    } catch (error) {
      this.#report("rules broken", dossier.dossierId, `${String(error)}, after version ${state?.version ?? 0}`);
      return;
    }
    if (state === undefined || watch === undefined) return;
    try {
      watch.checkWake(state, dossier.wakeAt);
    } catch (error) {
      this.#report("wake not armed", dossier.dossierId, String(error));
    }
  }

  /** Exactly the messages of the attempts that were written, in lanes that grow, delivered from their beginning. */
  async #checkOutbox(dossier: StoredDossier, groups: readonly (readonly StoredEvent[])[]): Promise<void> {
    const rows = await this.#storage.reader.messages(dossier.dossierId);
    this.#count.messages += rows.length;
    this.#checkLanes(dossier.dossierId, rows);
    if (this.#history.attempts === undefined) return;
    const expected: string[] = [];
    for (const group of groups) {
      const last = group.at(-1);
      const attempt = last && this.#attempts.get(`${last.commandId} ${last.hash}`);
      if (attempt === undefined)
        this.#report("command invented", dossier.dossierId, `no attempt for ${last?.commandId}`);
      expected.push(...(attempt?.messageIds ?? []));
    }
    const stored = rows.map((row) => row.messageId);
    if (stored.toSorted().join() !== expected.toSorted().join())
      this.#report("outbox incomplete", dossier.dossierId, `${stored.length} messages of ${expected.length}`);
  }

  #checkLanes(dossierId: DossierId, rows: readonly OutboxRow[]): void {
    const lanes = Map.groupBy(rows, (row) => row.adapter);
    for (const [adapter, lane] of lanes) {
      let open = false;
      let last = -1;
      for (const { position, status, messageId } of lane) {
        const gone = status === "delivered" || status === "skipped";
        if (position <= last || (open && gone))
          this.#report("outbox out of order", dossierId, `${adapter}: ${messageId} is ${status}`);
        open ||= !gone;
        last = position;
      }
    }
  }

  async #checkSent({ commandId, dossierId, officeId, bodyHash, heard, sendings }: SentCommand): Promise<void> {
    const found = await this.#storage.findCommand(officeId, commandId);
    const record = found?.bodyHash === bodyHash && found.dossierId === dossierId ? found : undefined;
    const [acknowledged, ...more] = heard.filter((one) => one.kind === "acknowledged");
    if (acknowledged !== undefined && record === undefined)
      this.#report("acknowledged command lost", dossierId, commandId);
    for (const one of [acknowledged, ...more])
      if (one !== undefined && record !== undefined && one.version !== record.version)
        this.#report("acknowledged version differs", dossierId, `${commandId}: ${one.version}, is ${record.version}`);
    const settled = heard.length === sendings && heard.every((one) => one.kind === "refused");
    if (settled && record !== undefined) this.#report("refused command took effect", dossierId, commandId);
    if (record !== undefined) this.#checkRecord(record.version, dossierId, commandId);
  }

  /** The record of a command points to its last event. */
  #checkRecord(version: number, dossierId: DossierId, commandId: CommandId): void {
    const last = this.#endsAt.get(keyOf(dossierId, commandId));
    if (last !== version)
      this.#report("acknowledged command lost", dossierId, `${commandId}: its events end at ${last ?? "nothing"}`);
  }

  async #checkArrived(): Promise<void> {
    const lanes = Map.groupBy(this.#history.arrived, (one) => `${one.dossierId} ${one.adapter}`);
    const bodies = new Map<string, string>();
    for (const [lane, arrivals] of lanes) {
      let last = -1;
      for (const { messageId, position, body, dossierId } of arrivals) {
        const before = bodies.get(messageId);
        if (before !== undefined && before !== body) this.#report("delivery changed", dossierId, messageId);
        if (before !== undefined) continue;
        bodies.set(messageId, body);
        if (position < last) this.#report("delivery out of order", dossierId, `${lane}: ${messageId}`);
        last = Math.max(last, position);
      }
    }
    await this.#checkDelivered(bodies);
  }

  /** What is marked delivered arrived, and what arrived was written. */
  async #checkDelivered(arrived: Map<string, string>): Promise<void> {
    const dossiers = new Set([...this.#history.sent, ...this.#history.arrived].map((one) => one.dossierId));
    for (const dossierId of dossiers) {
      for (const { messageId, status, body } of await this.#storage.reader.messages(dossierId)) {
        const seen = arrived.get(messageId);
        arrived.delete(messageId);
        if (status === "delivered" && seen === undefined) this.#report("delivery lost", dossierId, messageId);
        if (seen !== undefined && seen !== body) this.#report("delivery changed", dossierId, messageId);
      }
    }
    for (const messageId of arrived.keys()) this.#report("delivery invented", messageId, messageId);
  }
}

const keyOf = (officeId: string, commandId: string): string => `${officeId} ${commandId}`;

/** Runs of events under one command id. */
function byCommand(history: readonly StoredEvent[]): readonly (readonly StoredEvent[])[] {
  const groups: StoredEvent[][] = [];
  for (const event of history) {
    const group = groups.at(-1);
    if (group?.[0]?.commandId === event.commandId) group.push(event);
    else groups.push([event]);
  }
  return groups;
}
