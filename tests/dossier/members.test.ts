import {
  availableActions,
  isHeld,
  lateMembers,
  lintProcedure,
  type ProcedureDefinition,
  projectLimit,
  renderTransferSlip,
  trackLedgers,
  transferSlip,
  waitedOn,
} from "@motcua/core";
import { vietnamInterlinked } from "@motcua/core/vietnam";
import { describe, expect, it } from "vitest";
import { accepted, act, actor, at, clockText, type Driver, type LawChanges, people, resolved, why } from "./kit.ts";

const birthGroup = "3.000722";
const deathGroup = "2.002913";

const agency = {
  justice: people.justice,
  police: actor("khoa", "police", "unit-head", "officer"),
  insurance: actor("bao", "insurance", "unit-head", "officer"),
  social: actor("xuan", "social", "unit-head", "officer"),
} as const;

/** Accepted on Monday 17 August 2026 and passed on: the members are asked. */
const passedOn = (code = birthGroup, channel = "online", changes: LawChanges = {}, facts = {}): Driver => {
  const d = accepted(code, "2026-08-17 09:00", { channel, ...changes });
  if (Object.keys(facts).length > 0)
    d.ok(people.desk, { type: "correct", field: "facts", value: facts, reason: why("told-late") });
  return d.ok(people.desk, act("intake", "forward"));
};

const unitOf: { readonly [member: string]: keyof typeof agency } = {
  birth: "justice",
  residence: "police",
  insurance: "insurance",
  identity: "police",
  death: "justice",
  removal: "police",
  survivor: "insurance",
  funeral: "social",
  merit: "social",
};
const by = (member: string) => agency[unitOf[member] ?? "justice"];
const take = (d: Driver, member: string, more: object = {}): Driver =>
  d.ok(by(member), { type: "accept-member", member, code: `${member}-1`, ...more });
const grant = (d: Driver, member: string): Driver => d.ok(by(member), { type: "grant-member", member });
const done = (d: Driver, member: string): Driver => grant(take(d, member), member);
const statuses = (d: Driver): { readonly [member: string]: string } =>
  Object.fromEntries(Object.entries(d.dossier.members ?? {}).map(([member, { status }]) => [member, status]));

describe("the two interlinked groups", () => {
  it.each([birthGroup, deathGroup])("%s has nothing that lint finds", (code) => {
    const definition = vietnamInterlinked(code);
    expect(definition && lintProcedure(definition)).toEqual([]);
  });

  it("electronic: all at once, as far as nobody waits for another", () => {
    const d = passedOn();
    expect(statuses(d)).toEqual({
      birth: "requested",
      residence: "waiting",
      insurance: "waiting",
      identity: "waiting",
    });
    expect(d.sent).toContain("agency:member-requested");
    done(d, "birth");
    expect(statuses(d)).toEqual({
      birth: "granted",
      residence: "requested",
      insurance: "requested",
      identity: "waiting",
    });
    expect(waitedOn(d.dossier).map(({ member }) => member)).toEqual(["residence", "insurance"]);
    done(d, "residence");
    expect(statuses(d).identity).toBe("requested");
  });

  it("paper: one after the other, in the order of the slip", () => {
    const d = passedOn(birthGroup, "counter");
    const order: string[] = [];
    for (const member of ["birth", "residence", "insurance", "identity"]) {
      order.push(...waitedOn(d.dossier).map((waited) => waited.member));
      done(d, member);
    }
    expect(order).toEqual(["birth", "residence", "insurance", "identity"]);
    expect([d.dossier.outcome, d.work]).toEqual(["granted", "return"]);
  });

  it("ends when the last result is there; the desk hands over", () => {
    const d = passedOn();
    done(d, "birth").at("2026-08-18 09:00");
    done(d, "insurance");
    expect(d.sent).toContain("citizen:partial-result");
    done(d, "residence");
    expect(d.dossier.resolvedAt).toBeUndefined();
    done(d, "identity");
    expect(d.types).toContain("resolved");
    expect(d.sent).not.toContain("citizen:partial-result");
    expect(d.dossier).toMatchObject({ outcome: "granted", verdict: "early" });
    d.ok(people.desk, act("return", "handOver"));
    expect(d.dossier.endedAt).toBe(d.now);
    expect(Object.values(d.dossier.memberTime ?? {}).map(({ holder }) => holder)).toEqual(["", "", "", ""]);
  });

  it("death: who takes part depends on the deceased's status", () => {
    const d = passedOn(deathGroup, "online", {}, { insured: true });
    expect(Object.keys(statuses(d))).toEqual(["death", "removal", "survivor"]);
    done(d, "death");
    done(d, "survivor");
    done(d, "removal");
    expect(d.dossier.outcome).toBe("granted");
  });

  it("the slip names each agency's limit, those that wait with the day expected", () => {
    const d = passedOn();
    const slip = transferSlip(d.law, d.dossier);
    expect(slip.map(({ member, unit, limitOn, expected }) => [member, unit, limitOn, expected])).toEqual([
      ["birth", "justice", "2026-08-17", false],
      ["residence", "police", "2026-08-25", true],
      ["insurance", "insurance", "2026-08-19", true],
      ["identity", "police", "2026-09-08", true],
    ]);
    expect(renderTransferSlip(slip, d.dossier.code)).toContain(
      "2. Đăng ký thường trú (police): 7 ngày làm việc; dự kiến 25/08/2026; sau: birth.",
    );
  });
});

