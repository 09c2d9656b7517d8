import {
  type DossierEvent,
  type DossierState,
  openingMsBetween,
  type PinnedLaw,
  projectLimit,
  type Suspension,
} from "@motcua/core";
import { expect } from "vitest";

/** A ground of the whole, as its own events tell it. */
interface Ground {
  readonly groundId: string;
  readonly party: string;
  readonly from: number;
  to: number | undefined;
}

/** What one member went through, in the order of its moments. */
interface Track {
  readonly unit: string;
  readonly head: string;
  readonly changes: { readonly at: number; readonly holder: string }[];
  /** The last moment that changed anything for it. */
  last: number;
  /** Everything was heard in the order in which it happened, since it began: then each minute is known to be whose. */
  exact: boolean;
}

const happened = (event: DossierEvent): number => event.occurredAt ?? event.at;

/** Grounds that concern a member: those of the whole, and its own supplements. */
const concerns = ({ groundId }: Ground, member: string): boolean =>
  !groundId.startsWith("member:") || groundId.startsWith(`member:${member}:`);

/**
 * Says from the list of grounds and the beginning of each limit alone what must hold it, and whose each minute was; knows
 * nothing of the order in which the engine heard of them.
 */
export class GroundsOracle {
  readonly #law: PinnedLaw;
  readonly #grounds: Ground[] = [];
  readonly #tracks = new Map<string, Track>();
  /** Members that were counted anew, asked twice or completed: a lateness from before that stays. */
  readonly #again = new Set<string>();
  /** What the lives met, so that a test may ask whether they met anything. */
  readonly met = { replayed: 0, shared: 0 };

  constructor(law: PinnedLaw) {
    this.#law = law;
  }

  hear(events: readonly DossierEvent[], { members = {} }: DossierState): void {
    const begun = new Set<string>();
    for (const event of events) {
      if (event.type === "limit-suspended" && event.limit === "principal") {
        const { groundId, party, from } = event;
        const ground: Ground = { groundId, party, from, to: undefined };
        this.#grounds.push(ground);
        this.#touch(ground, from);
      } else if (event.type === "limit-resumed" && event.limit === "principal") {
        const ground = this.#grounds.findLast(({ groundId, to }) => groundId === event.groundId && to === undefined);
        if (ground === undefined) throw new Error(`ground ${event.groundId} is not open`);
        ground.to = event.to;
        this.#touch(ground, event.to);
      } else if (event.type === "limit-suspended") begun.add(`${event.limit} ${event.groundId}`);
      else if (event.type === "limit-resumed") {
        if (begun.has(`${event.limit} ${event.groundId}`)) this.met.replayed += 1;
      } else if (event.type === "limit-restarted") this.#again.add(event.limit.slice("member:".length));
      const holder = this.#holderAfter(event, members);
      if (holder !== undefined && "member" in event) this.#change(event.member, happened(event), holder, members);
    }
  }

