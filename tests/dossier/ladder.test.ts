import { describe, expect, it } from "vitest";
import {
  accepted,
  act,
  at,
  atOfficer,
  birth,
  business,
  clockText,
  type Driver,
  landRegistration,
  people,
} from "./kit.ts";

const rungs = (d: Driver, limit = "principal") =>
  d
    .all("rung-taken")
    .filter((rung) => rung.limit === limit)
    .map((rung) => [rung.rung, clockText(rung.dueAt)]);

describe("ladders of the principal limit, rung by rung (model §6)", () => {
  it("same day: half of the remaining hours, an hour before, due", () => {
    const d = accepted(birth, "2026-08-17 09:00").runTo("2026-08-17 23:00");
    expect(rungs(d)).toEqual([
      ["half", "2026-08-17 13:45"],
      ["hour-before", "2026-08-17 16:00"],
      ["due", "2026-08-17 17:00"],
    ]);
  });

  it("three working days over the make-up Saturday", () => {
    const d = accepted(business, "2026-08-20 09:00").runTo("2026-08-26 00:00");
    expect(rungs(d)).toEqual([
      ["ask", "2026-08-22 07:30"],
      ["due-day", "2026-08-24 07:30"],
      ["due", "2026-08-24 17:00"],
      ["after-1", "2026-08-25 17:00"],
    ]);
  });

  it("three working days over the swapped Monday and the two-day holiday", () => {
    const d = accepted(business, "2026-08-28 09:00").runTo("2026-09-09 00:00");
    expect(rungs(d)).toEqual([
      ["ask", "2026-09-04 07:30"],
      ["due-day", "2026-09-07 07:30"],
      ["due", "2026-09-07 17:00"],
      ["after-1", "2026-09-08 17:00"],
    ]);
  });

  it("seventeen working days, up to the province", () => {
    const d = accepted(landRegistration, "2026-08-17 09:00").runTo("2026-09-20 00:00");
    expect(rungs(d)).toEqual([
      ["half", "2026-08-27 17:00"],
      ["before-2", "2026-09-09 07:30"],
      ["ask", "2026-09-10 07:30"],
      ["due", "2026-09-11 17:00"],
      ["after-1", "2026-09-14 17:00"],
      ["after-3", "2026-09-16 17:00"],
    ]);
    expect(
      d
        .all("escalated")
        .filter((event) => event.limit === "principal")
        .map((event) => event.target),
    ).toContain("province");
  });
});

describe("reminders", () => {
  it("trap 32: reach people in the digest at opening or at 13:00, never at night", () => {
    const d = accepted(landRegistration, "2026-08-17 09:00").runTo("2026-08-27 17:00");
    const half = d.last?.outbox.find((message) => message.kind === "reminder");
    expect(clockText(half?.notBefore)).toBe("2026-08-28 07:30");
    const due = accepted(business, "2026-08-20 09:00").runTo("2026-08-24 07:30");
    expect(due.last?.outbox.map((message) => clockText(message.notBefore))).toContain("2026-08-24 07:30");
  });

  it("of same-day limits go at once", () => {
    const d = accepted(birth, "2026-08-17 09:00").runTo("2026-08-17 13:45");
    expect(d.last?.outbox.map((message) => [message.kind, clockText(message.notBefore)])).toEqual([
      ["reminder", "2026-08-17 13:45"],
    ]);
  });

  it("overtaken by a later rung are recorded, not sent", () => {
    const d = accepted(birth, "2026-08-17 09:00").at("2026-08-17 17:30").ok(people.desk, { type: "wake" });
    expect(
      d
        .all("rung-taken")
        .filter((rung) => rung.limit === "principal")
        .map((rung) => rung.overtaken),
    ).toEqual([true, true, undefined]);
    expect(
      d.last?.outbox.filter((message) => message.body.includes('"limit":"principal"')).map((message) => message.kind),
    ).toEqual([]);
  });
});

describe("escalation", () => {
  const late = (): Driver => atOfficer(business, "2026-08-17 09:00").runTo("2026-08-20 17:00");
  const principal = (d: Driver) => d.all("escalated").filter((event) => event.limit === "principal");

  it("waits for an acknowledgement by the one it was sent to", () => {
    const d = late();
    const [first] = principal(d);
    expect(first).toMatchObject({ target: "director", to: "binh" });
    const acknowledge = { type: "acknowledge", escalationId: first?.escalationId };
    expect(d.refused(people.head, acknowledge)).toBe("escalation.not_addressee");
    expect(d.refused(people.director, { ...acknowledge, escalationId: "escalation:999" })).toBe("escalation.unknown");
    d.at("2026-08-21 08:00").ok(people.director, acknowledge);
    expect(d.refused(people.director, acknowledge)).toBe("escalation.unknown");
    d.runTo("2026-08-21 16:59");
    expect(principal(d)).toHaveLength(1);
  });

  it("unacknowledged it climbs to the province, and stops there", () => {
    const d = late().runTo("2026-09-10 00:00");
    const first = principal(d).filter((event) => event.at <= at("2026-08-21 16:00"));
    // Four working hours each: 17:00 → 11:30 next day → 17:00 → next day 11:30.
    expect(first.map((event) => [event.target, clockText(event.at)])).toEqual([
      ["director", "2026-08-20 17:00"],
      ["chairperson", "2026-08-21 11:30"],
    ]);
    expect(principal(d).some((event) => event.target === "province")).toBe(true);
    const open = Object.keys(d.dossier.limits).filter((limit) => limit.startsWith("ack:"));
    expect(open).toEqual([]);
    expect(d.last?.wakeAt).toBeUndefined();
  });

  it("skips the culprit: where the director holds the dossier the chairperson is told as well", () => {
    const d = atOfficer(landRegistration, "2026-08-17 09:00").ok(people.land, act("officer", "submit"));
    const holding = { ...people.director, unit: people.leader.unit };
    d.ok(holding, { type: "claim" }).runTo("2026-09-11 17:00");
    const due = d
      .all("escalated")
      .filter((event) => event.limit === "principal" && event.at === at("2026-09-11 17:00"));
    expect(due.map((event) => event.target)).toEqual(["director", "chairperson"]);
  });

  it("ends with the result; an apology already owed goes on asking", () => {
    const d = late()
      .at("2026-08-21 08:00")
      .ok(people.officer, act("officer", "submit"))
      .ok(people.head, act("leader", "approve"));
    expect(Object.keys(d.dossier.limits).sort()).toEqual(["apology:1", "principal", "step"]);
  });
});

