import type { UnitId } from "../base/ids.ts";
import type { PinnedLaw } from "./law.ts";
import type { AnswerableMember, MemberVerdict } from "./member-events.ts";
import { memberPolicy } from "./member-policy.ts";
import { memberHolder } from "./member-time.ts";
import type { DossierState, MemberStatus, MemberTrack } from "./state.ts";

/** Members that missed their own limits: the delay of the group is put down to them, in the order of the transfer slip. */
export function lateMembers(state: Pick<DossierState, "members">): readonly AnswerableMember[] {
  return Object.entries(state.members ?? {}).flatMap(([member, track]) =>
    isLate(track) ? [{ member, unit: track.unit }] : [],
  );
}

const isLate = ({ verdict, lateOn }: MemberTrack): boolean =>
  verdict === undefined ? lateOn !== undefined : verdict === "late";

/** What an apology for lateness says of the members: who made the group late, and which agency apologises for it. Nothing
 *  where none did. The decree leaves open who signs (law.md §3): the policy `memberLateApology` says. */
export function answerableFor(
  law: PinnedLaw,
  state: DossierState,
): { readonly answerable?: readonly AnswerableMember[]; readonly apologises?: UnitId } {
  const answerable = lateMembers(state);
  const [first] = answerable;
  if (first === undefined) return {};
  const lead = Object.values(state.members ?? {}).find((track) => track.lead === true);
  const byLead = memberPolicy(law.policies, "memberLateApology") === "lead";
  return { answerable, apologises: byLead && lead !== undefined ? lead.unit : first.unit };
}

/** One track of the responsibility ledger (nhật ký giữ hồ sơ): the dossier, or a member of its group. */
export interface TrackLedger {
  /** Absent for the dossier itself. */
  readonly member?: string;
  readonly unit?: UnitId;
  readonly status?: MemberStatus;
  /** Who answers now; "" once nobody does any more. */
  readonly holder: string;
  /** Opening milliseconds booked so far, by holder. */
  readonly booked: { readonly [holder: string]: number };
  readonly verdict?: MemberVerdict | "no-limit";
  readonly daysOver?: number;
}

/** The whole ledger: the dossier's own track first, then each member's in the order of the transfer slip. */
export function trackLedgers(state: DossierState): readonly TrackLedger[] {
  const { responsibility, verdict, daysOver } = state;
  const own: TrackLedger = {
    holder: responsibility?.holder ?? "",
    booked: responsibility?.booked ?? {},
    ...(verdict === undefined ? {} : { verdict }),
    ...(daysOver === undefined ? {} : { daysOver }),
  };
  const members = Object.entries(state.members ?? {}).map(([member, track]): TrackLedger => {
    const time = state.memberTime?.[member];
    const late = track.verdict ?? (isLate(track) ? ("late" as const) : undefined);
    return {
      member,
      unit: track.unit,
      status: track.status,
      holder: memberHolder(state, track) ?? "",
      booked: time?.booked ?? {},
      ...(late === undefined ? {} : { verdict: late }),
      ...(track.daysOver === undefined ? {} : { daysOver: track.daysOver }),
    };
  });
  return [own, ...members];
}

/** Whom the group waits for now (model.md §7): agencies asked and working, in the order of the transfer slip. */
export const waitedOn = (state: Pick<DossierState, "members">): readonly AnswerableMember[] =>
  Object.entries(state.members ?? {}).flatMap(([member, { status, unit }]) =>
    status === "requested" || status === "accepted" ? [{ member, unit }] : [],
  );
