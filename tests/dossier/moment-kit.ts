import type { Policies, ProcedureDefinition, UnitId } from "@motcua/core";
import { vietnamFurtherProcedures } from "@motcua/core/vietnam";
import { type Body, Driver, inForce, people, resolved } from "./kit.ts";

export const further = (code: string): ProcedureDefinition => {
  const found = vietnamFurtherProcedures().find((definition) => definition.code === code);
  if (found === undefined) throw new Error(`no further definition of ${code}`);
  return found;
};

/** Any procedure of the catalogue: its place is taken by the definition. */
const carrier = "1.001612";
const social = { unit: "social" as UnitId, head: "lien" as typeof people.head.person };

interface AcceptedUnder {
  readonly channel?: string;
  readonly facts?: object;
  readonly policies?: Partial<Policies>;
}

/** Accepted under a definition, at the counter of an office that has a social unit as well. */
export function acceptedUnder(
  definition: ProcedureDefinition,
  start: string,
  { channel = "counter", facts = {}, policies = {} }: AcceptedUnder = {},
): Driver {
  return new Driver(inForce(carrier, { definition: () => definition, policies }), start)
    .with({ units: { ...resolved.units, social } })
    .ok(people.desk, {
      type: "submit",
      procedure: definition.code,
      channel,
      caseId: definition.cases[0]?.id,
      facts,
      intakeRef: "r1",
    })
    .ok(people.desk, { type: "accept" });
}

export const record = (step: string, moment: string, more: object = {}): Body => ({
  type: "record",
  step,
  moment,
  ...more,
});
export const papers = (id: string) => ({ content: [{ contentId: id, version: 1 }] });
