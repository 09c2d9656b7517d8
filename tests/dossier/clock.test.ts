import { describe, expect, it } from "vitest";
import { accepted, act, at, atOfficer, business, type Driver, inForce, landRegistration, people } from "./kit.ts";

const court = { type: "suspend", groundId: "court-1", ground: "court", source: "Quyết định 12/TA", party: "court" };
const released = { type: "resume", groundId: "court-1" };

describe("suspend and resume on a ground", () => {
  it("stops the clock beside the work, books the time on the party, moves the promise by the days between", () => {
    const d = atOfficer(business, "2026-08-17 09:00").at("2026-08-18 10:00").ok(people.officer, court);
    expect([d.clock, d.dossier.responsibility?.holder]).toEqual(["suspended", "party:court"]);
    // Only the share of the officer still runs; the principal limit has no rung while it stands.
    d.runTo("2026-08-21 10:00");
    expect(d.all("rung-taken").filter((rung) => rung.limit === "principal")).toEqual([]);
    d.ok(people.officer, released);
    // One of three days used by the 18th, two more after the 21st: Sat 22 is worked.
    expect([d.clock, d.promisedOn]).toEqual(["running", "2026-08-24"]);
    expect(d.dossier.promises.at(-1)).toMatchObject({ cause: "suspension", source: "Quyết định 12/TA" });
  });

  it("trap 2, trap 3: on and off on one day moves nothing, and keeps the promise as it was", () => {
    const d = atOfficer(business, "2026-08-17 09:00").at("2026-08-18 08:00").ok(people.officer, court);
    d.at("2026-08-18 16:00").ok(people.officer, released);
    expect([d.promisedOn, d.dossier.promises.length]).toEqual(["2026-08-20", 1]);
  });

  it("trap 4: overlapping grounds count as their union; the last one to end lets it run", () => {
    const d = atOfficer(business, "2026-08-17 09:00").at("2026-08-18 08:00").ok(people.officer, court);
    d.at("2026-08-18 09:00").ok(people.officer, { ...court, groundId: "tax-1", ground: "tax", party: "tax" });
    expect(d.dossier.responsibility?.holder).toBe("party:tax");
    d.at("2026-08-19 10:00").ok(people.officer, released);
    expect([d.clock, d.dossier.responsibility?.holder]).toEqual(["suspended", "party:tax"]);
    d.at("2026-08-20 10:00").ok(people.officer, { type: "resume", groundId: "tax-1" });
    expect([d.clock, d.promisedOn]).toEqual(["running", "2026-08-22"]);
  });

  it("trap 4: a back-dated ground counts from when it was, with a reason beyond the allowance", () => {
    const d = atOfficer(business, "2026-08-17 09:00").at("2026-08-19 16:00");
    const backDated = { ...court, occurredAt: at("2026-08-18 08:00") };
    expect(d.refused(people.officer, backDated)).toBe("command.backdated_without_reason");
    d.ok(people.officer, { ...backDated, reason: { code: "paper-came-late" } });
    expect(d.one("limit-suspended")).toMatchObject({ from: at("2026-08-18 08:00"), backDated: "paper-came-late" });
    d.at("2026-08-20 09:00").ok(people.officer, released);
    expect(d.promisedOn).toBe("2026-08-22");
  });

  it("trap 4: on a dossier already overdue nothing heals", () => {
    const d = atOfficer(business, "2026-08-17 09:00").runTo("2026-08-21 09:00").ok(people.officer, court);
    d.at("2026-08-25 09:00").ok(people.officer, released);
    expect([d.promisedOn, d.promise, d.dossier.promises.length]).toEqual(["2026-08-20", "overdue", 1]);
  });

  it("suspended between closing and midnight of the due day: the promise moves, and counts anew", () => {
    const d = atOfficer(business, "2026-08-17 09:00").runTo("2026-08-20 18:00");
    expect(d.promise).toBe("overdue");
    d.ok(people.officer, court).at("2026-08-24 09:00").ok(people.officer, released);
    expect([d.promise, d.promisedOn]).toEqual(["inForce", "2026-08-24"]);
    d.runTo("2026-08-24 18:00");
    expect([d.promise, d.all("promise-missed").length]).toEqual(["overdue", 2]);
  });

  it.each([
    ["a ground id in use", { ...court }, "clock.ground_in_use"],
    ["an id that belongs to supplements", { ...court, groundId: "supplement:1" }, "clock.ground_in_use"],
    ["an id that belongs to waits", { ...court, groundId: "wait:payment:1" }, "clock.ground_in_use"],
    ["resuming what nobody opened", { type: "resume", groundId: "x" }, "clock.unknown_ground"],
    ["a resumption before the suspension", { ...released, occurredAt: at("2026-08-18 09:45") }, "command.backdated"],
  ])("refuses %s", (_name, body, code) => {
    const d = atOfficer(business, "2026-08-17 09:00").at("2026-08-18 10:00").ok(people.officer, court);
    expect(d.at("2026-08-18 10:05").refused(people.officer, body)).toBe(code);
  });

  it("is for whoever holds the dossier, the head of the unit and the leaders", () => {
    const d = atOfficer(business, "2026-08-17 09:00");
    expect(d.refused(people.desk, court)).toBe("command.role");
    expect(d.refused(people.officer2, court)).toBe("task.held_by_other");
    expect(d.refused(people.justiceHead, court)).toBe("task.held_by_other");
    expect(d.try(people.head, court)).toBeUndefined();
    expect(d.try(people.leader, { ...court, groundId: "court-2" })).toBeUndefined();
  });

  it("is refused before acceptance, after the result, and before the limit began", () => {
    const d = atOfficer(business, "2026-08-17 09:00").at("2026-08-17 09:20");
    const early = { ...court, occurredAt: at("2026-08-17 08:55") };
    expect(d.refused(people.officer, early)).toBe("command.backdated");
    d.ok(people.officer, act("officer", "submit")).ok(people.head, act("leader", "approve"));
    expect(d.refused(people.leader, court)).toBe("command.not_available");
  });

  it("trap 24: one dossier cannot hold grounds without end, and its state stays small", () => {
    const d = atOfficer(landRegistration, "2026-08-17 09:00");
    let refusal: string | undefined;
    for (let n = 0; n < 300 && refusal === undefined; n += 1) {
      refusal = d.try(people.land, { ...court, groundId: `g${n}` })?.code;
      if (refusal === undefined) d.ok(people.land, { type: "resume", groundId: `g${n}` });
    }
    expect(refusal).toBe("command.too_many");
    expect(JSON.stringify(d.dossier).length).toBeLessThan(60_000);
  });
});

