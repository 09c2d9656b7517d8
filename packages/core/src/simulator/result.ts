import type { EpochMs } from "../calendar/types.ts";
import type { Tally } from "./tally.ts";

/** What one unit of work, one office in one replication, has counted. Units are merged in order, offices into their
 *  replication first; statistics are made over replications. Indices are those of the model. */
export interface UnitResult {
  readonly replication: number;
  /** The first office, and how many in a row are counted here. */
  readonly office: number;
  readonly offices: number;
  /** Events the kernel took from its queue. */
  readonly events: number;
  /** Between these people are counted. */
  readonly firstAt: EpochMs;
  readonly lastAt: EpochMs;
  readonly flows: readonly FlowResult[];
  /** By flow, by node; `undefined` for nodes where nothing is waited for or worked on. */
  readonly nodes: readonly (readonly (NodeResult | undefined)[])[];
  readonly people: readonly PersonResult[];
  /** Waiting and open work over time, by bin of `binMs` from `startAt`. */
  readonly series: Series;
  /** Absent where nothing was. */
  readonly cutOff?: CutOff;
}

/** What the end of dated calendars has cut off: the figures are not those of what was asked for. */
export interface CutOff {
  /** Open, and waiting for a shift or an opening that does not come any more. */
  dossiers: number;
  /** Of a number that was to arrive. */
  arrivals: number;
}

/** What happened to the counted dossiers of one flow. */
export interface FlowResult {
  arrived: number;
  turnedAway: number;
  /** Ended without being dealt with: withdrawn, not taken in, closed by the office. */
  withdrawn: number;
  finished: number;
  /** Of those that arrived and are counted: open when the simulation ended. */
  open: number;
  /** Arrival to end. */
  readonly cycleMs: Tally;
  /** Per dossier, over its tasks: enabled to begun, or until it left without being begun. */
  readonly waitingMs: Tally;
  /** Of work that was done, without the hours in which whoever took it was off shift; absent where nobody has shifts. */
  readonly waitingOnShiftMs?: Tally;
  /** Per dossier: working time of people. */
  readonly processingMs: Tally;
  /** Per dossier, in thousandths of the currency, rounded: `Tally` counts whole numbers. */
  readonly costThousandths: Tally;
  /** Counts and tallies that the law adds; absent for a flow without law. */
  readonly law?: LawResult;
}

/** Of a task or a delay. What is waited for at a delay is nobody: of it there are passes and spans only. */
export interface NodeResult {
  count: number;
  withdrawn: number;
  readonly waitingMs: Tally;
  readonly processingMs: Tally;
  /** Enabled to ended, closed hours included. */
  readonly spanMs: Tally;
}

/** From the first counted day to the last day of arrivals, or from the first begin to the last end of work where the model
 *  names neither: all work, on dossiers that are not counted too. */
export interface PersonResult {
  workedMs: number;
  onShiftMs: number;
  /** Work items that ended in this time. */
  tasks: number;
  /** In the currency of `Person.costPerHour`; not in thousandths, as a flow's are. */
  cost: number;
  /** Worked by hour of the week, 168 values, Monday 00:00 first. */
  readonly workedByHourMs: Float64Array;
  readonly onShiftByHourMs: Float64Array;
}

/** What the law saw of one flow's counted dossiers. Local verdict: TT 01/2018 Điều 13; national: QĐ 766/QĐ-TTg; apologies: NĐ
 *  118/2025 Điều 19(6); supplements: 19(5). */
export interface LawResult {
  /** Dossiers with a limit that were resolved: withdrawn and closed ones stand outside the share (model.md §2). */
  limited: number;
  /** Open at the end, their promise passed or missed: late, whatever still comes of them. */
  openLate: number;
  /** By date and by instant: the local and the national verdict. */
  onTimeLocal: number;
  onTimeNational: number;
  /** Working days, of those late. */
  readonly daysOver: Tally;
  /** From resolution to the due instant, of those on time; from the due instant to resolution, of those late. */
  readonly earlyMs: Tally;
  readonly lateMs: Tally;
  apologiesOwed: number;
  apologiesIssued: number;
  apologiesMissed: number;
  rescheduled: number;
  supplements: number;
  /** Elapsed time for which clocks were held. */
  suspendedMs: number;
  /** Taken, by rung id of the principal ladder. */
  readonly rungs: Map<string, number>;
  /** By target: unit head, signer, director, chairperson, province. */
  readonly escalations: Map<string, number>;
  /** Time for which each unit answered (a party outside too). */
  readonly responsibleMs: Map<string, number>;
  /** Resolved, by outcome. */
  readonly outcomes: Map<string, number>;
}

/** Means over time, all offices that are counted together. */
export interface Series {
  /** Width of a bin; the first begins with the model's `startAt`. */
  readonly binMs: number;
  /** Mean number of dossiers open, work items waiting, people at work, by bin. */
  readonly open: Float64Array;
  readonly waiting: Float64Array;
  readonly working: Float64Array;
}
