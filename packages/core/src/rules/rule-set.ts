import type { Fault } from "../base/errors.ts";
import { fault } from "../base/errors.ts";
import type { Result } from "../base/result.ts";
import { err, ok } from "../base/result.ts";
import { parseCivilDate } from "../calendar/civil-date.ts";
import { checkBudget } from "../calendar/parse.ts";
import type { Budget, CivilDate } from "../calendar/types.ts";
import type { Rung, RungPoint } from "../limit/types.ts";
import type { PartialRules, RulePart, RuleSet, Rules } from "./types.ts";

const layers: readonly RulePart["layer"][] = ["process", "amendment", "forms", "portal"];

/** Rules every set must have; duties are there only where the law of the day knew them. */
const mandatory: readonly (keyof Rules)[] = [
  "channels",
  "clockStart",
  "intakeSupplement",
  "appraisalSupplement",
  "apology",
  "refusal",
  "withdrawal",
  "amendment",
  "duties",
  "ladders",
  "forms",
];

/** The law for a dossier received on a day: of each layer the latest part in force, merged in the order process,
 *  amendment, forms, portal. A later layer replaces a rule; of duties, ladders and forms it replaces or adds single ones.
 *  Refused: `rules.none_in_force`, `rules.incomplete` (names what is missing). */
export function composeRules(parts: readonly RulePart[], receivedOn: CivilDate): Result<RuleSet, Fault> {
  const used: RulePart[] = [];
  for (const layer of layers) {
    let latest: RulePart | undefined;
    for (const part of parts) {
      if (part.layer !== layer || receivedOn < part.from || (part.to !== undefined && receivedOn > part.to)) continue;
      if (latest === undefined || part.from >= latest.from) latest = part;
    }
    if (latest !== undefined) used.push(latest);
  }
  if (used.length === 0) {
    return err(
      fault(
        "rules.none_in_force",
        `không có quy định nào có hiệu lực ngày ${receivedOn}`,
        `no rules are in force on ${receivedOn}`,
      ),
    );
  }
  const rules = used.reduce<PartialRules>((merged, part) => mergeRules(merged, part.rules), {});
  const missing = missingRules(rules);
  return isComplete(rules)
    ? ok({ format: "motcua-rules/1", parts: used.map((part) => part.id), rules })
    : err(
        fault(
          "rules.incomplete",
          `quy định ngày ${receivedOn} thiếu: ${missing.join(", ")}`,
          `the rules of ${receivedOn} lack: ${missing.join(", ")}`,
        ),
      );
}

function mergeRules(below: PartialRules, above: PartialRules): PartialRules {
  return {
    ...below,
    ...above,
    ...(below.duties && above.duties && { duties: { ...below.duties, ...above.duties } }),
    ...(below.ladders && above.ladders && { ladders: { ...below.ladders, ...above.ladders } }),
    ...(below.forms && above.forms && { forms: { ...below.forms, ...above.forms } }),
  };
}

/** Missing rules, and the ladders and forms that others ask for in vain. */
function missingRules(rules: PartialRules): readonly string[] {
  const missing: string[] = mandatory.filter((name) => rules[name] === undefined);
  for (const [id, duty] of Object.entries(rules.duties ?? {}))
    if (rules.ladders?.[duty.ladder] === undefined) missing.push(`duties.${id}.ladder`);
  if (rules.apology !== undefined && rules.forms?.[rules.apology.value.formRole] === undefined)
    missing.push("apology.value.formRole");
  return missing;
}

function isComplete(rules: PartialRules): rules is Rules {
  return missingRules(rules).length === 0;
}

/** Everything wrong with a list of parts, at once and with paths (`rules.malformed`); empty when `composeRules` takes it. */
export function validateRuleParts(parts: readonly RulePart[]): readonly Fault[] {
  const faults: Fault[] = [];
  const complain: Complain = (path, vi, en) => {
    faults.push(fault("rules.malformed", vi, en, path));
  };
  const ladders = new Set(parts.flatMap((part) => Object.keys(part.rules.ladders ?? {})));
  parts.forEach((part, i) => {
    const path = `parts[${i}]`;
    if (part.id === "") complain(`${path}.id`, "thiếu mã phần quy định", "the part has no id");
    if (parts.findIndex((other) => other.id === part.id) < i)
      complain(`${path}.id`, `mã '${part.id}' bị lặp`, `id '${part.id}' is used twice`);
    if (!layers.includes(part.layer))
      complain(`${path}.layer`, `không có lớp '${part.layer}'`, `there is no layer '${part.layer}'`);
    validatePeriod(part, path, complain);
    parts.slice(0, i).forEach((other) => {
      if (other.layer === part.layer && overlap(other, part))
        complain(
          `${path}.from`,
          `trùng thời gian hiệu lực với '${other.id}' cùng lớp`,
          `in force together with '${other.id}' of the same layer`,
        );
    });
    validateRules(part.rules, `${path}.rules`, ladders, complain);
  });
  return faults;
}

type Complain = (path: string, vi: string, en: string) => void;

