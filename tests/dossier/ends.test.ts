import { describe, expect, it } from "vitest";
import { accepted, act, at, atOfficer, business, clockText, type Driver, people, submitted, why } from "./kit.ts";

const content = [{ contentId: "form", version: 2 }];
const resolved = (): Driver =>
  atOfficer(business, "2026-08-17 09:00")
    .ok(people.officer, act("officer", "submit"))
    .ok(people.head, act("leader", "approve"));

describe("withdraw, Art. 21", () => {
  it("from receipt until the decision, by the applicant or the one-stop for them; outside the share", () => {
    const d = atOfficer(business, "2026-08-17 09:00").ok(people.citizen, {
      type: "withdraw",
      reason: why("changed-mind"),
    });
    expect(d.dossier).toMatchObject({ outcome: "withdrawn", endedAt: at("2026-08-17 09:00") });
    expect([d.dossier.verdict, d.clock, d.promise, d.last?.wakeAt, d.sent]).toEqual([
      undefined,
      "ended",
      "lapsed",
      undefined,
      ["citizen:withdrawn", "portal:status"],
    ]);
    expect(submitted(business, "2026-08-17 09:00").ok(people.desk, { type: "withdraw" }).dossier.outcome).toBe(
      "withdrawn",
    );
    expect(atOfficer(business, "2026-08-17 09:00").refused(people.officer, { type: "withdraw" })).toBe("command.role");
    expect(resolved().refused(people.citizen, { type: "withdraw" })).toBe("command.not_available");
  });

  it("an apology for a promise broken outlives it; one for a promise not broken lapses", () => {
    const late = atOfficer(business, "2026-08-17 09:00")
      .runTo("2026-08-21 08:00")
      .ok(people.citizen, { type: "withdraw" });
    expect([late.dossier.apologies[0]?.status, late.last?.wakeAt !== undefined]).toEqual(["owed", true]);
    const d = atOfficer(business, "2026-08-17 09:00").runTo("2026-08-19 08:00");
    d.ok(people.officer, { type: "answer-on-time", answer: "will-be-late", reason: why("x"), newDate: "2026-08-21" });
    d.ok(people.citizen, { type: "withdraw" });
    expect([d.dossier.apologies[0]?.status, d.last?.wakeAt]).toEqual(["lapsed", undefined]);
  });
});

describe("amend, Art. 21(2)", () => {
  it("online, until the decision; content only, the clock is not touched", () => {
    const d = accepted(business, "2026-08-17 09:00", { channel: "online" }).ok(people.citizen, {
      type: "amend",
      content,
    });
    expect([d.types, d.promisedOn]).toEqual([["amended"], "2026-08-20"]);
    expect(d.refused(people.officer, { type: "amend", content })).toBe("command.role");
    expect(accepted(business, "2026-08-17 09:00").refused(people.citizen, { type: "amend", content })).toBe(
      "command.unknown_channel",
    );
    expect(resolved().refused(people.citizen, { type: "amend", content })).toBe("command.not_available");
  });
});

describe("void", () => {
  it("undoes a mistaken acceptance by a second person, with a reason", () => {
    const d = accepted(business, "2026-08-17 09:00");
    expect(d.refused(people.desk, { type: "void", reason: why("wrong") })).toBe("task.same_person");
    expect(d.refused(people.officer, { type: "void", reason: why("wrong") })).toBe("command.role");
    d.ok(people.desk2, { type: "void", reason: why("wrong") });
    expect([d.dossier.outcome, d.work, d.last?.wakeAt]).toEqual(["voided", "voided", undefined]);
    expect(submitted(business, "2026-08-17 09:00").refused(people.desk2, { type: "void", reason: why("x") })).toBe(
      "command.not_available",
    );
  });
});

describe("close", () => {
  it("is possible before acceptance, not while the office works", () => {
    const d = submitted(business, "2026-08-17 09:00").ok(people.desk, {
      type: "close",
      reason: why("never-completed"),
    });
    expect(d.dossier.outcome).toBe("closed");
    expect(accepted(business, "2026-08-17 09:00").refused(people.desk, { type: "close", reason: why("x") })).toBe(
      "command.not_available",
    );
    expect(submitted(business, "2026-08-17 09:00").refused(people.officer, { type: "close", reason: why("x") })).toBe(
      "command.role",
    );
  });
});

describe("rectify the result, Art. 23(1)", () => {
  it("within 3 working days of the request, by its own ladder", () => {
    const d = resolved()
      .at("2026-08-20 09:00")
      .ok(people.citizen, { type: "request-rectification", reason: why("wrong-name") });
    d.runTo("2026-08-26 00:00");
    expect(
      d
        .all("rung-taken")
        .filter((rung) => rung.limit === "result-rectification")
        .map((rung) => [rung.rung, clockText(rung.dueAt)]),
    ).toEqual([
      ["before-1", "2026-08-22 07:30"],
      ["due", "2026-08-24 17:00"],
      ["after-1", "2026-08-25 17:00"],
    ]);
    d.ok(people.officer, { type: "rectify" });
    expect([d.dossier.rectifications, d.dossier.limits["result-rectification"], d.sent]).toEqual([
      1,
      undefined,
      ["citizen:rectified"],
    ]);
  });

  it("needs a result, and one request at a time", () => {
    expect(
      accepted(business, "2026-08-17 09:00").refused(people.citizen, {
        type: "request-rectification",
        reason: why("x"),
      }),
    ).toBe("command.not_available");
    const d = resolved();
    expect(d.refused(people.officer, { type: "rectify" })).toBe("command.not_available");
    d.ok(people.desk, { type: "request-rectification", reason: why("x") });
    expect(d.refused(people.desk, { type: "request-rectification", reason: why("x") })).toBe("command.not_available");
    expect(d.refused(people.citizen, { type: "rectify" })).toBe("command.role");
  });
});

