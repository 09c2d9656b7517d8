import {
  type Accepted,
  type DossierId,
  type DossierState,
  type Engine,
  type EpochMs,
  evolve,
  LawBook,
  nextWake,
  type Storage,
} from "@motcua/core";
import { stateOfRow } from "../database.ts";
import { Agenda } from "./agenda.ts";
import type { World } from "./case.ts";
import type { Filing } from "./filings.ts";
import { nextAct } from "./planner.ts";
import { officeOf } from "./record.ts";

/**
 * What the driver knows of every dossier, so that an instant costs what is due and not what is open. Rebuilt from the
 * database at start and changed by answers only, never by what was merely planned: a restart knows the same.
 */
export class Cabinet {
  /** Whom somebody acts on next, and which dossier's clock is due next. */
  readonly agenda = new Agenda();
  readonly wakes = new Agenda();
  readonly #world: World;
  readonly #laws: LawBook;
  readonly #filings = new Map<number, Filing>();
  readonly #states = new Map<number, DossierState>();
  readonly #wakeAt = new Map<number, EpochMs | undefined>();
  readonly #aside: ReadonlyMap<DossierId, number>;
  /** Highest running number by day of code, and of letters. */
  readonly #codes = new Map<string, number>();
  #letters = 0;

  constructor(storage: Storage, world: World, filings: readonly Filing[], aside: ReadonlyMap<DossierId, number>) {
    this.#world = world;
    this.#laws = new LawBook(storage, undefined);
    this.#aside = aside;
    for (const filing of filings) this.#filings.set(filing.ordinal, filing);
  }

  async fill(storage: Storage): Promise<void> {
    let after: string | undefined;
    do {
      const page = await storage.reader.scan({ limit: 500, ...(after === undefined ? {} : { after }) });
      for (const row of page.items) {
        const ordinal = ordinalOf(row.dossierId);
        this.#keep(ordinal, stateOfRow(row));
        this.#noteWake(ordinal, row.wakeAt);
      }
      after = page.next;
    } while (after !== undefined);
    for (const ordinal of this.#filings.keys()) this.schedule(ordinal);
  }

  filing(ordinal: number): Filing {
    const filing = this.#filings.get(ordinal);
    if (filing === undefined) throw new RangeError(`no filing ${ordinal} in this run`);
    return filing;
  }

  state(ordinal: number): DossierState | undefined {
    return this.#states.get(ordinal);
  }

  states(): Iterable<DossierState> {
    return this.#states.values();
  }

  /** Takes the answer of a command to heart. */
  async learn(engine: Engine, ordinal: number, accepted: Accepted): Promise<void> {
    const { dossierId, events, duplicate } = accepted;
    const known = this.#states.get(ordinal);
    const next =
      duplicate || events[0]?.seq !== (known?.version ?? 0) + 1
        ? (await engine.read(dossierId))?.state
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

  wakeAt(ordinal: number): EpochMs | undefined {
    return this.#wakeAt.get(ordinal);
  }

  schedule(ordinal: number): void {
    const state = this.#states.get(ordinal);
    const filing = this.filing(ordinal);
    const left = this.#aside.get(filing.dossierId) === (state?.version ?? 0);
    this.agenda.set(ordinal, left ? undefined : nextAct(this.#world, filing, state)?.at);
  }

  codesOf(day: string): number {
    return this.#codes.get(day) ?? 0;
  }

  get letters(): number {
    return this.#letters;
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
