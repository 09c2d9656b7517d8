import { importRole, type UnitId } from "@motcua/core";
import { describe, expect, it } from "vitest";
import {
  act,
  actor,
  at,
  business,
  clockText,
  Driver,
  inForce,
  landRegistration,
  people,
  resolved,
  why,
} from "./kit.ts";
import { further } from "./moment-kit.ts";

const importer = actor("it", "office", importRole);
const code = "H26.1-260801-0007";
const filing = {
  type: "import",
  procedure: business,
  channel: "counter",
  caseId: "general",
  facts: {},
  intakeRef: "old-7",
  system: "egov-2",
  submittedAt: at("2026-08-20 09:00"),
} as const;
const acceptance = { at: at("2026-08-20 09:30"), code, step: "officer" } as const;

/** An imported dossier of the household business, three working days. */
const imported = (now: string, accepted?: object, more: object = {}): Driver =>
  new Driver(inForce(more && "procedure" in more ? landRegistration : business), now).ok(importer, {
    ...filing,
    ...more,
    ...(accepted === undefined ? {} : { accepted: { ...acceptance, ...accepted } }),
  });

const refusedAt = (now: string, body: object, by = importer): string =>
  new Driver(inForce(business), now).refused(by, { ...filing, ...body });

describe("import of an open dossier", () => {
  it("takes over code, start and step, promises what the limit says, and tells nobody", () => {
    const d = imported("2026-08-21 08:00", {});
    expect(d.types).toEqual(["submitted", "accepted", "limit-started", "promised", "imported", "task-opened"]);
    expect([d.dossier.code, clockText(d.dossier.acceptedAt), d.work, d.clock]).toEqual([
      code,
      "2026-08-20 09:30",
      "officer",
      "running",
    ]);
    // Saturday the 22nd is worked for the Monday before National Day.
    expect(d.promisedOn).toBe("2026-08-24");
    expect(d.dossier.imported).toEqual({ system: "egov-2", at: at("2026-08-21 08:00") });
    expect(d.sent.filter((message) => message.startsWith("citizen"))).toEqual([]);
  });

  it("lets the dossier go on as any other", () => {
    const d = imported("2026-08-21 08:00", {}).ok(people.officer, { type: "claim" });
    d.ok(people.officer, act("officer", "submit")).ok(people.head, act("leader", "approve"));
    expect([d.dossier.verdict, d.clock]).toEqual(["early", "ended"]);
  });

  it("keeps promises as they were told, also one that the limit would not give", () => {
    const promises = [
      { date: "2026-08-24", madeAt: at("2026-08-20 09:30") },
      { date: "2026-08-25", madeAt: at("2026-08-20 15:00") },
    ];
    const d = imported("2026-08-21 08:00", { promises });
    expect(d.dossier.promises.map(({ date, cause, madeAt }) => [date, cause, clockText(madeAt)])).toEqual([
      ["2026-08-24", "imported", "2026-08-20 09:30"],
      ["2026-08-25", "imported", "2026-08-20 15:00"],
    ]);
  });

  it("has what lies behind due at once: a broken promise is missed, told and apologised for", () => {
    const d = imported("2026-09-08 08:00", { promises: [{ date: "2026-08-25", madeAt: acceptance.at }] });
    expect(d.last?.wakeAt).toBeLessThan(at("2026-09-08 08:00"));
    d.runTo("2026-09-08 08:00");
    expect(d.promise).toBe("overdue");
    expect(d.dossier.apologies.map(({ kind }) => kind)).toContain("late");
  });

  it("books the time before on nobody here", () => {
    const d = imported("2026-08-21 09:30", {}).ok(people.officer, { type: "claim" });
    // From 9:30 to 9:30 the next day: one working day.
    expect(d.dossier.responsibility?.booked).toMatchObject({ "party:imported": 8 * 3_600_000 });
  });

  it("not accepted yet, waits for its answer at the counter", () => {
    const d = imported("2026-08-21 08:00");
    expect([d.types, d.clock, d.dossier.code]).toEqual([["submitted", "imported"], "notStarted", undefined]);
    d.ok(people.desk, { type: "accept" });
    expect(d.dossier.code).toBe("H26.1-260820-0001");
  });

  it("while its supplement is with the citizen holds the clock, and starts it anew as the other system said", () => {
    const supplements = [{ reason: "missing-lease", askedAt: at("2026-08-21 08:00"), effect: "restart" }];
    const d = imported("2026-08-24 08:00", { supplements });
    expect([d.work, d.clock, d.dossier.supplementRounds]).toEqual(["officer~supplement", "suspended", 1]);
    expect(d.dossier.responsibility?.holder).toBe("party:citizen");
    d.at("2026-08-26 10:00").ok(people.desk, { type: "receive-supplement", complete: true });
    expect([d.work, d.clock, d.promisedOn]).toEqual(["officer", "running", "2026-09-03"]);
  });

  it("at a step that holds the clock, holds it since then", () => {
    const land = { procedure: landRegistration, submittedAt: at("2026-08-03 09:00") };
    const waits = inForce(landRegistration).procedure.definition.steps.filter(({ kind }) => kind === "wait-payment");
    const step = waits[0]?.id ?? "";
    const since = at("2026-08-18 09:00");
    const d = imported("2026-08-24 08:00", { at: at("2026-08-03 09:30"), step, stepSince: since }, land);
    expect([d.work, d.clock]).toEqual([step, "suspended"]);
    expect(d.dossier.limits.principal?.ledger.suspensions.map(({ from, to }) => [from, to])).toEqual([
      [since, undefined],
    ]);
  });
});

