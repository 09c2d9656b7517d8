import type { Hash } from "../base/ids.ts";
import type { OfficeTime } from "../calendar/opening-hours.ts";
import type { CompiledProcedure } from "../procedure/compiled-types.ts";
import type { Policies, RuleSet } from "../rules/types.ts";

/** Content hashes of all a dossier was received under; stored with the dossier, so that its file explains itself. */
export interface LawHashes {
  readonly procedure: Hash;
  readonly rules: Hash;
  readonly calendar: Hash;
  readonly hours: Hash;
  readonly policies: Hash;
}

/** The law one dossier lives under, loaded and compiled beforehand. `decide` reads nothing else. */
export interface PinnedLaw {
  readonly hashes: LawHashes;
  readonly procedure: CompiledProcedure;
  readonly ruleSet: RuleSet;
  readonly time: OfficeTime;
  readonly policies: Policies;
}
