import type { Model } from "./model.ts";

/** Offices that are simulated in a row and counted together. Fixed, so that sums are made in the same order whatever the
 *  number of threads. */
const officesPerUnit = 32;

/** A piece of work that stands alone: some offices of one replication. */
export interface WorkUnit {
  readonly replication: number;
  readonly office: number;
  readonly offices: number;
}

/** How many units a replication has. */
export const unitsPerReplication = (model: Pick<Model, "offices">): number =>
  Math.ceil((model.offices ?? 1) / officesPerUnit);

/** The unit of a number counted over all replications. */
export function unitAt(model: Pick<Model, "offices">, number: number): WorkUnit {
  const perReplication = unitsPerReplication(model);
  const replication = Math.floor(number / perReplication);
  const office = (number - replication * perReplication) * officesPerUnit;
  return { replication, office, offices: Math.min(officesPerUnit, (model.offices ?? 1) - office) };
}
