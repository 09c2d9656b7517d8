import { lateMembers, projectLimit, systemActor } from "@motcua/core";
import { describe, expect, it } from "vitest";
import { accepted, act, actor, at, business, clockText, type Driver, people, why } from "./kit.ts";

const group = "3.000722";
const police = actor("khoa", "police", "unit-head", "officer");
const flood = { groundId: "flood:1", ground: "flood", source: "QĐ 1", party: "nature" };
const suspend = { type: "suspend", ...flood };
const resume = { type: "resume", groundId: flood.groundId };
const hourMs = 3_600_000;

/** Handed in on Monday 17 August 2026 at 08:00; the agency of the birth has taken its part on half an hour later. */
const passedOn = (): Driver =>
  accepted(group, "2026-08-17 08:00", { channel: "online" })
    .ok(people.desk, act("intake", "forward"))
    .at("2026-08-17 08:30")
    .ok(people.justice, { type: "accept-member", member: "birth" });

/** The birth was granted at that moment, as the agency tells now. */
const granted = (d: Driver, when: string): Driver =>
  d.ok(people.justice, { type: "grant-member", member: "birth", occurredAt: at(when), reason: why("told-by-agency") });

const dueOf = (d: Driver, member: string): string | undefined => {
  const limit = d.dossier.limits[`member:${member}`];
  return limit && projectLimit(d.law.time, limit.ledger).due?.dueOn;
};

const held = (d: Driver, member: string) =>
  d.dossier.limits[`member:${member}`]?.ledger.suspensions.map(({ from, to }) => [clockText(from), clockText(to)]);

const hoursOf = (d: Driver, member: string): { readonly [holder: string]: number } =>
  Object.fromEntries(
    Object.entries(d.dossier.memberTime?.[member]?.booked ?? {}).map(([holder, ms]) => [holder, ms / hourMs]),
  );

/** What an agency was told by the last decision, and as of when. */
const told = (d: Driver, member: string) =>
  (d.last?.outbox ?? [])
    .filter(({ adapter }) => adapter === "agency")
    .map(({ kind, body }) => ({ kind, ...JSON.parse(body) }))
    .filter(({ memberId }) => memberId === member)
    .map(({ kind, occurredAt, limitOn }) => [kind, clockText(occurredAt), limitOn]);

describe("a member's beginning is heard of late", () => {
  it("while the whole stands: its limit ran until the ground came, whichever was heard first", () => {
    const inTime = passedOn();
    granted(inTime.at("2026-08-17 09:00"), "2026-08-17 09:00");
    inTime.at("2026-08-20 10:00").ok(people.director, suspend);
    const late = passedOn();
    granted(late.at("2026-08-20 10:00").ok(people.director, suspend).at("2026-08-20 11:00"), "2026-08-17 09:00");
    expect(told(late, "residence")).toEqual([
      ["member-requested", "2026-08-17 09:00", undefined],
      ["member-suspended", "2026-08-20 10:00", undefined],
    ]);
    for (const d of [inTime, late]) {
      d.at("2026-08-24 10:00").ok(people.director, resume);
      expect(held(d, "residence")).toEqual([["2026-08-20 10:00", "2026-08-24 10:00"]]);
      expect(dueOf(d, "residence")).toBe("2026-08-28");
      // Three days and an hour; then from Thursday to Monday, with the Saturday that is worked for a bridge day.
      expect(hoursOf(d, "residence")).toEqual({ "police/khoa": 25, "party:nature": 24 });
    }
  });

  it("after the ground has ended: its limit stood all the same, and the party has those minutes", () => {
    const inTime = passedOn();
    granted(inTime.at("2026-08-17 16:00"), "2026-08-17 16:00");
    const late = passedOn();
    for (const d of [inTime, late])
      d.at("2026-08-18 08:00").ok(people.director, suspend).at("2026-08-24 10:00").ok(people.director, resume);
    granted(late.at("2026-08-24 11:00"), "2026-08-17 16:00");
    expect(told(late, "residence")).toEqual([
      ["member-requested", "2026-08-17 16:00", "2026-09-04"],
      ["member-suspended", "2026-08-18 08:00", undefined],
      ["member-resumed", "2026-08-24 10:00", "2026-09-04"],
    ]);
    for (const d of [inTime, late]) {
      expect(held(d, "residence")).toEqual([["2026-08-18 08:00", "2026-08-24 10:00"]]);
      expect(dueOf(d, "residence")).toBe("2026-09-04");
      d.at("2026-08-24 15:00").ok(police, { type: "accept-member", member: "residence" });
      d.at("2026-08-25 09:00").ok(police, { type: "grant-member", member: "residence" });
      expect(d.dossier.members?.residence).toMatchObject({ status: "granted", daysOver: 0 });
    }
    expect(hoursOf(late, "residence")).toEqual(hoursOf(inTime, "residence"));
    expect(hoursOf(late, "residence")["party:nature"]).toBe(42);
  });

  it("a ground over before it began is none of its own", () => {
    const d = passedOn().at("2026-08-17 09:00").ok(people.director, suspend);
    d.at("2026-08-17 10:00").ok(people.director, resume);
    granted(d.at("2026-08-17 15:00"), "2026-08-17 11:00");
    expect(held(d, "residence")).toEqual([]);
    expect(told(d, "residence").map(([kind]) => kind)).toEqual(["member-requested"]);
  });
});

