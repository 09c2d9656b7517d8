import { type Clock, createEngine, createWorker, type Engine, type Storage, type Worker } from "@motcua/core";
import { vietnamLaw } from "@motcua/core/vietnam";
import type { Arrived } from "../history-checker.ts";
import { type Ask, type Call, channelOf, storageOf } from "./calls.ts";
import { factsOf, type Sent } from "./clients.ts";

export const lanes = ["citizen", "desk", "portal"] as const;
const law = vietnamLaw();

export interface ProcessOptions {
  readonly number: number;
  readonly store: Storage;
  readonly groupsAtOnce: number;
  /** True law time; the process sees it shifted. */
  readonly now: () => number;
  readonly arrive: (message: Arrived) => void;
  /** What a faulty machine shows instead of its clock; for tests of the checks. */
  readonly tampered?: ((now: number) => number) | undefined;
}

/** One program of the office: an engine and a worker on the shared store, until it is killed. */
export class OfficeProcess {
  readonly number: number;
  readonly engine: Engine;
  readonly worker: Worker;
  /** What it asked and has not heard of yet, in the order asked. */
  readonly calls: Call[] = [];
  /** Commands given to it and not answered yet. */
  readonly underWay = new Set<Sent>();
  /** How far its clock is off, in milliseconds. */
  offsetMs = 0;
  /** The latest instant its clock ever showed. */
  latest = 0;
  /** Stopped until that step; the world goes on meanwhile. */
  stoppedUntil = 0;
  ticking = false;
  dead = false;
  readonly #now: () => number;

  constructor({ number, store, groupsAtOnce, now, arrive, tampered }: ProcessOptions) {
    this.number = number;
    this.#now = now;
    const clock: Clock = {
      now: () => tampered?.(this.clock()) ?? this.clock(),
      delayUntil: (dueAt) => Math.max(0, dueAt - this.clock()),
    };
    const ask: Ask = (call) => {
      if (!this.dead) this.calls.push(call);
    };
    const storage = storageOf(store, number, groupsAtOnce, ask);
    const directory = { resolve: ({ dossierId }: { readonly dossierId: Sent["dossierId"] }) => factsOf(dossierId) };
    const deliver = Object.fromEntries(lanes.map((lane) => [lane, channelOf(lane, number, ask, arrive)]));
    // The world's own time, which neither steps back nor stands still, and no chance but the seed's.
    const circuit = { now, random: () => 0.5 };
    this.engine = createEngine({ storage, clock, law, adapters: lanes, directory, cachedDossiersMax: 8 });
    this.worker = createWorker({
      engine: this.engine,
      storage,
      clock,
      directory,
      deliver,
      leaseMs: 30_000,
      batch: 6,
      circuit,
    });
  }

  /** What its clock shows. */
  clock(): number {
    const shown = this.#now() + this.offsetMs;
    this.latest = Math.max(this.latest, shown);
    return shown;
  }
}
