import { type Fault, fault } from "../base/errors.ts";
import { lintProcedure } from "../procedure/lint/lint.ts";
import type { ProcedureDefinition } from "../procedure/types.ts";
import type { Policies, RuleSet } from "../rules/types.ts";

/** Ladders the dossier room names by itself. */
const innerLadders = ["step", "wait", "apology", "rescheduled", "acknowledgement", "supplement-by-citizen"] as const;

/**
 * Can dossiers be received under this law? Lint's errors and ladders nobody defined are said when the first dossier
 * comes, whole and with paths, and never found while one waits.
 */
export function unfitBecause(definition: ProcedureDefinition, rules: RuleSet, policies: Policies): Fault | undefined {
  const [first, ...others] = lintProcedure(definition).filter((finding) => finding.severity === "error");
  if (first !== undefined) {
    const more = others.length === 0 ? "" : ` (+${others.length}: ${others.map(({ path }) => path).join(", ")})`;
    const at = `${definition.code}: ${first.path}`;
    return fault("definition.faulty", `${at}: ${first.text.vi}${more}`, `${at}: ${first.text.en}${more}`, first.path);
  }
  const { ladderUpToOneDay, ladderTwoToFiveDays, ladderLonger } = policies;
  const waits = definition.steps.flatMap(({ wait }) => wait?.ladder ?? []);
  const unknown = [ladderUpToOneDay, ladderTwoToFiveDays, ladderLonger, ...innerLadders, ...waits].find(
    (name) => rules.rules.ladders[name] === undefined,
  );
  return unknown === undefined
    ? undefined
    : fault(
        "rules.incomplete",
        `${definition.code}: bộ quy tắc không có mốc đôn đốc "${unknown}"`,
        `${definition.code}: the rule set has no ladder "${unknown}"`,
      );
}
