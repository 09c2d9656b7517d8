import { availableActions } from "@motcua/core";
import { vietnamProcedure } from "@motcua/core/vietnam";
import { describe, expect, it } from "vitest";
import { act, actor, clockText, type Driver, people, resolved } from "./kit.ts";
import { acceptedUnder, further, papers, record } from "./moment-kit.ts";

const officer = actor("ngoc", "social", "officer");
const socialCode = "1.001776";
const birth = "1.001193";

/** An allowance whose review is posted on Monday at ten. */
const posted = (definition = further(socialCode)): Driver =>
  acceptedUnder(definition, "2026-08-17 08:00")
    .ok(people.desk, act("intake", "forward"))
    .at("2026-08-17 10:00")
    .ok(officer, { type: "claim" })
    .ok(officer, act("officer", "post"));

describe("a posting ends by itself, or by an objection (model.md §9)", () => {
  it("is over with the last of its days, and goes on by the system's hand; the days count", () => {
    const d = posted();
    expect([d.work, d.clock, d.dossier.limits.wait?.ladder]).toEqual(["posting", "running", "wait>noObjection"]);
    d.ok(officer, record("posting", "posted", { place: "notice-board" })).runTo("2026-08-19 23:59");
    expect(d.work).toBe("posting");
    d.runTo("2026-08-20 00:00");
    expect(d.all("acted").at(-1)).toMatchObject({ step: "posting", action: "noObjection", by: { person: "system" } });
    expect([d.work, d.clock, d.promisedOn]).toEqual(["leader", "running", "2026-08-28"]);
    // What the ladder of waits says of an end that did not come belongs to a wait that has none.
    d.runTo("2026-08-21 23:00");
    expect(d.all("escalated")).toEqual([]);
  });

  it("counts from when the notice went up, once", () => {
    const d = posted().runTo("2026-08-18 09:00");
    d.ok(officer, record("posting", "posted", { place: "notice-board", ...papers("notice") }));
    expect(d.types).toEqual(["recorded", "limit-restarted"]);
    expect(d.refused(officer, record("posting", "posted", { place: "notice-board" }))).toBe("moment.repeated");
    d.runTo("2026-08-20 12:00");
    expect(d.work).toBe("posting");
    d.runTo("2026-08-21 00:00");
    expect(d.work).toBe("leader");
  });

  it("a notice that never went up is met by no silence: people are told, and its days begin when it does", () => {
    const d = posted().runTo("2026-08-24 09:00");
    expect([d.work, d.all("acted").filter(({ action }) => action === "noObjection")]).toEqual(["posting", []]);
    expect(d.all("escalated").map(({ limit }) => limit)).toContain("wait");
    d.ok(officer, record("posting", "posted", { place: "notice-board" }));
    expect(d.types).toEqual(["recorded", "limit-restarted"]);
    d.runTo("2026-08-26 23:59");
    expect(d.work).toBe("posting");
    d.runTo("2026-08-27 00:00");
    expect([d.work, d.all("acted").at(-1)?.by.person]).toEqual(["leader", "system"]);
  });

  it("a notice that hung from the first minute, told when its days are over, has hung them", () => {
    const d = posted();
    const hung = { occurredAt: d.now, reason: { code: "outage" } };
    d.runTo("2026-08-20 09:00");
    expect(d.work).toBe("posting");
    d.ok(officer, record("posting", "posted", { place: "notice-board", ...hung })).runTo("2026-08-20 09:01");
    expect([d.work, d.all("acted").at(-1)?.action]).toEqual(["leader", "noObjection"]);
  });

  it("an objection from which nothing follows is not recorded, and no button offers it", () => {
    const definition = further(socialCode);
    const steps = definition.steps.map((step) =>
      step.id === "posting" ? { ...step, follows: { over: "noObjection" } } : step,
    );
    const d = posted({ ...definition, steps });
    expect(d.refused(people.desk, record("posting", "objected", papers("objection")))).toBe("moment.unknown");
    const buttons = availableActions(d.law, d.dossier, officer, d.now, resolved);
    expect(buttons.flatMap(({ moment }) => moment ?? [])).toEqual(["posted"]);
    // By hand it still counts.
    expect(d.ok(officer, act("posting", "objection")).work).toBe("complaint");
  });

  it("an objection brought to the counter suspends the approval; its conclusion lets the limit run on", () => {
    const d = posted().runTo("2026-08-18 14:00");
    d.ok(people.desk, record("posting", "objected", papers("objection")));
    expect(d.types).toEqual(["recorded", "acted", "limit-suspended", "task-opened"]);
    expect([d.work, d.clock, d.dossier.responsibility?.holder]).toEqual(["complaint", "suspended", "party:complaint"]);
    expect(d.dossier.limits.wait?.ledger.budget).toEqual({ unit: "working-day", amount: 10 });
    d.runTo("2026-08-25 10:00");
    d.ok(officer, { type: "claim" }).ok(officer, act("complaint", "dismissed"));
    // One day used by the 18th; the nine left count from the 26th, and 31 August to 2 September are free.
    expect([d.work, d.clock, d.promisedOn]).toEqual(["leader", "running", "2026-09-10"]);
    expect(d.all("rung-taken").filter(({ rung, limit }) => limit === "wait" && rung === "over")).toEqual([]);
  });

  it("what follows by itself is taken by nobody's hand, and only what the step knows is recorded", () => {
    const d = posted().at("2026-08-17 11:00");
    expect(d.refused(officer, act("posting", "noObjection"))).toBe("moment.required");
    expect(d.refused(officer, act("posting", "objection"))).toBe("moment.required");
    expect(d.refused(officer, record("posting", "paid", { reference: "r" }))).toBe("moment.unknown");
    expect(d.refused(officer, record("posting", "constructor"))).toBe("moment.unknown");
    expect(d.refused(officer, record("leader", "objected", papers("x")))).toBe("task.wrong_step");
    expect(d.refused(officer, record("posting", "objected"))).toBe("command.input");
    expect(d.refused(officer, record("posting", "objected", { content: [], reference: "a" }))).toBe("command.input");
    expect(d.refused(officer, record("posting", "posted", { place: "Nhà ông Nguyễn Văn A" }))).toBe("command.input");
    expect(d.refused(people.citizen, record("posting", "objected", papers("x")))).toBe("command.role");
    expect(d.refused(people.desk, record("posting", "posted", { place: "board" }))).toBe("command.role");
    const early = { occurredAt: d.now - 3 * 3_600_000, reason: { code: "outage" } };
    expect(d.refused(officer, record("posting", "objected", { ...papers("x"), ...early }))).toBe("command.backdated");
  });
});

