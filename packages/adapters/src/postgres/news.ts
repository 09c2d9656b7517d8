import { createHash } from "node:crypto";
import type { Commit } from "../shared/core.ts";
import { makeClient, type OwnClient } from "./driver.ts";
import type { Session } from "./session.ts";

/** Commits of this long share one notification: each takes a lock that all databases of the server share. */
const coalesceMs = 50;
const reconnectMsMin = 500;
const reconnectMsMax = 30_000;

/** Names of channels are short; a schema's name may be too long to be part of one. */
const channelOf = (schemaName: string): string =>
  `motcua_${createHash("sha256").update(schemaName).digest("hex").slice(0, 24)}`;

/** The earliest instant that a commit makes something due. */
export function dueAfter(group: readonly Commit[]): number {
  let due = Number.POSITIVE_INFINITY;
  for (const { wakeAt, outbox } of group) {
    if (wakeAt !== undefined) due = Math.min(due, wakeAt);
    for (const { notBefore } of outbox) due = Math.min(due, notBefore);
  }
  return due;
}

/**
 * Word from process to process that work has come (LISTEN and NOTIFY), outside the statement that commits it, where it
 * would make all commits stand in line. It may get lost: whoever waits for it looks by itself now and then.
 */
export class News {
  readonly #session: Session;
  readonly #connect: () => OwnClient;
  readonly #channel: string;
  readonly #listeners = new Set<() => void>();
  #earliest = Number.POSITIVE_INFINITY;
  #timer: NodeJS.Timeout | undefined;
  #ear: OwnClient | undefined;
  #retry: NodeJS.Timeout | undefined;
  #retryMs = reconnectMsMin;
  /** What `nextDueAt` last said, by what was asked: news of later work is no news. */
  readonly #said = new Map<string, number>();
  #closed = false;

  constructor(session: Session, config: Parameters<typeof makeClient>[0], schemaName: string) {
    this.#session = session;
    this.#connect = () => makeClient(config);
    this.#channel = channelOf(schemaName);
  }

  /** Tells the others, soon. */
  committed(group: readonly Commit[]): void {
    const due = dueAfter(group);
    if (due === Number.POSITIVE_INFINITY) return;
    this.#earliest = Math.min(this.#earliest, due);
    this.#timer ??= setTimeout(() => this.#tell(), coalesceMs).unref();
  }

  #tell(): void {
    const earliest = this.#earliest;
    this.#timer = undefined;
    this.#earliest = Number.POSITIVE_INFINITY;
    if (this.#closed) return;
    this.#session.run("SELECT pg_notify($1, $2)", [this.#channel, String(earliest)]).catch(() => {});
  }

  said(adapters: readonly string[] | undefined, next: number | undefined): void {
    if (this.#listeners.size > 0) this.#said.set(adapters?.join(" ") ?? "*", next ?? Number.POSITIVE_INFINITY);
  }

  subscribe(onWork: () => void): () => void {
    // One function subscribed twice is two listeners.
    const listener = (): void => onWork();
    this.#listeners.add(listener);
    if (this.#ear === undefined && this.#retry === undefined) void this.#listen();
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size === 0) void this.#stopListening();
    };
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#listeners.clear();
    await this.#stopListening();
  }

  async #listen(): Promise<void> {
    this.#retry = undefined;
    const ear = this.#connect();
    this.#ear = ear;
    ear.on("error", () => {});
    ear.on("end", () => this.#lost(ear));
    ear.on("notification", ({ payload }) => this.#heard(Number(payload)));
    try {
      await ear.connect();
      await ear.query(`LISTEN ${this.#channel}`);
      this.#retryMs = reconnectMsMin;
      // Whatever was said while nobody listened.
      this.#heard(Number.NEGATIVE_INFINITY);
    } catch {
      this.#lost(ear);
    }
  }

  #lost(ear: OwnClient): void {
    if (this.#ear !== ear) return;
    this.#ear = undefined;
    void ear.end().catch(() => {});
    if (this.#closed || this.#listeners.size === 0) return;
    this.#retry = setTimeout(() => void this.#listen(), this.#retryMs).unref();
    this.#retryMs = Math.min(reconnectMsMax, this.#retryMs * 2);
  }

  async #stopListening(): Promise<void> {
    clearTimeout(this.#retry);
    this.#retry = undefined;
    const ear = this.#ear;
    this.#ear = undefined;
    await ear?.end().catch(() => {});
  }

  #heard(due: number): void {
    const waitingFor = this.#said.size === 0 ? Number.POSITIVE_INFINITY : Math.max(...this.#said.values());
    if (due < waitingFor) for (const listener of this.#listeners) listener();
  }
}
