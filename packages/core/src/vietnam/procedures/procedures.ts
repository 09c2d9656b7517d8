import type { ProcedureDefinition } from "../../procedure/types.ts";
import { catalogue } from "./catalogue.ts";
import { fromCatalogue } from "./from-catalogue.ts";
import { internalProcesses } from "./internal-processes.ts";

let all: readonly ProcedureDefinition[] | undefined;
let byCode: ReadonlyMap<string, ProcedureDefinition> | undefined;

/** The procedures of a Vietnamese commune, as of 22 November 2026, in the order of the catalogue. Every part says how sure
 *  it is; shorten limits and replace steps with what your office has published. Made on the first call. */
export function vietnamProcedures(): readonly ProcedureDefinition[] {
  all ??= Object.freeze(catalogue.map((entry) => fromCatalogue(entry, internalProcesses)));
  return all;
}

export function vietnamProcedure(code: string): ProcedureDefinition | undefined {
  byCode ??= new Map(vietnamProcedures().map((definition) => [definition.code, definition]));
  return byCode.get(code);
}
