import type { DossierEvent, EpochMs, OfficeId, Storage } from "@motcua/core";
import { type EventLog, LogBuilder, type RecordedAct } from "@motcua/core/simulator";

/** What an office recorded, as an event log. */
export interface DatabaseLog {
  readonly log: EventLog;
  /** What was done at steps: the log itself only shows where dossiers went. */
  readonly acts: readonly RecordedAct[];
  /** Work items whose start nobody recorded, and of how many. */
  readonly guessedStarts: number;
  readonly items: number;
  /** Instant of the last event. */
  readonly recordedUntil: EpochMs;
}

interface Item {
  readonly dossier: string;
  readonly flow: string;
  readonly activity: string;
  readonly person: string;
  readonly enabledAt: EpochMs;
  readonly claimedAt: EpochMs | undefined;
  readonly endAt: EpochMs;
}

/** Before acceptance: looking through the papers at the desk. */
const intakeActivity = "~receive";
const pageSize = 500;

/**
 * Work items from the events of an office: from when a task was opened, by who acted. No personal data: people are ids.
 * An office records when work was claimed, but most work is never claimed. It is taken to begin when the person has ended
 * what came before, and no earlier than such work usually takes: what came to an idle person lay there for a while.
 * @throws AdapterError when the storage is broken
 */
export async function logOfDatabase(storage: Storage, officeId: OfficeId): Promise<DatabaseLog> {
  const builder = new LogBuilder();
  const items: Item[] = [];
  const acts: RecordedAct[] = [];
  let recordedUntil = 0;
  for (let after: string | undefined; ; ) {
    const page = await storage.reader.list(
      { officeId, order: "id" },
      { limit: pageSize, ...(after === undefined ? {} : { after }) },
    );
    for (const { dossierId, procedure } of page.items) {
      const reader = new DossierItems(dossierId, procedure, builder, items, acts);
      for await (const event of eventsOf(storage, dossierId)) {
        reader.take(event);
        recordedUntil = Math.max(recordedUntil, event.at);
      }
    }
    if (page.next === undefined) break;
    after = page.next;
  }
  const guessedStarts = addItems(builder, items);
  return { log: builder.log(), acts, items: items.length, guessedStarts, recordedUntil };
}

async function* eventsOf(storage: Storage, dossierId: Item["dossier"]): AsyncGenerator<DossierEvent> {
  for (let after: string | undefined; ; ) {
    const page = await storage.reader.history(dossierId as never, {
      limit: pageSize,
      ...(after === undefined ? {} : { after }),
    });
    for (const { bytes } of page.items) yield JSON.parse(bytes) as DossierEvent;
    if (page.next === undefined) return;
    after = page.next;
  }
}

/** The work items of one dossier, from its events in order. */
class DossierItems {
  readonly #dossier: string;
  readonly #flow: string;
  readonly #builder: LogBuilder;
  readonly #items: Item[];
  readonly #acts: RecordedAct[];
  #task: { readonly activity: string; readonly enabledAt: EpochMs; claimedAt: EpochMs | undefined } | undefined;

  constructor(dossier: string, flow: string, builder: LogBuilder, items: Item[], acts: RecordedAct[]) {
    this.#dossier = dossier;
    this.#flow = flow;
    this.#builder = builder;
    this.#items = items;
    this.#acts = acts;
  }

  take(event: DossierEvent): void {
    const at = event.occurredAt ?? event.at;
    switch (event.type) {
      case "submitted":
        this.#open(intakeActivity, at);
        break;
      case "intake-guided":
        // Sent home to complete the papers: looked at again when they come back, which nobody records.
        this.#done(event.by.person, at);
        break;
      case "accepted":
        this.#done(event.by.person, at);
        this.#fact("accepted", at);
        break;
      case "intake-refused":
        this.#done(event.by.person, at);
        this.#fact("intake-refused", at);
        break;
      case "task-opened":
        this.#open(event.step, at);
        break;
      case "task-claimed":
        if (this.#task !== undefined) this.#task.claimedAt = at;
        break;
      case "acted":
        this.#acts.push({ dossier: this.#dossier, flow: this.#flow, step: event.step, action: event.action, at });
        this.#done(event.by.person, at);
        break;
      case "supplement-requested":
        this.#done(event.by.person, at);
        this.#fact("supplement-asked", at);
        break;
      case "supplement-received":
        if (event.complete) this.#fact("supplement-received", at);
        break;
      case "withdrawn":
      case "closed":
        this.#task = undefined;
        this.#fact(event.type, at);
    }
  }

  #open(activity: string, enabledAt: EpochMs): void {
    this.#task = { activity, enabledAt, claimedAt: undefined };
  }

  /** What was taken in at the moment it was submitted, or done by a timer, was nobody's work. */
  #done(person: string, endAt: EpochMs): void {
    const task = this.#task;
    this.#task = undefined;
    if (task === undefined || person === "system" || endAt <= task.enabledAt) return;
    this.#items.push({ ...task, dossier: this.#dossier, flow: this.#flow, person, endAt });
  }

  #fact(
    kind: "accepted" | "intake-refused" | "supplement-asked" | "supplement-received" | "withdrawn" | "closed",
    at: EpochMs,
  ) {
    this.#builder.fact({ dossier: this.#dossier, at, kind });
  }
}

/** @returns how many starts are a guess */
function addItems(builder: LogBuilder, items: readonly Item[]): number {
  const inOrder = [...items].sort((a, b) => a.endAt - b.endAt);
  const usual = usualMs(inOrder);
  let guessed = 0;
  for (const [item, before] of withEndBefore(inOrder)) {
    const { claimedAt, person, enabledAt, endAt, ...rest } = item;
    if (claimedAt === undefined) guessed += 1;
    const latest = Math.max(enabledAt, before ?? enabledAt);
    const startAt = claimedAt ?? Math.max(latest, endAt - (usual.get(item.activity) ?? usual.get("") ?? 0));
    builder.item({ ...rest, person, enabledAt, startAt: Math.min(endAt, startAt), endAt });
  }
  return guessed;
}

/** Each item with the end of what its person did before. */
function* withEndBefore(inOrder: readonly Item[]): Generator<readonly [Item, EpochMs | undefined]> {
  const lastEnd = new Map<string, EpochMs>();
  for (const item of inOrder) {
    yield [item, lastEnd.get(item.person)];
    lastEnd.set(item.person, item.endAt);
  }
}

const itemsMin = 8;
const halfDayMs = 4 * 3_600_000;

/** What work takes that was there already when its person ended something else: the median, by activity; over all under the
 *  empty name. Work that came to an idle person says nothing, for nobody knows when it was begun. */
function usualMs(inOrder: readonly Item[]): ReadonlyMap<string, number> {
  const taken = new Map<string, number[]>([["", []]]);
  for (const [{ activity, enabledAt, endAt }, before] of withEndBefore(inOrder)) {
    if (before === undefined || before <= enabledAt || before === endAt || endAt - before > halfDayMs) continue;
    for (const name of [activity, ""]) {
      const times = taken.get(name) ?? [];
      taken.set(name, times);
      times.push(endAt - before);
    }
  }
  const medians = new Map<string, number>();
  for (const [name, times] of taken)
    if (times.length >= itemsMin) medians.set(name, times.sort((a, b) => a - b)[times.length >> 1] ?? 0);
  return medians;
}
