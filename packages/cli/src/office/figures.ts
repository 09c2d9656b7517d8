import {
  type DossierId,
  type DossierState,
  type EventOf,
  type Hash,
  type Storage,
  type StoredEvent,
  sha256,
} from "@motcua/core";
import { stateOfRow } from "../database.ts";

/** What a month came to. Counts of dossiers unless the name says otherwise. */
export interface Figures {
  readonly received: number;
  readonly accepted: number;
  /** Refused at intake; a refusal of the matter is a result. */
  readonly refused: number;
  readonly resolved: number;
  readonly early: number;
  readonly onTime: number;
  readonly late: number;
  /** Accepted, and neither resolved nor ended otherwise. */
  readonly open: number;
  /** Letters of apology that came to be owed, and those that went out. */
  readonly apologiesOwed: number;
  readonly apologiesIssued: number;
  readonly escalations: number;
  readonly supplements: number;
  readonly events: number;
  readonly dossiers: number;
  readonly wallMs: number;
  readonly digest: string;
}

/** What only the events tell: questions leave the state with their answer, and of many escalations it keeps the latest. */
export interface EventCounts {
  readonly asked: number;
  readonly supplements: number;
  readonly escalations: number;
  /** By the rung that told and who was told, in byte order. */
  readonly escalatedBy: readonly (readonly [rung: string, count: number])[];
}

/** What is kept of a finished run: its figures, and the rest of the table. */
export interface RunResult {
  readonly figures: Figures;
  readonly counts: EventCounts;
}

export interface StoredState {
  readonly state: DossierState;
  readonly head: Hash;
}

export async function storedStates(storage: Storage): Promise<readonly StoredState[]> {
  const all: StoredState[] = [];
  let after: string | undefined;
  do {
    const page = await storage.reader.scan({ limit: 500, ...(after === undefined ? {} : { after }) });
    for (const row of page.items) all.push({ state: stateOfRow(row), head: row.head });
    after = page.next;
  } while (after !== undefined);
  return all;
}

const count = <T>(rows: readonly T[], fits: (row: T) => boolean): number => rows.filter(fits).length;
const sum = <T>(rows: readonly T[], of: (row: T) => number): number => rows.reduce((total, row) => total + of(row), 0);

/** @param wallMs asked last, so that counting is in it */
export async function resultOf(storage: Storage, wallMs: () => number): Promise<RunResult> {
  const stored = await storedStates(storage);
  const states = stored.map(({ state }) => state);
  const counts = await countEvents(storage, states);
  const figures: Figures = {
    received: states.length,
    accepted: count(states, (state) => state.acceptedAt !== undefined),
    refused: count(states, (state) => state.outcome === "intake-refused"),
    resolved: count(states, (state) => state.resolvedAt !== undefined),
    early: count(states, (state) => state.verdict === "early"),
    onTime: count(states, (state) => state.verdict === "on-time"),
    late: count(states, (state) => state.verdict === "late"),
    open: count(states, isOpenMatter),
    apologiesOwed: sum(states, (state) => state.apologies.length),
    apologiesIssued: sum(states, (state) => count(state.apologies, wasIssued)),
    escalations: counts.escalations,
    supplements: counts.supplements,
    events: sum(states, (state) => state.version),
    dossiers: states.length,
    wallMs: Math.round(wallMs()),
    digest: digestOf(stored),
  };
  return { figures, counts };
}

async function countEvents(storage: Storage, states: readonly DossierState[]): Promise<EventCounts> {
  const by = new Map<string, number>();
  let asked = 0;
  let supplements = 0;
  for (const { dossierId } of states) {
    let rung = "";
    for await (const event of eventsOf(storage, dossierId)) {
      if (event.type === "asked-on-time") asked += 1;
      else if (event.type === "supplement-requested") supplements += 1;
      else if (event.type === "rung-taken") rung = rungName(JSON.parse(event.bytes) as EventOf<"rung-taken">);
      else if (event.type === "escalated") {
        const key = `${rung} → ${(JSON.parse(event.bytes) as EventOf<"escalated">).target}`;
        by.set(key, (by.get(key) ?? 0) + 1);
      }
    }
  }
  const escalatedBy = [...by].sort(([a], [b]) => (a < b ? -1 : 1));
  return { asked, supplements, escalations: sum(escalatedBy, ([, told]) => told), escalatedBy };
}

/** `principal.due`; a climb is the due rung of an acknowledgement nobody gave. */
const rungName = ({ limit, rung }: EventOf<"rung-taken">): string => {
  const [kind = ""] = limit.split(":");
  return kind === "ack" ? "not acknowledged" : `${kind}.${rung}`;
};

async function* eventsOf(storage: Storage, dossierId: DossierId): AsyncGenerator<StoredEvent> {
  let after: string | undefined;
  do {
    const page = await storage.reader.history(dossierId, { limit: 500, ...(after === undefined ? {} : { after }) });
    yield* page.items;
    after = page.next;
  } while (after !== undefined);
}

export const isOpenMatter = (state: DossierState): boolean =>
  state.acceptedAt !== undefined && state.resolvedAt === undefined && state.endedAt === undefined;

export const wasIssued = (apology: DossierState["apologies"][number]): boolean => apology.sentAt !== undefined;

/** SHA-256 over the head hashes, each followed by a line feed, of the dossiers with a code in byte order of code, then of
 *  those without one in byte order of id. */
function digestOf(stored: readonly StoredState[]): string {
  const keyed = stored.map(({ state, head }) => ({
    key: state.code === undefined ? `1${state.dossierId}` : `0${state.code}`,
    head,
  }));
  keyed.sort((a, b) => (a.key < b.key ? -1 : 1));
  return sha256(keyed.map(({ head }) => `${head}\n`).join(""));
}
