import {
  type Actor,
  type Command,
  type DossierState,
  openingMsBetween,
  type PinnedLaw,
  portalRecord,
} from "@motcua/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Watch } from "./invariants.ts";
import { act, actor, at, type Body, inForce, people, resolved, why } from "./kit.ts";
import { GroundsOracle } from "./members-oracle.ts";

const kinds = [
  "accept-member",
  "accept-member",
  "accept-member",
  "grant-member",
  "grant-member",
  "grant-member",
  "refuse-member",
  "reject-member",
  "request-member",
  "request-member-supplement",
  "request-member-supplement",
  "receive-member-supplement",
  "receive-member-supplement",
  "withdraw",
  "suspend",
  "resume",
] as const;

const draws = fc.array(
  fc.record({
    kind: fc.constantFrom(...kinds),
    member: fc.nat(9),
    waitMinutes: fc.constantFrom(0, 0, 5, 60, 600, 1_440, 4_320, 10_080),
    back: fc.constantFrom(0, 0, 0, 7, 29, 600, 2_880, 7_200),
    /** Heard of late: it happened at this share of the time since it could first have. */
    heard: fc.constantFrom(undefined, undefined, 0, 0.01, 0.3, 0.8),
    attempt: fc.constantFrom(undefined, undefined, 1, 2),
    punctual: fc.boolean(),
  }),
  { minLength: 10, maxLength: 60 },
);

const setting = fc.record({
  code: fc.constantFrom("3.000722", "2.002913"),
  channel: fc.constantFrom("counter", "online"),
  start: fc.integer({ min: 0, max: 300 * 1_440 }),
  restarts: fc.constantFrom("member" as const, "group" as const),
  counts: fc.constantFrom("from-request" as const, "from-acceptance" as const),
});

const heads: { readonly [unit: string]: Actor } = {
  justice: actor("yen", "justice", "unit-head"),
  police: actor("khoa", "police", "unit-head"),
  insurance: actor("bao", "insurance", "unit-head"),
  social: actor("xuan", "social", "unit-head"),
};

/** One group driven by answers in any order, each decision watched. */
class Life {
  readonly law: PinnedLaw;
  readonly watch: Watch;
  readonly oracle: GroundsOracle;
  state: DossierState | undefined;
  now: number;
  wakeAt: number | undefined;
  /** When each member was first asked. */
  readonly asked = new Map<string, number>();
  /** What the portal was last told. */
  told: number | undefined;
  /** Some limit was held with the whole. */
  held = false;
  #commands = 0;

  constructor(law: PinnedLaw, start: number) {
    this.law = law;
    this.watch = new Watch(law);
    this.oracle = new GroundsOracle(law);
    this.now = start;
  }

  send(by: Actor, body: Body): boolean {
    this.#commands += 1;
    const facts = { ...resolved, code: "H26.1-260820-0001" };
    const command = {
      commandId: `c${this.#commands}`,
      dossierId: "d1",
      officeId: "xa-1",
      by,
      at: this.now,
      resolved: facts,
      ...body,
    } as unknown as Command;
    const before = this.state;
    const decided = this.watch.decide(this.state, command);
    if (!decided.ok) return false;
    this.state = decided.value.state;
    this.wakeAt = decided.value.wakeAt;
    for (const { adapter, kind, body } of decided.value.outbox)
      if (adapter === "portal" && kind === "status") this.told = JSON.parse(body).status;
    this.#check(before, this.state);
    this.oracle.hear(decided.value.events, this.state);
    this.oracle.check(this.state, this.now);
    return true;
  }

  wakeTo(until: number): void {
    for (let count = 0; count < 300 && this.wakeAt !== undefined && this.wakeAt <= until; count += 1) {
      this.now = Math.max(this.wakeAt, this.now);
      this.send(people.desk, { type: "wake" });
    }
    this.now = Math.max(this.now, until);
  }

