import type { ProcedureDefinition } from "../../procedure/types.ts";
import { confirmedBirth } from "./further-birth.ts";
import { conciliation } from "./further-conciliation.ts";
import { phasedLand } from "./further-land.ts";
import { socialAllowance } from "./further-social.ts";

let all: readonly ProcedureDefinition[] | undefined;

/**
 * Definitions beside the catalogue, for an office that wants what happens at their steps recorded: birth with a confirmed draft
 * (1.001193, version 2), land conciliation with its sessions (1.012812, version 2), monthly social allowance with posting and
 * complaint (1.001776), land allocation in two phases (1.014284). Published definitions stay as they are; these are added to
 * them, and the newer version counts for new dossiers. Made on the first call.
 */
export function vietnamFurtherProcedures(): readonly ProcedureDefinition[] {
  all ??= Object.freeze([confirmedBirth(), conciliation(), socialAllowance(), phasedLand()]);
  return all;
}
