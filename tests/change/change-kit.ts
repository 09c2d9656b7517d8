import type { ProcedureDefinition, StepDefinition } from "@motcua/core";
import { contentHash, type MigrationPlan } from "@motcua/core";
import { type VietnamLaw, vietnamLaw, vietnamProcedures } from "@motcua/core/vietnam";
import type { Body } from "../dossier/kit.ts";

export type Change = (definition: ProcedureDefinition) => ProcedureDefinition;

/** The procedure as published. */
export function published(code: string): ProcedureDefinition {
  const found = vietnamProcedures().find((definition) => definition.code === code);
  if (found === undefined) throw new TypeError(`no procedure ${code}`);
  return found;
}

/** Law of the day, with one procedure changed. */
export function lawWith(code: string, change: Change): VietnamLaw {
  const law = vietnamLaw();
  return { ...law, procedures: law.procedures.map((each) => (each.code === code ? change(each) : each)) };
}

export const raised: Change = (definition) => ({ ...definition, version: definition.version + 1 });

/** A step under another name, wherever it is named. */
export const renamed =
  (from: string, to: string): Change =>
  (definition) => {
    const name = (id: string): string => (id === from ? to : id);
    const steps = definition.steps.map(
      (step): StepDefinition => ({
        ...step,
        id: name(step.id),
        ...(step.notSamePersonAs === undefined ? {} : { notSamePersonAs: step.notSamePersonAs.map(name) }),
        actions: step.actions.map((action) => ({ ...action, to: name(action.to) })),
      }),
    );
    return { ...definition, startStep: name(definition.startStep), steps };
  };

/** One change after the other. */
export const changes =
  (...all: readonly Change[]): Change =>
  (definition) =>
    all.reduce((changed, change) => change(changed), definition);

export const plan = (code: string, change: Partial<MigrationPlan> = {}): MigrationPlan => ({
  format: "motcua-migration/1",
  from: { code, version: 1 },
  to: { code, version: 2 },
  states: {},
  limits: {},
  reason: "decree-2026-12",
  ...change,
});

/** A command that moves a dossier by a plan. */
export const move = (moved: MigrationPlan): Body => ({
  type: "migrate-definition",
  plan: moved,
  planHash: contentHash(moved).hash,
});

export const takeBack = (moved: MigrationPlan): Body => ({
  type: "undo-migration",
  planHash: contentHash(moved).hash,
});

/** A limit of so many working days, whatever was published. */
export const limitedTo =
  (amount: number): Change =>
  (definition) => ({
    ...definition,
    limits: [{ budget: { unit: "working-day", amount }, source: `${amount} ngày`, confidence: "S" }],
  });