describe("trap 36: a slip in the record is corrected by an event with a reason, and no clock is touched", () => {
  it("by an event that says what stood there, what stands now and why; the clock is not touched", () => {
    const d = accepted(business, "2026-08-17 09:00").ok(people.desk, {
      type: "correct",
      field: "returnBy",
      value: "post",
      reason: why("typed-wrong"),
    });
    expect(d.one("corrected")).toMatchObject({ field: "returnBy", before: "", after: "post" });
    expect([d.dossier.returnBy, d.promisedOn]).toEqual(["post", "2026-08-20"]);
  });

  it.each([
    ["a channel nobody offers", { field: "channel", value: "fax" }, "command.unknown_channel"],
    ["a case nobody declared", { field: "caseId", value: "moon" }, "command.unknown_case"],
    ["a way nobody returns by", { field: "returnBy", value: "drone" }, "command.input"],
    ["facts that are text", { field: "facts", value: "x" }, "command.input"],
    ["an undeclared fact", { field: "facts", value: { moon: true } }, "command.unknown_fact"],
    ["a channel that is an object", { field: "channel", value: {} }, "command.input"],
  ])("refuses %s", (_name, body, code) => {
    expect(
      accepted(business, "2026-08-17 09:00").refused(people.desk, { type: "correct", reason: why("x"), ...body }),
    ).toBe(code);
    expect(
      accepted(business, "2026-08-17 09:00").refused(people.officer, { type: "correct", reason: why("x"), ...body }),
    ).toBe("command.role");
  });
});

describe("when it happened at the desk", () => {
  it("handed in at 14:55 and saved at 15:02 is a dossier of 14:55", () => {
    const d = submitted("1.001193", "2026-08-17 14:50").at("2026-08-17 15:02");
    d.ok(people.desk, { type: "accept", occurredAt: at("2026-08-17 14:55") });
    expect([d.promisedOn, d.one("accepted").occurredAt, d.one("accepted").backDated]).toEqual([
      "2026-08-17",
      at("2026-08-17 14:55"),
      undefined,
    ]);
    expect(d.dossier.acceptedAt).toBe(at("2026-08-17 14:55"));
  });

  it("more than the allowance back it needs a reason, and is flagged", () => {
    const d = submitted(business, "2026-08-17 08:00").at("2026-08-17 10:00");
    const half = { type: "accept", occurredAt: at("2026-08-17 09:30") } as const;
    const more = { type: "accept", occurredAt: at("2026-08-17 09:29") } as const;
    expect(d.refused(people.desk, more)).toBe("command.backdated_without_reason");
    d.ok(people.desk, { ...more, reason: why("power-cut") });
    expect(d.one("accepted").backDated).toBe("power-cut");
    const within = submitted(business, "2026-08-17 08:00").at("2026-08-17 10:00").ok(people.desk, half);
    expect(within.one("accepted").backDated).toBeUndefined();
  });

  it.each([
    ["after now", "2026-08-17 10:01"],
    ["before it was handed in", "2026-08-17 08:59"],
  ])("not %s", (_name, text) => {
    const d = submitted(business, "2026-08-17 09:00").at("2026-08-17 10:00");
    expect(d.refused(people.desk, { type: "accept", occurredAt: at(text), reason: why("x") })).toBe(
      "command.backdated",
    );
  });

  it("an act does not happen before its step was reached", () => {
    const d = atOfficer(business, "2026-08-17 09:00").at("2026-08-17 09:10");
    expect(
      d.refused(people.officer, act("officer", "submit", { occurredAt: at("2026-08-17 08:59"), reason: why("x") })),
    ).toBe("command.backdated");
  });

  it("an instant is whole milliseconds", () => {
    const d = atOfficer(business, "2026-08-17 09:00");
    expect(d.refused(people.officer, act("officer", "submit", { occurredAt: Number.NaN }))).toBe("instant.malformed");
    expect(d.refused(people.officer, act("officer", "submit", { at: 1.5 }))).toBe("instant.malformed");
  });

  it("done at 16:55 and saved at 17:05 is on time, whether or not the clock came in between", () => {
    const quick = atOfficer(business, "2026-08-17 09:00", { policies: { verdictCompares: "by-instant" } }).ok(
      people.officer,
      act("officer", "submit"),
    );
    quick
      .runTo("2026-08-20 16:00")
      .at("2026-08-20 17:05")
      .ok(people.head, act("leader", "approve", { occurredAt: at("2026-08-20 16:55") }));
    expect([quick.dossier.verdict, quick.all("promise-missed").length]).toEqual(["on-time", 0]);
    const after = atOfficer(business, "2026-08-17 09:00", { policies: { verdictCompares: "by-instant" } }).ok(
      people.officer,
      act("officer", "submit"),
    );
    after.runTo("2026-08-20 17:05").ok(people.head, act("leader", "approve", { occurredAt: at("2026-08-20 16:55") }));
    expect([after.dossier.verdict, after.dossier.apologies[0]?.status]).toEqual(["on-time", "lapsed"]);
  });
});

describe("the envelope", () => {
  it("a stale version and a time before the last event are refused", () => {
    const d = accepted(business, "2026-08-17 09:00");
    expect(d.refused(people.desk, { ...act("intake", "forward"), expectedVersion: 1 })).toBe("command.stale_version");
    expect(d.at("2026-08-17 08:00").refused(people.desk, act("intake", "forward"))).toBe("command.before_last");
  });

  it("beyond the calendar the answer is a refusal", () => {
    expect(submitted(business, "2040-12-28 09:00", { on: "2040-12-27" }).refused(people.desk, { type: "accept" })).toBe(
      "calendar.horizon",
    );
  });
});
