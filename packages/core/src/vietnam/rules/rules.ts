import type { Fault } from "../../base/errors.ts";
import type { Result } from "../../base/result.ts";
import type { CivilDate } from "../../calendar/types.ts";
import { composeRules } from "../../rules/rule-set.ts";
import type { RuleSet } from "../../rules/types.ts";
import { vietnamRuleParts } from "./parts.ts";

/** The one-stop rules for a dossier received on a day. Refused before 21 June 2018: `rules.none_in_force`. */
export function vietnamRulesOn(date: CivilDate): Result<RuleSet, Fault> {
  return composeRules(vietnamRuleParts, date);
}
