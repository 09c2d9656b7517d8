import type { Source } from "../base/text.ts";
import type { EpochMs } from "../calendar/types.ts";
import type { EventOf } from "./events.ts";
import type { OwnState } from "./own-state.ts";
import type { DossierState } from "./state.ts";

/**
 * A ground that held the principal limit of an interlinked group, open or over. The ledger of that limit keeps those of its
 * present run alone, and no party: a member whose beginning is heard of late needs all of them.
 */
export interface GroupGround {
  readonly groundId: string;
  readonly ground: string;
  readonly source: Source;
  /** Absent for one that was over before the members were planned. */
  readonly party?: string;
  readonly from: EpochMs;
  /** Absent while it lasts. */
  readonly to?: EpochMs;
}

/** In the order in which they were opened. States from before they were kept have those of the present run. */
export const groupGrounds = (state: DossierState): readonly GroupGround[] => state.grounds ?? runGrounds(state);

const runGrounds = ({ limits, groundParties }: DossierState): readonly GroupGround[] =>
  (limits.principal?.ledger.suspensions ?? []).map((suspension): GroupGround => {
    const party = groundParties.find(({ groundId }) => groundId === suspension.groundId)?.party;
    return party === undefined ? suspension : { ...suspension, party };
  });

/** The members are planned: what holds the whole is kept from here on. */
export function keepGrounds(next: OwnState): void {
  const known = runGrounds(next);
  if (known.length > 0) next.grounds = known;
}

/** Of very many, those that last and the latest; the events have them all. */
const keptMax = 200;

/** Before the ledger has it. */
export function beginGround(next: OwnState, event: EventOf<"limit-suspended">): void {
  if (next.members === undefined) return;
  const { groundId, ground, source, party, from } = event;
  const known = groupGrounds(next);
  const over = known.length < keptMax ? -1 : known.findIndex(({ to }) => to !== undefined);
  next.grounds = [...(over < 0 ? known : known.toSpliced(over, 1)), { groundId, ground, source, party, from }];
}

export function endGround(next: OwnState, { groundId, to }: EventOf<"limit-resumed">): void {
  if (next.members !== undefined) endWhere(next, (ground) => ground.groundId === groundId, to);
}

/** The principal limit is over, and every ground with it. */
export function endGrounds(next: OwnState, to: EpochMs): void {
  if (next.members !== undefined) endWhere(next, () => true, to);
}

function endWhere(next: OwnState, ends: (ground: GroupGround) => boolean, to: EpochMs): void {
  const known = groupGrounds(next);
  if (known.some((ground) => ground.to === undefined && ends(ground)))
    next.grounds = known.map((ground) => (ground.to === undefined && ends(ground) ? { ...ground, to } : ground));
}