describe("the slip while a part is sent back or not taken on", () => {
  const dayOn = (d: Driver, member: string) =>
    transferSlip(d.law, d.dossier).find((row) => row.member === member)?.limitOn;

  it("sent back, its days are still to come, and so are those of who waits for it", () => {
    const d = done(passedOn(), "birth");
    const before = [dayOn(d, "residence"), dayOn(d, "identity")];
    d.ok(agency.police, { type: "reject-member", member: "residence", reason: why("not-complete") });
    expect([dayOn(d, "residence"), dayOn(d, "identity")]).toEqual(before);
  });

  it("P memberLimitCounts from-acceptance: asked and not taken on, it has all its days before it", () => {
    const d = passedOn(birthGroup, "online", { policies: { memberLimitCounts: "from-acceptance" } });
    expect(dayOn(d, "birth")).toBe("2026-08-17");
    const { identity } = done(d, "birth").dossier.members ?? {};
    expect(identity?.status).toBe("waiting");
    expect([dayOn(d, "residence"), dayOn(d, "identity")]).toEqual(["2026-08-25", "2026-09-08"]);
  });
});

describe("a member's answers", () => {
  it.each([
    ["a member nobody knows", { type: "accept-member", member: "passport" }, "member.unknown"],
    ["one with a name of the language", { type: "accept-member", member: "constructor" }, "member.unknown"],
    ["a result before it was taken on", { type: "grant-member", member: "birth" }, "member.state"],
    ["one that waits for another", { type: "accept-member", member: "residence" }, "member.state"],
    ["an answer to another request", { type: "accept-member", member: "birth", attempt: 2 }, "member.stale_answer"],
    ["a request again that nobody sent back", { type: "request-member", member: "birth" }, "member.state"],
    ["words where a code belongs", { type: "accept-member", member: "birth", code: "Nguyễn A" }, "command.input"],
    ["the group's end by hand", act("members", "grant"), "member.open"],
  ])("refuses %s", (_name, body, code) => {
    expect(passedOn().refused(people.desk, body)).toBe(code);
  });

  it("refuses another agency's answer, and the same answer twice", () => {
    const d = passedOn();
    expect(d.refused(agency.police, { type: "accept-member", member: "birth" })).toBe("command.role");
    take(d, "birth");
    expect(d.refused(agency.justice, { type: "accept-member", member: "birth" })).toBe("member.state");
    grant(d, "birth");
    expect(d.refused(agency.justice, { type: "grant-member", member: "birth" })).toBe("member.state");
  });

  it("refuses what would have happened before it was asked", () => {
    const d = passedOn().at("2026-08-17 09:20");
    expect(d.refused(agency.justice, { type: "accept-member", member: "birth", occurredAt: d.now - 25 * 60_000 })).toBe(
      "command.backdated",
    );
  });

  it("sent back, its clock ends and the one-stop answers; asked again, it is another request", () => {
    const d = passedOn();
    done(d, "birth")
      .at("2026-08-18 09:00")
      .ok(agency.police, {
        type: "reject-member",
        member: "residence",
        reason: why("not-complete"),
      });
    expect(d.dossier.limits["member:residence"]).toBeUndefined();
    expect(d.dossier.memberTime?.residence?.holder).toBe("one-stop/tu");
    expect(d.refused(agency.police, { type: "request-member", member: "residence" })).toBe("command.role");
    d.at("2026-08-19 09:00").ok(people.desk, { type: "request-member", member: "residence" });
    expect(d.refused(agency.police, { type: "accept-member", member: "residence", attempt: 1 })).toBe(
      "member.stale_answer",
    );
    take(d, "residence", { attempt: 2 });
    expect(clockText(d.dossier.limits["member:residence"]?.ledger.startAt)).toBe("2026-08-19 09:00");
    expect(d.dossier.memberTime?.residence?.booked).toEqual({
      "police/khoa": 8 * 3_600_000,
      "one-stop/tu": 8 * 3_600_000,
    });
  });

  it("a refusal makes impossible what needs it, the others go on, and the whole is partly granted", () => {
    const d = passedOn();
    done(d, "birth");
    take(d, "residence").ok(agency.police, { type: "refuse-member", member: "residence", reason: why("no-title") });
    expect(statuses(d)).toEqual({
      birth: "granted",
      residence: "refused",
      insurance: "requested",
      identity: "impossible",
    });
    expect(d.dossier.members?.identity?.because).toBe("residence");
    done(d, "insurance");
    expect(d.dossier.outcome).toBe("partly-granted");
    expect(d.work).toBe("return");
  });

  it("a refused lead refuses the whole", () => {
    const d = take(passedOn(), "birth").ok(agency.justice, {
      type: "refuse-member",
      member: "birth",
      reason: why("not-eligible"),
    });
    expect([d.dossier.outcome, d.work, statuses(d).identity]).toEqual(["refused", "return-refusal", "impossible"]);
  });

  it("withdrawn, the agencies that were asked are told", () => {
    const d = passedOn().ok(people.citizen, { type: "withdraw" });
    expect(statuses(d)).toEqual({
      birth: "cancelled",
      residence: "cancelled",
      insurance: "cancelled",
      identity: "cancelled",
    });
    expect(d.sent.filter((sent) => sent === "agency:member-cancelled")).toHaveLength(1);
    expect(d.dossier.memberTime?.birth?.holder).toBe("");
    expect(d.refused(agency.justice, { type: "accept-member", member: "birth" })).toBe("member.state");
  });
});

