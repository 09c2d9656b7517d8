import { lawsOfHistory, type NationalVerdict, nationalInputOf, nationalVerdict, portalRecord } from "@motcua/core";
import { describe, expect, it } from "vitest";
import {
  accepted,
  act,
  at,
  atOfficer,
  business,
  clockText,
  type Driver,
  people,
  submitted,
  why,
} from "../dossier/kit.ts";

const identity = { dossierId: "d1", officeId: "xa-1" } as never;
const recordOf = (d: Driver, events = d.events) => portalRecord(events, identity, () => d.law);
const stepsOf = (d: Driver) => recordOf(d).steps.map(({ status, at: when }) => `${status} ${clockText(when)}`);
const ask = { type: "request-supplement", reason: why("plan-missing") };
const verdictOf = (d: Driver): NationalVerdict => {
  const input = nationalInputOf(recordOf(d), { periodEnd: at("2026-08-31 23:59") });
  if (input === undefined) throw new Error("never accepted");
  return nationalVerdict(input);
};

/** Statuses told to the portal by all messages so far, in order. */
const toldBy = (d: Driver): readonly unknown[] =>
  (d.last?.outbox ?? [])
    .filter(({ adapter }) => adapter === "portal")
    .map(({ kind, body }) => (kind === "status" ? (JSON.parse(body) as { status: number }).status : kind));

describe("every state of a dossier has one code of the national portal", () => {
  it("from the filing to the return", () => {
    const d = submitted(business, "2026-08-17 09:00");
    expect(toldBy(d)).toEqual([1]);
    d.ok(people.desk, { type: "accept" });
    expect(toldBy(d)).toEqual([2]);
    d.at("2026-08-17 09:30").ok(people.desk, act("intake", "forward")).ok(people.officer, { type: "claim" });
    d.at("2026-08-18 10:00").ok(people.officer, ask);
    expect(toldBy(d)).toEqual([5]);
    d.at("2026-08-20 09:00").ok(people.desk, { type: "receive-supplement", complete: true });
    expect(toldBy(d)).toEqual([4]);
    expect(stepsOf(d)).toEqual([
      "1 2026-08-17 09:00",
      "2 2026-08-17 09:00",
      "4 2026-08-17 09:30",
      "5 2026-08-18 10:00",
      "4 2026-08-20 09:00",
    ]);
    expect(recordOf(d).supplements).toEqual([
      {
        round: 1,
        requestedAt: at("2026-08-18 10:00"),
        requestedBy: "minh",
        reason: "plan-missing",
        appointmentBefore: at("2026-08-20 17:00"),
        completedAt: at("2026-08-20 09:00"),
        receivedBy: people.desk.person,
        appointmentAfter: at("2026-08-24 17:00"),
      },
    ]);
  });

  it.each([
    [
      "a refusal of intake",
      () =>
        submitted(business, "2026-08-17 09:00").ok(people.desk, { type: "refuse-intake", reason: why("wrong-place") }),
      3,
    ],
    ["a withdrawal", () => atOfficer(business, "2026-08-17 09:00").ok(people.citizen, { type: "withdraw" }), 7],
    [
      "a mistaken acceptance undone",
      () => accepted(business, "2026-08-17 09:00").ok(people.head, { type: "void", reason: why("slip") }),
      8,
    ],
    [
      "a closing when the citizen's time is over",
      () =>
        atOfficer(business, "2026-08-17 09:00")
          .at("2026-08-18 10:00")
          .ok(people.officer, ask)
          .runTo("2026-09-30 00:00"),
      8,
    ],
  ])("%s", (_, live, code) => {
    const d = live();
    const record = recordOf(d);
    expect([record.status, record.steps.at(-1)?.status]).toEqual([code, code]);
    const ends = d.events.filter(({ type }) => ["intake-refused", "withdrawn", "voided", "closed"].includes(type));
    expect(ends).toHaveLength(1);
  });

  it("is that of the event and not of today: a shorter history gives the record of that day", () => {
    const d = atOfficer(business, "2026-08-17 09:00").at("2026-08-18 10:00").ok(people.officer, ask);
    const before = d.events.findIndex(({ type }) => type === "supplement-requested");
    const record = recordOf(d, d.events.slice(0, before));
    expect([record.status, record.supplements, record.seq]).toEqual([4, [], before]);
    expect(lawsOfHistory(d.events, identity).size).toBe(1);
  });
});

