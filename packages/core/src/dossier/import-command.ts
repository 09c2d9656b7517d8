import type { DossierCode } from "../base/ids.ts";
import type { CivilDate, EpochMs } from "../calendar/types.ts";
import type { ContentRef } from "../ports/storage.ts";
import type { Channel } from "../procedure/types.ts";
import type { CommandBase } from "./commands.ts";

/** An open dossier of the system before this one, as it stands there: with its code, what was promised and its supplements
 *  (model.md §10). Nothing of its past is told to anybody again. */
export interface Import extends CommandBase {
  readonly type: "import";
  /** National code of the procedure. */
  readonly procedure: string;
  readonly channel: Channel;
  readonly caseId: string;
  readonly facts: { readonly [fact: string]: boolean };
  readonly applicant?: ContentRef;
  readonly intakeRef: string;
  readonly returnBy?: "counter" | "post" | "electronic";
  /** Code of the system it comes from. */
  readonly system: string;
  readonly submittedAt: EpochMs;
  /** Absent: handed in and not accepted yet; then nothing below is given. */
  readonly accepted?: ImportedAcceptance;
}
export interface ImportedAcceptance {
  readonly at: EpochMs;
  /** First instant of the limit, where the rules start it at the postmark. Default `at`. */
  readonly startAt?: EpochMs;
  /** As that system gave it. */
  readonly code: DossierCode;
  /** As the applicant was told, the first one first; none: the limit's own due date is promised now. */
  readonly promises?: readonly { readonly date: CivilDate; readonly madeAt: EpochMs }[];
  /** In order; only the last one may still be with the citizen. */
  readonly supplements?: readonly ImportedSupplement[];
  /** Where it stands. */
  readonly step: string;
  /** Since when; default when the notice went up, or now. A step that holds the clock holds it since then. */
  readonly stepSince?: EpochMs;
  /** The later phase it is in, and from when that counts; absent in the one that began with acceptance. */
  readonly phase?: ImportedPhase;
  /** At a posting: when and where the notice went up. Absent: not yet. */
  readonly posted?: ImportedPosting;
  /** At a session: how often each party was absent before. */
  readonly absences?: { readonly [party: string]: number };
}
export interface ImportedPhase {
  readonly id: string;
  readonly startAt: EpochMs;
}
export interface ImportedPosting {
  readonly at: EpochMs;
  readonly place: string;
}
export interface ImportedSupplement {
  readonly reason: string;
  readonly askedAt: EpochMs;
  /** Absent while it is with the citizen. */
  readonly receivedAt?: EpochMs;
  /** Whether the limit starts anew afterwards or runs on (Art. 19(5)). */
  readonly effect: "restart" | "suspend";
}
