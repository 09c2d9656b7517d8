import type { OfficeTime } from "../../calendar/opening-hours.ts";
import type { EpochDay, EpochMs } from "../../calendar/types.ts";
import { isHeld } from "../../limit/ledger.ts";
import { runOf } from "../../limit/run.ts";
import { rungInstants } from "../../limit/rungs.ts";
import type { LimitLedger } from "../../limit/types.ts";
import type { DayMemo } from "./day-memo.ts";
import type { Ladder } from "./ladder.ts";

const never = Number.POSITIVE_INFINITY;

/** A deadline of one dossier that runs, with the next of its rungs worked out. */
export class OpenLimit {
  /** As the engine names it; acknowledgements are all `ack` and told apart by `ordinal`. */
  readonly name: string;
  /** Which apology or escalation it belongs to; 0 for the others. */
  readonly ordinal: number;
  readonly ladder: Ladder;
  ledger: LimitLedger;
  /** Bits of the rungs taken in this generation. */
  taken = 0;
  /** Of the run as it is now; `dueAt` is NaN while an interrupted limit has no due date. */
  dueDay: EpochDay = 0;
  dueAt: EpochMs = Number.NaN;
  /** Since when the run is known as it is: a rung that lay behind already comes then. */
  knownAt: EpochMs = 0;
  /** Earliest rung to be taken at its own instant, and when. */
  nextRung = -1;
  nextAt: EpochMs = never;
  /** Beside the ladder, of the run as it is now; absent where the day tells what matters, until somebody asks. */
  #instants: Float64Array | undefined;
  /** Whether the instants are those of the day it began, for all limits of that day. */
  #shared = false;

  constructor(name: string, ordinal: number, ladder: Ladder, ledger: LimitLedger) {
    this.name = name;
    this.ordinal = ordinal;
    this.ladder = ladder;
    this.ledger = ledger;
  }

  /** The same limit for another dossier that stands alike. */
  copy(): OpenLimit {
    const copy = new OpenLimit(this.name, this.ordinal, this.ladder, this.ledger);
    copy.taken = this.taken;
    copy.dueDay = this.dueDay;
    copy.dueAt = this.dueAt;
    copy.knownAt = this.knownAt;
    copy.nextRung = this.nextRung;
    copy.nextAt = this.nextAt;
    copy.#instants = this.#instants;
    copy.#shared = true;
    return copy;
  }

  get label(): string {
    return this.name === "ack" ? `ack:${this.ordinal}` : this.name;
  }

  /** Begins to run as counted from its ledger, which is a new one. */
  begin(time: OfficeTime, memo: DayMemo | undefined): void {
    if (memo === undefined) {
      this.count(time);
      return;
    }
    const entry = memo.entry(this.ledger.startAt);
    this.dueDay = entry.dueDay;
    this.dueAt = entry.dueAt;
    if (entry.hourly & this.ladder.watched) {
      this.count(time);
      return;
    }
    this.#instants = entry.hourly === 0 ? entry.instants : undefined;
    this.#shared = true;
    this.#findNext(entry.instants);
  }

  /** Works everything out again after the ledger changed.
   *  @throws CalendarHorizonError when a day needed lies outside the calendar */
  count(time: OfficeTime): void {
    const { rungs } = this.ladder;
    const run = runOf(time, this.ledger);
    this.dueDay = run.due?.day ?? 0;
    this.dueAt = run.due?.at ?? Number.NaN;
    const instants = this.#shared || this.#instants === undefined ? new Float64Array(rungs.length) : this.#instants;
    rungInstants(time, this.ledger, run, rungs, instants);
    this.#instants = instants;
    this.#shared = false;
    this.#findNext(instants);
  }

  take(rung: number): void {
    this.taken |= 1 << rung;
  }

  /** Looks for the next rung after some were taken. */
  advance(time: OfficeTime): void {
    this.#findNext(this.#known(time));
  }

  /** Bits of those among some rungs that come before an instant. */
  passed(time: OfficeTime, rungs: number, before: EpochMs): number {
    const instants = this.#known(time);
    const { startAt } = this.ledger;
    let bits = 0;
    for (let i = 0; i < instants.length; i += 1) {
      const at = instants[i] ?? never;
      if ((rungs & (1 << i)) !== 0 && Math.max(at, this.knownAt) < before && at >= startAt) bits |= 1 << i;
    }
    return bits;
  }

  idsOf(bits: number): readonly string[] {
    return this.ladder.rungs.filter((_, index) => (bits & (1 << index)) !== 0).map(({ id }) => id);
  }

  get held(): boolean {
    return this.ledger.suspensions.length > 0 && isHeld(this.ledger);
  }

  #known(time: OfficeTime): Float64Array {
    if (this.#instants === undefined) this.count(time);
    return this.#instants ?? new Float64Array(0);
  }

  #findNext(instants: Float64Array): void {
    const open = this.ladder.watched & ~this.taken;
    const { startAt } = this.ledger;
    this.nextAt = never;
    this.nextRung = -1;
    for (let i = 0; i < instants.length; i += 1) {
      const at = instants[i] ?? never;
      if ((open & (1 << i)) !== 0 && at < this.nextAt && at >= startAt) {
        this.nextAt = at;
        this.nextRung = i;
      }
    }
  }
}
