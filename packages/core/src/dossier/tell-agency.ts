import { type Draft, send, stateOf } from "./draft.ts";
import { memberLimit, memberOfLimit } from "./fold-members.ts";
import { lastDayOf } from "./limits.ts";

/** Words to a member's agency: ids, codes and days, never whose dossier it is. */
export function tellAgency(
  draft: Draft,
  member: string,
  kind: string,
  more: { readonly [key: string]: string | number | undefined } = {},
): void {
  const { code, members } = stateOf(draft);
  const track = members?.[member];
  if (track === undefined) return;
  const { unit, attempt } = track;
  send(draft, "agency", kind, { memberId: member, unit, attempt, code, memberCode: track.code, ...more });
}

/** A limit has another last day than its agency was told, by law and not by its own doing. Nothing for a limit that is no
 *  agency's. */
export function tellMovedLimit(draft: Draft, limit: string): void {
  const member = memberOfLimit(limit);
  if (member !== undefined && limit === memberLimit(member))
    tellAgency(draft, member, "member-limit-moved", { limitOn: lastDayOf(draft, limit) });
}
