import type { Estimate } from "./interval.ts";

/**
 * What a simulation came to, as plain data: every figure of one replication (`ReplicationFigures`), or of all of them with
 * intervals (`Figures`). Shares are 0 to 1, times milliseconds. All offices of the model together.
 * @typeParam V one figure @typeParam B a figure over time
 */
export interface FiguresOf<V, B> {
  /** Events that the kernel took from its queue. */
  readonly events: V;
  /** All flows together. */
  readonly whole: FlowFiguresOf<V>;
  readonly flows: readonly (Named & FlowFiguresOf<V> & { readonly nodes: readonly (Named & NodeFiguresOf<V>)[] })[];
  readonly staff: StaffFiguresOf<V>;
  readonly roles: readonly (Named & StaffFiguresOf<V>)[];
  readonly units: readonly (Named & StaffFiguresOf<V>)[];
  /** A desk, in every office. */
  readonly people: readonly (Named & {
    readonly unit: string;
    readonly role: string;
  } & StaffFiguresOf<V> & {
      /** Share of the shift that is worked, by hour of the week, Monday 00:00 first. */
      readonly utilisationByHourShare: B;
    })[];
  readonly series: {
    /** Width of a bin; the first begins when the simulation does. */
    readonly binMs: number;
    /** Mean numbers of dossiers open, work items waiting and people at work. */
    readonly open: B;
    readonly waiting: B;
    readonly working: B;
  };
}

interface Named {
  readonly id: string;
  readonly name: string;
}

/** How a quantity is spread over dossiers or visits of one replication; over replications each is a mean of theirs. */
export interface SpreadOf<V> {
  readonly mean: V;
  readonly sd: V;
  readonly p50: V;
  readonly p90: V;
  readonly p95: V;
  readonly p99: V;
  readonly max: V;
}

/** Figures of one flow, or of all together. Numbers of dossiers are those of one replication, all its offices. */
export interface FlowFiguresOf<V> {
  /** Let in; those turned away are not among them. */
  readonly arrived: V;
  readonly turnedAway: V;
  readonly withdrawn: V;
  readonly finished: V;
  readonly open: V;
  /** Of all that came; the share withdrawn is of those let in. */
  readonly turnedAwayShare: V;
  readonly withdrawnShare: V;
  /** Finished, by hour of the time in which people are counted (`PersonResult`). */
  readonly finishedPerHour: V;
  readonly cycleMs: SpreadOf<V>;
  /** Per dossier, over its tasks: enabled to begun, closed hours included. */
  readonly waitingMs: SpreadOf<V>;
  /** The same without the hours in which whoever took the work was off shift; absent where nobody has shifts. */
  readonly waitingOnShiftMs?: SpreadOf<V>;
  readonly processingMs: SpreadOf<V>;
  /** Per finished dossier, in the currency of `Person.costPerHour`; and the sum of these. */
  readonly cost: SpreadOf<V>;
  readonly costTotal: V;
  readonly law?: LawFiguresOf<V>;
}

/** What the law saw; whence each rule comes stands at `LawResult`. */
export interface LawFiguresOf<V> {
  /** Resolved under a limit. */
  readonly limited: V;
  /** Open and late when the simulation ended; shares on time are of these and the resolved. */
  readonly openLate: V;
  readonly onTimeLocal: V;
  readonly onTimeNational: V;
  /** 0 to 1, of `limited` and `openLate` together. */
  readonly onTimeLocalShare: V;
  readonly onTimeNationalShare: V;
  /** Working days, of those late. */
  readonly daysOver: SpreadOf<V>;
  /** How many dossiers were late by so many days, by number of days; `over-30` beyond. */
  readonly lateByDays: { readonly [days: string]: V };
  readonly earlyMs: SpreadOf<V>;
  readonly lateMs: SpreadOf<V>;
  readonly apologiesOwed: V;
  readonly apologiesIssued: V;
  readonly apologiesMissed: V;
  readonly rescheduled: V;
  readonly supplements: V;
  readonly suspendedMs: V;
  readonly rungs: { readonly [rung: string]: V };
  readonly escalations: { readonly [target: string]: V };
  readonly responsibleMs: { readonly [unit: string]: V };
  /** Of the time that all of them answered for. */
  readonly responsibleShare: { readonly [unit: string]: V };
  readonly outcomes: { readonly [outcome: string]: V };
}

/** Figures of a task or a delay; `spanMs` is from enabled to ended, closed hours included. */
export interface NodeFiguresOf<V> {
  /** Passes. */
  readonly count: V;
  /** Passes for each finished dossier. */
  readonly perFinished: V;
  readonly withdrawn: V;
  readonly waitingMs: SpreadOf<V>;
  readonly processingMs: SpreadOf<V>;
  readonly spanMs: SpreadOf<V>;
}

/** Figures of a person, a role, a unit or everybody, in the time that `PersonResult` names. */
export interface StaffFiguresOf<V> {
  readonly workedMs: V;
  readonly onShiftMs: V;
  /** Worked over on shift; above 1 where work is finished over time. */
  readonly utilisationShare: V;
  /** Work items that ended. */
  readonly tasks: V;
  /** Of their time, in the currency of `Person.costPerHour`. */
  readonly cost: V;
}

/** Figures of one replication. NaN where there was nothing to count. */
export type ReplicationFigures = FiguresOf<number, Float64Array>;

/** Figures over replications. */
export interface Figures extends FiguresOf<Estimate, Band> {
  readonly replications: number;
  readonly offices: number;
}

/** A figure over time: mean over replications and half-width of its 95 % interval, by bin. One replication has no half-width
 *  (`null`). A replication that ended counts 0 from then on. */
export interface Band {
  readonly mean: readonly number[];
  readonly half95: readonly number[] | null;
}