describe("answers told in another order than they came about", () => {
  const told = why("told-late");

  it("the group ends with its last result, so that no promise is kept by the order of telling", () => {
    const d = done(passedOn(deathGroup, "online", {}, { insured: true }), "death");
    take(take(d, "removal"), "survivor");
    expect(d.promisedOn).toBe("2026-08-24");
    d.runTo("2026-09-08 10:00");
    grant(d, "survivor");
    expect(d.dossier.promiseMissedAt).toBeDefined();
    d.at("2026-09-08 15:00").ok(agency.police, {
      type: "grant-member",
      member: "removal",
      occurredAt: at("2026-08-21 09:00"),
      reason: told,
    });
    expect(d.dossier.members?.removal).toMatchObject({ status: "granted", verdict: "early" });
    expect(clockText(d.dossier.resolvedAt)).toBe("2026-09-08 10:00");
    expect(d.dossier).toMatchObject({ outcome: "granted", verdict: "late" });
    expect(d.promise).toBe("broken");
    // Time of the whole is booked until its end, a member's until its own.
    expect(clockText(d.dossier.responsibility?.since)).toBe("2026-09-08 10:00");
    expect(clockText(d.dossier.memberTime?.removal?.since)).toBe("2026-08-21 09:00");
  });

  it("a member begins when the last of those it waits for was there", () => {
    const both = (definition: ProcedureDefinition): ProcedureDefinition => ({
      ...definition,
      interlinked: {
        ...definition.interlinked,
        members: (definition.interlinked?.members ?? []).map((member) =>
          member.id === "identity" ? { ...member, dependsOn: ["residence", "insurance"] } : member,
        ),
      },
    });
    const d = done(passedOn(birthGroup, "online", { definition: both }), "birth");
    take(take(d, "residence"), "insurance");
    d.runTo("2026-08-21 10:00");
    grant(d, "residence");
    d.at("2026-08-21 15:00").ok(agency.insurance, {
      type: "grant-member",
      member: "insurance",
      occurredAt: at("2026-08-19 09:00"),
      reason: told,
    });
    expect(clockText(d.dossier.members?.identity?.since)).toBe("2026-08-21 10:00");
    expect(clockText(d.dossier.limits["member:identity"]?.ledger.startAt)).toBe("2026-08-21 10:00");
    expect(d.dossier.memberTime?.identity).toMatchObject({ holder: "police/khoa", since: at("2026-08-21 10:00") });
    expect(clockText(d.dossier.memberTime?.insurance?.since)).toBe("2026-08-19 09:00");
  });
});