describe("the appointment that is reported", () => {
  it("is the first one by default, whatever the ledger moved later", () => {
    const d = atOfficer(business, "2026-08-17 09:00").at("2026-08-18 10:00").ok(people.officer, ask);
    d.at("2026-08-20 09:00").ok(people.desk, { type: "receive-supplement", complete: true });
    expect(d.promisedOn).toBe("2026-08-24");
    expect(clockText(recordOf(d).appointment)).toBe("2026-08-20 17:00");
  });

  it("is the newest under the other policy, which tells the portal each time", () => {
    const policies = { appointmentReported: "new" } as const;
    const d = atOfficer(business, "2026-08-17 09:00", { policies });
    d.at("2026-08-18 10:00").ok(people.officer, ask);
    d.at("2026-08-20 09:00").ok(people.desk, { type: "receive-supplement", complete: true });
    expect(toldBy(d)).toEqual(["appointment", 4]);
    expect(clockText(recordOf(d).appointment)).toBe("2026-08-24 17:00");
  });
});

describe("what changes the record without a step is told as well", () => {
  it.each([
    ["returnBy", "post", (d: Driver) => recordOf(d).state.returnBy],
    ["channel", "online", (d: Driver) => recordOf(d).channel],
  ])("a corrected %s", (field, value, shown) => {
    const d = atOfficer(business, "2026-08-17 09:00");
    const before = stepsOf(d);
    d.ok(people.desk, { type: "correct", field, value, reason: why("slip") });
    expect([toldBy(d), shown(d), stepsOf(d)]).toEqual([["record"], value, before]);
  });

  it("amended papers, and not a case, which the portal is not shown", () => {
    const content = [{ contentId: "paper", version: 1 }];
    const d = accepted(business, "2026-08-17 09:00", { channel: "online" });
    expect(toldBy(d.ok(people.citizen, { type: "amend", content }))).toEqual(["record"]);
    const [other] = d.law.procedure.definition.cases;
    d.ok(people.desk, { type: "correct", field: "caseId", value: other?.id, reason: why("slip") });
    expect(toldBy(d)).toEqual([]);
  });

  it("a date given anew after an apology, under the policy that reports it", () => {
    const policies = { appointmentReported: "new" } as const;
    const late = { type: "answer-on-time", answer: "will-be-late", reason: why("overload"), newDate: "2026-08-27" };
    const apology = { apologyId: "apology:1" };
    for (const changes of [{ policies }, {}]) {
      const d = atOfficer(business, "2026-08-20 09:00", changes).runTo("2026-08-22 08:00").ok(people.officer, late);
      d.ok(people.officer, { type: "draft-apology", ...apology, reason: why("overload") });
      d.ok(people.leader, { type: "sign-apology", ...apology }).ok(people.clerk, { type: "send-apology", ...apology });
      d.ok(people.desk, { type: "reschedule", ...apology });
      const reported = "policies" in changes;
      expect(toldBy(d)).toEqual(reported ? ["appointment"] : []);
      expect(clockText(recordOf(d).appointment)).toBe(reported ? "2026-08-27 17:00" : "2026-08-24 17:00");
    }
  });
});

it("is scored as the portal scores it: the citizen's time off, two rounds late", () => {
  const d = atOfficer(business, "2026-08-17 09:00").at("2026-08-18 10:00").ok(people.officer, ask);
  expect(verdictOf(d)).toMatchObject({ verdict: "on-time", reasons: ["waiting-for-citizen"] });
  d.at("2026-08-20 09:00").ok(people.desk, { type: "receive-supplement", complete: true });
  expect(verdictOf(d)).toMatchObject({ verdict: "late", reasons: ["open-at-period-end"] });
});