describe("an imported dossier is the one that lived here", () => {
  const lives: readonly (readonly [name: string, live: (d: Driver) => Driver])[] = [
    ["untouched", (d) => d],
    [
      "after a supplement that starts the limit anew",
      (d) =>
        d
          .at("2026-08-21 10:00")
          .ok(people.officer, { type: "request-supplement", reason: why("missing-lease") })
          .at("2026-08-24 14:00")
          .ok(people.desk, { type: "receive-supplement", complete: true }),
    ],
    [
      "after one asked too late, which only stops it",
      (d) =>
        d
          .runTo("2026-08-26 10:00")
          .ok(people.officer, { type: "request-supplement", reason: why("missing-lease") })
          .at("2026-08-27 14:00")
          .ok(people.desk, { type: "receive-supplement", complete: true }),
    ],
    [
      "while a supplement is open",
      (d) => d.at("2026-08-21 10:00").ok(people.officer, { type: "request-supplement", reason: why("missing-lease") }),
    ],
  ];

  it.each(lives)("%s: the same due date, ledger, promise and next rung", (_name, live) => {
    const lived = live(
      new Driver(inForce(business), "2026-08-20 09:00")
        .ok(people.desk, { type: "submit", ...only(filing) })
        .at("2026-08-20 09:30")
        .ok(people.desk, { type: "accept" })
        .ok(people.desk, act("intake", "forward"))
        .ok(people.officer, { type: "claim" }),
    );
    const { dossier } = lived;
    const asked = lived.all("supplement-requested");
    const received = lived.all("supplement-received");
    const again = new Driver(inForce(business), clockText(lived.now) ?? "").ok(importer, {
      ...filing,
      accepted: {
        at: dossier.acceptedAt,
        code: dossier.code,
        step: dossier.task?.step ?? "officer",
        promises: dossier.promises.map(({ date, madeAt }) => ({ date, madeAt })),
        supplements: asked.map(({ effect, reason, at: askedAt }, i) => ({
          effect,
          reason: reason.code,
          askedAt,
          ...(received[i] === undefined ? {} : { receivedAt: received[i]?.at }),
        })),
      },
    });
    const { generation: _lived, ...ledger } = dossier.limits.principal?.ledger ?? { generation: 0 };
    const { generation: _again, ...copied } = again.dossier.limits.principal?.ledger ?? { generation: 0 };
    expect(copied).toEqual(ledger);
    expect(again.promisedOn).toBe(lived.promisedOn);
    expect(again.dossier.promises.map(({ dueAt }) => dueAt)).toEqual(dossier.promises.map(({ dueAt }) => dueAt));
    expect([again.work, again.clock]).toEqual([lived.work, lived.clock]);
    expect(again.dossier.supplement).toEqual(dossier.supplement);
    expect(again.dossier.limits.supplement?.ledger).toEqual(dossier.limits.supplement?.ledger);
  });
});

/** What a submission has of it. */
const only = ({ procedure, channel, caseId, facts, intakeRef }: typeof filing) => ({
  procedure,
  channel,
  caseId,
  facts,
  intakeRef,
});

/** Under a definition beside the catalogue; its code is the definition's. */
const importedUnder = (code: string, now: string, accepted: object, more: object = {}): Driver =>
  driverUnder(code, now).ok(importer, filed(code, accepted, more));
const driverUnder = (code: string, now: string): Driver =>
  new Driver(inForce(business, { definition: () => further(code) }), now).with({
    units: { ...resolved.units, social: { unit: "social" as UnitId, head: people.head.person } },
  });
const filed = (code: string, accepted: object, more: object = {}) => ({
  ...filing,
  procedure: code,
  caseId: further(code).cases[0]?.id,
  submittedAt: at("2026-03-02 08:00"),
  ...more,
  accepted: { ...acceptance, at: at("2026-03-02 08:00"), ...accepted },
});

