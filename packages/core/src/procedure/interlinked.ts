import type { Budget } from "../calendar/types.ts";
import type { Channel, Interlinked, MemberDefinition, MemberLimit, Topology } from "./types.ts";
import { whenHolds } from "./when.ts";

/** Members of one group. */
export const membersMax = 20;

const usual: { readonly [channel in Channel]: Topology } = {
  counter: "sequence",
  post: "sequence",
  online: "parallel",
  vneid: "parallel",
};

/** How a dossier of this channel goes to the members (NĐ 118/2025 Art. 20(2)): paper one after the other, electronic to all
 *  at once, unless the definition says otherwise. */
export const topologyOn = ({ topology }: Interlinked, channel: Channel): Topology =>
  topology?.[channel] ?? usual[channel];

interface Situation {
  readonly caseId: string;
  readonly channel: Channel;
  readonly facts: { readonly [fact: string]: boolean };
}

/** A member that takes part in a dossier, and whom it waits for there. */
export interface TakingPart {
  readonly member: MemberDefinition;
  readonly limit: MemberLimit | undefined;
  /** Whose results it needs, of those that take part. */
  readonly dependsOn: readonly string[];
  /** In sequence: whom the papers come from. */
  readonly after: string | undefined;
}

/** The members that take part, in order, each with the limit that counts for it. */
export function takingPart(interlinked: Interlinked, dossier: Situation): readonly TakingPart[] {
  const parts = interlinked.members.filter(({ when }) => whenHolds(when, dossier, dossier.facts));
  const ids = new Set(parts.map(({ id }) => id));
  const inTurn = topologyOn(interlinked, dossier.channel) === "sequence";
  return parts.map((member, i) => ({
    member,
    limit: member.limits.find(({ when }) => whenHolds(when, dossier, dossier.facts)),
    dependsOn: (member.dependsOn ?? []).filter((id) => ids.has(id)),
    after: inTurn ? parts[i - 1]?.id : undefined,
  }));
}

/** Working days a budget stands for in a chain: what ends on its own day is one; `undefined` where it is in another unit. */
const workingDaysOf = (budget: Budget): number | undefined =>
  budget.unit === "working-day" ? budget.amount : budget.unit === "same-day" ? 1 : undefined;

/**
 * Working days from the first request to the last result when every member takes all its time: along the longest way in
 * which they wait for one another. `undefined` when a limit is in another unit.
 */
export function chainWorkingDays(parts: readonly TakingPart[]): number | undefined {
  const ends = new Map<string, number>();
  for (const { member, limit, dependsOn, after } of parts) {
    const own = limit === undefined ? undefined : workingDaysOf(limit.budget);
    if (own === undefined) return undefined;
    const before = [...dependsOn, ...(after === undefined ? [] : [after])].map((id) => ends.get(id) ?? 0);
    ends.set(member.id, Math.max(0, ...before) + own);
  }
  return Math.max(0, ...ends.values());
}
