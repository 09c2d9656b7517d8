import type { LawFact } from "../law/facts.ts";
import type { Judgement } from "../law/judgement.ts";
import { lastKind } from "./event-heap.ts";
import type { Unit } from "./unit.ts";

// Kinds and shapes of what a unit holds.

// Kinds of event.
export const arrivalEvent = 0;
export const doneEvent = 1;
export const delayEvent = 2;
export const shiftEvent = 3;
export const patienceEvent = 4;
export const boundaryEvent = 5;
export const batchEvent = 6;
export const raceEvent = 7;
export const startEvent = 8;
export const handOverEvent = 9;
/** As for commands and rungs in the engine: at one instant people go first. */
export const lawEvent = lastKind;

// What a token is doing.
export const moving = 0;
export const waiting = 1;
export const working = 2;
export const delayed = 3;
export const parked = 4;
/** Promised to somebody, and not begun. */
export const bound = 5;
/** Waits for a batch, or follows another token in one. */
export const gathered = 6;
/** Is worked on together with the token it follows. */
export const carried = 7;

// What a person holds when it is no token.
export const idle = -1;
/** Just free: what comes up meanwhile goes behind what waits already, until `release`. */
export const between = -2;

/** What goes with a token that stands for a batch. */
export interface Followers {
  /** In order of enablement. */
  followers: number[];
  /** How many the batch had when it was begun; 0 before. */
  size: number;
  /** What a log knows it by, once it has been more than one. */
  number?: number;
}

/** Keeps what happens. Dossiers are numbered over all streams, from 0 in order of arrival, and through all offices that
 *  are run together. */
export interface WorkSink {
  /** Once for each work item done, in order of its end. @param node place in its flow
   *  @param batch the same number for what was worked on together or in a row; -1: alone
   *  @param cost of its people's time, and what it costs by itself */
  work(
    dossier: number,
    flow: number,
    node: number,
    person: number,
    enabledAt: number,
    startAt: number,
    endAt: number,
    batch: number,
    cost: number,
  ): void;
  /** @param number in its stream: random numbers hang on it */
  begin(dossier: number, stream: number, flow: number, number: number, at: number): void;
  /** What is known of a dossier from its beginning; not called where nothing is. */
  attributes?(dossier: number, attributes: { readonly [name: string]: string | number }): void;
  end(dossier: number, at: number, withdrawn: boolean): void;
  /** Something happened to a dossier in law. */
  fact?(dossier: number, fact: LawFact): void;
  /** A wait without staff begins, or goes on from before the beginning. @param node by its number in the compiled model */
  waits?(dossier: number, node: number): void;
  /** A wait without staff is over. */
  waited?(dossier: number, flow: number, node: number, from: number, to: number): void;
  /** The law has judged a dossier: its result is ready, or it has ended without one. */
  judged?(dossier: number, judgement: Judgement): void;
}

/** Members of a linked group that were lodged together. */
export interface Group {
  readonly stream: number;
  readonly number: number;
  readonly arrivedAt: number;
  /** When the first of it was accepted; NaN before. */
  acceptedAt: number;
  /** By member: 0 not begun, 1 begun, 2 ended. */
  readonly state: Uint8Array;
}

/** Ends a run once nothing is left of it. */
export interface Goal {
  readonly left: number;
  /** Of these, how many somebody may still have to work on. Once there are none the others need not be followed any more:
   *  whoever is left waits, and gets in nobody's way. Absent: not known. */
  readonly attended?: number;
}

/** Which unit of work is run, and what is kept of it. */
export interface UnitOptions {
  /** As in `SimulateOptions`. */
  readonly seed: number;
  /** From 0. */
  readonly replication: number;
  /** The first office, counted from 0; 65,536 at most. */
  readonly office: number;
  /** How many offices in a row, counted together. Default 1. */
  readonly offices?: number;
  readonly sink?: WorkSink;
  /** Width of a bin of the time series. Default a day. */
  readonly binMs?: number;
  /** Keep working time by hour of the week, for each person. Default true. */
  readonly byHour?: boolean;
  /** Count what is in the result, beside what others need to know. Default true. */
  readonly counts?: boolean;
  /** A unit of the same model that is over: this one goes on in its columns. */
  readonly before?: Unit;
}
