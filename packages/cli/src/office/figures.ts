import { type DossierState, type Hash, type Storage, sha256 } from "@motcua/core";
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

export async function figuresOf(storage: Storage, wallMs: number): Promise<Figures> {
  const stored = await storedStates(storage);
  const states = stored.map(({ state }) => state);
  return {
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
    escalations: sum(states, (state) => state.escalations.length),
    supplements: sum(states, (state) => state.supplementRounds),
    events: sum(states, (state) => state.version),
    dossiers: states.length,
    wallMs: Math.round(wallMs),
    digest: digestOf(stored),
  };
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
