import { compileCalendar, compileOfficeTime, compileProcedure, contentHash, type OfficeTime } from "@motcua/core";
import { noHolidays, type ScenarioSources } from "@motcua/core/simulator";
import { vietnamCalendar, vietnamOpeningHours, vietnamProcedure, vietnamRulesOn } from "@motcua/core/vietnam";

/** What names of a scenario lead to: the country's calendar, usual hours, procedures and law. */
export function vietnamSources(): ScenarioSources {
  const times = new Map<string, OfficeTime>();
  const hashOf = (document: unknown) => contentHash(document).hash;
  return {
    procedure: vietnamProcedure,
    calendars: ["vietnam", noHolidays.id],
    calendar: (name) => (name === "vietnam" ? vietnamCalendar : name === noHolidays.id ? noHolidays : undefined),
    hours: (name) => (name === "office" ? vietnamOpeningHours : undefined),
    law({ definition, on, calendar, hours, policies }) {
      const rules = vietnamRulesOn(on);
      if (!rules.ok) return rules;
      const hashes = {
        procedure: hashOf(definition),
        rules: hashOf(rules.value),
        calendar: hashOf(calendar),
        hours: hashOf(hours),
        policies: hashOf(policies),
      };
      // Made once for all procedures: it spans decades.
      const key = `${hashes.calendar} ${hashes.hours}`;
      const time = times.get(key) ?? compileOfficeTime(compileCalendar(calendar), hours);
      times.set(key, time);
      const procedure = compileProcedure(definition);
      return { ok: true, value: { hashes, procedure, ruleSet: rules.value, time, policies } };
    },
  };
}
