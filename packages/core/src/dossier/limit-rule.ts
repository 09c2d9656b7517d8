import type { LimitRule, ProcedureDefinition } from "../procedure/types.ts";
import { whenHolds } from "../procedure/when.ts";
import type { DossierState } from "./state.ts";

/** The first rule whose conditions hold of the phase it is in (design: limit and fee by case × facts × channel). */
export function limitRuleFor(
  definition: ProcedureDefinition,
  dossier: Pick<DossierState, "caseId" | "channel" | "phase">,
  facts: { readonly [fact: string]: boolean },
): LimitRule | undefined {
  const { phase } = dossier;
  const limits =
    phase === undefined ? definition.limits : (definition.phases?.find(({ id }) => id === phase)?.limits ?? []);
  return limits.find((rule) => whenHolds(rule.when, dossier, facts));
}