  /** What holds the whole holds every limit of its agencies, from no earlier than they began, and its party answers. */
  #checkHold(member: string): void {
    const { limits, groundParties, members = {}, memberTime = {} } = this.state ?? {};
    const whole = (groundParties ?? []).filter(({ groundId }) => !groundId.startsWith("member:"));
    for (const limit of [`member:${member}`, `member-answer:${member}`]) {
      const ledger = limits?.[limit]?.ledger;
      if (ledger === undefined) continue;
      for (const id of members[member]?.dependsOn ?? [])
        expect(ledger.startAt, `${limit} begins after ${id}`).toBeGreaterThanOrEqual(members[id]?.since ?? 0);
      const open = ledger.suspensions.filter(({ groundId, to }) => to === undefined && !groundId.startsWith("member:"));
      expect(open.map(({ groundId }) => groundId).sort()).toEqual(whole.map(({ groundId }) => groundId).sort());
      this.held ||= open.length > 0;
    }
    const holder = memberTime[member]?.holder ?? "";
    if (holder !== "" && whole.length > 0) expect(holder).toMatch(/^party:(court|nature|citizen)$/);
  }

  #check(before: DossierState | undefined, { members, memberTime, resolvedAt, endedAt, limits }: DossierState): void {
    for (const [member, track] of Object.entries(members ?? {})) {
      const was = before?.members?.[member]?.status ?? "waiting";
      if (was === "waiting" && track.attempt > 0 && !this.asked.has(member)) {
        this.asked.set(member, track.since);
        for (const id of track.dependsOn) {
          expect(members?.[id]?.status, `${member} waits for ${id}`).toBe("granted");
          expect(track.since, `${member} begins after ${id}`).toBeGreaterThanOrEqual(members?.[id]?.since ?? 0);
        }
        const { after } = track;
        if (after !== undefined) {
          expect(["granted", "refused", "impossible"], `${member} comes after ${after}`).toContain(
            members?.[after]?.status,
          );
          expect(track.since, `${member} begins after ${after}`).toBeGreaterThanOrEqual(members?.[after]?.since ?? 0);
        }
      }
      this.#checkHold(member);
      const time = memberTime?.[member];
      const at = this.asked.get(member);
      const over = ["waiting", "granted", "refused", "impossible", "cancelled"].includes(track.status);
      expect((time?.holder ?? "") === "", `${member} is ${track.status}, held by "${time?.holder}"`).toBe(over);
      if (time !== undefined && at !== undefined) {
        const sum = Object.values(time.booked).reduce((all, ms) => all + ms, 0);
        expect(sum, `${member}'s minutes`).toBe(openingMsBetween(this.law.time, at, time.since));
        expect(time.since).toBeLessThanOrEqual(this.now);
      }
      if (over && track.status !== "waiting")
        expect(
          Object.keys(limits).filter((limit) => limit.startsWith("member") && limit.endsWith(`:${member}`)),
        ).toEqual([]);
    }
    const all = Object.values(members ?? {});
    const ended = all.every(({ status }) => ["granted", "refused", "impossible", "cancelled"].includes(status));
    if (ended && resolvedAt !== undefined)
      expect(resolvedAt).toBeGreaterThanOrEqual(Math.max(...all.map(({ since }) => since)));
    if (all.length > 0)
      expect(ended, "the group ends with its last member").toBe((resolvedAt ?? endedAt) !== undefined);
  }
}

const fits: { readonly [kind: string]: readonly string[] } = {
  "accept-member": ["requested"],
  "reject-member": ["requested"],
  "request-member": ["rejected"],
  "request-member-supplement": ["accepted"],
  "receive-member-supplement": ["supplementing"],
  "grant-member": ["accepted"],
  "refuse-member": ["accepted", "supplementing"],
};

/** Mostly one that can be answered for so; now and then any, or nobody at all. */
function memberFor({ members = {} }: DossierState, kind: string, pick: number): string {
  const ids = Object.keys(members);
  const able = ids.filter((id) => (fits[kind] ?? []).includes(members[id]?.status ?? ""));
  return (pick % 5 === 4 || able.length === 0 ? ids[pick] : able[pick % able.length]) ?? "nobody";
}

const answerer = (state: DossierState, member: string): Actor =>
  heads[state.members?.[member]?.unit ?? ""] ?? people.desk;

