import type { Fault } from "../base/errors.ts";
import { fault } from "../base/errors.ts";
import type { Result } from "../base/result.ts";
import { err, ok } from "../base/result.ts";
import type { Source } from "../base/text.ts";
import { civilDateOf, dayOf } from "../calendar/civil-date.ts";
import { dueOf } from "../calendar/due.ts";
import type { OfficeTime } from "../calendar/opening-hours.ts";
import type { Budget, Due, EpochMs } from "../calendar/types.ts";
import type { Policies, Rules } from "./types.ts";

/** What a procedure's own law says instead, each with its article. */
export interface SupplementOverride {
  readonly askWithin?: Budget;
  readonly rounds?: number;
  readonly citizenTime?: Budget;
  readonly effect?: "restart" | "suspend";
  readonly source: Source;
}

export interface SupplementRequest {
  readonly rules: Rules;
  readonly policies: Policies;
  readonly override?: SupplementOverride;
  /** When the dossier was received for appraisal: the start of the current run of its limit. */
  readonly receivedAt: EpochMs;
  readonly askedAt: EpochMs;
  /** Requests made earlier at this stage. */
  readonly rounds: number;
  /** A sector law allows another request. */
  readonly hasSectorGround: boolean;
  /** The head allowed another request, for a recorded reason. */
  readonly hasOverride: boolean;
  /** The principal limit is past due: a supplement then heals nothing, and never restarts it. */
  readonly overdue?: boolean;
}

export interface SupplementDecision {
  /** What it does to the principal limit: stopped either way, and counted again or going on when complete. */
  readonly effect: "restart" | "suspend";
  /** Asked after the time for asking: flagged, and what was consumed stays consumed. */
  readonly flaggedLate: boolean;
  readonly inTime: boolean;
  /** A further round on a sector ground or the head's override: goes on the exceptions list. */
  readonly exception: boolean;
  /** Last day for asking. */
  readonly askBy: Due;
  /** The citizen's time, absent where the law of the day had no closing. */
  readonly citizenTime: Budget | undefined;
  readonly source: Source;
}

/** Whether an appraisal supplement may be asked for now, and what it does (NĐ 118/2025 Art. 19(5), model.md §4). Dates are
 *  compared: the third working day ends at 24:00. Refused: `supplement.round_used`, and whatever `dueOf` refuses. */
export function supplementDecision(request: SupplementRequest, office: OfficeTime): Result<SupplementDecision, Fault> {
  const { rules, override } = request;
  const law = { ...rules.appraisalSupplement.value, ...definedOf(override) };
  const again = request.rounds >= law.rounds;
  if (again && !request.hasSectorGround && !request.hasOverride) {
    return err(
      fault(
        "supplement.round_used",
        `đã yêu cầu bổ sung ${request.rounds} lần; chỉ được yêu cầu ${law.rounds} lần ở giai đoạn này`,
        `a supplement was asked for ${request.rounds} times; this stage allows ${law.rounds}`,
      ),
    );
  }
  const askBy = dueOf(office, request.receivedAt, law.askWithin, request.policies.dueTime);
  if (!askBy.ok) return err(askBy.error);
  const { unit } = law.askWithin;
  const byInstant = unit === "hour" || unit === "working-hour" || unit === "working-minute";
  const late = byInstant
    ? request.askedAt > askBy.value.dueAt
    : civilDateOf(dayOf(request.askedAt)) > askBy.value.dueOn;
  return ok({
    // The one restart belongs to the first request in time on a limit still alive; any other only stops the clock.
    effect: late || again || request.overdue === true ? "suspend" : law.effect,
    flaggedLate: late,
    inTime: !late,
    exception: again,
    askBy: askBy.value,
    citizenTime: law.citizenTime,
    source: override?.source ?? rules.appraisalSupplement.source,
  });
}

function definedOf(override: SupplementOverride | undefined): Omit<SupplementOverride, "source"> {
  if (override === undefined) return {};
  const { source: _, ...rest } = override;
  return rest;
}