describe("a supplement for one member", () => {
  const asked = (changes: LawChanges = {}): Driver => {
    const d = passedOn(birthGroup, "online", changes);
    done(d, "birth").at("2026-08-18 09:00");
    take(d, "residence").at("2026-08-19 10:00");
    return d.ok(agency.police, { type: "request-member-supplement", member: "residence", reason: why("lease") });
  };

  it("holds that member's clock and the group's, and nobody else's; time is the citizen's", () => {
    const d = asked();
    expect([d.clock, d.promise]).toEqual(["suspended", "inForce"]);
    expect(d.dossier.limits["member:insurance"]?.ledger.suspensions).toEqual([]);
    expect(d.dossier.memberTime).toMatchObject({
      residence: { holder: "party:citizen" },
      insurance: { holder: "insurance/bao" },
    });
    expect(d.dossier.responsibility?.holder).toBe("party:citizen");
    expect(d.sent).toContain("citizen:supplement-requested");
    expect(JSON.parse(d.last?.outbox.find(({ adapter }) => adapter === "portal")?.body ?? "{}").status).toBe(5);
  });

  it("the citizen's time is the one-stop's to remind of, not the agency's head's", () => {
    const d = asked();
    const told: string[] = [];
    while (d.last?.wakeAt !== undefined && d.last.wakeAt < at("2026-09-03 00:00")) {
      d.runTo(clockText(d.last.wakeAt) ?? "");
      for (const { kind, body } of d.last.outbox) {
        const { to, limit } = JSON.parse(body);
        if (kind === "reminder" && limit === "member-supplement:residence") told.push(to);
      }
    }
    expect(told.length).toBeGreaterThan(0);
    expect(told.filter((to) => to !== "tu")).toEqual([]);
  });

  it("complete, it is counted again; the group takes up where it stood", () => {
    const d = asked().at("2026-08-21 10:00");
    d.ok(people.desk, { type: "receive-member-supplement", member: "residence", complete: false });
    expect(d.clock).toBe("suspended");
    d.ok(people.desk, { type: "receive-member-supplement", member: "residence", complete: true });
    expect([d.clock, clockText(d.dossier.limits["member:residence"]?.ledger.startAt)]).toEqual([
      "running",
      "2026-08-21 10:00",
    ]);
    expect(d.dossier.limits.principal?.ledger.restarts).toBe(0);
    // Two working days later than 9 September: the days between the two dates.
    expect(d.promisedOn).toBe("2026-09-11");
    expect(d.sent).toContain("agency:member-supplemented");
  });

  it("P memberSupplementRestarts: all are counted again where the office says so", () => {
    const d = asked({ policies: { memberSupplementRestarts: "group" } }).at("2026-08-21 10:00");
    d.ok(people.desk, { type: "receive-member-supplement", member: "residence", complete: true });
    expect(d.dossier.limits.principal?.ledger.restarts).toBe(1);
    expect(clockText(d.dossier.limits["member:insurance"]?.ledger.startAt)).toBe("2026-08-21 10:00");
  });

  it.each([
    ["asked after it", {}, "2026-09-09"],
    // What held the clock before the due day moves it by those days, and by no more.
    ["told after it, with a moment before it", { occurredAt: at("2026-09-09 10:00") }, "2026-09-11"],
  ])("P memberSupplementRestarts group: a broken promise is not counted anew when %s", (_name, told, promisedOn) => {
    const d = passedOn(birthGroup, "online", { policies: { memberSupplementRestarts: "group" } });
    done(d, "birth").at("2026-08-18 09:00");
    done(d, "insurance");
    take(d, "residence").runTo("2026-09-09 09:00");
    grant(d, "residence");
    take(d, "identity").runTo("2026-09-10 10:00");
    expect(d.dossier.promiseMissedAt).toBeDefined();
    d.ok(agency.police, { type: "request-member-supplement", member: "identity", reason: why("photo"), ...told });
    expect(d.one("member-supplement-requested").effect).toBe("suspend");
    d.at("2026-09-11 10:00");
    d.ok(people.desk, { type: "receive-member-supplement", member: "identity", complete: true });
    expect(d.dossier.limits.principal?.ledger.restarts).toBe(0);
    expect(d.promisedOn).toBe(promisedOn);
  });

  it("never completed, that part is refused after the citizen's time, and the others go on", () => {
    const d = asked();
    done(d, "insurance").runTo("2026-09-04 08:00");
    expect(statuses(d)).toEqual({
      birth: "granted",
      residence: "refused",
      insurance: "granted",
      identity: "impossible",
    });
    expect(d.one("member-refused").reason.code).toBe("citizen-time-over");
    expect(d.dossier.outcome).toBe("partly-granted");
  });

  it("a second request is refused", () => {
    const d = asked().ok(people.desk, { type: "receive-member-supplement", member: "residence", complete: true });
    expect(
      d.refused(agency.police, { type: "request-member-supplement", member: "residence", reason: why("again") }),
    ).toBe("supplement.round_used");
  });
});

it("a member may be called what every object has: its minutes are counted", () => {
  const definition = (known: ProcedureDefinition): ProcedureDefinition => ({
    ...known,
    interlinked: {
      ...known.interlinked,
      members: (known.interlinked?.members ?? []).map((member) =>
        member.id === "insurance" ? { ...member, id: "constructor" } : member,
      ),
    },
  });
  const d = done(passedOn(birthGroup, "online", { definition }), "birth").at("2026-08-18 09:00");
  d.ok(agency.insurance, { type: "accept-member", member: "constructor" });
  d.ok(agency.insurance, { type: "grant-member", member: "constructor" });
  expect(d.dossier.memberTime).toMatchObject({ constructor: { booked: { "insurance/bao": 8 * 3_600_000 } } });
});