describe("a step that waits", () => {
  const toPayment = (): Driver =>
    atOfficer(landRegistration, "2026-08-17 09:00").at("2026-08-18 10:00").ok(people.land, act("officer", "charge"));

  it("stands while the citizen pays, and runs on with the proof: the days between are not counted", () => {
    const d = toPayment();
    expect([d.clock, d.work, d.dossier.responsibility?.holder]).toEqual(["suspended", "payment", "party:citizen"]);
    d.at("2026-08-25 09:00").ok(people.land, act("payment", "paid"));
    expect([d.clock, d.promisedOn, d.dossier.groundParties]).toEqual(["running", "2026-09-21", []]);
  });

  it("a second visit is a second ground", () => {
    const d = toPayment().at("2026-08-20 09:00").ok(people.land, act("payment", "paid"));
    d.ok(people.land, act("officer", "charge"));
    expect(d.all("limit-suspended").map((event) => event.groundId)).toEqual(["wait:payment:1", "wait:payment:2"]);
  });

  it("has a limit of its own; nobody closes before it is over", () => {
    const d = toPayment().at("2026-08-25 09:00");
    expect(d.refused(people.desk, { type: "close", reason: { code: "unpaid" } })).toBe("supplement.time_left");
    d.runTo("2026-09-18 09:00");
    expect(
      d
        .all("rung-taken")
        .filter((rung) => rung.limit === "wait")
        .map((rung) => rung.rung),
    ).toEqual(["before-1", "due"]);
    d.ok(people.desk, { type: "close", reason: { code: "unpaid" } });
    expect(d.dossier.outcome).toBe("closed");
  });

  it("another ground beside it holds the clock after the wait is over", () => {
    const d = toPayment().ok(people.land, court).at("2026-08-25 09:00").ok(people.land, act("payment", "paid"));
    expect(d.clock).toBe("suspended");
    d.at("2026-08-26 09:00").ok(people.land, released);
    expect(d.clock).toBe("running");
  });
});

