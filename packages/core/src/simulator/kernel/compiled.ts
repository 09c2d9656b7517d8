import type { DossierState } from "../../dossier/state.ts";
import type { Batch, Condition, Distribution, LawMark, Model } from "../model.ts";
import type { Sampler } from "./sampler.ts";
import type { StaffClock } from "./staff-clock.ts";

// Kinds of node, as numbers: the kernel switches on them for every move.
export const task = 0;
export const delay = 1;
export const choice = 2;
export const inclusive = 3;
export const parallel = 4;
export const parallelJoin = 5;
export const inclusiveJoin = 6;
export const race = 7;
export const end = 8;

/** A model in numbers. Nodes are numbered through all flows; `-1` stands for none. */
export interface CompiledModel {
  readonly model: Model;
  readonly flows: readonly CompiledFlow[];
  readonly nodes: readonly CompiledNode[];
  readonly people: readonly CompiledPerson[];
  readonly queues: readonly CompiledQueue[];
  readonly streams: readonly CompiledStream[];
  readonly marks: readonly CompiledMark[];
  readonly open: readonly CompiledOpenCase[];
  /** What chance in law hangs on. */
  readonly lawElement: number;
  /** Most places in a flow: width of a dossier's memory of visits. */
  readonly placesMax: number;
  /** Somebody's shifts end. */
  readonly hasShifts: boolean;
  /** Four-eyes or the same-person policy needs to know who worked where. */
  readonly remembersPeople: boolean;
  /** Absent where begun work waits for whoever has begun it. */
  readonly handOver: HandOver | undefined;
}
export interface HandOver {
  readonly afterMs: number;
  readonly clock: StaffClock;
}

export interface CompiledFlow {
  readonly index: number;
  readonly start: number;
  readonly firstNode: number;
  readonly nodeCount: number;
  /** Places that a dossier's visits are counted in: one a node, then one for each way with a limit. */
  readonly placeCount: number;
  readonly openMax: number;
  /** More than one token at a time is possible, or a join is waited at. */
  readonly forks: boolean;
  /** Places of which somebody asks who worked there. */
  readonly remembered: readonly number[];
}

export interface CompiledOpenCase {
  readonly flow: number;
  readonly stream: number;
  readonly node: number;
  /** Instead with a probability; -1: nowhere else. */
  readonly otherNode: number;
  readonly otherShare: number;
  readonly since: number;
  readonly arrivedAt: number;
  /** -1: nobody in particular. */
  readonly person: number;
  readonly state: DossierState | undefined;
  /** Places of ways with a limit, and how often each was taken. */
  readonly taken: readonly (readonly [place: number, times: number])[];
  /** Places in its flow, and who worked there. */
  readonly performed: readonly (readonly [place: number, person: number])[];
}

/** A place in a flow that the law sees, and where the flow goes from there. */
export interface CompiledMark {
  readonly flow: number;
  readonly mark: LawMark;
  readonly to: number;
}

/** All fields in every node, so that V8 sees one shape. */
export interface CompiledNode {
  readonly index: number;
  readonly flow: number;
  /** Place in its flow. */
  readonly place: number;
  readonly kind: number;
  readonly next: number;
  readonly queue: number;
  /** Lower is served first. */
  readonly priority: number;
  readonly element: number;
  readonly sampler: Sampler | undefined;
  readonly byPerson: readonly (Sampler | undefined)[] | undefined;
  /** Of a delay: in whose open time it runs. */
  readonly clock: StaffClock | undefined;
  readonly ways: readonly CompiledWay[];
  /** Of a choice: no way has a condition or a limit. */
  readonly isPlain: boolean;
  /** Running sums of the shares, for a choice. */
  readonly upTo: Float64Array;
  readonly patience: Sampler | undefined;
  readonly patienceElement: number;
  readonly onWithdraw: number;
  readonly boundary: CompiledWay | undefined;
  readonly batch: Batch | undefined;
  /** Queues' skills whose people are needed, one entry a person; undefined where one is enough. */
  readonly crew: readonly (readonly number[])[] | undefined;
  readonly notSamePersonAs: readonly number[] | undefined;
  /** Somebody asks who worked here. */
  readonly isRemembered: boolean;
  readonly fixedCost: number;
  /** What the law sees, as a number of `marks`; -1 for nothing. */
  readonly mark: number;
  /** Of an end: nothing else of the dossier goes on. */
  readonly terminates: boolean;
  /** Ways into a join. */
  readonly waysIn: number;
  /** For an inclusive join: places of its flow from which it can be reached. */
  readonly reachedFrom: Uint8Array | undefined;
}

export interface CompiledWay {
  readonly to: number;
  readonly share: number;
  readonly when: CompiledCondition | undefined;
  readonly mark: number;
  readonly passesMax: number;
  /** Where its passes are counted; -1 without a limit. */
  readonly place: number;
  /** Of a race or a boundary. */
  readonly sampler: Sampler | undefined;
  readonly clock: StaffClock | undefined;
  readonly element: number;
}

export interface CompiledCondition extends Condition {
  readonly element: number;
  /** By stream: 1 where it always holds, 0 where it never does, -1 where it depends on the dossier. */
  readonly decided: Int8Array;
}

export interface CompiledPerson {
  readonly index: number;
  readonly clock: StaffClock;
  readonly speed: number;
  readonly costPerMs: number;
  /** Queues this person serves. */
  readonly queues: readonly number[];
  /** Skill level by queue; higher is better. */
  readonly levels: Float64Array;
}

/** Work that the same people can do. */
export interface CompiledQueue {
  readonly index: number;
  readonly people: readonly number[];
}

export interface CompiledStream {
  readonly index: number;
  readonly flow: number;
  /** Number that its random numbers hang on. */
  readonly number: number;
  readonly element: number;
  readonly gap: Sampler | undefined;
  readonly clock: StaffClock | undefined;
  readonly hazard: Hazard | undefined;
  readonly list: readonly number[] | undefined;
  readonly dossiersMax: number;
  readonly attributes: readonly CompiledAttribute[];
  readonly members: readonly CompiledMember[];
}
export interface CompiledMember {
  readonly flow: number;
  /** Members of the same group that must have ended. */
  readonly after: readonly number[];
}
export interface CompiledAttribute {
  readonly name: string;
  readonly element: number;
  readonly values: readonly string[] | undefined;
  readonly upTo: Float64Array;
  readonly sampler: Sampler | undefined;
  readonly distribution: Distribution | undefined;
}

/** Rate of arrivals over time in pieces; `before` is the number expected before each piece. */
export interface Hazard {
  readonly from: Float64Array;
  readonly perMs: Float64Array;
  readonly before: Float64Array;
  readonly endsAt: number;
}