describe("silence confirms (model.md §9)", () => {
  const waiting = (definition = further(birth)): Driver =>
    acceptedUnder(definition, "2026-08-17 08:00", { channel: "online", facts: { filedOnline: true } })
      .ok(people.desk, act("intake", "forward"))
      .ok(people.justice, { type: "claim" })
      .at("2026-08-17 10:00")
      .ok(people.justice, act("officer", "sendDraft"));

  it("a day without a word is the word", () => {
    const d = waiting();
    expect([d.clock, d.work, d.wakeText]).toEqual(["suspended", "confirm", "2026-08-19 00:00"]);
    d.runTo("2026-08-19 00:00");
    expect(d.all("acted").at(-1)).toMatchObject({ action: "silent", by: { person: "system" } });
    expect([d.clock, d.work]).toEqual(["running", "officer"]);
  });

  it.each([
    ["confirmed", people.citizen, "confirmed"],
    ["declined", people.desk, "corrections"],
    ["confirmed", people.justice, "confirmed"],
  ] as const)("%s by %o leads on at once, and silence no more", (moment, by, action) => {
    const d = waiting().at("2026-08-17 14:00").ok(by, record("confirm", moment));
    expect(d.all("acted").at(-1)).toMatchObject({ action, by: { person: by.person } });
    d.runTo("2026-08-21 00:00");
    expect(d.all("acted").filter((event) => event.action === "silent")).toEqual([]);
  });

  it.each([
    ["confirmed", people.citizen],
    ["declined", people.citizen],
    ["declined", people.desk],
  ] as const)("%s is not taken down where silence would be consent all the same", (moment, by) => {
    const d = waiting(vietnamProcedure(birth)).at("2026-08-17 14:00");
    expect(d.refused(by, record("confirm", moment))).toBe("moment.unknown");
    d.ok(people.justice, act("confirm", "corrections")).runTo("2026-08-21 00:00");
    expect(d.all("acted").filter(({ action }) => action === "silent")).toEqual([]);
  });

  it("nobody else speaks for the applicant", () => {
    const d = waiting().at("2026-08-17 14:00");
    expect(d.refused(people.land, record("confirm", "confirmed"))).toBe("command.role");
    expect(d.refused(people.justice, act("confirm", "silent"))).toBe("moment.required");
    expect(clockText(d.last?.wakeAt)).toBe("2026-08-19 00:00");
  });
});