it("once the slip is written, nothing is corrected that would change it", () => {
  const d = passedOn(deathGroup, "online");
  const correct = (field: string, value: unknown) => ({ type: "correct", field, value, reason: why("slip") });
  expect(d.refused(people.desk, correct("facts", { insured: true }))).toBe("command.not_available");
  expect(d.refused(people.desk, correct("channel", "counter"))).toBe("command.not_available");
  d.ok(people.desk, correct("returnBy", "counter")).ok(people.desk, correct("facts", { insured: false }));
});

describe("members that no longer fit into the promise when the slip is written", () => {
  const told = (d: Driver) =>
    (d.last?.outbox ?? []).flatMap(({ kind, body }) => (kind === "members-cannot-fit" ? [JSON.parse(body)] : []));

  it("facts corrected after acceptance add one: the slip says until when, and whoever coordinates hears of it", () => {
    const d = passedOn(deathGroup, "online", {}, { insured: true });
    expect(d.promisedOn).toBe("2026-08-24");
    // Ten working days after the first day.
    expect(d.one("members-planned").expectedOn).toBe("2026-08-28");
    expect(told(d)).toMatchObject([{ to: "tu", expectedOn: "2026-08-28", promisedOn: "2026-08-24" }]);
    d.ok(people.deskHead, {
      type: "answer-on-time",
      answer: "will-be-late",
      reason: why("survivor"),
      newDate: "2026-09-03",
    });
    expect(d.one("apology-owed").cause).toBe("answered-late");
  });

  it("nobody is told where they fit", () => {
    const d = passedOn(deathGroup);
    expect([d.one("members-planned").expectedOn, told(d)]).toEqual([undefined, []]);
  });
});

describe("a definition from before lint knew", () => {
  const changed = (more: object) => (definition: ProcedureDefinition) => ({
    ...definition,
    steps: definition.steps.map((step) => (step.kind === "interlinked" ? { ...step, ...more } : step)),
  });

  it("asks for a supplement of the whole: no wake is refused, and the result of the whole waits for it", () => {
    const d = passedOn(deathGroup, "online", { definition: changed({ mayAskSupplement: true }) });
    done(d, "death").at("2026-08-18 09:00");
    take(d, "removal").ok(agency.police, {
      type: "request-member-supplement",
      member: "removal",
      reason: why("passport"),
    });
    for (const member of Object.keys(d.dossier.members ?? {}))
      if (d.dossier.members?.[member]?.status === "requested") done(d, member);
    d.at("2026-08-31 09:00").ok(people.deskHead, { type: "request-supplement", reason: why("photo") });
    d.runTo("2026-09-07 08:00");
    expect(statuses(d).removal).toBe("refused");
    expect(d.dossier.resolvedAt).toBeUndefined();
    d.ok(people.desk, { type: "receive-supplement", complete: true });
    expect([d.dossier.outcome, d.work]).toEqual(["partly-granted", "return"]);
  });

  it("waits as a whole: silence does not end the group while an agency works", () => {
    const budget = { unit: "calendar-day", amount: 2 };
    const wait = { budget, ground: "members", source: "QĐ 1" };
    const definition = changed({ wait, follows: { over: "grant" } });
    const d = passedOn(birthGroup, "online", { definition }).runTo("2026-08-24 08:00");
    expect(statuses(d).birth).toBe("requested");
    expect(d.dossier.resolvedAt).toBeUndefined();
  });
});

