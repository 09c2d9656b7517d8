import { type Fault, fault } from "../base/errors.ts";
import type { Hash } from "../base/ids.ts";
import { err, ok, type Result } from "../base/result.ts";

/** One published version of a procedure. */
export interface DefinitionRef {
  readonly code: string;
  readonly version: number;
}

/**
 * What becomes of a limit when its dossier moves: `keep` leaves the ledger as it is; `recompute` takes the new budget and
 * keeps start, suspensions and what was consumed; `restart` counts the new budget anew from the move, under the grounds
 * that hold it then.
 */
export type LimitTreatment = "keep" | "recompute" | "restart";

/** Limits a definition gives. All others come from the rules, and are kept. */
export type PlannedLimit = "principal" | "step" | "wait";

/**
 * How open dossiers move from one version of a definition to another (kế hoạch chuyển phiên bản). Plain data: reviewed,
 * run dry, applied in batches, and named by its content hash in every event it causes.
 */
export interface MigrationPlan {
  readonly format: "motcua-migration/1";
  readonly from: DefinitionRef;
  readonly to: DefinitionRef;
  /** Where a dossier goes, by step id, by work state (`officer~supplement`) or, most precise of all, by control state
   *  (`work/officer;clock/running;promise/inForce`). What is not named keeps its name. */
  readonly states: { readonly [from: string]: string };
  /** What is not named is kept. */
  readonly limits: { readonly [limit in PlannedLimit]?: LimitTreatment };
  /** Other law to move to in the same breath, by content hash; what is not named stays. The calendar has its own way: it
   *  is announced. */
  readonly law?: { readonly rules?: Hash; readonly hours?: Hash; readonly policies?: Hash };
  /** A code for the record, e.g. the decision that orders it; words belong elsewhere. */
  readonly reason: string;
}

const plannedLimits: ReadonlySet<string> = new Set<PlannedLimit>(["principal", "step", "wait"]);
const treatments: ReadonlySet<unknown> = new Set<LimitTreatment>(["keep", "recompute", "restart"]);
const lawParts: ReadonlySet<string> = new Set(["rules", "hours", "policies"]);
const fields: ReadonlySet<string> = new Set(["format", "from", "to", "states", "limits", "law", "reason"]);
const reasonPattern = /^[A-Za-z0-9][A-Za-z0-9._:~-]{0,63}$/;

type Complain = (path: string, vi: string, en: string) => void;

/** Reads a plan from a file or a command: everything that is wrong with its shape, at once, with paths. */
export function readMigrationPlan(value: unknown): Result<MigrationPlan, readonly Fault[]> {
  const faults: Fault[] = [];
  const complain: Complain = (path, vi, en) => void faults.push(fault("migration.plan_malformed", vi, en, path));
  if (!isRecord(value)) complain("", "kế hoạch phải là một đối tượng", "a plan is an object");
  else readFields(value, complain);
  return faults.length === 0 ? ok(value as unknown as MigrationPlan) : err(faults);
}

function readFields(plan: Fields, complain: Complain): void {
  for (const name of Object.keys(plan))
    if (!fields.has(name)) complain(name, "trường không có", "there is no such field");
  if (plan.format !== "motcua-migration/1")
    complain("format", 'phải là "motcua-migration/1"', 'must be "motcua-migration/1"');
  readRef(plan.from, "from", complain);
  readRef(plan.to, "to", complain);
  readStates(plan.states, complain);
  readLimits(plan.limits, complain);
  if (plan.law !== undefined) readLaw(plan.law, complain);
  if (typeof plan.reason !== "string" || !reasonPattern.test(plan.reason))
    complain(
      "reason",
      "phải là một mã: chữ, số và . _ : ~ -, tối đa 64 ký tự",
      "a code: letters, digits and . _ : ~ -, at most 64",
    );
}

function readRef(ref: unknown, path: string, complain: Complain): void {
  if (!isRecord(ref)) {
    complain(path, "cần mã thủ tục và phiên bản", "a code and a version are required");
    return;
  }
  if (typeof ref.code !== "string" || ref.code === "") complain(`${path}.code`, "cần mã thủ tục", "a code is required");
  if (!Number.isSafeInteger(ref.version) || (ref.version as number) < 1)
    complain(`${path}.version`, "phải là số nguyên từ 1", "must be a whole number from 1");
}

function readStates(states: unknown, complain: Complain): void {
  if (!isRecord(states)) {
    complain("states", "cần bảng trạng thái, có thể rỗng", "a table of states is required, it may be empty");
    return;
  }
  for (const [from, to] of Object.entries(states))
    if (typeof to !== "string" || to === "")
      complain(`states["${from}"]`, "phải là tên trạng thái", "must be the name of a state");
}

function readLimits(limits: unknown, complain: Complain): void {
  if (!isRecord(limits)) {
    complain("limits", "cần bảng thời hạn, có thể rỗng", "a table of limits is required, it may be empty");
    return;
  }
  for (const [limit, treatment] of Object.entries(limits)) {
    if (!plannedLimits.has(limit))
      complain(
        `limits.${limit}`,
        "chỉ có thể chọn cho principal, step và wait; thời hạn khác luôn giữ nguyên",
        "only principal, step and wait are chosen; any other limit is kept",
      );
    else if (!treatments.has(treatment))
      complain(`limits.${limit}`, "phải là keep, recompute hoặc restart", "must be keep, recompute or restart");
  }
}

function readLaw(law: unknown, complain: Complain): void {
  if (!isRecord(law)) {
    complain("law", "phải là một đối tượng", "must be an object");
    return;
  }
  for (const [part, hash] of Object.entries(law)) {
    if (!lawParts.has(part)) complain(`law.${part}`, "chỉ có rules, hours, policies", "only rules, hours and policies");
    else if (typeof hash !== "string" || !/^[0-9a-f]{64}$/.test(hash))
      complain(`law.${part}`, "phải là mã băm 64 ký tự", "must be a hash of 64 hex digits");
  }
}

interface Fields {
  readonly [field: string]: unknown;
}
const isRecord = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);
