import type { Bilingual } from "../base/text.ts";
import { bilingual } from "../base/text.ts";
import { dayOf, epochDayOf } from "../calendar/civil-date.ts";
import type { CivilDate, EpochDay, EpochMs } from "../calendar/types.ts";
import type { CompiledCalendar } from "../calendar/work-calendar.ts";
import { workingDaysBetween } from "../calendar/working-days.ts";
import type { Policies } from "./types.ts";

/** Where a dossier stands at the end: only `resolved` ones are in the share (model.md §2). */
export type DossierEnd = "resolved" | "open" | "withdrawn" | "closed" | "never-accepted" | "void";

export interface LocalVerdictInput {
  readonly end: DossierEnd;
  /** The promise in force: the last one that the ledger moved, never an apology's new date. Absent where the procedure has none. */
  readonly promise?: { readonly date: CivilDate; readonly at: EpochMs };
  /** When the result, or the refusal with reasons, was ready. Handing over later is not lateness. */
  readonly resolvedAt?: EpochMs;
  readonly compares: Policies["verdictCompares"];
  /** Gives `workingDaysOver` too. */
  readonly calendar?: CompiledCalendar;
}

export interface LocalVerdict {
  /** `outside` the share: withdrawn, closed, void, never accepted. `no-data`: nothing resolved, or no promise made. */
  readonly verdict: "early" | "on-time" | "late" | "no-data" | "outside";
  /** Calendar days past the promised date, 0 when not late (or late within the day, by instant). */
  readonly daysOver: number;
  readonly workingDaysOver?: number;
}

/** On time ⇔ resolved on or before the promise in force; early: on an earlier day. */
export function localVerdict(input: LocalVerdictInput): LocalVerdict {
  if (input.end !== "resolved" && input.end !== "open") return { verdict: "outside", daysOver: 0 };
  const { promise, resolvedAt } = input;
  if (input.end === "open" || promise === undefined || resolvedAt === undefined)
    return { verdict: "no-data", daysOver: 0 };
  const day = dayOf(resolvedAt);
  const promised = epochDayOf(promise.date);
  const late = input.compares === "by-date" ? day > promised : resolvedAt > promise.at;
  if (!late) return { verdict: day < promised ? "early" : "on-time", daysOver: 0 };
  const daysOver = Math.max(0, day - promised);
  if (input.calendar === undefined) return { verdict: "late", daysOver };
  return { verdict: "late", daysOver, workingDaysOver: workingDaysLate(input.calendar, promised, day) };
}

/** Working days after the promised day; 0 up to it. */
export const workingDaysLate = (calendar: CompiledCalendar, promised: EpochDay, day: EpochDay): number =>
  Math.max(0, workingDaysBetween(calendar, promised, day));

export interface NationalVerdictInput {
  /** `NgayHenTra` as it was sent. */
  readonly appointment?: EpochMs;
  readonly acceptedAt: EpochMs;
  /** The progress list as it was sent, in order: portal status 1 to 10 and its time. */
  readonly progress: readonly { readonly status: number; readonly at: EpochMs }[];
  readonly supplements: readonly { readonly requestedAt: EpochMs; readonly completedAt?: EpochMs }[];
  /** Last instant of the period reported on. */
  readonly periodEnd: EpochMs;
  /** The procedure's longest time, for records without an appointment. */
  readonly maximumMs?: number;
}

export type NationalReason =
  | "open-at-period-end"
  | "waiting-for-citizen"
  | "citizen-time-subtracted"
  | "several-supplements"
  | "no-appointment";

export interface NationalVerdict {
  readonly verdict: "on-time" | "late" | "no-data";
  /** The end that was compared, the citizen's time already taken off. */
  readonly end: EpochMs;
  readonly reasons: readonly NationalReason[];
}

// The end states in the portal's order of preference: 9 before 10, then a withdrawal or refusal of intake (8, 3).
const endStates: readonly (readonly number[])[] = [[9], [10], [8, 3]];

/** How the National Portal scores what was sent (indicator set of QĐ 766/QĐ-TTg; model.md §2): instants,
 *  equality on time. */
export function nationalVerdict(input: NationalVerdictInput): NationalVerdict {
  const reasons: NationalReason[] = [];
  const finished = endOf(input);
  const waiting = finished === undefined ? waitingSince(input) : undefined;
  let end = finished ?? waiting ?? input.periodEnd;
  if (waiting !== undefined) reasons.push("waiting-for-citizen");
  else if (finished === undefined) reasons.push("open-at-period-end");
  const citizenMs = finished === undefined ? 0 : citizenTimeMs(input);
  if (citizenMs > 0) {
    end -= citizenMs;
    reasons.push("citizen-time-subtracted");
  }
  if (input.supplements.length > 1) {
    reasons.push("several-supplements");
    return { verdict: "late", end, reasons };
  }
  if (input.appointment !== undefined) return { verdict: end <= input.appointment ? "on-time" : "late", end, reasons };
  reasons.push("no-appointment");
  if (input.maximumMs === undefined) return { verdict: "no-data", end, reasons };
  return { verdict: end - input.acceptedAt <= input.maximumMs ? "on-time" : "late", end, reasons };
}

