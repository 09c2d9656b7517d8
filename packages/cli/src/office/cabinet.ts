import {
  type Accepted,
  type DossierEvent,
  type DossierId,
  type DossierState,
  type EpochMs,
  evolve,
  LawBook,
  nextWake,
  type Storage,
  type StoredDossier,
} from "@motcua/core";
import { stateOfRow } from "../database.ts";
import { Agenda } from "./agenda.ts";
import type { DueWake } from "./hand.ts";
import { nextAct } from "./planner.ts";
import { officeOf } from "./record.ts";
import type { Setting } from "./setting.ts";

/**
 * What the driver knows of every dossier, so that an instant costs what is due and not what is open. Rebuilt from the
 * database at start and changed by answers only, never by what was merely planned: a restart knows the same.
 */
export class Cabinet {
  /** Whom somebody acts on next, and which dossier's clock is due next. */
  readonly agenda = new Agenda();
  readonly wakes = new Agenda();
  readonly #setting: Setting;
  readonly #laws: LawBook;
  readonly #states = new Map<number, DossierState>();
  readonly #wakeAt = new Map<number, EpochMs | undefined>();
  readonly #aside: ReadonlyMap<DossierId, number>;
  /** Highest running number by day of code, and of letters. */
  readonly #codes = new Map<string, number>();
  #letters = 0;

  constructor(storage: Storage, setting: Setting, aside: ReadonlyMap<DossierId, number>) {
    this.#setting = setting;
    this.#laws = new LawBook(storage, undefined);
    this.#aside = aside;
  }

  async fill(storage: Storage): Promise<void> {
    let after: string | undefined;
    do {
      const page = await storage.reader.scan({ limit: 500, ...(after === undefined ? {} : { after }) });
      for (const row of page.items) this.#keepRow(row);
      after = page.next;
    } while (after !== undefined);
    for (const ordinal of this.#setting.ordinals()) this.schedule(ordinal);
  }

  state(ordinal: number): DossierState | undefined {
    return this.#states.get(ordinal);
  }

  states(): Iterable<DossierState> {
    return this.#states.values();
  }

  /** 0 where nothing was handed in yet. */
  version(ordinal: number): number {
    return this.#states.get(ordinal)?.version ?? 0;
  }

  /** Takes the answer of a command to heart.
   *  @param read asked where the answer does not follow on what is known */
  async learn(ordinal: number, accepted: Accepted, read: () => Promise<DossierState | undefined>): Promise<void> {
    const { dossierId, events, duplicate } = accepted;
    const known = this.#states.get(ordinal);
    const next =
      duplicate || events[0]?.seq !== (known?.version ?? 0) + 1
        ? await read()
        : events.reduce<DossierState | undefined>(
            (state, event) => evolve(state, event, { dossierId, officeId: officeOf }),
            known,
          );
    if (next !== undefined) {
      this.#keep(ordinal, next);
      // The same answer storage got with the commit.
      this.#noteWake(ordinal, nextWake(await this.#laws.load(next.law), next));
    }
    this.schedule(ordinal);
  }

  /** Takes over what storage says of dossiers that others worked on. */
  learnRows(rows: readonly (StoredDossier | undefined)[]): void {
    for (const row of rows) if (row !== undefined) this.schedule(this.#keepRow(row));
  }

  /** Takes the wakes due up to an instant off the list, at most one of each dossier. */
  takeWakes(through: EpochMs): readonly DueWake[] {
    return this.wakes.takeThrough(through).flatMap((ordinal) => {
      const state = this.#states.get(ordinal);
      const wakeAt = this.#wakeAt.get(ordinal);
      if (state === undefined || wakeAt === undefined) return [];
      const { dossierId, version, lastAt } = state;
      return [{ ordinal, dossierId, version, wakeAt, at: Math.max(wakeAt, lastAt) }];
    });
  }

  schedule(ordinal: number): void {
    const state = this.#states.get(ordinal);
    const filing = this.#setting.filing(ordinal);
    const left = this.#aside.get(filing.dossierId) === (state?.version ?? 0);
    this.agenda.set(ordinal, left ? undefined : nextAct(this.#setting.world, filing, state)?.at);
  }

  codesOf(day: string): number {
    return this.#codes.get(day) ?? 0;
  }

  get letters(): number {
    return this.#letters;
  }

  #keepRow(row: StoredDossier): number {
    const ordinal = ordinalOf(row.dossierId);
    this.#keep(ordinal, moved(this.#states.get(ordinal), row));
    this.#noteWake(ordinal, row.wakeAt);
    return ordinal;
  }

  #noteWake(ordinal: number, wakeAt: EpochMs | undefined): void {
    this.#wakeAt.set(ordinal, wakeAt);
    this.wakes.set(ordinal, wakeAt);
  }

  #keep(ordinal: number, state: DossierState): void {
    if (state.code !== undefined && this.#states.get(ordinal)?.code === undefined) {
      const [, day = "", number = "0"] = state.code.split("-");
      this.#codes.set(day, Math.max(this.codesOf(day), Number(number)));
    }
    for (const { letterNumber } of state.apologies)
      if (letterNumber !== undefined) this.#letters = Math.max(this.#letters, Number(letterNumber.split("/")[0]));
    this.#states.set(ordinal, state);
  }
}

export const ordinalOf = (dossierId: DossierId): number => Number(dossierId.slice(dossierId.lastIndexOf("-") + 1));

/** What a row gives: only what is new is folded, where it follows on what is known. */
function moved(known: DossierState | undefined, row: StoredDossier): DossierState {
  if (known === undefined || known.version < (row.snapshot?.version ?? 0)) return stateOfRow(row);
  const news = row.since.filter(({ seq }) => seq > known.version);
  return news.reduce<DossierState>((state, { bytes }) => evolve(state, JSON.parse(bytes) as DossierEvent, row), known);
}