describe("answers of members in any order", () => {
  it("nobody begins before what they need, every minute of every track is on one holder, and the sums hold", () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(setting, draws, ({ code, channel, start, restarts, counts }, list) => {
        const policies = { memberSupplementRestarts: restarts, memberLimitCounts: counts };
        const life = new Life(inForce(code, { policies }), at("2026-01-05 08:00") + start * 60_000);
        const facts = code === "2.002913" ? { insured: true, merit: true } : {};
        life.send(people.desk, { type: "submit", procedure: code, channel, caseId: "general", facts, intakeRef: "r1" });
        life.send(people.desk, { type: "accept" });
        life.send(people.desk, act("intake", "forward"));
        for (const draw of list) {
          const state = life.state;
          if (state?.members === undefined) break;
          const target = life.now + draw.waitMinutes * 60_000;
          if (draw.punctual) life.wakeTo(target);
          life.now = Math.max(life.now, target);
          const member = memberFor(state, draw.kind, draw.member);
          const one = draw.kind === "request-member" || draw.kind === "receive-member-supplement";
          const by = draw.kind.includes("member") && !one ? answerer(state, member) : people.director;
          const more = isGround(draw.kind) ? groundFor(state, draw.kind, draw.member) : { member, reason: why("x") };
          const wide = draw.kind === "receive-member-supplement" ? { complete: draw.member % 3 > 0 } : {};
          const attempt = draw.attempt === undefined ? {} : { attempt: draw.attempt };
          const actorOf = draw.kind === "withdraw" ? people.citizen : one ? people.desk : by;
          const first = draw.heard === undefined ? undefined : firstMoment(state, more);
          const back = draw.back * 60_000;
          const since = first === undefined ? back : (1 - (draw.heard ?? 0)) * (life.now - first);
          const occurredAt = since === 0 ? {} : { occurredAt: Math.min(life.now, Math.ceil(life.now - since)) };
          life.send(actorOf, { type: draw.kind, ...more, ...wide, ...attempt, ...occurredAt });
        }
        if (life.state === undefined) return;
        life.watch.refold(life.state);
        for (const event of life.watch.events) seen.add(event.type);
        if (life.held) seen.add("held");
        for (const [what, count] of Object.entries(life.oracle.met)) if (count > 0) seen.add(what);
        const record = portalRecord(life.watch.events, life.state, () => life.law);
        expect(life.told, "the portal is told what the record says").toBe(record.status);
        const completing = Object.values(life.state.members ?? {}).some(({ status }) => status === "supplementing");
        if (completing) expect(record.status).toBe(5);
        else if (life.state.resolvedAt === undefined && life.state.endedAt === undefined) expect(record.status).toBe(4);
        const times = record.steps.map((step) => step.at);
        expect(times).toEqual([...times].sort((a, b) => a - b));
      }),
      { numRuns: 150, seed: 8 },
    );
    // The lives lead everywhere, or they would show nothing.
    for (const type of [
      "member-rejected",
      "member-supplemented",
      "member-granted",
      "member-refused",
      "member-impossible",
      "member-silent",
      "member-late",
      "withdrawn",
      "resolved",
      "held",
      "replayed",
      "shared",
      "member-late-lifted",
    ])
      expect([...seen]).toContain(type);
  }, 120_000);
});

const isGround = (kind: string): boolean => kind === "suspend" || kind === "resume";

/** A new one of the court or of nature; to resume, one of those that last. */
function groundFor({ groundParties, version }: DossierState, kind: string, pick: number): object {
  const open = groundParties.filter(({ groundId }) => !groundId.startsWith("member:"));
  const reason = why("x");
  if (kind === "resume") return { groundId: open[pick % Math.max(1, open.length)]?.groundId ?? "nothing", reason };
  const ground = pick % 2 === 0 ? "court" : "nature";
  return { groundId: `${ground}:${version}`, ground, source: "QĐ 1", party: ground, reason };
}

/** When an answer, the beginning of a ground or its end can have happened at the earliest. */
function firstMoment({ limits, members = {} }: DossierState, more: object): number | undefined {
  const { member = "", groundId = "" } = more as { readonly member?: string; readonly groundId?: string };
  const { ledger } = limits.principal ?? {};
  return (
    members[member]?.since ?? ledger?.suspensions.findLast((one) => one.groundId === groundId)?.from ?? ledger?.startAt
  );
}
