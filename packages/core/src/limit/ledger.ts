import type { Fault } from "../base/errors.ts";
import { fault } from "../base/errors.ts";
import type { Result } from "../base/result.ts";
import { err, ok } from "../base/result.ts";
import { formatInstant } from "../calendar/civil-date.ts";
import type { Budget, CivilDate, DueTimePolicy, EpochMs } from "../calendar/types.ts";
import type { Extension, LimitLedger, Suspension } from "./types.ts";

/** A limit from its first instant on. The budget is taken as checked at the door (`checkBudget`). */
export function startLimit(startAt: EpochMs, budget: Budget, dueTime: DueTimePolicy): LimitLedger {
  return { generation: 1, budget, startAt, dueTime, suspensions: [], extensions: [], restarts: 0 };
}

/** A new ground begins to hold the limit. `from` may be back-dated, and `to` given at once for an interval recorded
 *  whole; grounds may overlap. The generation stays.
 *  Refused: `limit.ended`, `limit.ground_open` (the id names an interval still open), `limit.before_start` (the interval
 *  would lie, even partly, in time the run never had), `limit.interval_reversed`. */
export function suspendLimit(ledger: LimitLedger, suspension: Suspension): Result<LimitLedger, Fault> {
  const wrong = refuseEnded(ledger) ?? refuseBeforeStart(ledger, suspension.from);
  if (wrong !== undefined) return err(wrong);
  if (openGround(ledger, suspension.groundId) >= 0) {
    const id = suspension.groundId;
    return err(fault("limit.ground_open", `căn cứ tạm dừng '${id}' đang mở`, `ground '${id}' is already open`));
  }
  if (suspension.to !== undefined && suspension.to < suspension.from)
    return err(reversed(suspension.from, suspension.to));
  return ok({ ...ledger, suspensions: [...ledger.suspensions, suspension] });
}

/** An open ground ends at `to`; the limit runs again when it was the last. The generation stays.
 *  Refused: `limit.ended`, `limit.ground_unknown` (never opened, or closed already), `limit.interval_reversed`. */
export function resumeLimit(ledger: LimitLedger, groundId: string, to: EpochMs): Result<LimitLedger, Fault> {
  const wrong = refuseEnded(ledger);
  if (wrong !== undefined) return err(wrong);
  const i = openGround(ledger, groundId);
  const open = ledger.suspensions[i];
  if (open === undefined) {
    const text = `không có căn cứ tạm dừng '${groundId}' đang mở`;
    return err(fault("limit.ground_unknown", text, `no ground '${groundId}' is open`));
  }
  if (to < open.from) return err(reversed(open.from, to));
  return ok({ ...ledger, suspensions: ledger.suspensions.with(i, { ...open, to }) });
}

/** The limit is counted again, whole, from a new start: first-day and cut-off rules apply anew, extensions are kept.
 *  Grounds still open go on holding it, from the new start; the intervals of the earlier run stay in the events.
 *  Refused: `limit.ended`, `limit.before_start` (a run cannot begin before the one it replaces). */
export function restartLimit(ledger: LimitLedger, startAt: EpochMs): Result<LimitLedger, Fault> {
  const wrong = refuseEnded(ledger) ?? refuseBeforeStart(ledger, startAt);
  if (wrong !== undefined) return err(wrong);
  const suspensions = ledger.suspensions
    .filter((suspension) => suspension.to === undefined)
    .map((suspension) => ({ ...suspension, from: Math.max(suspension.from, startAt) }));
  const generation = ledger.generation + 1;
  const { earlierHours: _counted, ...rest } = ledger;
  return ok({ ...rest, generation, startAt, suspensions, restarts: ledger.restarts + 1 });
}

/** Another phase of the same matter begins: its own budget from a new start, and nothing of what lengthened the one before.
 *  Refused: as `restartLimit`. */
export const beginPhase = (ledger: LimitLedger, budget: Budget, startAt: EpochMs): Result<LimitLedger, Fault> =>
  restartLimit({ ...ledger, budget, extensions: [] }, startAt);

/** The budget grows. Inside a suspension it is the remainder that grows; when it is too late to extend is the caller's
 *  rule (`isPastDue`).
 *  Refused: `limit.ended`, `limit.before_start`, `limit.unit_mismatch` (another unit than the budget's; working days are
 *  also taken on a same-day budget), `limit.out_of_range` (a fixed date is replaced by a later one only). */
export function extendLimit(ledger: LimitLedger, extension: Extension): Result<LimitLedger, Fault> {
  const wrong =
    refuseEnded(ledger) ?? refuseBeforeStart(ledger, extension.at) ?? refuseAmount(ledger, extension.amount);
  if (wrong !== undefined) return err(wrong);
  return ok({ ...ledger, generation: ledger.generation + 1, extensions: [...ledger.extensions, extension] });
}

