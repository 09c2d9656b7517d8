import type { PersonId, UnitId } from "../base/ids.ts";
import type { Source } from "../base/text.ts";
import type { Budget, CivilDate } from "../calendar/types.ts";
import type { ContentRef } from "../ports/storage.ts";
import type { Topology } from "../procedure/types.ts";
import type { Reason } from "./commands.ts";

/** What the transfer slip says of one member. */
export interface PlannedMember {
  readonly member: string;
  readonly unit: UnitId;
  /** Answers for it while nobody else is named. */
  readonly head: PersonId;
  readonly lead?: true;
  readonly dependsOn: readonly string[];
  /** On paper: whom the papers come from. */
  readonly after?: string;
  readonly budget: Budget;
  readonly ladder: string;
  readonly source: Source;
}

/** An agency that a delay is put down to. */
export interface AnswerableMember {
  readonly member: string;
  readonly unit: UnitId;
}

export type MemberVerdict = "early" | "on-time" | "late";

/** What happened to the members of an interlinked group. For ever, as all events are. */
export type MemberEventBody =
  /** The dossier came to the step where members work: who takes part, in what order, under which limits (phiếu chuyển). */
  | {
      readonly type: "members-planned";
      readonly topology: Topology;
      readonly members: readonly PlannedMember[];
      /** Day of the last result when everybody takes all their time, where the promise passes before it. */
      readonly expectedOn?: CivilDate;
    }
  | { readonly type: "member-requested"; readonly member: string; readonly attempt: number }
  | { readonly type: "member-accepted"; readonly member: string; readonly memberCode?: string }
  | { readonly type: "member-rejected"; readonly member: string; readonly reason: Reason }
  | {
      readonly type: "member-supplement-requested";
      readonly member: string;
      readonly round: number;
      readonly groundId: string;
      readonly effect: "restart" | "suspend";
      /** Asked after the days the law allows. */
      readonly late?: true;
      readonly reason: Reason;
    }
  | {
      readonly type: "member-supplemented";
      readonly member: string;
      readonly round: number;
      readonly complete: boolean;
      readonly content?: readonly ContentRef[];
    }
  | {
      readonly type: "member-granted";
      readonly member: string;
      readonly verdict: MemberVerdict;
      /** Working days over its own limit, 0 unless late. */
      readonly daysOver: number;
      readonly result?: ContentRef;
    }
  | {
      readonly type: "member-refused";
      readonly member: string;
      readonly verdict: MemberVerdict;
      readonly daysOver: number;
      readonly reason: Reason;
    }
  | { readonly type: "member-returned"; readonly member: string; readonly way: string }
  /** What it needs was refused. */
  | { readonly type: "member-impossible"; readonly member: string; readonly because: string }
  /** Neither taken on nor sent back within the time for an answer: whoever heads the one-stop is told. */
  | { readonly type: "member-silent"; readonly member: string; readonly told: PersonId }
  /** Its own limit has passed; `silent` when it has not even been taken on. */
  | { readonly type: "member-late"; readonly member: string; readonly limitOn: CivilDate; readonly silent?: true }
  /** Its limit turned out to have stood before it passed: it was not late, and its rungs count again but those `kept`. */
  | { readonly type: "member-late-lifted"; readonly member: string; readonly kept: readonly string[] };
