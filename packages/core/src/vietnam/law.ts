import type { OpeningHours, WorkCalendar } from "../calendar/types.ts";
import type { ProcedureDefinition } from "../procedure/types.ts";
import { defaultPolicies } from "../rules/policies.ts";
import type { Policies, RulePart } from "../rules/types.ts";
import { vietnamCalendar, vietnamOpeningHours } from "./calendar/calendar.ts";
import { vietnamProcedures } from "./procedures/procedures.ts";
import { vietnamRuleParts } from "./rules/parts.ts";

/** What an engine receives new dossiers under: fits `law` of `createEngine`. */
export interface VietnamLaw {
  readonly procedures: readonly ProcedureDefinition[];
  readonly ruleParts: readonly RulePart[];
  readonly calendar: WorkCalendar;
  readonly hours: OpeningHours;
  readonly policies: Policies;
}

/** The law of a Vietnamese commune: 53 procedures, the one-stop decrees by date, the calendar of state agencies, usual
 *  opening hours, default policies.
 *  @param changes parts an office replaces as a whole, e.g. `{ policies }` made by `withPolicies` */
export function vietnamLaw(changes: Partial<VietnamLaw> = {}): VietnamLaw {
  return {
    procedures: changes.procedures ?? vietnamProcedures(),
    ruleParts: changes.ruleParts ?? vietnamRuleParts,
    calendar: changes.calendar ?? vietnamCalendar,
    hours: changes.hours ?? vietnamOpeningHours,
    policies: changes.policies ?? defaultPolicies,
  };
}