  /** The holder a member's own event brings; "" once it has ended. */
  #holderAfter(event: DossierEvent, members: NonNullable<DossierState["members"]>): string | undefined {
    if (!("member" in event)) return undefined;
    const { unit = "", head = "" } = members[event.member] ?? {};
    switch (event.type) {
      case "member-requested":
        if (event.attempt > 1) this.#again.add(event.member);
        return `${unit}/${head}`;
      case "member-supplemented":
        return event.complete ? unit : undefined;
      case "member-accepted":
        return unit;
      case "member-rejected":
        return "one-stop";
      case "member-supplement-requested":
        this.#again.add(event.member);
        return "party:citizen";
      case "member-granted":
      case "member-refused":
        return "";
      default:
        return undefined;
    }
  }

  #change(member: string, at: number, holder: string, members: NonNullable<DossierState["members"]>): void {
    const { unit = "", head = "" } = members[member] ?? {};
    const known = this.#tracks.get(member);
    if (known === undefined) {
      // Under a ground that lasts its party has it now, and what is heard of earlier moments changes no minute any more.
      const open = this.#grounds.findLast((ground) => ground.to === undefined && concerns(ground, member));
      const last = Math.max(at, open?.from ?? at);
      this.#tracks.set(member, { unit, head, changes: [{ at, holder }], last, exact: true });
      return;
    }
    if (at < known.last) known.exact = false;
    known.last = Math.max(known.last, at);
    known.changes.push({ at, holder });
  }

  #touch(ground: Ground, at: number): void {
    for (const [member, track] of this.#tracks) {
      if (!concerns(ground, member)) continue;
      if (at < track.last) track.exact = false;
      if (track.changes.at(-1)?.holder !== "") track.last = Math.max(track.last, at);
    }
  }

  check(state: DossierState, now: number): void {
    for (const member of Object.keys(state.members ?? {})) {
      for (const limit of [`member:${member}`, `member-answer:${member}`]) this.#checkLimit(state, limit);
      this.#checkLateness(state, member, now);
      this.#checkMinutes(state, member);
    }
  }

  /** Each ground of the whole holds a limit from when both had begun until it ended, and nothing else does but its own. */
  #checkLimit({ limits }: DossierState, limit: string): void {
    const ledger = limits[limit]?.ledger;
    if (ledger === undefined) return;
    const own = ledger.suspensions.filter(({ groundId }) => groundId.startsWith("member:"));
    const whole = this.#grounds
      .filter(({ groundId, to }) => !groundId.startsWith("member:") && (to === undefined || to > ledger.startAt))
      .map(({ groundId, from, to }): Suspension => {
        const since = Math.max(from, ledger.startAt);
        return { groundId, ground: "x", source: "x", from: since, ...(to === undefined ? {} : { to }) };
      });
    const bounds = (all: readonly Suspension[]) =>
      all
        .filter(({ from, to, groundId }) => !groundId.startsWith("member:") && to !== from)
        .map(({ groundId, from, to }) => `${groundId} ${from} ${to}`)
        .sort();
    expect(bounds(ledger.suspensions), limit).toEqual(bounds(whole));
    const due = projectLimit(this.#law.time, { ...ledger, suspensions: [...own, ...whole] }).due;
    expect(projectLimit(this.#law.time, ledger).due, `${limit} is due`).toEqual(due);
  }

  /** Whoever is said to be late is so by the limit as it stands now, unless an earlier run was missed. */
  #checkLateness({ members, limits }: DossierState, member: string, now: number): void {
    const { lateOn, status } = members?.[member] ?? {};
    const ledger = limits[`member:${member}`]?.ledger;
    if (lateOn === undefined || ledger === undefined || this.#again.has(member) || status === "rejected") return;
    const due = projectLimit(this.#law.time, ledger).due;
    expect(due?.dueOn, `${member} was missed on`).toBe(lateOn);
    expect(due?.dueAt ?? now, `${member} is late`).toBeLessThanOrEqual(now);
  }

  /** Opening time by unit or party, minute by minute as it happened. */
  #checkMinutes({ memberTime }: DossierState, member: string): void {
    const track = this.#tracks.get(member);
    const time = memberTime?.[member];
    if (track === undefined || time === undefined || !track.exact) return;
    const grounds = this.#grounds.filter((ground) => concerns(ground, member));
    const begin = track.changes[0]?.at ?? time.since;
    const bounds = [begin, time.since];
    for (const { at } of track.changes) bounds.push(at);
    for (const { from, to } of grounds) bounds.push(from, to ?? from);
    const times = bounds.filter((at) => at >= begin && at <= time.since).sort((a, b) => a - b);
    const sum: { [who: string]: number } = {};
    for (const [i, from] of times.entries()) {
      const to = times[i + 1] ?? from;
      const ms = openingMsBetween(this.#law.time, from, to);
      const over = grounds.findLast((ground) => ground.from <= from && (ground.to ?? to) >= to);
      const base = track.changes.findLast(({ at }) => at <= from)?.holder ?? "";
      const who = over === undefined ? whose(base) : `party:${over.party}`;
      if (ms > 0) sum[who] = (sum[who] ?? 0) + ms;
    }
    const booked: { [who: string]: number } = {};
    for (const [holder, ms] of Object.entries(time.booked))
      if (ms > 0) booked[whose(holder)] = (booked[whose(holder)] ?? 0) + ms;
    expect(booked, `${member}'s minutes`).toEqual(sum);
    if (Object.keys(sum).length > 1) this.met.shared += 1;
  }
}

const whose = (holder: string): string => (holder.startsWith("party:") ? holder : (holder.split("/")[0] ?? ""));