describe("extend", () => {
  const rules = {
    definition: (published: Driver["law"]["procedure"]["definition"]) => ({
      ...published,
      extensions: [
        rule("added", "added", { unit: "working-day", amount: 2 }, false),
        rule("agreed", "added", { unit: "working-day", amount: 2 }, true),
        rule("total", "total", { unit: "working-day", amount: 5 }, false),
      ],
    }),
  };
  function rule(
    id: string,
    mode: "added" | "total",
    upTo: { unit: "working-day"; amount: number },
    orLongerByAgreement: boolean,
  ) {
    return {
      id,
      name: { vi: id, en: id },
      mode,
      upTo,
      orLongerByAgreement,
      source: `Điều ${id}`,
      confidence: "S" as const,
    };
  }
  const d0 = (): Driver => atOfficer(business, "2026-08-17 09:00", rules).at("2026-08-18 10:00");
  const days = (amount: number) => ({ unit: "working-day", amount });

  it("adds to the limit, tells the citizen, keeps the rungs that are past", () => {
    const d = d0().runTo("2026-08-19 08:00").ok(people.officer, { type: "extend", rule: "added" });
    expect(d.one("limit-extended")).toMatchObject({ amount: days(2), kept: [] });
    expect([d.promisedOn, d.dossier.question, d.sent]).toEqual(["2026-08-22", undefined, ["citizen:extended"]]);
    d.runTo("2026-08-22 08:00");
    expect(d.all("asked-on-time")).toHaveLength(2);
  });

  it("a total replaces the budget and keeps the start", () => {
    expect(d0().ok(people.officer, { type: "extend", rule: "total" }).promisedOn).toBe("2026-08-22");
  });

  it.each([
    ["a rule nobody knows", { rule: "none" }, "extension.unknown"],
    ["more than the rule allows", { rule: "added", amount: days(3) }, "extension.too_long"],
    ["another unit", { rule: "added", amount: { unit: "calendar-day", amount: 1 } }, "extension.too_long"],
    ["a negative amount", { rule: "added", amount: days(-1) }, "limit.out_of_range"],
    ["half a day", { rule: "added", amount: days(0.5) }, "limit.malformed"],
    ["longer without an agreement", { rule: "agreed", amount: days(5) }, "extension.agreement_required"],
  ])("refuses %s", (_name, more, code) => {
    expect(d0().refused(people.officer, { type: "extend", ...more })).toBe(code);
  });

  it("the same rule twice adds up; longer by written agreement", () => {
    const d = d0().ok(people.officer, { type: "extend", rule: "added", amount: days(1) });
    d.ok(people.officer, { type: "extend", rule: "added", amount: days(1) });
    expect(d.refused(people.officer, { type: "extend", rule: "added", amount: days(1) })).toBe("extension.too_long");
    d.ok(people.officer, {
      type: "extend",
      rule: "agreed",
      amount: days(5),
      agreement: { contentId: "a", version: 1 },
    });
    expect(d.promisedOn).toBe("2026-08-28");
  });

  it("is refused once the limit has passed, and to those who do not hold it", () => {
    const d = d0();
    expect(d.refused(people.desk, { type: "extend", rule: "added" })).toBe("command.role");
    d.runTo("2026-08-21 08:00");
    expect(d.refused(people.officer, { type: "extend", rule: "added" })).toBe("extension.too_late");
  });

  it("trap 12: restart, suspension and extension are three things in law", () => {
    const extended = d0().ok(people.officer, { type: "extend", rule: "added" });
    const suspended = d0().ok(people.officer, court).at("2026-08-20 10:00").ok(people.officer, released);
    const restarted = d0()
      .ok(people.officer, { type: "request-supplement", reason: { code: "x" } })
      .at("2026-08-20 10:00");
    restarted.ok(people.desk, { type: "receive-supplement", complete: true });
    expect([extended, suspended, restarted].map((d) => d.promisedOn)).toEqual([
      "2026-08-22",
      "2026-08-22",
      "2026-08-24",
    ]);
    expect([extended, suspended, restarted].map((d) => d.dossier.limits.principal?.ledger.generation)).toEqual([
      2, 1, 2,
    ]);
  });
});

describe("reproject: an announced calendar", () => {
  const before = inForce(business);
  const announced = {
    ...before.time.calendar.data,
    revision: "announced-2",
    entries: [
      ...before.time.calendar.data.entries,
      { date: "2026-08-19", kind: "holiday", name: { vi: "Nghỉ", en: "Day off" }, source: "Thông báo" },
    ] as typeof before.time.calendar.data.entries,
  };
  const moveTo = inForce(business, { calendar: announced });
  const command = { type: "reproject", calendarRevision: "announced-2" };

  it("trap 8: moves the limit and the promise on purpose, and says why", () => {
    const d = atOfficer(business, "2026-08-17 09:00").at("2026-08-18 09:00").ok(people.leader, command, moveTo);
    expect(d.types).toContain("calendar-adopted");
    expect(d.all("limit-reprojected").find((event) => event.limit === "principal")).toMatchObject({
      from: "2026-08-20",
      to: "2026-08-21",
      because: [{ change: "added", date: "2026-08-19" }],
    });
    expect(d.dossier.promises.at(-1)).toMatchObject({ date: "2026-08-21", cause: "calendar", source: "announced-2" });
    expect(d.sent).toEqual(["citizen:promise-moved"]);
    expect(d.dossier.law.calendar).toBe(moveTo.hashes.calendar);
    expect(d.wakeText).toBe("2026-08-18 10:00");
  });

  it("on a dossier it does not touch only the calendar changes, and asking again is refused", () => {
    const d = accepted(business, "2026-09-07 09:00").ok(people.leader, command, moveTo);
    expect(d.types).toEqual(["calendar-adopted"]);
    expect(d.refused(people.leader, command, moveTo)).toBe("reproject.same_calendar");
  });

  it("where printed promises stand, a promised dossier stays on its calendar", () => {
    const d = atOfficer(business, "2026-08-17 09:00", { policies: { calendarAnnouncementMovesPromise: false } });
    expect(d.refused(people.leader, command, moveTo)).toBe("reproject.promise_stands");
  });

  it("neither heals nor harms a promise already missed", () => {
    const d = atOfficer(business, "2026-08-17 09:00").runTo("2026-08-21 09:00");
    expect(d.refused(people.leader, command, moveTo)).toBe("reproject.past_due");
  });

  it("refuses a calendar that is not given, and one of another revision", () => {
    const d = atOfficer(business, "2026-08-17 09:00");
    expect(d.refused(people.leader, command)).toBe("reproject.unknown_calendar");
    expect(d.refused(people.leader, { ...command, calendarRevision: "x" }, moveTo)).toBe("reproject.unknown_calendar");
  });
});
