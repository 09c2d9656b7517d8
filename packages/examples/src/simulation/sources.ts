import { compileCalendar, compileOfficeTime, compileProcedure, contentHash, ok } from "@motcua/core";
import type { LawRequest, ScenarioSources } from "@motcua/core/simulator";
import { vietnamCalendar, vietnamOpeningHours, vietnamProcedure, vietnamRulesOn } from "@motcua/core/vietnam";

/** Where the names in a scenario lead: procedures, calendar, hours and law of Vietnam. An office with its own adds them here. */
export const sources: ScenarioSources = {
  procedure: vietnamProcedure,
  calendar: (name) => (name === "vietnam" ? vietnamCalendar : undefined),
  hours: (name) => (name === "office" ? vietnamOpeningHours : undefined),
  law: ({ definition, on, calendar, hours, policies }: LawRequest) => {
    const rules = vietnamRulesOn(on);
    if (!rules.ok) return rules;
    const { value: ruleSet } = rules;
    const hashOf = (document: unknown) => contentHash(document).hash;
    return ok({
      hashes: {
        procedure: hashOf(definition),
        rules: hashOf(ruleSet),
        calendar: hashOf(calendar),
        hours: hashOf(hours),
        policies: hashOf(policies),
      },
      procedure: compileProcedure(definition),
      ruleSet,
      time: compileOfficeTime(compileCalendar(calendar), hours),
      policies,
    });
  },
};