describe("a ground is recorded late", () => {
  /** The birth's last day is 17 August; nobody has heard of the flood of that afternoon until the next morning. */
  const recorded = (from: string): Driver => {
    const d = passedOn().runTo("2026-08-18 09:00");
    expect(d.one("member-late")).toMatchObject({ member: "birth", limitOn: "2026-08-17" });
    return d.ok(people.director, { ...suspend, occurredAt: at(from), reason: why("recorded-late") });
  };

  it("a limit that stood before it passed was not missed: lateness is taken back, and days count anew", () => {
    const d = recorded("2026-08-17 14:00");
    expect(d.one("member-late-lifted")).toMatchObject({ member: "birth", kept: [] });
    expect(d.dossier.members?.birth?.lateOn).toBeUndefined();
    d.at("2026-08-20 09:00").ok(people.director, resume).at("2026-08-20 09:30");
    d.ok(people.justice, { type: "grant-member", member: "birth" });
    expect(d.one("member-granted")).toMatchObject({ verdict: "on-time", daysOver: 0 });
  });

  it("also when that is known the same evening, after the office has closed", () => {
    const d = passedOn().runTo("2026-08-17 18:00");
    expect(d.dossier.members?.birth?.lateOn).toBe("2026-08-17");
    d.ok(people.director, { ...suspend, occurredAt: at("2026-08-17 14:00"), reason: why("recorded-late") });
    expect(d.dossier.members?.birth?.lateOn).toBeUndefined();
  });

  it("missed after all, it is late on the day that counts now, and reported again", () => {
    const d = recorded("2026-08-17 14:00").at("2026-08-20 09:00").ok(people.director, resume);
    d.runTo("2026-08-24 09:00");
    expect(d.all("member-late").map(({ limitOn }) => limitOn)).toEqual(["2026-08-17", "2026-08-20"]);
    d.ok(people.justice, { type: "grant-member", member: "birth" });
    expect(d.one("member-granted")).toMatchObject({ verdict: "late", daysOver: 3 });
  });

  it("a limit that had passed when the ground came stays missed", () => {
    const d = recorded("2026-08-18 08:00").at("2026-08-20 09:00").ok(people.director, resume);
    expect(d.all("member-late-lifted")).toEqual([]);
    d.ok(people.justice, { type: "grant-member", member: "birth" });
    expect(d.one("member-granted")).toMatchObject({ verdict: "late" });
  });

  /** Residence takes its part on, and is still at it when the rest no longer fits into the promise. */
  const owing = (): Driver => {
    const d = passedOn().at("2026-08-17 09:00");
    granted(d, "2026-08-17 09:00").ok(police, { type: "accept-member", member: "residence" });
    d.runTo("2026-09-07 08:00").ok(people.director, court).at("2026-09-07 09:00");
    d.ok(people.director, { type: "resume", groundId: court.groundId });
    expect(d.dossier.members?.residence?.lateOn).toBe("2026-08-25");
    expect(d.dossier.apologies.at(-1)).toMatchObject({ cause: "member-late", status: "owed" });
    return d;
  };
  const court = { ...suspend, groundId: "court:1", ground: "court", party: "court" };
  const floodFrom = (from: string) => ({ ...suspend, occurredAt: at(from), reason: why("recorded-late") });

  it("what was owed for that lateness, and for nobody else's, lapses with it", () => {
    const d = owing();
    const other = actor("bao", "insurance", "unit-head", "officer");
    d.ok(other, { type: "accept-member", member: "insurance" });
    expect(lateMembers(d.dossier).map(({ member }) => member)).toEqual(["residence", "insurance"]);
    d.ok(people.director, floodFrom("2026-08-25 10:00"));
    expect(lateMembers(d.dossier).map(({ member }) => member)).toEqual(["insurance"]);
    expect(d.dossier.apologies.at(-1)?.status).toBe("owed");

    const before = owing().ok(people.director, floodFrom("2026-08-18 10:00"));
    expect(lateMembers(before.dossier)).toEqual([]);
    expect(before.dossier.apologies.at(-1)?.status).toBe("lapsed");
  });

  it("days that were somebody else's while it seemed late are not taken off a lateness to come", () => {
    const d = owing().ok(people.director, { ...court, groundId: "court:2" });
    d.at("2026-09-09 08:00").ok(people.director, { type: "resume", groundId: "court:2" });
    expect(d.dossier.memberTime?.residence?.daysAway).toBe(2);
    d.ok(people.director, floodFrom("2026-08-25 10:00"));
    expect(d.dossier.memberTime?.residence?.daysAway).toBeUndefined();
  });
});

describe("grounds of the group at an agency's own dossier", () => {
  it("no person ends or makes one: what the law holds there the group alone lets go", () => {
    const d = accepted(business, "2026-08-20 09:00").ok(people.desk, act("intake", "forward"));
    const theirs = { ...flood, groundId: "group:flood:1" };
    d.ok(systemActor, { type: "suspend", ...theirs });
    for (const by of [people.officer, people.head, people.director])
      expect(d.refused(by, { type: "resume", groundId: theirs.groundId })).toBe("clock.unknown_ground");
    expect(d.refused(people.head, { type: "suspend", ...flood, groundId: "group:x" })).toBe("clock.ground_in_use");
    d.ok(systemActor, { type: "resume", groundId: theirs.groundId });
    expect(d.clock).toBe("running");
  });
});
