import { describe, expect, it } from "vitest";
import { accepted, act, at, birth, business, clockText, Driver, inForce, people, submitted, why } from "./kit.ts";

const filing = {
  type: "submit",
  procedure: business,
  channel: "counter",
  caseId: "general",
  facts: {},
  intakeRef: "r1",
} as const;

describe("submit", () => {
  it("gives a reference, no clock, no code, no promise (model §4)", () => {
    const d = submitted(business, "2026-08-17 09:00");
    expect(d.types).toEqual(["submitted"]);
    expect(d.clock).toBe("notStarted");
    expect([d.dossier.code, d.dossier.promises, d.last?.wakeAt]).toEqual([undefined, [], undefined]);
    expect(d.dossier.intakeRef).toBe("r1");
  });

  it.each([
    ["another procedure than the law's", { procedure: birth }, "definition.unknown_procedure"],
    ["a case nobody declared", { caseId: "moon" }, "command.unknown_case"],
    ["a fact nobody declared", { facts: { rich: true } }, "command.unknown_fact"],
    ["a channel nobody offers", { channel: "fax" }, "command.unknown_channel"],
  ])("refuses %s", (_name, more, code) => {
    expect(new Driver(inForce(business), "2026-08-17 09:00").refused(people.desk, { ...filing, ...more })).toBe(code);
  });

  it("refuses a fact that is no boolean", () => {
    const d = new Driver(inForce(birth), "2026-08-17 09:00");
    const [fact] = d.law.procedure.definition.facts.map((known) => known.id);
    const facts = { [fact ?? "filedOnline"]: "yes" };
    const code = d.refused(people.desk, { ...filing, procedure: birth, facts });
    expect(["command.input", "command.unknown_fact"]).toContain(code);
  });

  it("refuses VNeID before the day the law admits it, and a definition not yet in force", () => {
    const before = new Driver(inForce(business, { on: "2025-08-18" }), "2025-08-18 09:00");
    expect(before.refused(people.desk, { ...filing, channel: "vneid" })).toBe("command.unknown_channel");
    const early = new Driver(inForce(business, { on: "2025-06-16" }), "2025-06-16 09:00");
    expect(early.refused(people.desk, filing)).toBe("definition.not_in_force");
  });

  it("refuses a dossier that exists, and any other command on one that does not", () => {
    expect(submitted(business, "2026-08-17 09:00").refused(people.desk, filing)).toBe("command.already_exists");
    expect(new Driver(inForce(business), "2026-08-17 09:00").refused(people.desk, { type: "accept" })).toBe(
      "command.no_dossier",
    );
  });
});

describe("online duties, Art. 17(2)", () => {
  it("while nobody holds the dossier yet a reminder reaches the head of the one-stop, not nobody", () => {
    const d = submitted(business, "2026-08-17 07:30", { channel: "online" }).runTo("2026-08-17 17:00");
    const rungs = d.all("rung-taken").filter((rung) => rung.limit === "online-response");
    expect(rungs.map((rung) => [rung.rung, rung.told])).toEqual([
      ["two-hours-before", ["tu"]],
      ["due", []],
    ]);
    expect(d.one("escalated")).toMatchObject({ target: "director" });
  });

  it("alerts within 2 hours and answers within 8 working hours of arrival, before the main clock", () => {
    const d = submitted(business, "2026-08-17 16:00", { channel: "online" });
    expect(Object.keys(d.dossier.limits)).toEqual(["officer-alert", "online-response"]);
    expect(d.sent).toEqual(["portal:status", "desk:arrived-online"]);
    // 2 plain hours, then 1 + 7 working hours, two of them left at the reminder.
    d.runTo("2026-08-17 18:00");
    // The alert went out with the arrival; two hours later whoever heads the desk is told once more.
    expect(d.one("rung-taken")).toMatchObject({ limit: "officer-alert", dueAt: at("2026-08-17 18:00"), told: ["tu"] });
    expect(d.all("escalated")).toEqual([]);
    // Nothing outside office hours: the message waits for the opening.
    expect(clockText(d.last?.outbox[0]?.notBefore)).toBe("2026-08-18 07:30");
    d.runTo("2026-08-18 16:00");
    expect(d.all("rung-taken").find((rung) => rung.limit === "online-response" && rung.rung === "due")?.dueAt).toBe(
      at("2026-08-18 16:00"),
    );
  });

  it("sent at night, the 8 hours begin at the next opening", () => {
    const d = submitted(business, "2026-08-17 22:00", { channel: "online" }).runTo("2026-08-19 00:00");
    expect(d.all("rung-taken").find((rung) => rung.limit === "online-response" && rung.rung === "due")?.dueAt).toBe(
      at("2026-08-18 17:00"),
    );
  });

  it.each([
    ["acceptance", { type: "accept" }],
    ["guidance", { type: "guide-intake", reason: why("papers-missing") }],
    ["refusal of intake", { type: "refuse-intake", reason: why("not-ours") }],
  ])("end with %s", (_name, body) => {
    const d = submitted(business, "2026-08-17 09:00", { channel: "online" })
      .at("2026-08-17 10:00")
      .ok(people.desk, body);
    expect(Object.keys(d.dossier.limits).filter((limit) => limit !== "principal" && limit !== "step")).toEqual([]);
  });

  it("are no part of the counter, nor of the rules of 2018", () => {
    expect(Object.keys(submitted(business, "2026-08-17 09:00").dossier.limits)).toEqual([]);
    const old = submitted(business, "2026-08-17 09:00", { channel: "online", on: "2024-08-19" });
    expect(Object.keys(old.dossier.limits)).toEqual([]);
  });
});

