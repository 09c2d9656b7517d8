import type { PersonId, UnitId } from "../base/ids.ts";
import { dayOf, epochDayOf } from "../calendar/civil-date.ts";
import type { CivilDate } from "../calendar/types.ts";
import { oneStopRole, requireRole } from "./authority.ts";
import { type Draft, done, effectiveAt, type Step } from "./draft.ts";
import { refuse } from "./refusal.ts";

/** Who works for the public post at a counter of its own (bưu chính công ích). */
export const postRole = "post-staff";

/**
 * Staff of the post may receive dossiers of some procedures on behalf of the one-stop, from a day on (plan 2f: a roadmap by
 * which tasks are handed to the post). A fact of the office, resolved for each command and recorded by its document.
 */
export interface PostGrant {
  /** Number of the contract or decision. */
  readonly document: string;
  /** Post office or counter. */
  readonly unit: UnitId;
  /** National codes of procedures. */
  readonly procedures: readonly string[];
  /** First and last day on which they receive. */
  readonly from: CivilDate;
  readonly to?: CivilDate;
}

/** Who helped a citizen to file (plan 2f). `kind` is a code, e.g. `post-staff`, `one-stop-staff`, `digital-team`, `relative`. */
export interface FilingHelper {
  readonly kind: string;
  /** With `unit` only: whoever belongs to none, a relative, has no code here; their name is content. */
  readonly person?: PersonId;
  readonly unit?: UnitId;
  /** Contract or decision under which they help. */
  readonly document?: string;
}

/** The grant under which a unit of the post receives a procedure on a day; the latest begun counts. */
export function postGrantOn(
  grants: readonly PostGrant[],
  { procedure, unit, day }: { readonly procedure: string; readonly unit: string; readonly day: CivilDate },
): PostGrant | undefined {
  const found = grants.filter((grant) => covers(grant, procedure, unit, epochDayOf(day)));
  return found.reduce<PostGrant | undefined>(
    (latest, grant) => (latest === undefined || grant.from > latest.from ? grant : latest),
    undefined,
  );
}

const covers = ({ procedures, unit: of, from, to }: PostGrant, procedure: string, unit: string, day: number): boolean =>
  of === unit &&
  procedures.includes(procedure) &&
  day >= epochDayOf(from) &&
  (to === undefined || day <= epochDayOf(to));

/** Staff of the one-stop, or of the post under a grant in force on the day on which it happens. */
export function requireCounter(draft: Draft): Step {
  if (!actsForPost(draft)) return requireRole(draft, oneStopRole);
  const { postGrant } = draft.command.resolved;
  const { code } = draft.law.procedure.definition;
  if (postGrant !== undefined && covers(postGrant, code, draft.by.unit, dayOf(effectiveAt(draft)))) return done;
  return refuse(
    "post.no_grant",
    "Bưu cục chưa được giao tiếp nhận thủ tục này vào ngày này",
    "this post office has no grant to receive this procedure on this day",
  );
}

const actsForPost = ({ by }: Draft): boolean => by.roles.includes(postRole) && !by.roles.includes(oneStopRole);

/** What an acceptance by the post records. */
export const grantUsed = (draft: Draft): { readonly grant?: string } => {
  const { postGrant } = draft.command.resolved;
  return actsForPost(draft) && postGrant !== undefined ? { grant: postGrant.document } : {};
};