describe("what a step was in the system before", () => {
  const land = "1.014284";
  const secondPhase = { id: "phase-2", startAt: at("2026-03-12 09:00") };

  it("in its second phase has that one's limit and promise, from its own start", () => {
    const again = { step: "receive-again", phase: secondPhase };
    const d = importedUnder(land, "2026-03-12 10:00", again);
    expect([d.dossier.phase, d.promisedOn, d.dossier.limits.principal?.ledger.budget]).toEqual([
      "phase-2",
      "2026-03-23",
      { unit: "calendar-day", amount: 10 },
    ]);
    expect(d.dossier.limits.principal?.ladder).toBe("longer");
    const told = importedUnder(land, "2026-03-12 10:00", {
      ...again,
      promises: [
        { date: "2026-03-09", madeAt: at("2026-03-02 08:00") },
        { date: "2026-03-23", madeAt: secondPhase.startAt },
      ],
    });
    expect(told.dossier.promises.map(({ date }) => date)).toEqual(["2026-03-09", "2026-03-23"]);
    const onlyFirst = importedUnder(land, "2026-03-12 10:00", {
      ...again,
      promises: [{ date: "2026-03-09", madeAt: at("2026-03-02 08:00") }],
    });
    expect(onlyFirst.promisedOn).toBe("2026-03-23");
    // What the first phase was late by is no matter of the second.
    expect(onlyFirst.runTo("2026-03-20 09:00").all("promise-missed")).toEqual([]);
  });

  it("a notice that hangs counts from when it went up, and one that does not is waited for", () => {
    const step = { step: "posting", stepSince: at("2026-08-17 10:00"), at: at("2026-08-17 08:00") };
    const since = { submittedAt: at("2026-08-17 08:00") };
    const hung = { ...step, posted: { at: at("2026-08-17 11:00"), place: "notice-board" } };
    const d = importedUnder("1.001776", "2026-08-18 08:00", hung, since);
    expect(clockText(d.dossier.task?.postedAt)).toBe("2026-08-17 11:00");
    expect([d.work, d.runTo("2026-08-20 00:00").work]).toEqual(["posting", "leader"]);
    expect(importedUnder("1.001776", "2026-08-18 08:00", step, since).runTo("2026-08-20 00:00").work).toBe("posting");
  });

  it("absences counted there count here", () => {
    const { code, steps } = further("1.012812");
    const session = steps.find(({ kind }) => kind === "session");
    const party = session?.session?.parties.find(({ absencesMax }) => absencesMax !== undefined)?.id ?? "";
    const d = importedUnder(code, "2026-03-09 08:00", { step: session?.id, absences: { [party]: 1 } });
    expect(d.dossier.absences).toEqual({ [party]: 1 });
  });

  it.each([
    ["a step of the second phase without it", { step: "receive-again" }, "import.phase"],
    ["a step of the first phase in the second", { step: "officer", phase: secondPhase }, "import.phase"],
    ["a phase that is none", { step: "receive-again", phase: { ...secondPhase, id: "phase-9" } }, "import.phase"],
    [
      "a phase that begins before acceptance",
      { step: "receive-again", phase: { id: "phase-2", startAt: at("2026-03-01 09:00") } },
      "import.out_of_order",
    ],
    [
      "a step before its phase",
      { step: "receive-again", phase: secondPhase, stepSince: at("2026-03-12 08:00") },
      "import.out_of_order",
    ],
    [
      "a notice at a step that posts none",
      { step: "receive-again", phase: secondPhase, posted: { at: at("2026-03-12 09:30"), place: "board" } },
      "import.moment",
    ],
    ["absence of nobody known", { step: "receive-again", phase: secondPhase, absences: { x: 1 } }, "import.moment"],
  ])("%s is refused", (_name, accepted, expected) => {
    expect(driverUnder(land, "2026-03-12 10:00").refused(importer, filed(land, accepted))).toBe(expected);
  });
});

describe("an import that cannot be", () => {
  it.each([
    ["by somebody at the desk", {}, "command.role", people.desk],
    ["accepted before it was handed in", { accepted: { ...acceptance, at: at("2026-08-20 08:00") } }, order],
    ["accepted tomorrow", { accepted: { ...acceptance, at: at("2026-09-20 08:00") } }, order],
    ["an instant that is no number", { submittedAt: "yesterday" }, order],
    ["a promise for a day before it", { accepted: { ...acceptance, promises: [told("2026-08-19")] } }, order],
    ["a promise for a day that is none", { accepted: { ...acceptance, promises: [told("2026-02-30")] } }, order],
    ["a supplement answered before it was asked", { accepted: { ...acceptance, supplements: [asked(1, -1)] } }, order],
    ["two open supplements", { accepted: { ...acceptance, supplements: [asked(1), asked(2)] } }, order],
    ["an unknown step", { accepted: { ...acceptance, step: "moon" } }, "import.unknown_step"],
    ["beyond the result", { accepted: { ...acceptance, step: "return" } }, "import.after_result"],
    ["words for a reason", { accepted: { ...acceptance, supplements: [asked(1, 2, "ông A thiếu")] } }, "command.input"],
    ["another procedure", { procedure: landRegistration }, "definition.unknown_procedure"],
    ["a channel nobody offers", { channel: "fax" }, "command.unknown_channel"],
  ])("%s", (_name, body, expected, by = importer) => {
    expect(refusedAt("2026-08-24 08:00", body, by)).toBe(expected);
  });
});

const order = "import.out_of_order";
function told(date: string) {
  return { date, madeAt: acceptance.at };
}
function asked(hours: number, backAfter?: number, reason = "missing-lease") {
  const askedAt = acceptance.at + hours * 3_600_000;
  const back = backAfter === undefined ? {} : { receivedAt: askedAt + backAfter * 3_600_000 };
  return { reason, effect: "suspend", askedAt, ...back };
}
