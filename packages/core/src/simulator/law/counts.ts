import type { EndOutcome } from "../../dossier/events.ts";
import type { RungTarget } from "../../limit/types.ts";
import type { LawResult } from "../result.ts";
import { Tally } from "../tally.ts";

/** The result as it grows, with columns where many dossiers count. */
export class LawCounts {
  limited = 0;
  onTimeLocal = 0;
  onTimeNational = 0;
  readonly daysOver = new Tally();
  readonly earlyMs = new Tally();
  readonly lateMs = new Tally();
  apologiesOwed = 0;
  apologiesIssued = 0;
  apologiesMissed = 0;
  rescheduled = 0;
  supplements = 0;
  suspendedMs = 0;
  readonly rungs = new Map<string, number>();
  readonly escalations = new Map<RungTarget, number>();
  readonly outcomes = new Map<EndOutcome, number>();
  /** By unit number. */
  readonly unitMs: number[] = [];
  readonly partyMs = new Map<string, number>();

  /** @param unitName name of a unit by its number */
  toResult(unitName: (unit: number) => string): LawResult {
    const responsibleMs = new Map<string, number>();
    this.unitMs.forEach((ms, unit) => {
      if (ms > 0) responsibleMs.set(unitName(unit), ms);
    });
    for (const [party, ms] of this.partyMs) if (ms > 0) responsibleMs.set(`party:${party}`, ms);
    const { limited, onTimeLocal, onTimeNational, daysOver, earlyMs, lateMs } = this;
    const { apologiesOwed, apologiesIssued, apologiesMissed, rescheduled, supplements, suspendedMs } = this;
    return {
      limited,
      openLate: 0,
      onTimeLocal,
      onTimeNational,
      daysOver,
      earlyMs,
      lateMs,
      apologiesOwed,
      apologiesIssued,
      apologiesMissed,
      rescheduled,
      supplements,
      suspendedMs,
      rungs: new Map(this.rungs),
      escalations: new Map(this.escalations),
      responsibleMs,
      outcomes: new Map(this.outcomes),
    };
  }
}

export function countOne<K>(counts: Map<K, number>, key: K): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