describe("what holds the whole", () => {
  const flood = { groundId: "flood:1", ground: "flood", source: "QĐ 12/QĐ-UBND", party: "nature" };
  const suspend = { type: "suspend", ...flood };
  const resume = { type: "resume", groundId: flood.groundId };
  const agencyMessages = (d: Driver) =>
    (d.last?.outbox ?? [])
      .filter(({ adapter }) => adapter === "agency")
      .map(({ kind, body }) => {
        const { memberId, limitOn, groundId, party } = JSON.parse(body);
        return [kind, memberId, ...(groundId === undefined ? [] : [groundId]), ...(party ? [party] : []), limitOn];
      });
  const dayOn = (d: Driver, member: string) =>
    transferSlip(d.law, d.dossier).find((row) => row.member === member)?.limitOn;
  const dueOf = (d: Driver, member: string): string | undefined => {
    const limit = d.dossier.limits[`member:${member}`];
    return limit && projectLimit(d.law.time, limit.ledger).due?.dueOn;
  };

  /** Residence was taken on at eight, insurance has till nine to answer, when the whole is suspended on Tuesday. */
  const flooded = (changes: LawChanges = {}): Driver => {
    const d = passedOn(birthGroup, "online", changes);
    done(d, "birth").at("2026-08-18 08:00");
    take(d, "residence").at("2026-08-18 08:30");
    return d.ok(people.director, suspend);
  };

  it("holds the members' own limits, books their minutes on its party, and their agencies hear of it", () => {
    const d = flooded();
    for (const limit of ["principal", "member:residence", "member:insurance", "member-answer:insurance"])
      expect([limit, d.dossier.limits[limit]?.ledger.suspensions.map(({ to }) => to)]).toEqual([limit, [undefined]]);
    expect([dueOf(d, "residence"), dayOn(d, "residence"), dayOn(d, "identity")]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    expect(d.dossier.memberTime).toMatchObject({
      residence: { holder: "party:nature" },
      insurance: { holder: "party:nature" },
    });
    expect(trackLedgers(d.dossier).map(({ holder }) => holder)).toEqual([
      "party:nature",
      "",
      "party:nature",
      "party:nature",
      "",
    ]);
    expect(agencyMessages(d)).toEqual([
      ["member-suspended", "residence", "flood:1", "nature", undefined],
      ["member-suspended", "insurance", "flood:1", "nature", undefined],
    ]);
  });

  it("nobody is reminded, silent or late while it lasts; afterwards the limits go on and name the same days", () => {
    const d = flooded();
    const before = d.events.length;
    // Far beyond the members' last days, 19 and 25 August; the 31st is a day off, the 22nd was worked for it.
    d.runTo("2026-08-31 08:00");
    const met = d.events.slice(before);
    expect(met.flatMap((event) => (event.type === "rung-taken" ? [event.limit] : []))).toEqual([]);
    expect([d.all("member-late"), d.all("member-silent")]).toEqual([[], []]);
    d.ok(people.director, resume);
    expect(agencyMessages(d)).toEqual([
      ["member-resumed", "residence", "flood:1", "2026-09-10"],
      ["member-resumed", "insurance", "flood:1", "2026-09-03"],
    ]);
    expect([dueOf(d, "residence"), dayOn(d, "residence")]).toEqual(["2026-09-10", "2026-09-10"]);
    expect(d.dossier.memberTime?.residence).toMatchObject({
      holder: "police/khoa",
      booked: { "police/khoa": 7.5 * 3_600_000, "party:nature": 79 * 3_600_000 },
    });
    d.runTo("2026-09-11 08:00");
    expect(d.all("member-late").map(({ member, limitOn }) => [member, limitOn])).toEqual([
      ["insurance", "2026-09-03"],
      ["residence", "2026-09-10"],
    ]);
  });

  it.each(["from-request", "from-acceptance"] as const)(
    "P memberLimitCounts %s: who is asked or takes on while it lasts begins when it ends",
    (memberLimitCounts) => {
      const d = flooded({ policies: { memberLimitCounts } }).at("2026-08-20 08:00");
      grant(d, "residence");
      expect(agencyMessages(d)).toEqual([
        ["member-requested", "identity", undefined],
        ["member-suspended", "identity", "flood:1", "nature", undefined],
      ]);
      expect(d.dossier.memberTime?.identity?.holder).toBe("party:nature");
      take(d, "identity");
      expect(agencyMessages(d)).toEqual([["member-suspended", "identity", "flood:1", "nature", undefined]]);
      d.runTo("2026-08-31 08:00").ok(people.director, resume);
      expect(dueOf(d, "identity")).toBe("2026-09-11");
      expect(clockText(d.dossier.memberTime?.identity?.since)).toBe("2026-08-31 08:00");
      expect(d.dossier.memberTime?.identity?.booked).toEqual({ "party:nature": 63.5 * 3_600_000 });
    },
  );

  it("overlaps a member's own ground: the last one opened is booked, and each ends by itself", () => {
    const d = passedOn();
    done(d, "birth").at("2026-08-18 08:00");
    take(d, "residence").ok(agency.police, {
      type: "request-member-supplement",
      member: "residence",
      reason: why("lease"),
    });
    d.at("2026-08-19 08:00").ok(people.director, suspend);
    expect(d.dossier.memberTime?.residence?.holder).toBe("party:nature");
    d.at("2026-08-20 08:00");
    d.ok(people.desk, { type: "receive-member-supplement", member: "residence", complete: true });
    expect(isHeld(d.dossier.limits["member:residence"]?.ledger as never)).toBe(true);
    d.at("2026-08-21 08:00").ok(people.director, resume);
    expect(isHeld(d.dossier.limits["member:residence"]?.ledger as never)).toBe(false);
    expect(d.clock).toBe("running");
    expect(d.dossier.memberTime?.residence?.booked).toEqual({
      "police/khoa": 7 * 3_600_000,
      "party:citizen": 8 * 3_600_000,
      "party:nature": 16 * 3_600_000,
    });
  });

  it("sent back, a part waits for nobody's minutes either", () => {
    const d = passedOn();
    done(d, "birth").at("2026-08-18 08:00");
    d.ok(agency.police, { type: "reject-member", member: "residence", reason: why("not-complete") });
    d.ok(people.director, suspend);
    expect(d.dossier.memberTime?.residence?.holder).toBe("party:nature");
    d.ok(people.desk, { type: "request-member", member: "residence" });
    expect(isHeld(d.dossier.limits["member:residence"]?.ledger as never)).toBe(true);
    d.at("2026-08-19 08:00").ok(people.director, resume);
    expect(d.dossier.memberTime?.residence?.holder).toBe("police/khoa");
  });

  it("an office that was flooded before members followed: they do so from the next thing that happens", () => {
    const d = flooded();
    // As a state of that time has it: the principal limit alone is held.
    const { state } = d;
    if (state === undefined) throw new Error("no dossier");
    const limits = Object.fromEntries(
      Object.entries(state.limits).map(([name, limit]) => [
        name,
        name.startsWith("member") ? { ...limit, ledger: { ...limit.ledger, suspensions: [] } } : limit,
      ]),
    );
    d.state = { ...state, limits };
    d.at("2026-08-18 08:45").ok(people.desk, { type: "amend", content: [{ contentId: "c1", version: 1 }] });
    // From when the flood came: the law stopped the clock, whenever anybody noticed.
    expect(clockText(d.dossier.limits["member:residence"]?.ledger.suspensions[0]?.from)).toBe("2026-08-18 08:30");
  });
});

describe("a late member", () => {
  /** Residence takes its part on and lets its seven days pass. */
  const late = (changes: LawChanges = {}): Driver => {
    const d = passedOn(birthGroup, "online", changes);
    done(d, "birth");
    take(d, "insurance");
    grant(d, "insurance");
    take(d, "residence");
    return d.runTo("2026-08-26 08:00");
  };

  it("is recorded on its own limit, and reported up as the ladder says", () => {
    const d = late();
    expect(d.one("member-late")).toMatchObject({ member: "residence", limitOn: "2026-08-25" });
    expect(d.one("member-late").silent).toBeUndefined();
    expect(d.all("escalated").filter(({ limit }) => limit === "member:residence")[0]).toMatchObject({ to: "binh" });
    expect(lateMembers(d.dossier)).toEqual([{ member: "residence", unit: "police" }]);
  });

  it("the ledger names who held the clock, and the apology who made the group late", () => {
    const d = late().runTo("2026-08-28 10:00");
    grant(d, "residence");
    take(d, "identity");
    d.runTo("2026-09-11 09:00");
    const [own, ...members] = trackLedgers(d.dossier);
    expect(own?.holder).toBe("one-stop/tu");
    expect(members.map(({ member, verdict, daysOver }) => [member, verdict, daysOver])).toEqual([
      ["birth", "on-time", 0],
      ["residence", "late", 3],
      ["insurance", "early", 0],
      ["identity", undefined, undefined],
    ]);
    const apology = d.one("apology-owed");
    expect(apology).toMatchObject({
      answerable: [{ member: "residence", unit: "police" }],
      apologises: "police",
    });
  });

  it.each([
    ["member", "police"],
    ["lead", "justice"],
  ] as const)("P memberLateApology %s: %s apologises", (memberLateApology, unit) => {
    const d = late({ policies: { memberLateApology } }).runTo("2026-09-10 08:00");
    expect(d.one("apology-owed")).toMatchObject({ apologises: unit, answerable: [{ member: "residence" }] });
  });

  it("the late agency's own head signs, and the citizen is told whose part it was", () => {
    const d = late().runTo("2026-09-10 08:00");
    const { apologyId } = d.one("apology-owed");
    const newDate = "2026-09-16";
    d.ok(people.clerk, { type: "draft-apology", apologyId, reason: why("overload"), newDate });
    expect(d.one("apology-drafted").answerable).toEqual([{ member: "residence", unit: "police" }]);
    expect(d.refused(agency.insurance, { type: "sign-apology", apologyId })).toBe("command.role");
    d.ok(agency.police, { type: "sign-apology", apologyId }).ok(people.clerk, { type: "send-apology", apologyId });
    const told = d.last?.outbox.find(({ kind }) => kind === "apology");
    expect(JSON.parse(told?.body ?? "{}")).toMatchObject({ memberId: "residence", unit: "police", newDate });
  });

  it("whoever holds the dossier takes it on themselves: what was owed for a late member is lifted", () => {
    const d = late().runTo("2026-08-28 10:00");
    grant(d, "residence");
    take(d, "identity").runTo("2026-09-08 10:00");
    const owed = d.dossier.apologies.at(-1);
    expect(owed).toMatchObject({ cause: "member-late", status: "owed" });
    d.ok(people.deskHead, { type: "answer-on-time", answer: "on-time" });
    expect(d.dossier.apologies.at(-1)?.status).toBe("lapsed");
  });

  it("sent back late, asked again: days at the one-stop are none of its agency's", () => {
    const d = passedOn();
    done(d, "birth").runTo("2026-08-27 08:00");
    // Its limit passed on 25 August; it sends its part back two days later, and the one-stop takes its time.
    d.ok(agency.police, { type: "reject-member", member: "residence", reason: why("not-complete") });
    d.runTo("2026-09-10 08:00").ok(people.desk, { type: "request-member", member: "residence" });
    expect(d.dossier.memberTime?.residence?.daysAway).toBe(7);
    take(d, "residence").runTo("2026-09-11 08:00");
    grant(d, "residence");
    // 26 and 27 August, and 11 September.
    expect(d.dossier.members?.residence).toMatchObject({ verdict: "late", daysOver: 3 });
    expect(d.dossier.members?.residence?.lateOn).toBe("2026-08-25");
  });

  it("the whole held after its limit passed: those days are not its agency's either", () => {
    const d = late().at("2026-08-26 09:00");
    d.ok(people.director, { type: "suspend", groundId: "flood:1", ground: "flood", source: "QĐ 1", party: "nature" });
    d.runTo("2026-09-10 08:00");
    grant(d, "residence");
    expect(d.dossier.members?.residence).toMatchObject({ verdict: "late", daysOver: 1 });
  });

  it("who heads its agency today is reminded, answers and signs, not who did when it was asked", () => {
    const successor = actor("son", "police-2", "leader-of-none");
    const d = passedOn();
    done(d, "birth");
    const units = { ...resolved.units, police: { unit: "police", head: "son" } } as unknown as typeof resolved.units;
    d.with({ units }).runTo("2026-08-26 08:00");
    const told = d.all("rung-taken").filter(({ limit, told }) => limit === "member:residence" && told.length > 0);
    expect([...new Set(told.flatMap((rung) => rung.told))]).toContain("son");
    expect(told.flatMap((rung) => rung.told)).not.toContain("khoa");
    d.ok(successor, { type: "accept-member", member: "residence" });
    d.runTo("2026-09-10 08:00");
    const { apologyId } = d.one("apology-owed");
    d.ok(people.clerk, { type: "draft-apology", apologyId, reason: why("overload"), newDate: "2026-09-16" });
    const before = actor("khoa", "police");
    expect(d.refused(before, { type: "sign-apology", apologyId })).toBe("command.role");
    d.ok(successor, { type: "sign-apology", apologyId });
  });

  it("silent, it is reported to the head of the one-stop, and late as well", () => {
    const d = passedOn();
    done(d, "birth").runTo("2026-08-26 08:00");
    expect(d.one("member-silent")).toMatchObject({ told: "binh" });
    expect(d.all("member-silent").map(({ member }) => member)).toEqual(["insurance", "residence"]);
    expect(d.one("member-late")).toMatchObject({ member: "residence", silent: true });
  });
});

describe("what the desk sees", () => {
  it("results go out one by one, each once, and never after the whole", () => {
    const d = done(passedOn(), "birth");
    const hand = { type: "return-member", member: "birth", way: "counter" };
    expect(d.refused(agency.justice, hand)).toBe("command.role");
    expect(d.refused(people.desk, { ...hand, way: "pigeon" })).toBe("command.input");
    expect(d.refused(people.desk, { ...hand, member: "residence" })).toBe("member.state");
    d.ok(people.desk, hand);
    expect(d.dossier.members?.birth?.returnedAt).toBe(d.now);
    expect(d.refused(people.desk, hand)).toBe("member.returned");
    for (const member of ["residence", "insurance", "identity"]) done(d, member);
    d.ok(people.desk, act("return", "handOver"));
    expect(d.refused(people.desk, { ...hand, member: "identity" })).toBe("member.returned");
  });

  it("whoever takes a member on answers for it; recorded at the desk, the head does", () => {
    const d = passedOn().ok(people.justice, { type: "accept-member", member: "birth" });
    expect(d.dossier.memberTime?.birth?.holder).toBe("justice/thu");
    const e = passedOn().ok(people.desk, { type: "accept-member", member: "birth" });
    expect(e.dossier.memberTime?.birth?.holder).toBe("justice/yen");
  });

  it("shows the buttons of each member where it stands, grey for who may not", () => {
    const buttons = (by: Parameters<typeof availableActions>[2]) => {
      const d = passedOn();
      return availableActions(d.law, d.dossier, by, d.now, resolved)
        .filter(({ member }) => member !== undefined)
        .map(({ command, member, allowed }) => `${command} ${member} ${allowed}`);
    };
    expect(buttons(people.justice)).toEqual(["accept-member birth true", "reject-member birth true"]);
    expect(buttons(people.officer)).toEqual(["accept-member birth false", "reject-member birth false"]);
  });
});
