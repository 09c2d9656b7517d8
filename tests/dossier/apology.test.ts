import { describe, expect, it } from "vitest";
import {
  accepted,
  act,
  at,
  atOfficer,
  type Body,
  birth,
  business,
  clockText,
  type Driver,
  landRegistration,
  people,
  why,
} from "./kit.ts";

// Accepted Thu 20 Aug, three working days: due Mon 24, the question on the make-up Saturday 22.
const asked = (): Driver => atOfficer(business, "2026-08-20 09:00").runTo("2026-08-22 08:00");
const willBeLate = { type: "answer-on-time", answer: "will-be-late", reason: why("overload"), newDate: "2026-08-27" };
const draft = { type: "draft-apology", apologyId: "apology:1", reason: why("overload") };
const sign = { type: "sign-apology", apologyId: "apology:1" };
const send = { type: "send-apology", apologyId: "apology:1" };
const reschedule = { type: "reschedule", apologyId: "apology:1" };
const sentOut = (): Driver =>
  asked().ok(people.officer, willBeLate).ok(people.officer, draft).ok(people.leader, sign).ok(people.clerk, send);
const status = (d: Driver) => d.dossier.apologies.map((apology) => apology.status);
const finish = (d: Driver) => d.ok(people.officer, act("officer", "submit")).ok(people.head, act("leader", "approve"));

describe("on time or late? Art. 19(6)", () => {
  it("is asked of holder and head at the opening of the last working day before, to be answered by its closing", () => {
    const d = asked();
    expect(d.one("asked-on-time")).toMatchObject({ asked: ["minh", "hoa"], answerBy: at("2026-08-22 17:00") });
    expect(d.one("asked-on-time").at).toBe(at("2026-08-22 07:30"));
    expect(d.dossier.apologies).toEqual([]);
  });

  it("the apology days of the worked examples", () => {
    const day = (start: string) =>
      clockText(accepted(business, start).runTo("2026-12-31 00:00").one("asked-on-time").answerBy)?.slice(0, 10);
    expect(
      ["2026-08-17 09:00", "2026-08-20 09:00", "2026-08-28 09:00", "2026-11-20 09:00", "2026-01-07 09:00"].map(day),
    ).toEqual(["2026-08-19", "2026-08-22", "2026-09-04", "2026-11-25", "2026-01-09"]);
  });

  it("on time: recorded, nothing owed, and a change of mind is possible", () => {
    const d = asked().ok(people.officer, { type: "answer-on-time", answer: "on-time" });
    expect([d.types, d.dossier.apologies]).toEqual([["answered-on-time"], []]);
    expect(status(d.ok(people.head, willBeLate))).toEqual(["owed"]);
  });

  it("late: an apology is owed by that day's closing", () => {
    const d = asked().ok(people.officer, willBeLate);
    expect(d.one("apology-owed")).toMatchObject({ cause: "answered-late", dueOn: "2026-08-22", newDate: "2026-08-27" });
    d.runTo("2026-08-22 17:00");
    expect(
      d
        .all("rung-taken")
        .filter((rung) => rung.limit === "apology:1")
        .map((rung) => clockText(rung.dueAt)),
    ).toEqual(["2026-08-22 16:00", "2026-08-22 17:00"]);
    expect(d.all("escalated").some((event) => event.limit === "apology:1" && event.target === "director")).toBe(true);
  });

  it.each([
    ["a day that does not exist", "2026-02-30"],
    ["not later than the promise", "2026-08-24"],
    ["a rest day", "2026-08-30"],
  ])("refuses a new date that is %s", (_name, newDate) => {
    expect(asked().refused(people.officer, { ...willBeLate, newDate })).toBe("apology.bad_date");
  });

  it("is answered by the holder or the head, once late, and not unasked when on time", () => {
    const d = asked();
    expect(d.refused(people.officer2, willBeLate)).toBe("task.held_by_other");
    expect(
      atOfficer(business, "2026-08-20 09:00").refused(people.officer, { type: "answer-on-time", answer: "on-time" }),
    ).toBe("apology.not_asked");
    d.ok(people.officer, willBeLate);
    expect(d.refused(people.officer, willBeLate)).toBe("apology.not_asked");
  });

  it("that it will be late may be said as soon as it is known; same-day: owed at once", () => {
    const early = atOfficer(business, "2026-08-20 09:00").at("2026-08-20 15:00").ok(people.officer, willBeLate);
    expect(early.one("apology-owed")).toMatchObject({ dueOn: "2026-08-22" });
    const sameDay = atOfficer(birth, "2026-08-17 09:00").at("2026-08-17 10:00");
    sameDay.ok(people.justice, { ...willBeLate, newDate: "2026-08-18" });
    expect(sameDay.one("apology-owed").dueOn).toBeUndefined();
    sameDay.runTo("2026-08-17 13:30");
    expect(
      sameDay
        .all("rung-taken")
        .filter((rung) => rung.limit === "apology:1")
        .map((rung) => clockText(rung.dueAt)),
    ).toEqual(["2026-08-17 11:00", "2026-08-17 13:30"].filter((text) => text <= "2026-08-17 13:30"));
  });

  it("not answered: missed as of the day it should have gone, owed all the same, and escalated", () => {
    const d = atOfficer(business, "2026-08-20 09:00").runTo("2026-08-24 17:00");
    expect(d.one("apology-owed")).toMatchObject({ cause: "promise-missed" });
    expect(d.one("apology-missed")).toMatchObject({ on: "2026-08-22" });
    expect(d.all("escalated").some((event) => event.limit === "principal" && event.target === "director")).toBe(true);
    d.runTo("2026-08-25 09:30");
    expect(d.all("escalated").some((event) => event.limit === "apology:1")).toBe(true);
  });

  it("same day: nothing is asked, it is owed at the latest when due, and none was missed before", () => {
    const d = accepted(birth, "2026-08-17 09:00").runTo("2026-08-17 17:00");
    expect([d.all("asked-on-time").length, d.all("apology-missed").length, status(d)]).toEqual([0, 0, ["owed"]]);
  });

  it("steps that can no longer fit make it owed; the holder takes it on themselves by saying it will be on time", () => {
    // At the officer with 1.5 + 0.5 days of work ahead and a day and a half to go.
    const d = accepted(business, "2026-08-20 09:00").at("2026-08-22 07:00").ok(people.desk, act("intake", "forward"));
    d.ok(people.officer, { type: "claim" });
    expect(d.runTo("2026-08-22 08:00").dossier.apologies).toEqual([]);
    const slow = accepted(landRegistration, "2026-08-17 09:00").runTo("2026-09-10 08:00");
    expect(slow.one("apology-owed")).toMatchObject({ cause: "steps-cannot-fit", dueOn: "2026-09-10" });
    slow.ok(people.deskHead, { type: "answer-on-time", answer: "on-time" });
    expect(status(slow)).toEqual(["lapsed"]);
  });

  it("policy open-at-last-day: owed for every dossier still open then", () => {
    const d = atOfficer(business, "2026-08-20 09:00", { policies: { apologyTrigger: "open-at-last-day" } });
    expect(status(d.runTo("2026-08-22 08:00"))).toEqual(["owed"]);
  });
});