/** Another budget takes the place of this one, from the same start (a legal total such as "5 working days in all").
 *  Intervals stay. Extensions in the new budget's unit stay; those that cannot be added to it go with the old budget.
 *  Refused: `limit.ended`. */
export function supersedeLimit(ledger: LimitLedger, budget: Budget): Result<LimitLedger, Fault> {
  const wrong = refuseEnded(ledger);
  if (wrong !== undefined) return err(wrong);
  const extensions = ledger.extensions.filter((extension) => fits(budget, extension.amount));
  return ok({ ...withoutDue(ledger, budget), generation: ledger.generation + 1, budget, extensions });
}

/** Opening time used under earlier hours stays used under another budget; what the old budget was due by goes with it. */
function withoutDue(ledger: LimitLedger, budget: Budget): LimitLedger {
  if (ledger.earlierHours === undefined || sameBudget(ledger.budget, budget)) return ledger;
  const { until, usedMs } = ledger.earlierHours;
  return { ...ledger, earlierHours: { until, usedMs } };
}

export const sameBudget = (a: Budget, b: Budget): boolean => JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));
const sorted = (budget: Budget) => Object.entries(budget).sort(([a], [b]) => (a < b ? -1 : 1));

/** The limit is over: a result, a refusal, a withdrawal, a closing. It keeps its due date for the verdict.
 *  Refused: `limit.ended`, `limit.before_start`. */
export function endLimit(ledger: LimitLedger, endedAt: EpochMs): Result<LimitLedger, Fault> {
  const wrong = refuseEnded(ledger) ?? refuseBeforeStart(ledger, endedAt);
  return wrong === undefined ? ok({ ...ledger, endedAt }) : err(wrong);
}

/** Whether any ground holds the limit now. An ended limit is not held. */
export function isHeld(ledger: LimitLedger): boolean {
  if (ledger.endedAt !== undefined) return false;
  for (const suspension of ledger.suspensions) if (suspension.to === undefined) return true;
  return false;
}

/** Whether an amount can be added to a budget. */
export function fits(budget: Budget, amount: Budget): boolean {
  if (budget.unit === "same-day") return amount.unit === "working-day";
  return budget.unit === amount.unit;
}

/** The latest date given to a limit with a fixed date; it stays where it is when the limit is counted again from a start
 *  behind it. Absent for any other limit. */
export function fixedDateOf({ budget, extensions }: LimitLedger): CivilDate | undefined {
  if (budget.unit !== "until") return undefined;
  let latest = budget.date;
  for (const { amount } of extensions) if (amount.unit === "until" && amount.date > latest) latest = amount.date;
  return latest;
}

function openGround(ledger: LimitLedger, groundId: string): number {
  return ledger.suspensions.findIndex((suspension) => suspension.groundId === groundId && suspension.to === undefined);
}

function refuseEnded(ledger: LimitLedger): Fault | undefined {
  if (ledger.endedAt === undefined) return undefined;
  const at = formatInstant(ledger.endedAt);
  return fault("limit.ended", `thời hạn đã kết thúc lúc ${at}`, `the limit ended at ${at}`);
}

function refuseBeforeStart(ledger: LimitLedger, at: EpochMs): Fault | undefined {
  if (at >= ledger.startAt) return undefined;
  const [given, start] = [formatInstant(at), formatInstant(ledger.startAt)];
  return fault(
    "limit.before_start",
    `thời điểm ${given} trước khi thời hạn bắt đầu (${start})`,
    `${given} lies before the limit started (${start})`,
  );
}

function reversed(from: EpochMs, to: EpochMs): Fault {
  const [begins, ends] = [formatInstant(from), formatInstant(to)];
  return fault(
    "limit.interval_reversed",
    `tạm dừng từ ${begins} không thể hết lúc ${ends}`,
    `a suspension from ${begins} cannot end at ${ends}`,
  );
}

function refuseAmount(ledger: LimitLedger, amount: Budget): Fault | undefined {
  const { budget } = ledger;
  if (!fits(budget, amount)) {
    return fault(
      "limit.unit_mismatch",
      `thời hạn tính theo ${budget.unit} không cộng được ${amount.unit}`,
      `a limit in ${budget.unit} cannot be extended by ${amount.unit}`,
    );
  }
  const fixed = fixedDateOf(ledger);
  if (fixed !== undefined && amount.unit === "until" && amount.date <= fixed) {
    return fault(
      "limit.out_of_range",
      `ngày gia hạn ${amount.date} không sau hạn ${fixed}`,
      `the extension to ${amount.date} is not later than ${fixed}`,
    );
  }
  return undefined;
}