describe("guidance at intake, Art. 16(3)", () => {
  it("is given once, in full, and starts no clock", () => {
    const d = submitted(business, "2026-08-17 09:00").ok(people.desk, { type: "guide-intake", reason: why("papers") });
    expect(d.sent).toEqual(["citizen:intake-guided"]);
    expect(d.clock).toBe("notStarted");
    expect(d.refused(people.desk, { type: "guide-intake", reason: why("more") })).toBe("supplement.second_round");
  });

  it("is the one-stop's, and before acceptance only", () => {
    const d = submitted(business, "2026-08-17 09:00");
    expect(d.refused(people.officer, { type: "guide-intake", reason: why("x") })).toBe("command.role");
    d.ok(people.desk, { type: "accept" });
    expect(d.refused(people.desk, { type: "guide-intake", reason: why("x") })).toBe("command.not_available");
  });
});

describe("refusal of intake", () => {
  it("ends the dossier without a result: nothing resolved, no verdict, nothing to wake for", () => {
    const d = submitted(business, "2026-08-17 09:00", { channel: "online" });
    d.ok(people.desk, { type: "refuse-intake", reason: why("not-ours") });
    expect([d.work, d.dossier.outcome, d.dossier.verdict, d.last?.wakeAt]).toEqual([
      "refusedIntake",
      "intake-refused",
      undefined,
      undefined,
    ]);
    expect(d.refused(people.desk, { type: "accept" })).toBe("command.not_available");
  });

  it("is not possible after acceptance, and not anybody's", () => {
    expect(
      accepted(business, "2026-08-17 09:00").refused(people.desk, { type: "refuse-intake", reason: why("x") }),
    ).toBe("command.not_available");
    expect(
      submitted(business, "2026-08-17 09:00").refused(people.officer, { type: "refuse-intake", reason: why("x") }),
    ).toBe("command.role");
  });
});

describe("accept, Art. 17(3)", () => {
  it("starts the clock, gives the code, makes the promise, opens the first task", () => {
    const d = accepted(business, "2026-08-17 09:00");
    expect(d.types).toEqual(["accepted", "limit-started", "promised", "limit-started", "task-opened"]);
    expect([d.clock, d.promise, d.promisedOn, d.dossier.code]).toEqual([
      "running",
      "inForce",
      "2026-08-20",
      "H26.1-260820-0001",
    ]);
    expect(d.sent).toEqual(["citizen:accepted", "portal:status"]);
    expect(d.dossier.responsibility).toEqual({ holder: "one-stop/tu", since: at("2026-08-17 09:00"), booked: {} });
  });

  it.each([
    ["2026-08-17 09:00", "2026-08-20"],
    ["2026-08-20 09:00", "2026-08-24"],
    ["2026-08-28 09:00", "2026-09-07"],
    ["2026-11-20 09:00", "2026-11-26"],
    ["2026-01-07 09:00", "2026-01-10"],
  ])("worked examples, Civil Code Art. 147-148: accepted %s, promised for %s", (start, promised) => {
    expect(accepted(business, start).promisedOn).toBe(promised);
  });

  it("needs the code, and the one-stop", () => {
    const d = submitted(business, "2026-08-17 09:00");
    expect(d.refused(people.officer, { type: "accept" })).toBe("command.role");
    const { code: _none, ...without } = d.command(people.desk, { type: "accept" }).resolved;
    expect(d.refused(people.desk, { type: "accept", resolved: without })).toBe("numbering.missing_code");
    d.ok(people.desk, { type: "accept" });
    expect(d.refused(people.desk, { type: "accept" })).toBe("command.not_available");
  });

  it("is refused where nobody is named for the first step", () => {
    const d = submitted(business, "2026-08-17 09:00").with({ units: {} });
    expect(d.refused(people.desk, { type: "accept" })).toBe("office.unknown_unit");
    expect(d.dossier.acceptedAt).toBeUndefined();
  });

  it("tells the citizen the same-day cut-off: 15:00:00 is in time, a second later is not", () => {
    expect(accepted(birth, "2026-08-17 15:00").promisedOn).toBe("2026-08-17");
    expect(accepted(birth, "2026-08-17 15:00:01").promisedOn).toBe("2026-08-18");
    // The Friday before Tet: the last of the worked examples.
    expect(accepted(birth, "2026-02-13 15:01").promisedOn).toBe("2026-02-23");
  });
});

