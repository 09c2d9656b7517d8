import { decimal, hundredthsOf } from "../shares.ts";
import type { When } from "../types.ts";
import { type Finding, find, type LintRule } from "./finding.ts";

export const limits: LintRule = (definition) => {
  const findings: Finding[] = [];
  const rules = definition.limits;
  if (rules.length === 0)
    return [find("limit.missing", "limits", "không có quy định thời hạn", "there is no limit rule")];
  for (const [index, rule] of rules.entries()) {
    const before = rules.slice(0, index).findIndex((earlier) => implies(rule.when, earlier.when));
    if (before >= 0)
      findings.push(
        find(
          "limit.unreachable",
          `limits[${index}]`,
          `limits[${before}] luôn áp dụng trước`,
          `limits[${before}] always applies first`,
        ),
      );
  }
  const last = rules.length - 1;
  if (conditions(rules[last]?.when).length > 0)
    findings.push(
      find(
        "limit.last-conditional",
        `limits[${last}].when`,
        "quy định cuối cùng phải không có điều kiện",
        "the last rule must have no condition",
      ),
    );
  for (const [index, extension] of definition.extensions.entries())
    if (extension.upTo === undefined && !extension.orLongerByAgreement)
      findings.push(
        find(
          "extension.empty",
          `extensions[${index}]`,
          `gia hạn "${extension.id}" không có mức và không theo thỏa thuận`,
          `extension "${extension.id}" has no amount and no agreement`,
        ),
      );
  return findings;
};

const conditions = (when: When | undefined): readonly string[] => [
  ...(when?.case === undefined ? [] : [`case ${when.case}`]),
  ...(when?.channel === undefined ? [] : [`channel ${when.channel}`]),
  ...(when?.facts ?? []),
];

/** Whenever `narrow` holds, `wide` holds too. */
const implies = (narrow: When | undefined, wide: When | undefined): boolean => {
  const known = conditions(narrow);
  return conditions(wide).every((condition) => known.includes(condition));
};

/** Shares are targets; they are compared with the limit only where one unit measures both. */
export const shares: LintRule = (definition) => {
  const budget = definition.limits.find((rule) => conditions(rule.when).length === 0)?.budget;
  const parts = definition.steps.flatMap((step) => (step.within === undefined ? [] : [step.within]));
  const unit = parts[0]?.unit;
  if (budget === undefined || unit === undefined || parts.some((part) => part.unit !== unit)) return [];
  // Each phase has a limit of its own, and the steps are those of all.
  const later = (definition.phases ?? []).map(({ limits: rules }) => rules.at(-1)?.budget ?? budget);
  const wholes = [budget, ...later].map((one) => hundredthsOf(one, unit));
  if (wholes.includes(undefined)) return [];
  const whole = wholes.reduce<number>((all, one) => all + (one ?? 0), 0);
  const sum = parts.reduce((total, part) => total + part.hundredths, 0);
  if (sum === whole) return [];
  const vi = `các bước cộng lại ${decimal(sum)}, thời hạn ${decimal(whole)} (${unit})`;
  const en = `the steps add up to ${decimal(sum)}, the limit is ${decimal(whole)} (${unit})`;
  return [find(sum > whole ? "share.exceeds-limit" : "share.short-of-limit", "steps", vi, en)];
};