function endOf(input: NationalVerdictInput): EpochMs | undefined {
  for (const states of endStates) {
    const found = input.progress.findLast((record) => states.includes(record.status));
    if (found !== undefined) return found.at;
  }
  return undefined;
}

function waitingSince(input: NationalVerdictInput): EpochMs | undefined {
  if (input.progress.at(-1)?.status !== 5) return undefined;
  return input.supplements.findLast((supplement) => supplement.completedAt === undefined)?.requestedAt;
}

function citizenTimeMs(input: NationalVerdictInput): number {
  let total = 0;
  for (const { requestedAt, completedAt } of input.supplements)
    if (completedAt !== undefined) total += Math.max(0, completedAt - requestedAt);
  return total;
}

export type DifferenceReason =
  | NationalReason
  | "another-appointment"
  | "date-against-instant"
  | "outside-local-share"
  | "counting";

const differenceTexts: { readonly [reason in DifferenceReason]: Bilingual } = {
  "open-at-period-end": bilingual(
    "Cổng coi hồ sơ chưa xong là kết thúc vào cuối kỳ; địa phương chưa tính",
    "the portal ends an open dossier at the period's end; the local share leaves it out",
  ),
  "waiting-for-citizen": bilingual(
    "Cổng lấy lúc yêu cầu bổ sung làm lúc kết thúc",
    "the portal ends a dossier that waits for the citizen at the request",
  ),
  "citizen-time-subtracted": bilingual(
    "Cổng trừ thời gian công dân bổ sung; địa phương theo căn cứ tạm dừng hoặc tính lại",
    "the portal takes the citizen's time off; locally the limit was suspended or counted again",
  ),
  "several-supplements": bilingual(
    "Cổng tính trễ mọi hồ sơ yêu cầu bổ sung quá một lần",
    "to the portal more than one supplement request is late",
  ),
  "no-appointment": bilingual("Bản ghi gửi Cổng không có ngày hẹn trả", "the record sent had no appointment"),
  "another-appointment": bilingual(
    "Ngày hẹn gửi Cổng khác lời hẹn đang có hiệu lực",
    "the appointment sent is not the promise in force",
  ),
  "date-against-instant": bilingual(
    "Địa phương so ngày, Cổng so thời điểm",
    "dates are compared locally, instants by the portal",
  ),
  "outside-local-share": bilingual(
    "Hồ sơ rút, đóng hoặc hủy không tính trong tỷ lệ địa phương",
    "withdrawn, closed and void dossiers stand outside the local share",
  ),
  counting: bilingual(
    "Thời điểm kết thúc gửi Cổng khác lúc có kết quả",
    "the end that was sent is not the time the result was ready",
  ),
};

export interface VerdictDifference {
  readonly reason: DifferenceReason;
  readonly text: Bilingual;
}

/** Why the two verdicts differ; empty when they agree. Early counts as on time, and so does no data on both sides. */
export function verdictDifference(
  local: LocalVerdict,
  national: NationalVerdict,
  input: { readonly local: LocalVerdictInput; readonly national: NationalVerdictInput },
): readonly VerdictDifference[] {
  if (plain(local.verdict) === national.verdict) return [];
  // Taking the citizen's time off only ever helps: it explains no lateness.
  const reasons: DifferenceReason[] = national.reasons.filter(
    (reason) => national.verdict !== "late" || reason !== "citizen-time-subtracted",
  );
  if (local.verdict === "outside") reasons.push("outside-local-share");
  const { promise, resolvedAt, compares } = input.local;
  const { appointment } = input.national;
  const several = reasons.includes("several-supplements");
  if (!several && promise !== undefined && appointment !== undefined) {
    if (promise.at !== appointment) reasons.push("another-appointment");
    if (compares === "by-date" && national.end > appointment && dayOf(national.end) === dayOf(appointment))
      reasons.push("date-against-instant");
  }
  if (reasons.length === 0 || (resolvedAt !== undefined && endOf(input.national) !== resolvedAt))
    reasons.push("counting");
  return reasons.map((reason) => ({ reason, text: differenceTexts[reason] }));
}

const plain = (verdict: LocalVerdict["verdict"]): string => (verdict === "early" ? "on-time" : verdict);
