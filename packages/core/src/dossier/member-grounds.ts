import { type Draft, effectiveAt, emit, stateOf } from "./draft.ts";
import { answerLimit, isMembersOwn, memberLimit, wholeGrounds } from "./fold-members.ts";
import { lastDayOf } from "./limits.ts";
import type { DossierState } from "./state.ts";
import { tellAgency } from "./tell-agency.ts";

/**
 * What holds the whole dossier holds its members as well: while it lasts no agency's limit runs, and none is told to hurry
 * (model.md §7). Each agency is told that its time stands, and from which day on it counts again.
 */
export function followWhole(draft: Draft): void {
  for (const member of Object.keys(stateOf(draft).members ?? {})) {
    const { held, freed } = follow(draft, member);
    for (const groundId of held) tellHeld(draft, member, groundId);
    for (const groundId of freed) tellFreed(draft, member, groundId);
  }
}

/** A member is asked, or takes its part on, while the whole stands: its limit does so from its first minute, and its agency
 *  hears of it. */
export function beginHeld(draft: Draft, member: string): void {
  follow(draft, member);
  for (const { groundId } of wholeGrounds(stateOf(draft))) tellHeld(draft, member, groundId);
}

/** The agency's own time and its time for an answer; the applicant's time to complete a part is not the agency's. */
const limitsOf = (member: string): readonly string[] => [memberLimit(member), answerLimit(member)];

interface Followed {
  readonly held: ReadonlySet<string>;
  readonly freed: ReadonlySet<string>;
}

/** Brings a member's limits under the grounds that hold the whole now, and from under those that are gone. */
function follow(draft: Draft, member: string): Followed {
  const held = new Set<string>();
  const freed = new Set<string>();
  const whole = wholeGrounds(stateOf(draft));
  for (const limit of limitsOf(member)) {
    const { ledger } = stateOf(draft).limits[limit] ?? {};
    if (ledger === undefined || ledger.endedAt !== undefined) continue;
    const open = ledger.suspensions.filter(({ to }) => to === undefined);
    for (const { groundId, from } of open) {
      if (isMembersOwn(groundId) || whole.some((ground) => ground.groundId === groundId)) continue;
      emit(draft, { type: "limit-resumed", limit, groundId, to: Math.max(effectiveAt(draft), from) });
      freed.add(groundId);
    }
    for (const { groundId, party } of whole) {
      const words = wordsOf(stateOf(draft), groundId);
      if (words === undefined || open.some((known) => known.groundId === groundId)) continue;
      const from = Math.max(effectiveAt(draft), ledger.startAt);
      emit(draft, { type: "limit-suspended", limit, groundId, ...words, party, from });
      held.add(groundId);
    }
  }
  return { held, freed };
}

/** Ground and source, as the principal limit has them. */
function wordsOf({ limits }: DossierState, groundId: string) {
  const known = limits.principal?.ledger.suspensions.findLast((ground) => ground.groundId === groundId);
  return known && { ground: known.ground, source: known.source };
}

function tellHeld(draft: Draft, member: string, groundId: string): void {
  const { groundParties } = stateOf(draft);
  const party = groundParties.find((known) => known.groundId === groundId)?.party;
  tellAgency(draft, member, "member-suspended", { groundId, party, ...wordsOf(stateOf(draft), groundId) });
}

function tellFreed(draft: Draft, member: string, groundId: string): void {
  tellAgency(draft, member, "member-resumed", { groundId, limitOn: lastDayOf(draft, memberLimit(member)) });
}
