import { describe, expect, it } from "vitest";
import { act, atOfficer, business, type Driver, people, why } from "./kit.ts";

// Accepted Thu 20 Aug, three working days: due Mon 24. On the 20th already the officer says it will be late.
const willBeLate = { type: "answer-on-time", answer: "will-be-late", reason: why("overload"), newDate: "2026-08-27" };
const draft = { type: "draft-apology", apologyId: "apology:1", reason: why("overload") };
const sign = { type: "sign-apology", apologyId: "apology:1" };
const send = { type: "send-apology", apologyId: "apology:1" };
const reschedule = { type: "reschedule", apologyId: "apology:1" };
const ask = { type: "request-supplement", reason: why("plan-missing") };
const complete = { type: "receive-supplement", complete: true };
const court = { type: "suspend", groundId: "court-1", ground: "court", source: "court order 7", party: "court" };
const lateSaid = (): Driver =>
  atOfficer(business, "2026-08-20 09:00").at("2026-08-20 15:00").ok(people.officer, willBeLate);
const sentOut = (): Driver => lateSaid().ok(people.officer, draft).ok(people.leader, sign).ok(people.clerk, send);
const status = (d: Driver) => d.dossier.apologies.map((apology) => apology.status);

describe("a promise that the law moves before it is missed", () => {
  it("counted again: an apology owed lapses, and troubles nobody while the citizen has the dossier", () => {
    const d = lateSaid().at("2026-08-21 09:00").ok(people.officer, ask);
    expect(status(d)).toEqual(["lapsed"]);
    d.runTo("2026-09-03 09:00");
    expect(d.all("escalated")).toEqual([]);
  });

  it("counted again: the new date of a letter sent gives way, and a later miss is apologised for anew", () => {
    const d = sentOut().ok(people.desk, reschedule).at("2026-08-21 09:00").ok(people.officer, ask);
    expect(status(d)).toEqual(["unneeded"]);
    d.runTo("2026-09-03 09:00").ok(people.desk, complete);
    expect([d.promisedOn, d.all("escalated").length, status(d)]).toEqual(["2026-09-08", 0, ["unneeded"]]);
    d.runTo("2026-09-08 17:00");
    expect(d.one("apology-owed")).toMatchObject({ apologyId: "apology:2", cause: "promise-missed" });
    expect(d.one("apology-missed")).toMatchObject({ apologyId: "apology:2", on: "2026-09-07" });
  });

  it("suspended and resumed: it lapses when the promise reaches the date it named, else it stands", () => {
    const beyond = lateSaid().ok(people.officer, court).at("2026-08-26 09:00");
    beyond.ok(people.officer, { type: "resume", groundId: "court-1" });
    expect([beyond.promisedOn, status(beyond)]).toEqual(["2026-09-03", ["lapsed"]]);
    const short = lateSaid().at("2026-08-21 09:00").ok(people.officer, court).at("2026-08-22 09:00");
    short.ok(people.officer, { type: "resume", groundId: "court-1" });
    expect([short.promisedOn, status(short)]).toEqual(["2026-08-25", ["owed"]]);
  });

  it("a promise missed already is not healed: what was owed for it stays", () => {
    const d = atOfficer(business, "2026-08-20 09:00").runTo("2026-08-25 09:00");
    d.ok(people.officer, ask).at("2026-08-26 09:00").ok(people.desk, complete);
    expect([d.promise, status(d)]).toEqual(["overdue", ["owed"]]);
  });
});

describe("a letter of apology", () => {
  it("whose new date passed before it went out is not sent; it is written, signed and sent anew", () => {
    const d = lateSaid().ok(people.officer, draft);
    d.with({ letterNumber: "12/XL" }).ok(people.leader, sign).runTo("2026-08-28 09:00");
    expect(d.refused(people.clerk, send)).toBe("apology.bad_date");
    d.ok(people.officer, { ...draft, newDate: "2026-09-04" });
    expect(d.dossier.apologies[0]).toMatchObject({ status: "drafted", newDate: "2026-09-04" });
    expect(d.dossier.apologies[0]?.signedBy ?? d.dossier.apologies[0]?.letterNumber).toBeUndefined();
    d.with({ letterNumber: "15/XL" }).ok(people.leader, sign).ok(people.clerk, send).ok(people.desk, reschedule);
    expect(d.dossier.rescheduledTo).toEqual(["2026-09-04"]);
  });

  it("written after the result came late names no new date", () => {
    const d = atOfficer(business, "2026-08-20 09:00").runTo("2026-08-25 08:00");
    d.ok(people.officer, act("officer", "submit")).ok(people.head, act("leader", "approve"));
    expect([d.dossier.verdict, status(d)]).toEqual(["late", ["owed"]]);
    d.ok(people.officer, draft).ok(people.leader, sign).ok(people.clerk, send);
    expect([status(d), d.dossier.apologies[0]?.newDate]).toEqual([["sent"], undefined]);
  });
});
