export { makeVietnamCalendar, vietnamCalendar, vietnamOpeningHours } from "./calendar/calendar.ts";
export type { ProjectionPolicy } from "./calendar/statutory.ts";
export { type VietnamLaw, vietnamLaw } from "./law.ts";
export { vietnamMessages } from "./messages/messages.ts";
export { vietnamFees } from "./procedures/counted-fees.ts";
export { type InterlinkedChanges, interlinkedCodes, vietnamInterlinked } from "./procedures/interlinked.ts";
export { vietnamProcedure, vietnamProcedures } from "./procedures/procedures.ts";
export { makeVietnamRuleParts, vietnamRuleParts } from "./rules/parts.ts";
export { vietnamRulesOn } from "./rules/rules.ts";