describe("wake", () => {
  it("with nothing due is refused, and nothing changes", () => {
    const d = accepted(business, "2026-08-20 09:00");
    expect(d.refused(people.desk, { type: "wake" })).toBe("wake.nothing_due");
  });

  it("trap 15, trap 19: after a week's sleep every missed rung is taken in order, each at its own instant", () => {
    const d = atOfficer(business, "2026-08-20 09:00").at("2026-08-31 08:00").ok(people.desk, { type: "wake" });
    const taken = d.last?.events.filter((event) => event.type === "rung-taken") ?? [];
    const times = taken.map((event) => (event.type === "rung-taken" ? event.dueAt : 0));
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(taken.every((event) => event.at === at("2026-08-31 08:00"))).toBe(true);
    expect(d.one("promise-missed")).toMatchObject({ occurredAt: at("2026-08-24 17:00"), at: at("2026-08-31 08:00") });
    // What was slept through climbs from now on, not all at once: nobody had been told.
    expect(
      d
        .all("escalated")
        .filter((event) => event.limit === "principal")
        .map((event) => event.target),
    ).toEqual(["director", "chairperson"]);
  });

  it("a sleeping worker changes nothing in law: promise, apology and verdict are those of a punctual one", () => {
    const awake = atOfficer(business, "2026-08-20 09:00").runTo("2026-08-26 08:00");
    const asleep = atOfficer(business, "2026-08-20 09:00").at("2026-08-26 08:00").ok(people.desk, { type: "wake" });
    for (const d of [awake, asleep]) {
      d.at("2026-08-26 09:00").ok(people.officer, act("officer", "submit")).ok(people.head, act("leader", "approve"));
    }
    const law = (d: Driver) => {
      const { promises, promiseMissedAt, verdict, daysOver, responsibility } = d.dossier;
      return { promises, promiseMissedAt, verdict, daysOver, responsibility, missed: d.one("apology-missed").on };
    };
    expect(law(asleep)).toEqual(law(awake));
  });

  it("trap 18: command and rung at one instant, in either order, both effects once", () => {
    const due = "2026-08-24 17:00";
    const first = atOfficer(business, "2026-08-20 09:00").runTo("2026-08-24 16:00").at(due);
    first.ok(people.officer, act("officer", "submit")).ok(people.desk, { type: "wake" });
    const second = atOfficer(business, "2026-08-20 09:00").runTo(due);
    second.ok(people.officer, act("officer", "submit"));
    for (const d of [first, second]) {
      expect(d.all("promise-missed")).toHaveLength(1);
      expect(d.work).toBe("leader");
      expect(rungs(d).at(-1)).toEqual(["due", due]);
    }
  });

  it("trap 13: a rung is never taken twice, nor after leaving and coming back, nor while suspended", () => {
    const d = atOfficer(business, "2026-08-20 09:00").runTo("2026-08-22 08:00");
    expect(d.refused(people.desk, { type: "wake" })).toBe("wake.nothing_due");
    d.ok(people.officer, { type: "suspend", groundId: "g", ground: "court", source: "s", party: "court" });
    d.at("2026-09-03 08:00").ok(people.officer, { type: "resume", groundId: "g" });
    d.runTo("2026-09-30 08:00");
    const ids = d.all("rung-taken").map((rung) => `${rung.limit}/${rung.generation}/${rung.rung}`);
    expect(ids.filter((id) => id.startsWith("principal"))).toEqual([
      "principal/1/ask",
      "principal/1/due-day",
      "principal/1/due",
      "principal/1/after-1",
    ]);
  });

  it("trap 14: a quiet dossier has its wake from the first moment", () => {
    expect(accepted(landRegistration, "2026-08-17 09:00").last?.wakeAt).toBeDefined();
  });
});

it("a reminder that the command itself settles is recorded as overtaken, not sent", () => {
  const d = atOfficer(business, "2026-08-17 09:00").at("2026-08-20 16:00").ok(people.officer, act("officer", "refuse"));
  expect(d.sent).toEqual(["citizen:resolved", "portal:status"]);
  expect(d.all("rung-taken").every((rung) => rung.overtaken === true || rung.rung === "ask")).toBe(true);
});