function validatePeriod(part: RulePart, path: string, complain: Complain): void {
  for (const end of ["from", "to"] as const) {
    const date = part[end];
    if (date !== undefined && !parseCivilDate(date).ok)
      complain(`${path}.${end}`, "ngày phải có thật, dạng YYYY-MM-DD", "not an existing date, YYYY-MM-DD");
  }
  if (part.to !== undefined && part.to < part.from)
    complain(`${path}.to`, "ngày hết hiệu lực trước ngày có hiệu lực", "the part ends before it begins");
}

const lastDay = "9999-12-31";
function overlap(a: RulePart, b: RulePart): boolean {
  return a.from <= (b.to ?? lastDay) && b.from <= (a.to ?? lastDay);
}

function validateRules(rules: PartialRules, path: string, ladders: ReadonlySet<string>, complain: Complain): void {
  const source = (at: string, text: string | undefined): void => {
    if (text === undefined || text.trim() === "")
      complain(`${at}.source`, "thiếu căn cứ pháp lý", "the rule has no source");
  };
  for (const name of mandatory) {
    if (name === "duties" || name === "ladders" || name === "forms") continue;
    const rule = rules[name];
    if (rule !== undefined) source(`${path}.${name}`, rule.source);
  }
  const supplement = rules.appraisalSupplement?.value;
  if (supplement !== undefined) {
    validateBudget(supplement.askWithin, `${path}.appraisalSupplement.value.askWithin`, complain);
    if (supplement.citizenTime !== undefined)
      validateBudget(supplement.citizenTime, `${path}.appraisalSupplement.value.citizenTime`, complain);
    validateCount(supplement.rounds, `${path}.appraisalSupplement.value.rounds`, complain);
  }
  if (rules.intakeSupplement !== undefined)
    validateCount(rules.intakeSupplement.value.rounds, `${path}.intakeSupplement.value.rounds`, complain);
  if (rules.apology !== undefined) {
    validateCount(rules.apology.value.beforeWorkingDays, `${path}.apology.value.beforeWorkingDays`, complain);
    validateCount(rules.apology.value.reschedulesMax, `${path}.apology.value.reschedulesMax`, complain);
  }
  for (const [id, duty] of Object.entries(rules.duties ?? {})) {
    const at = `${path}.duties.${id}`;
    source(at, duty.source);
    validateBudget(duty.budget, `${at}.budget`, complain);
    if (!ladders.has(duty.ladder))
      complain(`${at}.ladder`, `không có bậc '${duty.ladder}'`, `there is no ladder '${duty.ladder}'`);
  }
  for (const [name, ladder] of Object.entries(rules.ladders ?? {}))
    validateLadder(ladder, `${path}.ladders.${name}`, complain);
  for (const [role, form] of Object.entries(rules.forms ?? {})) {
    source(`${path}.forms.${role}`, form.source);
    if (form.name.vi === "") complain(`${path}.forms.${role}.name`, "thiếu tên biểu mẫu", "the form has no name");
  }
}

/** Everything wrong with one ladder; also for ladders a procedure brings along. */
export function validateLadder(ladder: readonly Rung[], path: string, complain: Complain): void {
  ladder.forEach((rung, i) => {
    const at = `${path}[${i}]`;
    if (rung.id === "") complain(`${at}.id`, "thiếu mã mốc", "the rung has no id");
    if (ladder.findIndex((other) => other.id === rung.id) < i)
      complain(`${at}.id`, `mã mốc '${rung.id}' bị lặp`, `rung id '${rung.id}' is used twice`);
    if (rung.source.trim() === "") complain(`${at}.source`, "thiếu căn cứ của mốc", "the rung has no source");
    if (rung.effects.length === 0) complain(`${at}.effects`, "mốc không làm gì", "the rung does nothing");
    rung.effects.forEach((effect, j) => {
      if ("to" in effect && effect.to.length === 0)
        complain(`${at}.effects[${j}].to`, "không có người nhận", "nobody is reached");
    });
    if (!wholePoint(rung.point))
      complain(
        `${at}.point`,
        "mốc phải là số nguyên trong khoảng cho phép",
        "the point is not a whole number in range",
      );
  });
}

function wholePoint(point: RungPoint): boolean {
  const whole = (value: number, most: number): boolean => Number.isInteger(value) && value >= 0 && value <= most;
  switch (point.at) {
    case "share":
      return whole(point.percent, 100);
    case "before-working-days":
    case "after-working-days":
      return whole(point.days, 1000);
    case "before-working-minutes":
      return whole(point.minutes, 100_000);
    case "due":
    case "due-date-over":
      return true;
  }
}

function validateCount(count: number, path: string, complain: Complain): void {
  if (!Number.isInteger(count) || count < 0)
    complain(path, "phải là số nguyên không âm", "not a whole number of 0 or more");
}

function validateBudget(budget: Budget, path: string, complain: Complain): void {
  const wrong = checkBudget(budget);
  if (wrong !== undefined) complain(path, wrong.text.vi, wrong.text.en);
}
