export { makeVietnamCalendar, vietnamCalendar, vietnamOpeningHours } from "./calendar/calendar.ts";
export type { ProjectionPolicy } from "./calendar/statutory.ts";
export { statutoryEntries, usualProjection } from "./calendar/statutory.ts";
export { formRoles } from "./rules/forms.ts";
export type { VietnamRuleOptions } from "./rules/parts.ts";
export { makeVietnamRuleParts, vietnamRuleParts } from "./rules/parts.ts";
export { vietnamRulesOn } from "./rules/rules.ts";
export { vietnamProcedure, vietnamProcedures } from "./procedures/procedures.ts";
