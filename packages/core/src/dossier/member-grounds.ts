import type { EpochMs } from "../calendar/types.ts";
import { asOf, type Draft, effectiveAt, emit, stateOf } from "./draft.ts";
import { type GroupGround, groupGrounds } from "./fold-grounds.ts";
import { answerLimit, isMembersOwn, memberLimit } from "./fold-members.ts";
import { lastDayOf } from "./limits.ts";
import { liftLateness, missedItsLimit } from "./member-late.ts";
import { tellAgency } from "./tell-agency.ts";

/**
 * What holds the whole dossier holds its members as well: while it lasts no agency's limit runs, and none is told to hurry
 * (model.md §7). Each agency is told that its time stands, and from which day on it counts again.
 */
export function followWhole(draft: Draft): void {
  for (const member of Object.keys(stateOf(draft).members ?? {})) tellMoves(draft, member, follow(draft, member));
}

/** A member is asked, or takes its part on: its limit stands for as long as the whole does or, where that is heard of late,
 *  did since; and its agency hears of it.
 *  @param asked tells it first that it is asked */
export function beginHeld(draft: Draft, member: string, asked?: () => void): void {
  const moves = follow(draft, member);
  asked?.();
  for (const { groundId, from, to } of wholeOf(draft))
    if (to === undefined) moves.held.set(groundId, Math.max(from, effectiveAt(draft)));
  tellMoves(draft, member, moves);
}

/** The agency's own time and its time for an answer; the applicant's time to complete a part is not the agency's. */
const limitsOf = (member: string): readonly string[] => [memberLimit(member), answerLimit(member)];

/** By ground: since when it holds a limit of the member, and until when it did. */
interface Moves {
  readonly held: Map<string, EpochMs>;
  readonly freed: Map<string, EpochMs>;
}

const wholeOf = (draft: Draft): readonly GroupGround[] =>
  groupGrounds(stateOf(draft)).filter(({ groundId }) => !isMembersOwn(groundId));

/** Brings a member's limits under every ground that held the whole while they ran, however late it, or they, came to be
 *  known: each from when both had begun until it ended. */
function follow(draft: Draft, member: string): Moves {
  const moves: Moves = { held: new Map(), freed: new Map() };
  const missed = missedItsLimit(draft, member);
  for (const limit of limitsOf(member)) {
    const whole = wholeOf(draft);
    for (const ground of whole) {
      const last = whole.findLast(({ groundId }) => groundId === ground.groundId) === ground;
      followGround(draft, limit, ground, last, moves);
    }
  }
  if (missed) liftLateness(draft, member);
  return moves;
}

/** @param last it is the last under its id, which may come again */
function followGround(draft: Draft, limit: string, whole: GroupGround, last: boolean, moves: Moves): void {
  const { ledger } = stateOf(draft).limits[limit] ?? {};
  if (ledger === undefined || ledger.endedAt !== undefined) return;
  const { groundId, ground, source, to } = whole;
  const known = ledger.suspensions.filter((one) => one.groundId === groundId);
  const open = known.find((one) => one.to === undefined);
  if (open !== undefined) {
    if (last && to !== undefined) free(Math.max(to, open.from));
    return;
  }
  const from = Math.max(whole.from, ledger.startAt);
  const over = to !== undefined && (to <= from || known.some((one) => one.from <= to && (one.to ?? to) >= from));
  if (over) return;
  // Of one that was over before the members were planned the party is not kept; on a member's limit nothing hangs on it.
  emit(draft, { type: "limit-suspended", limit, groundId, ground, source, party: whole.party ?? ground, from });
  moves.held.set(groundId, from);
  if (to !== undefined) free(to);

  function free(end: EpochMs): void {
    emit(draft, { type: "limit-resumed", limit, groundId, to: end });
    moves.freed.set(groundId, end);
  }
}

/** Each as of when it happened, which is what the agency counts from. */
function tellMoves(draft: Draft, member: string, { held, freed }: Moves): void {
  for (const [groundId, from] of held) asOf(draft, from, () => tellHeld(draft, member, groundId));
  const limitOn = freed.size === 0 ? undefined : lastDayOf(draft, memberLimit(member));
  for (const [groundId, to] of freed)
    asOf(draft, to, () => tellAgency(draft, member, "member-resumed", { groundId, limitOn }));
}

function tellHeld(draft: Draft, member: string, groundId: string): void {
  const known = wholeOf(draft).findLast((ground) => ground.groundId === groundId);
  if (known === undefined) return;
  const { party, ground, source } = known;
  tellAgency(draft, member, "member-suspended", { groundId, party, ground, source });
}
