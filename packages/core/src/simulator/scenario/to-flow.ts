import type { PinnedLaw } from "../../dossier/law.ts";
import type { ProcedureDefinition } from "../../procedure/types.ts";
import type { LawHabits } from "../law/reactions.ts";
import type { Flow } from "../model.ts";
import { FlowBuilder, ids } from "./flow-builder.ts";
import { intakeNodes } from "./intake-nodes.ts";
import { returnNodes } from "./return-nodes.ts";
import type { TimeBase } from "./spread.ts";
import { stepNodes } from "./step-nodes.ts";
import type { ProcedureSettings } from "./types.ts";

/** What the definition of a procedure does not say of its flow. */
export interface ProcedureFlowOptions {
  /** Name of the flow within the scenario. */
  readonly id: string;
  readonly name?: string;
  /** Complete: what a procedure does not say is filled in (`settingsOver`). */
  readonly settings: ProcedureSettings;
  readonly base: TimeBase;
  readonly law?: PinnedLaw;
  readonly habits?: Partial<LawHabits>;
  readonly priority?: number;
  readonly openMax?: number;
}

/**
 * The flow of a procedure, marked with what the law sees: intake, the steps with their actions by share, supplements,
 * withdrawals, and the ways in which results go out. Steps at which somebody works become tasks of who has the step's role
 * at its unit; steps that wait become delays.
 */
export function procedureFlow(definition: ProcedureDefinition, options: ProcedureFlowOptions): Flow {
  const { id, name, settings, base, law, habits, priority, openMax } = options;
  const builder = new FlowBuilder(definition, settings, base, roundsMaxOf(definition, law), law !== undefined);
  const start = intakeNodes(builder);
  for (const step of definition.steps)
    if (step.kind === "return") returnNodes(builder, step);
    else stepNodes(builder, step);
  builder.add({ kind: "end", id: ids.end, name: "Kết thúc" });
  return {
    id,
    name: name ?? definition.name.vi,
    start,
    nodes: builder.reachedFrom(start),
    ...(law === undefined ? {} : { law }),
    ...(habits === undefined ? {} : { habits }),
    ...(priority === undefined ? {} : { priority }),
    ...(openMax === undefined ? {} : { openMax }),
  };
}

/** How many supplements the law lets an office ask for; without law as many as are said. */
export const roundsMaxOf = ({ supplement }: ProcedureDefinition, law: PinnedLaw | undefined): number =>
  law === undefined
    ? Number.POSITIVE_INFINITY
    : (supplement?.rounds ?? law.ruleSet.rules.appraisalSupplement.value.rounds);
