import type { Model } from "../model.ts";
import type { DossierAttributes, LogNames } from "./event-log.ts";

/** Names for columns that the simulator fills: flows, nodes and people by their place in the model.
 *  @param of what only the run knows: names of dossiers, what facts tell, attributes */
export function modelNames(
  model: Model,
  of: {
    readonly dossier: (dossier: number) => string;
    readonly detail?: (detail: number) => string | undefined;
    readonly attributes?: (dossier: number) => DossierAttributes | undefined;
  },
): LogNames {
  const { flows, people } = model;
  return {
    dossier: of.dossier,
    activity: (flow, node) => flows[flow]?.nodes[node]?.name ?? "",
    flow: (flow) => flows[flow]?.id,
    person: (person) => people[person]?.name,
    unit: () => undefined,
    unitOf: (person) => people[person]?.unit,
    detail: of.detail ?? (() => undefined),
    attributes: of.attributes ?? (() => undefined),
  };
}