describe("paper transfer, Art. 18(2)", () => {
  it("the file leaves the desk the same working day", () => {
    const d = accepted(business, "2026-08-17 14:59").runTo("2026-08-17 18:00");
    expect(d.all("rung-taken").filter((rung) => rung.limit === "paper-transfer")).toMatchObject([
      { rung: "hour-before", dueAt: at("2026-08-17 16:00") },
      { rung: "due", dueAt: at("2026-08-17 17:00") },
    ]);
    // Nobody has claimed it, so the head of the one-stop holds it: never to the holder alone, the next above as well.
    expect(d.all("escalated").map((event) => [event.limit, event.target])).toEqual([
      ["paper-transfer", "unit-head"],
      ["paper-transfer", "director"],
    ]);
  });

  it("taken after 15:00, at the start of the next working day", () => {
    const d = accepted(business, "2026-08-17 15:01").runTo("2026-08-18 18:00");
    expect(
      d
        .all("rung-taken")
        .filter((rung) => rung.limit === "paper-transfer")
        .map((rung) => [rung.rung, clockText(rung.dueAt)]),
    ).toEqual([
      ["next-opening", "2026-08-18 07:30"],
      ["hour-before", "2026-08-18 16:00"],
      ["due", "2026-08-18 17:00"],
    ]);
  });

  it("ends when the unit has it, and is no part of what comes online or is served at once", () => {
    const d = accepted(business, "2026-08-17 09:00").ok(people.desk, act("intake", "forward"));
    expect(d.dossier.limits["paper-transfer"]).toBeUndefined();
    expect(
      accepted(business, "2026-08-17 09:00", { channel: "online" }).dossier.limits["paper-transfer"],
    ).toBeUndefined();
    expect(accepted(business, "2026-08-17 09:00", { channel: "post" }).dossier.limits["paper-transfer"]).toBeDefined();
  });
});

describe("open: internal work without an applicant (model §9)", () => {
  const internal = {
    definition: (published: Driver["law"]["procedure"]["definition"]) => ({ ...published, applicant: "none" as const }),
  };
  const opening = { type: "open", procedure: business, caseId: "general", facts: {}, intakeRef: "KH-12" };

  it("is opened and accepted in one group of events, without a code, under the same clock", () => {
    const d = new Driver(inForce(business, internal), "2026-08-20 09:00");
    const { code: _none, ...without } = d.command(people.officer, opening).resolved;
    d.ok(people.officer, { ...opening, resolved: without });
    expect(d.types).toEqual(["submitted", "accepted", "limit-started", "promised", "task-opened"]);
    expect([d.clock, d.promisedOn, d.dossier.code]).toEqual(["running", "2026-08-24", undefined]);
    // Internal work is none of the portal's business.
    expect(d.sent).toEqual([]);
    expect(d.wakeText).toBe("2026-08-20 13:30");
  });

  it("is not the citizen's, and a procedure with an applicant is not opened", () => {
    expect(new Driver(inForce(business, internal), "2026-08-20 09:00").refused(people.citizen, opening)).toBe(
      "command.role",
    );
    expect(new Driver(inForce(business, internal), "2026-08-20 09:00").refused(people.desk, filing)).toBe(
      "command.not_available",
    );
    expect(new Driver(inForce(business), "2026-08-20 09:00").refused(people.officer, opening)).toBe(
      "command.not_available",
    );
  });
});

describe("serve: the counter's pace, Art. 17(4)", () => {
  const atDesk = {
    definition: (published: Driver["law"]["procedure"]["definition"]) => ({
      ...published,
      steps: published.steps.map((step) => ({ ...step, role: "one-stop-officer", unit: "one-stop" })),
    }),
  };
  const serving = {
    type: "serve",
    procedure: birth,
    channel: "counter",
    caseId: "general",
    facts: {},
    intakeRef: "r1",
    actions: [
      act("intake", "forward"),
      act("officer", "submit"),
      act("leader", "approve"),
      act("issue", "issue"),
      act("return", "handOver"),
    ],
  };

  it("accepts, resolves and returns in one group, registered all the same; the waived four-eyes stands in it", () => {
    const clerkRole = { ...people.desk, roles: ["one-stop-officer", "officer", "leader", "clerk"] };
    const d = new Driver(inForce(birth, atDesk), "2026-08-17 09:00").ok(clerkRole, serving);
    expect(d.dossier).toMatchObject({ outcome: "granted", verdict: "on-time", endedAt: at("2026-08-17 09:00") });
    expect(d.all("acted").filter((event) => event.fourEyesWaived)).toHaveLength(1);
    expect(d.last?.wakeAt).toBeUndefined();
  });

  it("is refused whole when one of its acts is: nothing changed", () => {
    const d = new Driver(inForce(birth), "2026-08-17 09:00");
    expect(d.refused(people.desk, serving)).toBe("command.role");
    expect(d.state).toBeUndefined();
  });
});
