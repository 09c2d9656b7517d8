import type { ProcedureDefinition } from "../../procedure/types.ts";
import { must } from "./further-parts.ts";
import { vietnamProcedure } from "./procedures.ts";

/** The applicant's word on the draft is recorded; silence until the end of their day is consent, by the definition's own words. */
export function confirmedBirth(): ProcedureDefinition {
  const before = must(vietnamProcedure("1.001193"), "1.001193");
  return {
    ...before,
    version: 2,
    steps: before.steps.map((step) =>
      step.id === "confirm"
        ? { ...step, follows: { over: "silent", confirmed: "confirmed", declined: "corrections" } }
        : step,
    ),
    notes: [...before.notes, "version 2: confirmation, correction and silence are recorded as what they are"],
  };
}