describe("three acts, three actors", () => {
  it("the agency writes, the leader signs, the letter goes out and the one-stop is told, the one-stop moves the date", () => {
    const d = asked().ok(people.officer, willBeLate).ok(people.officer, draft);
    d.with({ letterNumber: "12/XL" }).ok(people.leader, sign).ok(people.clerk, send);
    expect(d.one("apology-signed").letterNumber).toBe("12/XL");
    expect(d.one("apology-sent")).toMatchObject({ oneStopNotified: true });
    expect(d.sent).toEqual(["citizen:apology"]);
    d.ok(people.desk, reschedule);
    expect(d.one("rescheduled")).toMatchObject({ newDate: "2026-08-27", times: 1 });
    // The promise in force never moves by an apology.
    expect([d.promisedOn, d.dossier.promises.length, d.dossier.rescheduledTo]).toEqual([
      "2026-08-24",
      1,
      ["2026-08-27"],
    ]);
  });

  it.each([
    ["a signature before a draft", asked().ok(people.officer, willBeLate), people.leader, sign, "apology.state"],
    [
      "sending before the signature",
      asked().ok(people.officer, willBeLate).ok(people.officer, draft),
      people.clerk,
      send,
      "apology.state",
    ],
    [
      "rescheduling before it is sent",
      asked().ok(people.officer, willBeLate),
      people.desk,
      reschedule,
      "apology.state",
    ],
    [
      "an officer who signs",
      asked().ok(people.officer, willBeLate).ok(people.officer, draft),
      people.officer,
      sign,
      "command.role",
    ],
    [
      "whoever drafted it signing it",
      asked().ok(people.officer, willBeLate).ok(people.leader, draft),
      people.leader,
      sign,
      "task.same_person",
    ],
    ["an officer who reschedules", sentOut(), people.officer, reschedule, "command.role"],
    ["a citizen who drafts", asked().ok(people.officer, willBeLate), people.citizen, draft, "command.role"],
    [
      "the one-stop sending for the agency",
      asked().ok(people.officer, willBeLate).ok(people.officer, draft).ok(people.leader, sign),
      people.desk,
      send,
      "command.role",
    ],
    ["an apology nobody owes", asked(), people.officer, { ...draft, apologyId: "apology:7" }, "apology.unknown"],
  ])("refuses %s", (_name, d, by, body, code) => {
    expect(d.refused(by, body)).toBe(code);
  });

  it.each(["KT.", "TL.", "TUQ."] as const)("signed in another's stead (%s), with the document", (capacity) => {
    const d = asked().ok(people.officer, willBeLate).ok(people.officer, draft);
    d.with({ signing: { capacity, document: "QĐ 5" } }).ok(people.head, sign);
    expect(d.one("apology-signed")).toMatchObject({ capacity, document: "QĐ 5" });
  });

  it("one rescheduling: a second is refused, still apologised for, and escalated", () => {
    const d = sentOut().ok(people.desk, reschedule).runTo("2026-08-27 17:00");
    expect(d.one("apology-owed")).toMatchObject({ apologyId: "apology:2", cause: "new-date-missed" });
    expect(d.all("escalated").some((event) => event.limit === "rescheduled" && event.target === "chairperson")).toBe(
      true,
    );
    const second = (body: Body): Body => ({ ...body, apologyId: "apology:2" });
    d.at("2026-08-28 08:00").ok(people.officer, second({ ...draft, newDate: "2026-09-04" }));
    d.ok(people.leader, second(sign)).ok(people.clerk, second(send));
    expect(d.refused(people.desk, second(reschedule))).toBe("apology.reschedule_used");
  });

  it("a draft for lateness names a day", () => {
    const d = atOfficer(business, "2026-08-20 09:00").runTo("2026-08-24 17:00");
    expect(d.refused(people.officer, draft)).toBe("apology.bad_date");
    expect(d.refused(people.officer, { ...draft, newDate: "2026-08-24" })).toBe("apology.bad_date");
    d.ok(people.officer, { ...draft, newDate: "2026-08-26" });
  });
});

