import type { ProcedureDefinition } from "../types.ts";
import { clock } from "./clock.ts";
import { apology, supplements } from "./duties.ts";
import type { Finding, LintRule } from "./finding.ts";
import { head } from "./head.ts";
import { interlinked } from "./interlinked.ts";
import { limits, shares } from "./limits.ts";
import { moments, phases } from "./moments.ts";
import { ids, names } from "./names.ts";
import { loops, reachability } from "./paths.ts";
import { steps } from "./steps.ts";

/** Everything lint has to say, errors before warnings, in the order of the definition within each. */
export function lintProcedure(definition: ProcedureDefinition): readonly Finding[] {
  return inOrder(lintRules.flatMap((rule) => rule(definition)));
}

export const inOrder = (findings: readonly Finding[]): readonly Finding[] => [
  ...findings.filter((finding) => finding.severity === "error"),
  ...findings.filter((finding) => finding.severity === "warning"),
];

/** Each rule alone, so that a value of the wrong shape can still be read as far as it goes. */
export const lintRules: readonly LintRule[] = [
  head,
  ids,
  names,
  limits,
  steps,
  moments,
  phases,
  reachability,
  loops,
  clock,
  apology,
  supplements,
  shares,
  interlinked,
];
