import type { EpochMs } from "../calendar/types.ts";
import type { NationalVerdictInput } from "../rules/verdict.ts";
import type { PortalRecord, PortalStep } from "./portal-record.ts";
import { portalCodes } from "./tell-portal.ts";

/** What of a record the portal was told, and which of it it goes by. */
export interface NationalReading {
  /** Last instant of the period reported on. */
  readonly periodEnd: EpochMs;
  /** The procedure's longest time, for records without an appointment. */
  readonly maximumMs?: number;
  /** The interface has no field for the appointment (G3): the longest time counts. */
  readonly withoutAppointment?: boolean;
  /** What tells the citizen's time: the rounds (default), or the list of steps (an open point, §12.4). */
  readonly supplementsFrom?: "rounds" | "steps";
}

/** A record as the portal scores it (§5); `undefined` for a dossier that it leaves out. */
export function nationalInputOf(record: PortalRecord, reading: NationalReading): NationalVerdictInput | undefined {
  const { acceptedAt, steps } = record;
  const { periodEnd, maximumMs } = reading;
  const appointment = reading.withoutAppointment === true ? undefined : record.appointment;
  const supplements = reading.supplementsFrom === "steps" ? roundsInSteps(steps) : record.supplements;
  // Without an acceptance a dossier is left out.
  if (acceptedAt === undefined) return undefined;
  return {
    acceptedAt,
    ...(appointment === undefined ? {} : { appointment }),
    progress: steps,
    supplements,
    periodEnd,
    ...(maximumMs === undefined ? {} : { maximumMs }),
  };
}

const atWork: ReadonlySet<number> = new Set([2, 4, 6]);

/** Each 5 is a round, over with the next step of work. */
function roundsInSteps(steps: readonly PortalStep[]): NationalVerdictInput["supplements"] {
  return steps.flatMap(({ status, at }, index) => {
    if (status !== portalCodes["supplement-requested"]) return [];
    const next = steps[index + 1];
    return next !== undefined && atWork.has(next.status)
      ? [{ requestedAt: at, completedAt: next.at }]
      : [{ requestedAt: at }];
  });
}
