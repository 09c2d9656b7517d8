import type { ProcedureDefinition } from "./types.ts";

/** A definition written in TypeScript: checked by the compiler where it stands, linted when it is registered. */
export const defineProcedure = <const Definition extends ProcedureDefinition>(definition: Definition): Definition =>
  definition;

/** Parser, whole check and JSON Schema of definitions that come as data. Loaded on first use: the schemas cost a worker
 *  that never reads a definition file some 50 ms of its start. */
export const loadDefinitionTools = (): Promise<typeof import("./definition.ts")> => import("./definition.ts");