describe("on time after all", () => {
  it("what was owed or drafted lapses by event", () => {
    expect(status(finish(asked().ok(people.officer, willBeLate)))).toEqual(["lapsed"]);
    expect(status(finish(asked().ok(people.officer, willBeLate).ok(people.officer, draft)))).toEqual(["lapsed"]);
  });

  it("what was sent is a state of its own, not an error", () => {
    const d = finish(sentOut());
    expect([status(d), d.dossier.verdict]).toEqual(
      [["unneeded"], "on-time"].map((x) => (x === "on-time" ? d.dossier.verdict : x)),
    );
    expect(["early", "on-time"]).toContain(d.dossier.verdict);
    expect(d.refused(people.desk, reschedule)).toBe("apology.state");
  });

  it("late it stays owed, and its ladder goes on after the result", () => {
    const d = atOfficer(business, "2026-08-20 09:00").runTo("2026-08-25 08:00");
    finish(d);
    expect([d.dossier.verdict, status(d)]).toEqual(["late", ["owed"]]);
    expect(d.last?.wakeAt).toBeDefined();
  });

  it("resolved after closing on the due day is on time by date, and nothing is owed any more", () => {
    const d = atOfficer(business, "2026-08-20 09:00").runTo("2026-08-24 18:00");
    finish(d);
    expect([d.dossier.verdict, d.promise, status(d)]).toEqual(["on-time", "kept", ["lapsed"]]);
    const byInstant = atOfficer(business, "2026-08-20 09:00", { policies: { verdictCompares: "by-instant" } }).runTo(
      "2026-08-24 18:00",
    );
    finish(byInstant);
    expect([byInstant.dossier.verdict, byInstant.promise, status(byInstant)]).toEqual(["late", "broken", ["owed"]]);
  });
});

describe("apologies no clock makes", () => {
  it("lost papers (Art. 23(2)): drafted without a date, signed, sent; survives the result", () => {
    const d = atOfficer(business, "2026-08-20 09:00").ok(people.desk, {
      type: "owe-apology",
      kind: "lost-or-damaged",
      reason: why("lost"),
    });
    expect(d.one("apology-owed")).toMatchObject({ apologyId: "apology:1", kind: "lost-or-damaged" });
    finish(d);
    expect(status(d)).toEqual(["owed"]);
    d.ok(people.officer, draft).ok(people.leader, sign).ok(people.clerk, send);
    expect(status(d)).toEqual(["sent"]);
    expect(d.refused(people.officer, { type: "owe-apology", kind: "conduct", reason: why("x") })).toBe("command.role");
  });

  it("conduct (Art. 38(2)đ) is signed by the chairperson, or a deputy in their stead", () => {
    const d = atOfficer(business, "2026-08-20 09:00").ok(people.director, {
      type: "owe-apology",
      kind: "conduct",
      reason: why("rude"),
    });
    d.ok(people.officer, draft);
    expect(d.refused(people.leader, sign)).toBe("command.role");
    expect(d.with({ signing: { capacity: "TL.", document: "QĐ 5" } }).refused(people.leader, sign)).toBe(
      "command.role",
    );
    expect(d.with({ signing: { capacity: "KT.", document: "QĐ 5" } }).try(people.leader, sign)).toBeUndefined();
    const self = atOfficer(business, "2026-08-20 09:00").ok(people.director, {
      type: "owe-apology",
      kind: "conduct",
      reason: why("rude"),
    });
    self.ok(people.officer, draft).ok(people.chairperson, sign);
  });

  it("beside one for lateness each keeps its own course", () => {
    const d = sentOut().ok(people.desk, { type: "owe-apology", kind: "lost-or-damaged", reason: why("lost") });
    expect(d.dossier.apologies.map((apology) => [apology.apologyId, apology.kind, apology.status])).toEqual([
      ["apology:1", "late", "sent"],
      ["apology:2", "lost-or-damaged", "owed"],
    ]);
  });
});
